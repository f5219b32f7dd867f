package dev.nonstick.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A client that sends the bytes it is told to. Every read has a deadline and fails after it. */
final class RawClient implements AutoCloseable {
    private static final int READ_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    /** How a connection ended. */
    enum End {
        /** In order: FIN. */
        CLOSED,
        /** By RST. */
        RESET
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveBuffer bytes; 0: the platform's
     */
    static RawClient connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_MILLIS);
        return new RawClient(socket);
    }

    /** One GET on a connection of its own. */
    static Response get(int port, String path, String... fields) {
        return exchange(port, request("GET", path, "", fields));
    }

    /** One POST on a connection of its own. */
    static Response post(int port, String path, String body, String... fields) {
        return exchange(port, request("POST", path, body, fields));
    }

    /** One request with its answer on a connection of its own. */
    static Response exchange(int port, String request) {
        try (RawClient client = connect(port)) {
            return client.send(request).read();
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }

    /** A request's text; {@code Content-Length} only where there is a body. */
    static String request(String method, String path, String body, String... fields) {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: app\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    /** Sends a text, one byte for each character. */
    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that nothing more is sent. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** The next response, an interim one included. */
    Response read() throws IOException {
        String head = readHead();
        int status = new Response(head, new byte[0], "").status();
        boolean bodiless = status < 200 || status == 204 || status == 304;
        return bodiless ? new Response(head, new byte[0], "") : HttpReader.rest(in, head, true);
    }

    /** The next response's head alone, as for HEAD. */
    String readHead() throws IOException {
        String head = HttpReader.head(in);
        if (head == null) {
            throw new EOFException("no response");
        }
        return head;
    }

    /** Everything up to the connection's end, however it ends. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketException e) {
            // reset
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits until the gateway's socket has given it all that was sent: a segment of its own. */
    void awaitTaken() {
        String server = ":%04X".formatted(socket.getPort());
        String client = ":%04X".formatted(socket.getLocalPort());
        Await.until(
                "all was read",
                () -> {
                    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                        for (String line : Files.readAllLines(Path.of(file))) {
                            String[] part = line.strip().split("\\s+", -1);
                            if (part[1].endsWith(server) && part[2].endsWith(client)) {
                                return part[4].endsWith(":00000000");
                            }
                        }
                    }
                    return true;
                });
    }

    /** The connection's end, which must be next. */
    End readEnd() throws IOException {
        try {
            int b = in.read();
            if (b >= 0) {
                byte[] more = in.readNBytes(Math.min(200, in.available()));
                String text = (char) b + new String(more, StandardCharsets.ISO_8859_1);
                throw new AssertionError("more came: " + text);
            }
            return End.CLOSED;
        } catch (SocketException e) {
            return End.RESET;
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    Socket socket() {
        return socket;
    }

    /** Ends by RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
