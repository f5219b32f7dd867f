package dev.nonstick.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** A visitor with a cookie jar. Follows the host's name without asking DNS about it. */
final class Browser {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final HttpClient HTTP;

    static {
        // read by HttpClient when it is first used: the Host field decides the gateway's route
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        HTTP =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
    }

    private final int port;
    private final String host;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Browser(int port, String host) {
        this.port = port;
        this.host = host;
    }

    /** Another browser with the same cookies, as a thief would have it. */
    Browser copy() {
        Browser copy = new Browser(port, host);
        copy.cookies.putAll(cookies);
        return copy;
    }

    Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    String url(String path) {
        return "http://" + host + ":" + port + path;
    }

    Reply whoami() {
        return send(request("/api/whoami"));
    }

    Reply visit() {
        return send(request("/visit"));
    }

    /** At least {@code few} visits, then on until {@code enough}, but {@code many} at most. */
    Visits visits(int few, Predicate<Visits> enough, int many) {
        List<Reply> replies = new ArrayList<>();
        while (replies.size() < few
                || (replies.size() < many && !enough.test(new Visits(replies)))) {
            replies.add(visit());
        }
        return new Visits(List.copyOf(replies));
    }

    Reply login(String user) {
        return send(form("/login", "user", user));
    }

    Reply put(String item) {
        return send(form("/cart", "item", item));
    }

    Reply logout() {
        return send(form("/logout", "really", "yes"));
    }

    private HttpRequest.Builder form(String path, String field, String value) {
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                        BodyPublishers.ofString(
                                field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .header("Host", host + ":" + port)
                .header("Accept", "application/json");
    }

    private Reply send(HttpRequest.Builder builder) {
        if (!cookies.isEmpty()) {
            builder.header(
                    "Cookie",
                    String.join(
                            "; ",
                            cookies.entrySet().stream()
                                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                    .toList()));
        }
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            return Reply.of(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new DemoFailure(
                    request.method() + " " + url(request.uri().getPath()) + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }

    private void keep(String setCookie) {
        int end = setCookie.indexOf(';');
        String pair = end < 0 ? setCookie : setCookie.substring(0, end);
        int equals = pair.indexOf('=');
        if (equals < 0) {
            return;
        }
        String name = pair.substring(0, equals).strip();
        if (setCookie.toLowerCase(Locale.ROOT).contains("max-age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, pair.substring(equals + 1).strip());
        }
    }
}
