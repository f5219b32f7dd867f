package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.BenchFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The few commands that the benchmark itself sends. */
final class RedisClient implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    RedisClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5_000);
            out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new BenchFailure("Redis does not answer", e);
        }
    }

    boolean ping() {
        return command("PING".getBytes(StandardCharsets.US_ASCII)).equals("+PONG");
    }

    void set(String key, byte[] value) {
        String answer =
                command(
                        "SET".getBytes(StandardCharsets.US_ASCII),
                        key.getBytes(StandardCharsets.UTF_8),
                        value);
        if (!answer.equals("+OK")) {
            throw new BenchFailure("Redis answers " + answer);
        }
    }

    private String command(byte[]... words) {
        try {
            out.write(ascii("*" + words.length + "\r\n"));
            for (byte[] word : words) {
                out.write(ascii("$" + word.length + "\r\n"));
                out.write(word);
                out.write(ascii("\r\n"));
            }
            out.flush();
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        } catch (IOException e) {
            throw new BenchFailure("Redis does not answer", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing was left to say
        }
    }
}
