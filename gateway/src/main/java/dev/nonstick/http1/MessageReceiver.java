package dev.nonstick.http1;

import dev.nonstick.http.MalformedHeadException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Gets the messages of a connection from its {@link MessageReader}.
 *
 * <p>Thread rule: called on the event loop of the channel.
 */
public interface MessageReceiver {
    /**
     * A head, which may be kept.
     *
     * @return the length of the body behind it, or one of the constants of {@link MessageReader}
     */
    long head(byte[] bytes, int from, int to) throws MalformedHeadException;

    /** The head has been dealt with; where no body follows, the message is complete. */
    void begin();

    /** A piece of the body; ownership passes. */
    void piece(ByteBuf piece);

    /**
     * A body is complete.
     *
     * @param trailers field lines with their empty line; null: none
     */
    void end(byte @Nullable [] trailers);

    /** All that was there has been given: the moment to flush what was made of it. */
    void passed();

    /** This cannot be read; nothing more is. */
    void malformed(MalformedHeadException cause);

    /** The peer has closed in the middle of a message, or before it. */
    void brokeOff();
}
