package dev.nonstick.store;

/** Waits for the answer to one command; is told once, by one of the two, on the event loop. */
interface RespWaiter {

    /** Redis answered; {@link Resp.Failure} is an answer too. */
    void answered(Resp answer);

    /** The connection ended before the answer came; the command was executed or not. */
    void lost();
}
