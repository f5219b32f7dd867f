package dev.nonstick.it;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP/1.1 message as it came.
 *
 * @param head start line and fields, without the empty line; ISO 8859-1
 * @param body without its framing
 * @param trailers fields, or empty
 */
record Response(String head, byte[] body, String trailers) {

    /** The start line. */
    String line() {
        return head.lines().findFirst().orElse("");
    }

    int status() {
        return Integer.parseInt(line().split(" ", 3)[1]);
    }

    /** The body as text. */
    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The values of a field, line by line. */
    List<String> fields(String name) {
        return fields(head, name);
    }

    Optional<String> field(String name) {
        return fields(name).stream().findFirst();
    }

    Optional<String> trailer(String name) {
        return fields("\r\n" + trailers, name).stream().findFirst();
    }

    /** The values of a field in a raw head. */
    static List<String> fields(String head, String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }
}
