package dev.nonstick.cli.demo;

/** Derives what a pool's backends need to verify the gateway; the root passes the real thing. */
@FunctionalInterface
public interface BackendKeys {

    /**
     * The text for {@code NONSTICK_BACKEND_KEY}.
     *
     * @param sessionSecret the decoded secret of {@code session.keys}
     * @param keyId its id there
     * @param pool the pool's name
     */
    String backendKey(byte[] sessionSecret, int keyId, String pool);
}
