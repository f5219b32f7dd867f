package dev.nonstick.it;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One end of a WebSocket, frame by frame (RFC 6455). */
final class WebSocketWire implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The example of RFC 6455, section 1.3. */
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final boolean masks;
    private final Response handshake;
    private final CountDownLatch done = new CountDownLatch(1);

    private WebSocketWire(Socket socket, InputStream in, boolean masks, Response handshake)
            throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(in);
        this.out = socket.getOutputStream();
        this.masks = masks;
        this.handshake = handshake;
    }

    /** A frame as it came, unmasked. */
    record Frame(boolean isFinal, int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Of a close frame; 1005 where there is none. */
        int code() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort();
        }

        String reason() {
            return payload.length < 2
                    ? ""
                    : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    /** The client's request for an upgrade. */
    static String request(String path, String... fields) {
        String[] all = new String[fields.length + 4];
        all[0] = "Connection: Upgrade";
        all[1] = "Upgrade: websocket";
        all[2] = "Sec-WebSocket-Version: 13";
        all[3] = "Sec-WebSocket-Key: " + KEY;
        System.arraycopy(fields, 0, all, 4, fields.length);
        return RawClient.request("GET", path, "", all);
    }

    /** A client's end; the handshake must succeed. */
    static WebSocketWire connect(int port, String path, String... fields) throws IOException {
        RawClient client = RawClient.connect(port).send(request(path, fields));
        Response handshake = client.read();
        if (handshake.status() != 101) {
            throw new AssertionError(handshake.head() + handshake.text());
        }
        return of(client, handshake);
    }

    /** The client's end of a connection that was upgraded. */
    static WebSocketWire of(RawClient client, Response handshake) throws IOException {
        return new WebSocketWire(client.socket(), client.in(), true, handshake);
    }

    /** A backend's end: accepts what a client asked for. */
    static WebSocketWire accept(TestBackend.Call call, String... fields) throws IOException {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
                        .append("Connection: Upgrade\r\nSec-WebSocket-Accept: ")
                        .append(acceptFor(call.request().field("Sec-WebSocket-Key").orElseThrow()))
                        .append("\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        call.send(head.append("\r\n").toString());
        return new WebSocketWire(call.socket(), call.in(), false, call.request());
    }

    static String acceptFor(String key) {
        try {
            byte[] bytes = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(bytes);
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What the other side said in the handshake. */
    Response handshake() {
        return handshake;
    }

    void send(boolean isFinal, int opcode, String text) throws IOException {
        send(isFinal, opcode, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(boolean isFinal, int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((isFinal ? 0x80 : 0) | opcode));
        int mask = masks ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 0x10000) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        if (masks) {
            frame.put(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (masks ? payload[i] ^ MASK[i % 4] : payload[i]));
        }
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    void sendClose(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        send(
                true,
                CLOSE,
                ByteBuffer.allocate(text.length + 2).putShort((short) code).put(text).array());
    }

    /** The next frame. */
    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        boolean masked = (second & 0x80) != 0;
        if (masked == masks) {
            throw new AssertionError("a frame with the wrong masking");
        }
        byte[] mask = masked ? in.readNBytes(4) : new byte[4];
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame((first & 0x80) != 0, first & 0x7f, payload);
    }

    /** The connection's end, which must be next. */
    void readEnd() throws IOException {
        try {
            Frame frame = read();
            throw new AssertionError("more came: " + frame.opcode() + " " + frame.text());
        } catch (EOFException | SocketException e) {
            // ended
        }
    }

    /** For a backend's script: waits until the test has closed this end. */
    void awaitClosed() throws InterruptedException {
        if (!done.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("never closed");
        }
    }

    /** Ends the connection without a close frame. */
    void end() throws IOException {
        done.countDown();
        socket.close();
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
