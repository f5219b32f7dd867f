package dev.nonstick.http;

import java.util.Locale;
import java.util.Map;

/**
 * {@code Forwarded} (RFC 7239) and {@code X-Forwarded-*} as the gateway says them of one client and
 * one authority. What the client itself sent of these is believed, and continued, only where it is
 * a trusted proxy; else it is dropped.
 *
 * <p>Immutable.
 */
public final class Forwarding {
    private final String forwarded;
    private final String client;
    private final String scheme;
    private final String authority;
    private final String port;

    /** What is said of nearly every request, encoded once. */
    private final byte[] lines;

    private Forwarding(
            String forwarded, String client, String scheme, String authority, String port) {
        this.forwarded = forwarded;
        this.client = client;
        this.scheme = scheme;
        this.authority = authority;
        this.port = port;
        HeadWriter out = new HeadWriter();
        write(forwarded, client, scheme, authority, port, out);
        this.lines = out.copy();
    }

    /**
     * What is to be said; the same for all requests of a connection to one authority.
     *
     * @param client the client's address
     * @param scheme {@code http} or {@code https}
     * @param authority the Host field's value; may be empty
     */
    public static Forwarding of(String client, String scheme, String authority) {
        boolean quoted = client.indexOf(':') >= 0;
        String forwarded =
                "for="
                        + (quoted ? "\"[" + client + "]\"" : client)
                        + ";proto="
                        + scheme
                        + (authority.isEmpty() ? "" : ";host=\"" + authority + "\"");
        return new Forwarding(forwarded, client, scheme, authority, portOf(authority, scheme));
    }

    public String authority() {
        return authority;
    }

    /**
     * Writes the fields.
     *
     * @param head what the client itself said
     * @param trusted whether the client is a trusted proxy
     */
    public void write(RequestHead head, boolean trusted, HeadWriter out) {
        if (trusted && head.hasForwarding()) {
            writeContinued(head, out);
        } else {
            out.lines(lines);
        }
    }

    private void writeContinued(RequestHead head, HeadWriter out) {
        StringBuilder list = new StringBuilder();
        StringBuilder chain = new StringBuilder();
        String proto = scheme;
        String host = authority;
        String asked = port;
        for (Map.Entry<String, String> field : head.forwarding()) {
            String value = field.getValue();
            switch (field.getKey().toLowerCase(Locale.ROOT)) {
                case "forwarded" -> append(list, value);
                case "x-forwarded-for" -> append(chain, value);
                case "x-forwarded-proto" -> proto = value;
                case "x-forwarded-host" -> host = value;
                case "x-forwarded-port" -> asked = value;
                default -> out.field(field.getKey(), value);
            }
        }
        append(list, forwarded);
        append(chain, client);
        write(list.toString(), chain.toString(), proto, host, asked, out);
    }

    private static void write(
            String list, String chain, String proto, String host, String port, HeadWriter out) {
        out.field("Forwarded", list);
        out.field("X-Forwarded-For", chain);
        out.field("X-Forwarded-Proto", proto);
        if (!host.isEmpty()) {
            out.field("X-Forwarded-Host", host);
        }
        out.field("X-Forwarded-Port", port);
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
