package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.NullUnmarked;

/**
 * The gateway's part of the protocol for one visitor: keeps the record, sends it with every request
 * and applies what the answer says. Written apart from the adapter's own code, so that the two
 * check each other.
 */
@NullUnmarked
final class TestGateway {

    static final byte[] KEY = new byte[32];
    static final String KEY_SETTING;

    static {
        Arrays.fill(KEY, (byte) 7);
        KEY_SETTING = "1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(KEY);
    }

    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    /** The record: what follows the name in Offload-State, {@code v=3} for one. */
    final Map<String, String> attributes = new LinkedHashMap<>();

    /** Status to send; null: ok if there are attributes, else none. */
    String status;

    /** Further members of Offload-Session. */
    String members = "";

    boolean sendAuth = true;
    Duration clockOffset = Duration.ZERO;
    byte[] key = KEY;
    int rotations;
    int destructions;

    HttpResponse<String> get(TestServer server, String path) throws Exception {
        return send("GET", server, path);
    }

    HttpResponse<String> send(String method, TestServer server, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        fields(method, "localhost:" + server.port(), path).forEach(request::header);
        HttpResponse<String> response =
                CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        apply(response);
        return response;
    }

    /** The request line and the answer as they are on the wire. */
    String raw(TestServer server, String method, String target) throws Exception {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        request.append("Host: app.example\r\nConnection: close\r\n");
        fields(method, "app.example", target)
                .forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A request as one gets without a gateway. */
    static HttpResponse<String> plain(TestServer server, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    Map<String, String> fields(String method, String authority, String target) throws Exception {
        String shown = status != null ? status : attributes.isEmpty() ? "none" : "ok";
        String session = "v=1, status=" + shown + members;
        String state =
                attributes.entrySet().stream()
                        .map(entry -> SfWriter.name(entry.getKey()) + ";" + entry.getValue())
                        .collect(Collectors.joining(", "));
        long t = System.currentTimeMillis() / 1000 + clockOffset.toSeconds();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Offload-Session", session);
        if (!state.isEmpty()) {
            fields.put("Offload-State", state);
        }
        if (sendAuth) {
            byte[] mac = mac(method, authority, target, session, state, Long.toString(t));
            fields.put(
                    "Offload-Auth",
                    "kid=1, t=@" + t + ", mac=:" + Base64.getEncoder().encodeToString(mac) + ":");
        }
        return fields;
    }

    private byte[] mac(String... values) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        add(out, "nonstick-offload-auth-1");
        for (String value : values) {
            add(out, value);
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes.toByteArray());
    }

    private static void add(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void apply(HttpResponse<?> response) throws Exception {
        assertThat(response.headers().allValues("Offload-Update")).hasSizeLessThan(2);
        Map<String, SfItem> control = SfParser.dictionary(control(response));
        if (control.containsKey("rotate")) {
            rotations++;
        }
        if (control.containsKey("destroy")) {
            destructions++;
            attributes.clear();
        }
        for (SfItem item : SfParser.list(update(response))) {
            assertThat(item.value).isInstanceOf(String.class);
            apply((String) item.value, item);
        }
    }

    private void apply(String name, SfItem item) {
        Object put = item.parameter("put");
        if (put instanceof byte[] bytes) {
            assertThat(item.parameters).containsOnlyKeys("put", "t");
            attributes.put(name, "v=" + SfWriter.bytes(bytes) + ";t=" + item.parameter("t"));
        } else if (put instanceof Long count) {
            assertThat(item.parameters).containsOnlyKeys("put");
            attributes.put(name, "v=" + count);
        } else {
            assertThat(item.parameters).containsOnlyKeys("del");
            attributes.remove(name);
        }
    }

    static String update(HttpResponse<?> response) {
        return response.headers().firstValue("Offload-Update").orElse("");
    }

    static String control(HttpResponse<?> response) {
        return response.headers().firstValue("Offload-Control").orElse("");
    }

    /** Names that the response's Offload-Update has. */
    static List<String> updated(HttpResponse<?> response) throws Exception {
        List<String> names = new ArrayList<>();
        for (SfItem item : SfParser.list(update(response))) {
            names.add((String) item.value);
        }
        return names;
    }

    void putJava(String name, Object value) throws IOException {
        attributes.put(name, "v=" + SfWriter.bytes(JavaCodec.write(value)) + ";t=java");
    }
}
