package dev.nonstick.http1;

import io.netty.channel.Channel;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes at the end of an event loop's pass what was written in it, socket after socket. Sent one
 * by one in between, each write would wake a peer that has just gone to sleep again; and work that
 * is alike runs faster together.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class LoopFlush {
    private final ContextInternal context;
    private List<Channel> waiting = new ArrayList<>();
    private List<Channel> spare = new ArrayList<>();

    public LoopFlush(ContextInternal context) {
        this.context = context;
    }

    /** Flushes this channel when the pass ends. */
    void later(Channel channel) {
        if (waiting.isEmpty()) {
            // tasks run when every ready socket has been read
            context.nettyEventLoop().execute(this::flush);
        }
        waiting.add(channel);
    }

    private void flush() {
        List<Channel> now = waiting;
        waiting = spare;
        spare = now;
        ContextInternal before = context.beginDispatch();
        try {
            for (int i = 0; i < now.size(); i++) {
                now.get(i).flush();
            }
        } finally {
            now.clear();
            context.endDispatch(before);
        }
    }
}
