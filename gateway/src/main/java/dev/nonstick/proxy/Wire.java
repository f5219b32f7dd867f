package dev.nonstick.proxy;

import dev.nonstick.store.HeldSession;

/**
 * A connection between client and backend that outlives its request, as far as its session is
 * concerned.
 *
 * <p>Thread rule: belongs to one event loop.
 */
interface Wire {

    /** How many times the client has used it so far. */
    long uses();

    /** Its session is over: it ends where both sides can understand it. */
    void sessionOver(HeldSession.Cause cause);
}
