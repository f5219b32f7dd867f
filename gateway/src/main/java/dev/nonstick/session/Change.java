package dev.nonstick.session;

import dev.nonstick.vault.VaultChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one backend response asks of the session. Control comes before operations; an ending
 * with operations ends the old session and makes a new one with just these.
 *
 * @param principal who has logged in; null: nobody has
 * @param cookies what becomes of the vault
 */
public record Change(
        Ending ending,
        Rotation rotation,
        @Nullable String principal,
        Timeouts timeouts,
        List<Operation> operations,
        List<VaultChange> cookies) {

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

    /** Without cookies. */
    public Change(
            Ending ending,
            Rotation rotation,
            @Nullable String principal,
            Timeouts timeouts,
            List<Operation> operations) {
        this(ending, rotation, principal, timeouts, operations, List.of());
    }

    /** Without login, timeouts and cookies. */
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
                && operations.isEmpty()
                && cookies.isEmpty();
    }

    /** Whether a session ends. */
    public boolean ends() {
        return ending != Ending.NONE;
    }

    /** Whether it can bring a session to life where there is none. */
    public boolean creates() {
        if (principal != null || putsAttributes()) {
            return true;
        }
        for (VaultChange cookie : cookies) {
            if (cookie.creates()) {
                return true;
            }
        }
        return false;
    }

    /** Whether attributes can be added or grow. */
    boolean putsAttributes() {
        for (Operation operation : operations) {
            if (!(operation instanceof Operation.Delete)) {
                return true;
            }
        }
        return false;
    }

    /** The same, and the cookie is to be a new one. */
    public Change rotating() {
        return rotation == Rotation.NONE ? rotating(Rotation.GRACEFUL, cookies) : this;
    }

    /**
     * Likewise, and with what becomes of the vault.
     *
     * @param login whether the cookies look like a login's
     */
    public Change with(List<VaultChange> vaulted, boolean login) {
        return rotating(login ? Rotation.STRICT : rotation, vaulted);
    }

    private Change rotating(Rotation how, List<VaultChange> vaulted) {
        return new Change(ending, how, principal, timeouts, operations, vaulted);
    }

    /** Never shows the principal or what is changed. */
    @Override
    public String toString() {
        int size = operations.size() + cookies.size();
        return "Change[" + ending + ", " + rotation + ", " + size + " operations]";
    }
}
