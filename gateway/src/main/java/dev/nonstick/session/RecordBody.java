package dev.nonstick.session;

import dev.nonstick.vault.MalformedVaultException;
import dev.nonstick.vault.Vault;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The plain body of a record.
 *
 * <pre>
 *  field          bytes  meaning
 *  packing            1  0 plain, 1 deflate (then: 4 bytes plain length, deflated rest)
 *  created            8  Unix milliseconds
 *  deadline           8  Unix milliseconds
 *  idle               8  milliseconds
 *  generation         4
 *  superseded         8  Unix milliseconds, 0: not yet
 *  since              8  Unix milliseconds
 *  flags              1  1 strict, 2 lease
 *  epoch              8
 *  principal        2+n  UTF-8
 *  term               8
 *  lease           0/16  owner, deadline (Unix milliseconds)
 *  writes         1+8*n  ids, newest first, n up to 16
 *  attributes         2  count; then each:
 *    name           2+n  UTF-8
 *    kind             1  0 blob, 1 counter
 *    blob     1+n + 4+n  type tag (Latin-1), value
 *    counter          8
 *  vault            4+n  as {@link Vault#encode} has it; nothing where it is empty
 * </pre>
 */
final class RecordBody {
    /** Bodies above this many bytes are compressed. */
    private static final int COMPRESS_ABOVE = 1024;

    /** No body is larger, compressed or not: the bound when inflating. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;
    private static final byte BLOB = 0;
    private static final byte COUNTER = 1;
    private static final int STRICT = 1;
    private static final int LEASED = 2;
    private static final int LEASE_BYTES = 16;

    /** Stands in a decoded text for what was no UTF-8, or for itself. */
    private static final char REPLACEMENT = '\ufffd';

    private RecordBody() {}

    static byte[] encode(SessionRecord record) {
        Span span = record.span();
        Lineage lineage = record.lineage();
        Login login = record.login();
        Lease lease = record.lease();
        byte[] principal = login.principal().getBytes(StandardCharsets.UTF_8);
        int size = 1 + 3 * 8 + 4 + 2 * 8 + 1 + 8 + 2 + principal.length + 8;
        size += (lease == null ? 0 : LEASE_BYTES) + 1 + 8 * record.writes().length + 2 + 4;
        for (Map.Entry<String, Attribute> entry : record.attributes().entrySet()) {
            size += sizeOf(entry.getKey(), entry.getValue());
        }
        byte[] vault = record.vault().encode();
        size += vault.length;
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(PLAIN)
                .putLong(span.createdMillis())
                .putLong(span.deadlineMillis())
                .putLong(span.idleMillis())
                .putInt(lineage.generation())
                .putLong(lineage.supersededMillis())
                .putLong(lineage.sinceMillis())
                .put((byte) ((lineage.strict() ? STRICT : 0) | (lease == null ? 0 : LEASED)))
                .putLong(login.epoch())
                .putShort((short) principal.length)
                .put(principal)
                .putLong(login.term());
        if (lease != null) {
            out.putLong(lease.owner()).putLong(lease.deadlineMillis());
        }
        out.put((byte) record.writes().length);
        for (long write : record.writes()) {
            out.putLong(write);
        }
        out.putShort((short) record.attributes().size());
        for (Map.Entry<String, Attribute> entry : record.attributes().entrySet()) {
            put(out, entry.getKey(), entry.getValue());
        }
        out.putInt(vault.length).put(vault);
        return size > COMPRESS_ABOVE ? deflate(out.array()) : out.array();
    }

    /** Bytes that an attribute takes in a body. */
    static int sizeOf(String name, Attribute value) {
        int size = 2 + utf8Length(name) + 1;
        return switch (value) {
            case Attribute.Blob blob -> size + 1 + blob.type().length() + 4 + blob.value().length;
            case Attribute.Counter counter -> size + 8;
        };
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void put(ByteBuffer out, String name, Attribute value) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) utf8.length).put(utf8);
        switch (value) {
            case Attribute.Blob blob ->
                    out.put(BLOB)
                            .put((byte) blob.type().length())
                            .put(blob.type().getBytes(StandardCharsets.ISO_8859_1))
                            .putInt(blob.value().length)
                            .put(blob.value());
            case Attribute.Counter counter -> out.put(COUNTER).putLong(counter.value());
        }
    }

    static SessionRecord decode(byte[] body, long version) throws MalformedRecordException {
        try {
            ByteBuffer in = ByteBuffer.wrap(body);
            byte packing = in.get();
            if (packing == DEFLATED) {
                in = inflate(in);
            } else if (packing != PLAIN) {
                throw new MalformedRecordException("packing");
            }
            return decode(in, version);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedRecordException("truncated");
        }
    }

    private static SessionRecord decode(ByteBuffer in, long version)
            throws MalformedRecordException {
        Span span = new Span(in.getLong(), in.getLong(), in.getLong());
        int generation = in.getInt();
        long superseded = in.getLong();
        long since = in.getLong();
        int flags = in.get();
        if ((flags & ~(STRICT | LEASED)) != 0) {
            throw new MalformedRecordException("flags");
        }
        Lineage lineage = new Lineage(generation, superseded, (flags & STRICT) != 0, since);
        long epoch = in.getLong();
        Login login = new Login(epoch, text(in, in.getShort() & 0xffff), in.getLong());
        Lease lease = (flags & LEASED) == 0 ? null : new Lease(in.getLong(), in.getLong());
        int writeCount = in.get() & 0xff;
        if (writeCount > SessionRecord.MAX_WRITES) {
            throw new MalformedRecordException("writes");
        }
        long[] writes = new long[writeCount];
        for (int i = 0; i < writeCount; i++) {
            writes[i] = in.getLong();
        }
        int count = in.getShort() & 0xffff;
        Map<String, Attribute> attributes = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            String name = text(in, in.getShort() & 0xffff);
            attributes.put(name, attribute(in));
        }
        Vault vault = vault(in);
        if (in.hasRemaining()) {
            throw new MalformedRecordException("rest");
        }
        return new SessionRecord(version, span, lineage, login, lease, writes, attributes, vault);
    }

    private static Attribute attribute(ByteBuffer in) throws MalformedRecordException {
        return switch (in.get()) {
            case BLOB -> {
                String type = text(in, in.get() & 0xff, StandardCharsets.ISO_8859_1);
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new MalformedRecordException("length");
                }
                byte[] value = new byte[length];
                in.get(value);
                yield new Attribute.Blob(value, type);
            }
            case COUNTER -> new Attribute.Counter(in.getLong());
            default -> throw new MalformedRecordException("kind");
        };
    }

    /** UTF-8; what is none would come to be written back as something else. */
    private static String text(ByteBuffer in, int length) throws MalformedRecordException {
        int start = in.position();
        String text = text(in, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0
                && !in.slice(start, length)
                        .equals(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))) {
            throw new MalformedRecordException("text");
        }
        return text;
    }

    private static String text(ByteBuffer in, int length, Charset charset) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, charset);
        in.position(in.position() + length);
        return text;
    }

    private static Vault vault(ByteBuffer in) throws MalformedRecordException {
        int length = in.getInt();
        if (length == 0) {
            return Vault.EMPTY;
        }
        if (length < 0 || length > in.remaining()) {
            throw new MalformedRecordException("length");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        try {
            return Vault.decode(bytes);
        } catch (MalformedVaultException e) {
            throw new MalformedRecordException("vault");
        }
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(plain, 1, plain.length - 1);
            deflater.finish();
            byte[] packed = new byte[plain.length];
            int length = 0;
            while (!deflater.finished() && length < packed.length - 5) {
                length += deflater.deflate(packed, 5 + length, packed.length - 5 - length);
            }
            if (!deflater.finished()) {
                // incompressible: the plain form is the shorter one
                return plain;
            }
            ByteBuffer.wrap(packed).put(DEFLATED).putInt(plain.length - 1);
            return Arrays.copyOf(packed, 5 + length);
        } finally {
            deflater.end();
        }
    }

    private static ByteBuffer inflate(ByteBuffer packed) throws MalformedRecordException {
        int length = packed.getInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new MalformedRecordException("plain length");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] plain = new byte[length];
            int done = 0;
            while (done < length) {
                int n = inflater.inflate(plain, done, length - done);
                if (n == 0) {
                    throw new MalformedRecordException("plain length");
                }
                done += n;
            }
            // the checksum comes after the last byte; nothing may come after the checksum
            boolean more = inflater.inflate(new byte[1]) > 0;
            if (more || !inflater.finished() || inflater.getRemaining() > 0) {
                throw new MalformedRecordException("rest");
            }
            return ByteBuffer.wrap(plain);
        } catch (DataFormatException e) {
            throw new MalformedRecordException("deflate");
        } finally {
            inflater.end();
        }
    }
}
