package dev.nonstick.proxy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The far end of one hop of a WebSocket: a plain socket, frame by frame (RFC 6455). */
final class RelayWire implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] MASK = {11, 22, 33, 44};

    private final Socket socket;
    private final DataInputStream in;
    private final boolean isClient;

    RelayWire(Socket socket, boolean isClient) throws IOException {
        this.socket = socket;
        this.isClient = isClient;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /**
     * A frame as it came, unmasked.
     *
     * @param mask 0 where there is none
     */
    record Frame(boolean isFinal, int opcode, int mask, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Of a close frame, like "1000 bye". */
        String close() {
            if (opcode != CLOSE) {
                throw new AssertionError("no close frame: " + this);
            }
            ByteBuffer bytes = ByteBuffer.wrap(payload);
            return bytes.getShort() + " " + StandardCharsets.UTF_8.decode(bytes);
        }
    }

    /** A frame as this end sends it. */
    byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        int masked = isClient ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (masked | payload.length));
        } else if (payload.length < 0x10000) {
            frame.put((byte) (masked | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (masked | 127)).putLong(payload.length);
        }
        if (isClient) {
            frame.put(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (isClient ? payload[i] ^ MASK[i % 4] : payload[i]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    byte[] frame(int first, String text) {
        return frame(first, text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] closeFrame(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(text.length + 2).putShort((short) code).put(text);
        return frame(0x80 | CLOSE, payload.array());
    }

    /** A whole message or a control frame. */
    void send(int opcode, String text) throws IOException {
        raw(frame(0x80 | opcode, text));
    }

    /** All but the last frame of a message. */
    void sendPart(int opcode, String text) throws IOException {
        raw(frame(opcode, text));
    }

    void sendClose(int code, String reason) throws IOException {
        raw(closeFrame(code, reason));
    }

    void raw(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next frame; its masking must be right for the hop (RFC 6455, section 5.1). */
    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        boolean masked = (second & 0x80) != 0;
        if (masked == isClient) {
            throw new AssertionError("masking: " + masked);
        }
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        int mask = masked ? in.readInt() : 0;
        byte[] payload = in.readNBytes((int) length);
        byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        return new Frame((first & 0x80) != 0, first & 0x7f, mask, payload);
    }

    /** The connection's end, which must be next. */
    void readEnd() throws IOException {
        try {
            throw new AssertionError("more came: " + read());
        } catch (EOFException | SocketException e) {
            // ended
        }
    }

    /** Ends the connection without a close frame, and without a FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
