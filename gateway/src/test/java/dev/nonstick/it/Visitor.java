package dev.nonstick.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** A browser that visits one host through whichever gateway, and keeps the cookies it is given. */
final class Visitor {
    private final String host;
    private final TreeMap<String, String> jar = new TreeMap<>();

    Visitor(String host) {
        this.host = host;
    }

    /** Has these cookies, whatever others do. */
    Visitor copy() {
        Visitor copy = new Visitor(host);
        copy.jar.putAll(jar);
        return copy;
    }

    Response get(GatewayUnderTest gateway, String path, String... fields) {
        return take(RawClient.exchange(gateway.port(), request("GET", path, fields)));
    }

    Response post(GatewayUnderTest gateway, String path, String... fields) {
        return take(RawClient.exchange(gateway.port(), request("POST", path, fields)));
    }

    /** A GET whose backend asks for this update. */
    Response update(GatewayUnderTest gateway, String update) {
        return get(gateway, "/update", "X-Update: " + update);
    }

    /** A GET whose backend asks for this control. */
    Response control(GatewayUnderTest gateway, String control) {
        return get(gateway, "/control", "X-Control: " + control);
    }

    /** The session's state as a backend is told it; empty where there is none. */
    String state(GatewayUnderTest gateway) {
        Response response = get(gateway, "/state");
        if (response.status() != 200) {
            throw new AssertionError(response.head() + response.text());
        }
        return response.text();
    }

    /** The text of a request without a body, this visitor's cookies in it. */
    String request(String method, String path, String... fields) {
        StringBuilder text =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        List<String> pairs = new ArrayList<>();
        jar.forEach((name, value) -> pairs.add(name + "=" + value));
        if (!pairs.isEmpty()) {
            text.append("Cookie: ").append(String.join("; ", pairs)).append("\r\n");
        }
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** Stores or drops cookies as a response says. */
    Response take(Response response) {
        for (String setCookie : response.fields("Set-Cookie")) {
            String pair = setCookie.split(";", 2)[0];
            String name = pair.substring(0, pair.indexOf('='));
            if (setCookie.contains("Max-Age=0")) {
                jar.remove(name);
            } else {
                jar.put(name, pair.substring(name.length() + 1));
            }
        }
        return response;
    }

    /** The value of the only cookie. */
    String cookie() {
        if (jar.size() != 1) {
            throw new AssertionError("cookies: " + jar.keySet());
        }
        return jar.firstEntry().getValue();
    }

    /** The names of all cookies, in order. */
    Set<String> names() {
        return jar.keySet();
    }

    boolean hasCookie() {
        return !jar.isEmpty();
    }

    Visitor with(String name, String value) {
        jar.put(name, value);
        return this;
    }
}
