package dev.nonstick.cli.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A look into Redis, with just enough of its protocol (RESP2) to list what is there. */
final class RedisView {
    private static final int LIMIT_MILLIS = 5_000;

    private final InputStream in;
    private final Socket socket;

    /**
     * One key.
     *
     * @param name and value: byte by byte, whatever they contain
     * @param ttlMillis -1: it would never expire
     */
    record Entry(String name, String value, long ttlMillis) {

        boolean shows(String text) {
            return name.contains(text) || value.contains(text);
        }
    }

    private RedisView(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static List<Entry> entries(URI store) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(store.getHost(), store.getPort()), LIMIT_MILLIS);
            return new RedisView(socket).entries();
        } catch (IOException e) {
            throw new DemoFailure("no look into " + store, e);
        }
    }

    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        String cursor = "0";
        do {
            List<String> page = ask("SCAN", cursor, "COUNT", "100");
            cursor = page.getFirst();
            for (String key : page.subList(1, page.size())) {
                long ttl = Long.parseLong(ask("PTTL", key).getFirst());
                entries.add(new Entry(key, value(key), ttl));
            }
        } while (!cursor.equals("0"));
        return entries;
    }

    private String value(String key) throws IOException {
        return String.join(
                " ",
                switch (ask("TYPE", key).getFirst()) {
                    case "string" -> ask("GET", key);
                    case "hash" -> ask("HGETALL", key);
                    case "set" -> ask("SMEMBERS", key);
                    case "zset" -> ask("ZRANGE", key, "0", "-1", "WITHSCORES");
                    case "list" -> ask("LRANGE", key, "0", "-1");
                    default -> ask("DUMP", key);
                });
    }

    /** Every string and number of the reply, one after the other; one byte is one char. */
    private List<String> ask(String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(bytes);
            request.writeBytes(new byte[] {'\r', '\n'});
        }
        request.writeTo(socket.getOutputStream());
        List<String> reply = new ArrayList<>();
        read(reply);
        return reply;
    }

    private void read(List<String> reply) throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+', ':' -> reply.add(rest);
            case '$' -> bulk(Integer.parseInt(rest), reply);
            case '*' -> {
                for (int left = Integer.parseInt(rest); left > 0; left--) {
                    read(reply);
                }
            }
            default -> throw new IOException("Redis says " + line);
        }
    }

    private void bulk(int length, List<String> reply) throws IOException {
        if (length >= 0) {
            reply.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            in.skipNBytes(2);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            line.append((char) b);
        }
        in.skipNBytes(1);
        return line.toString();
    }
}
