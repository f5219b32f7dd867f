package dev.nonstick.http;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes {@code Forwarded} (RFC 7239) and {@code X-Forwarded-*}. What the client sent of these is
 * believed, and continued, only where it is a trusted proxy; else it is dropped.
 */
public final class Forwarding {
    private Forwarding() {}

    /**
     * Writes the fields.
     *
     * @param cameWith the fields as they came
     * @param trusted whether the client is a trusted proxy
     * @param client the client's address
     * @param scheme {@code http} or {@code https}
     * @param authority the Host field's value
     */
    public static void write(
            List<Map.Entry<String, String>> cameWith,
            boolean trusted,
            String client,
            String scheme,
            String authority,
            BiConsumer<String, String> out) {
        StringBuilder forwarded = new StringBuilder();
        StringBuilder chain = new StringBuilder();
        String proto = scheme;
        String host = authority;
        String port = portOf(authority, scheme);
        if (trusted) {
            for (Map.Entry<String, String> field : cameWith) {
                String value = field.getValue();
                switch (field.getKey().toLowerCase(java.util.Locale.ROOT)) {
                    case "forwarded" -> append(forwarded, value);
                    case "x-forwarded-for" -> append(chain, value);
                    case "x-forwarded-proto" -> proto = value;
                    case "x-forwarded-host" -> host = value;
                    case "x-forwarded-port" -> port = value;
                    default -> out.accept(field.getKey(), value);
                }
            }
        }
        append(chain, client);
        boolean quoted = client.indexOf(':') >= 0;
        append(
                forwarded,
                "for="
                        + (quoted ? "\"[" + client + "]\"" : client)
                        + ";proto="
                        + scheme
                        + (authority.isEmpty() ? "" : ";host=\"" + authority + "\""));
        out.accept("Forwarded", forwarded.toString());
        out.accept("X-Forwarded-For", chain.toString());
        out.accept("X-Forwarded-Proto", proto);
        if (!host.isEmpty()) {
            out.accept("X-Forwarded-Host", host);
        }
        out.accept("X-Forwarded-Port", port);
    }

    private static void append(StringBuilder list, String item) {
        if (!list.isEmpty()) {
            list.append(", ");
        }
        list.append(item);
    }

    private static String portOf(String authority, String scheme) {
        int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        if (colon >= 0 && colon + 1 < authority.length()) {
            return authority.substring(colon + 1);
        }
        return scheme.equals("https") ? "443" : "80";
    }
}
