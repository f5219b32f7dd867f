package dev.nonstick.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's request head, read in one pass: what the gate must judge, what the gateway itself
 * needs, and the fields that may go on.
 *
 * <p>Thread rule: belongs to one exchange.
 */
public final class RequestHead {
    private final String method;
    private final String target;
    private final boolean http10;

    int hosts;
    int contentLengths;
    int transferEncodings;
    private @Nullable String host;
    private @Nullable String contentLength;
    private @Nullable String transferEncoding;
    private @Nullable String upgrade;
    private @Nullable String requestId;
    private @Nullable String expect;
    private @Nullable String via;
    private boolean connectionUpgrade;
    private boolean teTrailers;
    private List<String> nominated = List.of();
    private List<String> cookies = List.of();
    private List<Map.Entry<String, String>> forwarding = List.of();
    private List<Map.Entry<String, String>> webSocket = List.of();
    private final List<Map.Entry<String, String>> endToEnd = new ArrayList<>(16);

    private RequestHead(String method, String target, boolean http10) {
        this.method = method;
        this.target = target;
        this.http10 = http10;
    }

    /**
     * Reads a head.
     *
     * @param target the request target as it came
     */
    public static RequestHead read(
            String method,
            String target,
            boolean http10,
            Iterable<Map.Entry<String, String>> fields) {
        RequestHead head = new RequestHead(method, target, http10);
        for (Map.Entry<String, String> field : fields) {
            head.take(field);
        }
        head.dropNominated();
        return head;
    }

    private void take(Map.Entry<String, String> field) {
        String value = field.getValue();
        switch (FieldName.of(field.getKey())) {
            case HOST -> {
                hosts++;
                host = value;
            }
            case CONTENT_LENGTH -> {
                contentLengths++;
                contentLength = value;
            }
            case TRANSFER_ENCODING -> {
                transferEncodings++;
                transferEncoding = value;
            }
            case CONNECTION -> nominate(value);
            case UPGRADE -> upgrade = value;
            case TE -> teTrailers |= value.toLowerCase(Locale.ROOT).contains("trailers");
            case COOKIE -> cookies = with(cookies, value);
            case VIA -> via = via == null ? value : via + ", " + value;
            case FORWARDED, X_FORWARDED -> forwarding = with(forwarding, field);
            case X_REQUEST_ID -> requestId = value;
            case EXPECT -> expect = value;
            case SEC_WEBSOCKET -> webSocket = with(webSocket, field);
            case HOP_BY_HOP, OFFLOAD -> {}
            case END_TO_END -> endToEnd.add(field);
        }
    }

    private void nominate(String value) {
        for (String part : value.split(",", -1)) {
            String option = part.strip().toLowerCase(Locale.ROOT);
            switch (option) {
                case "close", "keep-alive", "te", "" -> {}
                case "upgrade" -> connectionUpgrade = true;
                default -> nominated = with(nominated, option);
            }
        }
    }

    private void dropNominated() {
        for (String name : nominated) {
            endToEnd.removeIf(field -> field.getKey().equalsIgnoreCase(name));
            if (!webSocket.isEmpty()) {
                webSocket.removeIf(field -> field.getKey().equalsIgnoreCase(name));
            }
        }
    }

    private static <T> List<T> with(List<T> list, T item) {
        List<T> grown = list.isEmpty() ? new ArrayList<>(2) : list;
        grown.add(item);
        return grown;
    }

    public String method() {
        return method;
    }

    /** As it came: origin, absolute, asterisk or authority form. */
    public String target() {
        return target;
    }

    public boolean isHttp10() {
        return http10;
    }

    /** The Host field; null where there is none. */
    public @Nullable String host() {
        return host;
    }

    /** Who is asked: the Host; where HTTP/1.0 has none, what an absolute target says; or empty. */
    public String authority() {
        String named = host != null ? host : RequestTarget.authority(target);
        return named == null ? "" : named;
    }

    public @Nullable String contentLength() {
        return contentLength;
    }

    public @Nullable String transferEncoding() {
        return transferEncoding;
    }

    /** Whether a body may follow. */
    public boolean hasBody() {
        return transferEncoding != null || (contentLength != null && !contentLength.equals("0"));
    }

    public boolean teTrailers() {
        return teTrailers;
    }

    public @Nullable String requestId() {
        return requestId;
    }

    public @Nullable String expect() {
        return expect;
    }

    public @Nullable String via() {
        return via;
    }

    /** The Cookie fields, line by line. */
    public List<String> cookies() {
        return cookies;
    }

    /** The values of the cookies with this name, at most {@code max}. */
    public List<String> cookiesNamed(String name, int max) {
        if (cookies.isEmpty()) {
            return List.of();
        }
        List<String> values = CookieFields.valuesOf(cookies.getFirst(), name, max);
        for (int i = 1; i < cookies.size() && values.size() < max; i++) {
            List<String> more = CookieFields.valuesOf(cookies.get(i), name, max - values.size());
            if (!more.isEmpty()) {
                values = new ArrayList<>(values);
                values.addAll(more);
            }
        }
        return values;
    }

    /** Forwarded and X-Forwarded-* as they came, believed or not. */
    public List<Map.Entry<String, String>> forwarding() {
        return forwarding;
    }

    /** The fields that pass, in order. */
    public List<Map.Entry<String, String>> endToEnd() {
        return endToEnd;
    }

    /** Sec-WebSocket-* fields. */
    public List<Map.Entry<String, String>> webSocket() {
        return webSocket;
    }

    /** Whether this asks for a WebSocket (RFC 6455, section 4.1). */
    public boolean isWebSocket() {
        return connectionUpgrade
                && upgrade != null
                && upgrade.equalsIgnoreCase("websocket")
                && method.equals("GET")
                && !http10
                && !hasBody();
    }
}
