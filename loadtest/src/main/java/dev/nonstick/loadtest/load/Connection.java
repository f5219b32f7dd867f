package dev.nonstick.loadtest.load;

import dev.nonstick.loadtest.process.BenchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection of the open loop: at most one request at a time. */
final class Connection {
    static final long NOT_YET = Long.MIN_VALUE;

    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final byte[] bytes = new byte[16 * 1024];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private long dueNanos;

    Connection(int port, Selector selector) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends a request; these are far smaller than a socket's buffer. */
    void send(byte[] request, long due) throws IOException {
        dueNanos = due;
        buffer.clear();
        if (channel.write(ByteBuffer.wrap(request)) != request.length) {
            throw new IOException("a request did not fit into the socket");
        }
    }

    /** Reads on; when the answered request was due, or {@link #NOT_YET}. */
    long read() {
        try {
            if (channel.read(buffer) < 0) {
                throw new BenchFailure("a connection was closed");
            }
        } catch (IOException e) {
            throw new BenchFailure("a connection broke", e);
        }
        int headEnd = indexOf(END, 0, buffer.position());
        if (headEnd < 0 || buffer.position() < headEnd + END.length + bodyLength(headEnd)) {
            return NOT_YET;
        }
        if (bytes[9] != '2') {
            throw new BenchFailure(
                    "status " + new String(bytes, 9, 3, StandardCharsets.ISO_8859_1));
        }
        return dueNanos;
    }

    private int bodyLength(int headEnd) {
        int at = indexOf(LENGTH, 0, headEnd);
        if (at < 0) {
            throw new BenchFailure("an answer without Content-Length");
        }
        int length = 0;
        for (int i = at + LENGTH.length; bytes[i] != '\r'; i++) {
            if (bytes[i] != ' ') {
                length = length * 10 + bytes[i] - '0';
            }
        }
        return length;
    }

    /** Where the lower-case text begins, or -1; case does not matter. */
    private int indexOf(byte[] text, int from, int end) {
        for (int i = from; i <= end - text.length; i++) {
            int j = 0;
            while (j < text.length && lower(bytes[i + j]) == text[j]) {
                j++;
            }
            if (j == text.length) {
                return i;
            }
        }
        return -1;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
