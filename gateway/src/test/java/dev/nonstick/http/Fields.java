package dev.nonstick.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Heads from field lines written as they look, {@code Name: value}, and back. */
final class Fields {
    private Fields() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A head with its empty line; the first line may be the start line. */
    static byte[] head(String... lines) {
        return bytes(
                Stream.of(lines)
                        .map(line -> line + "\r\n")
                        .collect(Collectors.joining("", "", "\r\n")));
    }

    static RequestHead request(String method, String target, String... lines) {
        return read(method + " " + target + " HTTP/1.1", lines);
    }

    static RequestHead request10(String method, String target, String... lines) {
        return read(method + " " + target + " HTTP/1.0", lines);
    }

    static ResponseHead response(String... lines) {
        return responseWith("HTTP/1.1 200 OK", lines);
    }

    static ResponseHead responseWith(String line, String... fields) {
        byte[] bytes = head(with(line, fields));
        try {
            return ResponseHead.read(bytes, 0, bytes.length);
        } catch (MalformedHeadException e) {
            throw new AssertionError(e);
        }
    }

    private static RequestHead read(String line, String... fields) {
        byte[] bytes = head(with(line, fields));
        try {
            return RequestHead.read(bytes, 0, bytes.length);
        } catch (MalformedHeadException e) {
            throw new AssertionError(e);
        }
    }

    private static String[] with(String line, String... fields) {
        return Stream.concat(Stream.of(line), Stream.of(fields)).toArray(String[]::new);
    }

    /** What is written, as text. */
    static String text(Consumer<HeadWriter> writes) {
        HeadWriter out = new HeadWriter();
        writes.accept(out);
        return new String(out.array(), 0, out.length(), StandardCharsets.ISO_8859_1);
    }

    /** What is written, line by line; each must have its CRLF. */
    static List<String> lines(Consumer<HeadWriter> writes) {
        String text = text(writes);
        if (!text.isEmpty() && !text.endsWith("\r\n")) {
            throw new AssertionError("no CRLF at the end: " + text);
        }
        return text.isEmpty()
                ? List.of()
                : List.of(text.substring(0, text.length() - 2).split("\r\n", -1));
    }

    static List<String> lines(List<Map.Entry<String, String>> fields) {
        return fields.stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .collect(Collectors.toList());
    }
}
