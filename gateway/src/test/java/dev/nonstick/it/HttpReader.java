package dev.nonstick.it;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads HTTP/1.1 messages off a stream, byte for byte. */
final class HttpReader {
    private HttpReader() {}

    /** A head without its empty line; null at the end of the stream. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        while (true) {
            int b = in.read();
            if (b < 0) {
                if (bytes.size() == 0) {
                    return null;
                }
                throw new EOFException("in a head: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
            bytes.write(b);
            last = last << 8 | b;
            if (last == 0x0d0a0d0a) {
                String text = bytes.toString(StandardCharsets.ISO_8859_1);
                return text.substring(0, text.length() - 4);
            }
        }
    }

    /** What follows a head: body and trailers. */
    static Response rest(InputStream in, String head, boolean untilEnd) throws IOException {
        List<String> lengths = Response.fields(head, "Content-Length");
        if (isChunked(head)) {
            return chunked(in, head);
        }
        if (!lengths.isEmpty()) {
            int length = Integer.parseInt(lengths.getFirst());
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("body of " + body.length + " instead of " + length);
            }
            return new Response(head, body, "");
        }
        return new Response(head, untilEnd ? in.readAllBytes() : new byte[0], "");
    }

    static boolean isChunked(String head) {
        return Response.fields(head, "Transfer-Encoding").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).equals("chunked"));
    }

    private static Response chunked(InputStream in, String head) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            byte[] chunk = chunk(in);
            if (chunk.length == 0) {
                return new Response(head, body.toByteArray(), trailers(in));
            }
            body.write(chunk);
        }
    }

    /** The next chunk; empty: the last. */
    static byte[] chunk(InputStream in) throws IOException {
        int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
        byte[] data = in.readNBytes(size);
        if (data.length < size || (size > 0 && !line(in).isEmpty())) {
            throw new EOFException("in a chunk");
        }
        return data;
    }

    static String trailers(InputStream in) throws IOException {
        StringBuilder fields = new StringBuilder();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            fields.append(line).append("\r\n");
        }
        return fields.toString();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("in a line");
            }
            if (b == '\n') {
                return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            bytes.write(b);
        }
    }
}
