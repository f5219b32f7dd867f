package dev.nonstick.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A backend that records the bytes it gets and answers as it is told, path by path; {@code /}
 * stands for the paths that nothing was told about, which get 200 and the backend's name.
 */
final class TestBackend implements AutoCloseable {
    private final String name;
    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Response> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Set<String> headOnly = ConcurrentHashMap.newKeySet();

    /** Answers one request. */
    interface Script {
        void answer(Call call) throws Exception;
    }

    private TestBackend(String name, ServerSocket server) {
        this.name = name;
        this.server = server;
        on("/", call -> call.ok(name));
        Thread.ofVirtual().start(this::accept);
    }

    static TestBackend start(String name) throws IOException {
        return start(name, 0);
    }

    /** Starts on a certain port, as one that comes back does. */
    static TestBackend start(String name, int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return new TestBackend(name, server);
    }

    /** A port on which nobody listens. */
    static int freePort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }

    /** What requests to a path get, once their body was read. */
    TestBackend on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    /**
     * What requests to a path get when their head is in; the script reads the body, or does not.
     */
    TestBackend onHead(String path, Script script) {
        headOnly.add(path);
        return on(path, script);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    String name() {
        return name;
    }

    /** The requests so far: heads and bodies as they came. */
    List<Response> requests() {
        return List.copyOf(requests);
    }

    /** The requests whose target begins with a text. */
    List<Response> requestsTo(String target) {
        return requests.stream().filter(r -> r.line().split(" ", 3)[1].startsWith(target)).toList();
    }

    /** The only request to a target. */
    Response requestTo(String target) {
        List<Response> found = requestsTo(target);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " requests to " + target + ": " + requests);
        }
        return found.getFirst();
    }

    /** Connections that sent at least one request. */
    int connections() {
        return connections.get();
    }

    /** One request on its connection, with all it takes to answer it. */
    record Call(Response request, InputStream in, OutputStream out, Socket socket) {
        /** Sends a text as it is, one byte for each character. */
        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** 200 with a body. */
        void ok(String body, String... fields) throws IOException {
            answer("200 OK", body, fields);
        }

        void answer(String status, String body, String... fields) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
            Stream.of(fields).forEach(field -> head.append(field).append("\r\n"));
            int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
            send(head + "Content-Length: " + length + "\r\n\r\n" + body);
        }

        /** Breaks the connection by RST. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void close() throws IOException {
            socket.close();
        }

        /** Waits until the other side has ended the connection, and drops what it still sends. */
        void awaitEnd() {
            try {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // ended by reset
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        boolean first = true;
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            while (true) {
                String head = HttpReader.head(in);
                if (head == null) {
                    return;
                }
                if (first) {
                    connections.incrementAndGet();
                    first = false;
                }
                String path = head.split(" ", 3)[1].split("\\?", 2)[0];
                boolean whole = !headOnly.contains(path);
                Response request =
                        whole
                                ? HttpReader.rest(in, head, false)
                                : new Response(head, new byte[0], "");
                requests.add(request);
                scripts.getOrDefault(path, scripts.get("/"))
                        .answer(new Call(request, in, socket.getOutputStream(), socket));
            }
        } catch (Exception e) {
            // the gateway or the script ended it
        } finally {
            open.remove(socket);
        }
    }

    /** Forgets what came. */
    void forget() {
        requests.clear();
    }

    /** Gone: refuses connections and breaks those that are open. */
    void kill() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
