package dev.nonstick.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A second, plain connection to Redis: looks and meddles behind the store's back. */
final class RawRedis implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    RawRedis(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A String (one char per byte), a Long, a List or null. */
    @Nullable Object command(String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        return read();
    }

    byte @Nullable [] get(String key) throws IOException {
        Object value = command("GET", key);
        return value == null ? null : value.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    long ttlMillis(String key) throws IOException {
        return number(command("PTTL", key));
    }

    /** Takes time off the life of every key. */
    void fastForward(long millis) throws IOException {
        if (command("KEYS", "*") instanceof List<?> keys) {
            for (Object item : keys) {
                String key = String.valueOf(item);
                long left = ttlMillis(key) - millis;
                if (left > 0) {
                    command("PEXPIRE", key, Long.toString(left));
                } else {
                    command("DEL", key);
                }
            }
        }
    }

    private static long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : -3;
    }

    private @Nullable Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException(line);
        };
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private List<@Nullable Object> list(int length) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.add(read());
        }
        return items;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next != '\r') {
            if (next < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) next);
            next = in.read();
        }
        in.skipNBytes(1);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
