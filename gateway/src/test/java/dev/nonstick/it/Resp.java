package dev.nonstick.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Talks to Redis (RESP2), one command at a time. Texts are ISO 8859-1: one byte a character. */
final class Resp implements AutoCloseable {
    private static final int READ_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    Resp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The answer: a String, a Long, a list of these, or null; an error fails. */
    Object command(String... words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("*" + words.length + "\r\n"));
        for (String word : words) {
            byte[] data = word.getBytes(StandardCharsets.ISO_8859_1);
            bytes.writeBytes(ascii("$" + data.length + "\r\n"));
            bytes.writeBytes(data);
            bytes.writeBytes(ascii("\r\n"));
        }
        socket.getOutputStream().write(bytes.toByteArray());
        socket.getOutputStream().flush();
        return read();
    }

    /** The keys that match a pattern. */
    List<String> keys(String pattern) throws IOException {
        return ((List<?>) command("KEYS", pattern)).stream().map(String.class::cast).toList();
    }

    /** Milliseconds; -1: no TTL, -2: no such key. */
    long ttlMillis(String key) throws IOException {
        return (Long) command("PTTL", key);
    }

    String get(String key) throws IOException {
        return (String) command("GET", key);
    }

    /** How often Redis has run a command, by {@code INFO commandstats}. */
    long calls(String command) throws IOException {
        String stat = info("commandstats", "cmdstat_" + command);
        return stat.isEmpty() ? 0 : Long.parseLong(stat.split("[=,]", 3)[1]);
    }

    /** The process id of the server. */
    long pid() throws IOException {
        return Long.parseLong(info("server", "process_id"));
    }

    /** One line of {@code INFO section}; empty where it is not there. */
    String info(String section, String name) throws IOException {
        return ((String) command("INFO", section))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> {
                int length = Integer.parseInt(rest);
                if (length < 0) {
                    yield null;
                }
                String data = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
                line();
                yield data;
            }
            case '*' -> {
                List<Object> items = new ArrayList<>();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    items.add(read());
                }
                yield items;
            }
            default -> throw new AssertionError("redis: " + line);
        };
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            text.append((char) b);
        }
        if (in.read() != '\n') {
            throw new IOException("no line feed");
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
