package dev.nonstick.servlet;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes what the adapter sends, by RFC 9651, section 4.1. */
final class SfWriter {

    /** Longest name of an attribute, in UTF-8 bytes. */
    static final int MAX_NAME = 256;

    /** Largest Integer: fifteen digits (3.3.1). */
    static final long MAX_INTEGER = 999_999_999_999_999L;

    private static final String HEX = "0123456789abcdef";

    private SfWriter() {}

    /** A String where that is possible, else a Display String. */
    static String name(String name) {
        boolean ascii = name.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
        return ascii ? string(name) : displayString(name);
    }

    static String bytes(byte[] value) {
        return ":" + Base64.getEncoder().encodeToString(value) + ":";
    }

    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String displayString(String text) {
        StringBuilder out = new StringBuilder("%\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b < 0x20 || b == 0x7f || b == '%' || b == '"') {
                out.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
            } else {
                out.append((char) b);
            }
        }
        return out.append('"').toString();
    }
}
