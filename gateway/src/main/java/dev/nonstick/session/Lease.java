package dev.nonstick.session;

/**
 * Whose turn it is on a route that serves one request of a session at a time.
 *
 * @param owner random; one exchange's
 * @param deadlineMillis Unix time after which the owner has lost it
 */
public record Lease(long owner, long deadlineMillis) {}
