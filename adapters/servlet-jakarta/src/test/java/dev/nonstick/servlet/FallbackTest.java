package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a gateway, without a store, and without the container's sessions. */
class FallbackTest {

    private final TestGateway gateway = new TestGateway();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                TestServer.builder()
                        .servlet("/", (request, response) -> {})
                        .servlet(
                                "/visit",
                                (request, response) -> {
                                    HttpSession session = request.getSession();
                                    Object before = session.getAttribute("visits");
                                    session.setAttribute("visits", before + "+");
                                    response.getWriter().print(before);
                                })
                        .servlet(
                                "/peek",
                                (request, response) -> {
                                    boolean before = request.getSession(false) != null;
                                    request.getSession();
                                    boolean after = request.getSession(false) != null;
                                    response.getWriter().print(before + " " + after);
                                })
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void withoutAGatewayTheContainersSessionsWork() throws Exception {
        try (LogCapture log = new LogCapture()) {
            HttpResponse<String> first = TestGateway.plain(server, "/visit");
            String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
            HttpResponse<String> second =
                    TestGateway.plain(server, "/visit", "Cookie", cookie.split(";", 2)[0]);

            assertThat(cookie).startsWith("JSESSIONID=");
            assertThat(second.body()).isEqualTo("null+");
            assertThat(first.headers().map()).doesNotContainKey("offload-update");
            assertThat(log.messages()).hasSize(1).first().asString().contains("Offload-Session");
        }
    }

    @Test
    void behindAGatewayTheContainerIssuesNoCookie() throws Exception {
        assertThat(gateway.get(server, "/visit").headers().map()).doesNotContainKey("set-cookie");
        HttpResponse<String> second =
                gateway.send("GET", server, "/visit", "Cookie", "JSESSIONID=0123456789ABCDEF");

        assertThat(second.body()).isEqualTo("null+");
        assertThat(second.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void withoutAStoreASessionLivesForOneRequest() throws Exception {
        gateway.status = "unavailable";
        try (LogCapture log = new LogCapture()) {
            HttpResponse<String> peek = gateway.get(server, "/peek");
            HttpResponse<String> first = gateway.get(server, "/visit");
            HttpResponse<String> second = gateway.get(server, "/visit");

            assertThat(peek.body()).isEqualTo("false true");
            assertThat(first.body()).isEqualTo("null");
            assertThat(second.body()).isEqualTo("null");
            assertThat(first.headers().map())
                    .doesNotContainKeys("offload-update", "offload-control", "set-cookie");
            assertThat(log.messages()).hasSize(1).first().asString().contains("unavailable");
        }
    }

    /** A record that was not sent is not an empty one: nobody is logged out by that. */
    @Test
    void aRecordThatWasNotSentIsAnErrorWhereItIsNeeded() throws Exception {
        gateway.status = "ok";
        gateway.members = ", count=7, inline=?0";

        assertThat(gateway.get(server, "/").statusCode()).isEqualTo(200);
        HttpResponse<String> response = gateway.get(server, "/visit");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(TestGateway.update(response)).isEmpty();
    }
}
