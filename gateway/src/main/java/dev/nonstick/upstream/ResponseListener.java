package dev.nonstick.upstream;

import dev.nonstick.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Hears how a backend answers one request.
 *
 * <p>Thread rule: called on the event loop of the connection.
 */
public interface ResponseListener {
    /** An interim response: 100 or 103 (RFC 9110, section 15.2; RFC 8297). */
    void interim(ResponseHead head);

    /** The response's head; the body is held back until {@link BackendConnection#resume()}. */
    void head(ResponseHead head);

    /** A piece of the body; ownership passes. */
    void piece(ByteBuf piece);

    /**
     * The body is complete.
     *
     * @param trailers null: none
     */
    void end(@Nullable ResponseHead trailers);

    /** All that had come has been given: the moment to flush what was made of it. */
    void passed();

    /** The backend takes again what is written, after it had not. */
    void writable();

    /** The backend broke off before its answer was complete. */
    void brokeOff();

    /** The answer cannot be read in one way, or at all. */
    void malformed();
}
