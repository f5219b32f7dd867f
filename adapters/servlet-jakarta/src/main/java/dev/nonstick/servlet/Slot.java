package dev.nonstick.servlet;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One attribute during one request: what came, and what the application made of it. A value is
 * deserialised when it is first read; one that was read or set is serialised again before the
 * response's head leaves, because the application may have changed the object itself.
 *
 * <p>Not thread-safe: the session's lock guards it.
 */
final class Slot {

    private enum Stage {
        /** Nobody has looked at it. */
        STORED,
        READ,
        SET,
        REMOVED
    }

    private final String name;
    private final @Nullable Stored stored;
    private Stage stage;
    private @Nullable Object value;

    private Slot(String name, @Nullable Stored stored, Stage stage) {
        this.name = name;
        this.stored = stored;
        this.stage = stage;
    }

    static Slot stored(String name, Stored stored) {
        return new Slot(name, stored, Stage.STORED);
    }

    static Slot absent(String name) {
        return new Slot(name, null, Stage.REMOVED);
    }

    boolean present() {
        return stage != Stage.REMOVED;
    }

    /** True if the next {@link #read} deserialises. */
    boolean unread() {
        return stage == Stage.STORED && stored != null && stored.isJava();
    }

    @Nullable Object read(@Nullable ClassLoader loader) throws AttributeException {
        if (stage != Stage.STORED || stored == null) {
            return value;
        }
        byte[] bytes = stored.bytes();
        if (bytes == null) {
            value = stored.counter();
        } else if (!stored.isJava()) {
            return bytes.clone(); // of another framework: shown, not watched
        } else {
            value = deserialise(bytes, loader);
        }
        stage = Stage.READ;
        return value;
    }

    void set(Object newValue) {
        value = newValue;
        stage = Stage.SET;
    }

    void remove() {
        value = null;
        stage = Stage.REMOVED;
    }

    /** The operation of {@code Offload-Update}, or null if nothing changed. */
    @Nullable String change() throws AttributeException {
        switch (stage) {
            case STORED:
                return null;
            case REMOVED:
                return stored == null ? null : "del";
            case READ:
                return value == null || JavaCodec.immutable(value) ? null : put(value);
            default:
                return value == null ? null : put(value);
        }
    }

    private @Nullable String put(Object current) throws AttributeException {
        if (stored != null && stored.isCounter() && current instanceof Long) {
            long count = (Long) current;
            if (count == stored.counter()) {
                return null;
            }
            if (Math.abs(count) <= SfWriter.MAX_INTEGER && count != Long.MIN_VALUE) {
                return "put=" + count;
            }
        }
        byte[] bytes = serialise(current);
        if (stored != null && stored.isJava() && Arrays.equals(bytes, stored.bytes())) {
            return null;
        }
        return "put=" + SfWriter.bytes(bytes) + ";t=" + Stored.JAVA;
    }

    private byte[] serialise(Object current) throws AttributeException {
        try {
            return JavaCodec.write(current);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new AttributeException(
                    name, "cannot serialise " + current.getClass().getName(), e);
        }
    }

    private @Nullable Object deserialise(byte[] bytes, @Nullable ClassLoader loader)
            throws AttributeException {
        try {
            return JavaCodec.read(bytes, loader);
        } catch (IOException
                | ClassNotFoundException
                | LinkageError
                | RuntimeException
                | StackOverflowError e) {
            throw new AttributeException(name, "cannot deserialise", e);
        }
    }
}
