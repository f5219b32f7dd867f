package dev.nonstick.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one backend response asks of the session. Control comes before operations; an ending
 * with operations ends the old session and makes a new one with just these.
 *
 * @param principal who has logged in; null: nobody has
 */
public record Change(
        Ending ending,
        Rotation rotation,
        @Nullable String principal,
        Timeouts timeouts,
        List<Operation> operations) {

    /** Nothing asked. */
    public static final Change NONE = new Change(false, false, List.of());

    /** What is to end. */
    public enum Ending {
        NONE,
        SESSION,
        /** Every session of the principal. */
        ALL_OF_PRINCIPAL
    }

    /** What is to become of the cookie. */
    public enum Rotation {
        NONE,
        /** The old one stays good until the new one was presented, and a grace longer. */
        GRACEFUL,
        /** The old one is worth nothing from now on. */
        STRICT
    }

    /** Without login and timeouts. */
    public Change(boolean destroy, boolean rotate, List<Operation> operations) {
        this(
                destroy ? Ending.SESSION : Ending.NONE,
                rotate ? Rotation.GRACEFUL : Rotation.NONE,
                null,
                Timeouts.KEPT,
                operations);
    }

    public boolean isEmpty() {
        return ending == Ending.NONE
                && rotation == Rotation.NONE
                && principal == null
                && timeouts.equals(Timeouts.KEPT)
                && operations.isEmpty();
    }

    /** Whether a session ends. */
    public boolean ends() {
        return ending != Ending.NONE;
    }

    /** Whether it can bring a session to life where there is none. */
    public boolean creates() {
        if (principal != null) {
            return true;
        }
        for (Operation operation : operations) {
            if (!(operation instanceof Operation.Delete)) {
                return true;
            }
        }
        return false;
    }

    /** Likewise, and the cookie is to be a new one. */
    public Change rotating() {
        return rotation == Rotation.NONE
                ? new Change(ending, Rotation.GRACEFUL, principal, timeouts, operations)
                : this;
    }

    /** Never shows the principal. */
    @Override
    public String toString() {
        return "Change[" + ending + ", " + rotation + ", " + operations.size() + " operations]";
    }
}
