package dev.nonstick.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webapp on one instance, without any gateway: it must be a good citizen by itself. */
class ShopIT {
    private static Instance instance;

    private final HttpClient browser =
            HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        instance = Instance.start("A", 0, temporary);
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @AfterEach
    void leave() {
        browser.close();
    }

    @Test
    void aStrangerHasNoSession() throws Exception {
        HttpResponse<String> answer = get("/api/whoami");

        assertThat(answer.body())
                .isEqualTo(
                        "{\"instance\":\"A\",\"pid\":%d,\"user\":null,\"visits\":0,\"cart\":[],\"sessionId\":null}\n"
                                .formatted(instance.process.pid()));
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void visitsAreCountedFromOne() throws Exception {
        for (int visit = 1; visit <= 3; visit++) {
            assertThat(get("/visit").body()).contains("\"visits\":" + visit + ",");
        }
        assertThat(get("/api/whoami").body()).contains("\"visits\":3,");
    }

    @Test
    void loginKeepsTheStateUnderANewId() throws Exception {
        String before = sessionId(get("/visit"));
        HttpResponse<String> answer = post("/login", "user", "alice");

        assertThat(answer.body()).contains("\"user\":\"alice\"").contains("\"visits\":1,");
        assertThat(sessionId(answer)).isNotEqualTo(before);
    }

    @Test
    void theCartGrowsInPlace() throws Exception {
        post("/cart", "item", "tea");
        post("/cart", "item", "bread & \"jam\"");

        assertThat(get("/api/whoami").body())
                .contains("\"cart\":[\"tea\",\"bread & \\\"jam\\\"\"]");
    }

    @Test
    void logoutEndsTheSession() throws Exception {
        post("/login", "user", "alice");
        get("/visit");
        post("/logout", "", "");

        assertThat(get("/visit").body()).contains("\"user\":null", "\"visits\":1,", "\"cart\":[]");
    }

    @Test
    void formsLeadBackToThePage() throws Exception {
        HttpResponse<String> page = send(form("/login", "user", "alice"));

        assertThat(page.uri().getPath()).isEqualTo("/");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.body())
                .contains("answered by instance A · pid " + instance.process.pid())
                .contains("<b class=\"user\">alice</b>")
                .contains("<p class=\"count\">1</p>");
    }

    @Test
    void whatVisitorsTypeStaysText() throws Exception {
        send(form("/login", "user", "<i>eve</i>"));
        String page = send(form("/cart", "item", "<script>alert('x')</script> ö")).body();

        assertThat(page)
                .contains("&lt;i&gt;eve&lt;/i&gt;")
                .contains("<li>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; ö</li>")
                .doesNotContain("<script>", "<i>eve");
    }

    @Test
    void anEmptyNameIsRefused() throws Exception {
        assertThat(post("/login", "user", "  ").statusCode()).isEqualTo(400);
    }

    @Test
    void healthTouchesNoSession() throws Exception {
        HttpResponse<String> answer = get("/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aSlowRequestIsHeldAndShowsTheState() throws Exception {
        get("/visit");
        long start = System.nanoTime();
        HttpResponse<String> answer = get("/slow?ms=300");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(290));
        assertThat(answer.body()).contains("\"visits\":1,");
        assertThat(get("/slow?ms=soon").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).header("Accept", "application/json"));
    }

    private HttpResponse<String> post(String path, String field, String value) throws Exception {
        return send(form(path, field, value).header("Accept", "application/json"));
    }

    private static HttpRequest.Builder form(String path, String field, String value) {
        String body = field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(instance.address + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private static String sessionId(HttpResponse<String> answer) {
        return answer.body().replaceAll("(?s).*\"sessionId\":\"([^\"]+)\".*", "$1");
    }
}
