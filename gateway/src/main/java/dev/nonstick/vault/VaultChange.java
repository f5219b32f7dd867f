package dev.nonstick.vault;

/**
 * A change of one cookie. Changes, not whole vaults, travel to the store: so parallel responses
 * that set different cookies are all kept.
 */
public sealed interface VaultChange {

    /**
     * Keeps a cookie, in place of the same one. An adopted cookie is kept only where the pool has
     * none of its name.
     *
     * @param line the Set-Cookie that it came by, which goes to the client where the vault has no
     *     room; empty for an adopted cookie
     */
    record Put(StoredCookie stored, String line) implements VaultChange {
        /** Never shows the value. */
        @Override
        public String toString() {
            return "Put[" + stored.name() + "]";
        }
    }

    /**
     * Removes the cookie with this name, domain and path of the pool, and an adopted one of its
     * name; nothing where there is none.
     */
    record Delete(StoredCookie stored) implements VaultChange {
        /** Never shows the value. */
        @Override
        public String toString() {
            return "Delete[" + stored.name() + "]";
        }
    }

    /** Whether it can bring a session to life where there is none. */
    default boolean creates() {
        return this instanceof Put;
    }
}
