package dev.nonstick.vault;

/** Bytes that are no vault. Says what is wrong, never what they hold. */
public final class MalformedVaultException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedVaultException(String message) {
        super(message, null, false, false);
    }
}
