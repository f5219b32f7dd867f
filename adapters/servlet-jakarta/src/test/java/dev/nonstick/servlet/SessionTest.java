package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HttpSession over requests that are spread over two servers that share nothing. */
class SessionTest {

    private final TestGateway gateway = new TestGateway();
    private TestServer one;
    private TestServer two;

    @BeforeEach
    void start() throws Exception {
        one = TestServer.start(SessionTest::handle);
        two = TestServer.start(SessionTest::handle);
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        two.close();
    }

    /** A small language for what a request does: the path is the command. */
    private static void handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String name = request.getParameter("name");
        String value = request.getParameter("value");
        switch (request.getRequestURI()) {
            case "/peek" -> print(response, request.getSession(false) != null);
            case "/get" -> print(response, request.getSession().getAttribute(name));
            case "/set" -> request.getSession().setAttribute(name, value);
            case "/remove" -> request.getSession().removeAttribute(name);
            case "/count" -> {
                Long count = (Long) request.getSession().getAttribute(name);
                request.getSession().setAttribute(name, count == null ? 1L : count + 1);
            }
            case "/new" -> print(response, request.getSession().isNew());
            case "/id" -> print(response, request.getSession().getId());
            case "/change" -> print(response, request.changeSessionId());
            case "/names" ->
                    print(response, Collections.list(request.getSession().getAttributeNames()));
            case "/invalidate" -> request.getSession().invalidate();
            case "/renew" -> {
                request.getSession().invalidate();
                request.getSession().setAttribute(name, value);
                print(response, request.getSession().isNew());
            }
            case "/requested" ->
                    print(
                            response,
                            List.of(
                                    String.valueOf(request.getRequestedSessionId()),
                                    request.isRequestedSessionIdValid(),
                                    request.isRequestedSessionIdFromCookie(),
                                    request.isRequestedSessionIdFromURL()));
            case "/created" -> print(response, request.getSession().getCreationTime());
            case "/interval" -> {
                if (value != null) {
                    request.getSession().setMaxInactiveInterval(Integer.parseInt(value));
                }
                print(response, request.getSession().getMaxInactiveInterval());
            }
            case "/dead" -> print(response, useAfterInvalidate(request));
            case "/twice" ->
                    print(response, request.getSession().equals(request.getSession(false)));
            default -> response.sendError(404);
        }
    }

    private static void print(HttpServletResponse response, Object value) throws IOException {
        response.setCharacterEncoding("UTF-8");
        response.getWriter().print(value);
    }

    private static List<String> useAfterInvalidate(HttpServletRequest request) {
        HttpSession session = request.getSession();
        session.invalidate();
        List<Runnable> uses =
                List.of(
                        () -> session.getAttribute("a"),
                        () -> session.setAttribute("a", "b"),
                        () -> session.removeAttribute("a"),
                        session::getAttributeNames,
                        session::isNew,
                        session::getCreationTime,
                        session::getLastAccessedTime,
                        session::invalidate);
        List<String> survivors = new ArrayList<>();
        for (Runnable use : uses) {
            try {
                use.run();
                survivors.add(use.toString());
            } catch (IllegalStateException e) {
                // as the servlet specification wants it
            }
        }
        return survivors;
    }

    private String body(TestServer server, String path) throws Exception {
        return gateway.get(server, path).body();
    }

    @Test
    void attributesSurviveTheChangeOfServer() throws Exception {
        gateway.get(one, "/set?name=cart&value=apple");
        gateway.get(two, "/set?name=caf%C3%A9&value=%F0%9F%98%80");

        assertThat(body(two, "/get?name=cart")).isEqualTo("apple");
        assertThat(gateway.attributes).containsOnlyKeys("cart", "café", Metadata.NAME);
        assertThat(gateway.attributes.get("cart")).endsWith(";t=java");
        assertThat(gateway.attributes.get(Metadata.NAME)).endsWith(";t=servlet");
        assertThat(body(one, "/names")).isEqualTo("[cart, café]");
    }

    @Test
    void nothingIsSentForAVisitorWithoutSession() throws Exception {
        HttpResponse<String> response = gateway.get(one, "/peek");

        assertThat(response.body()).isEqualTo("false");
        assertThat(response.headers().map())
                .doesNotContainKeys("offload-update", "offload-control", "set-cookie");
    }

    @Test
    void nothingIsSentIfNothingChanged() throws Exception {
        gateway.get(one, "/set?name=a&value=b");

        assertThat(gateway.get(two, "/get?name=a").headers().map())
                .doesNotContainKeys("offload-update", "offload-control", "set-cookie");
        assertThat(TestGateway.update(gateway.get(one, "/set?name=a&value=b"))).isEmpty();
        assertThat(TestGateway.updated(gateway.get(one, "/set?name=a&value=c")))
                .containsExactly("a");
    }

    @Test
    void removingSendsOneDelete() throws Exception {
        gateway.get(one, "/set?name=a&value=b");

        assertThat(TestGateway.update(gateway.get(two, "/remove?name=a"))).isEqualTo("\"a\";del");
        assertThat(TestGateway.update(gateway.get(two, "/remove?name=a"))).isEmpty();
        assertThat(body(one, "/get?name=a")).isEqualTo("null");
        assertThat(body(one, "/peek")).isEqualTo("true");
    }

    @Test
    void aSessionIsNewInItsFirstRequestOnly() throws Exception {
        assertThat(body(one, "/new")).isEqualTo("true");
        assertThat(body(one, "/new")).isEqualTo("false");
        assertThat(body(two, "/new")).isEqualTo("false");
    }

    @Test
    void theIdIsStableAndSaysNothing() throws Exception {
        String id = body(one, "/id");

        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(body(two, "/id")).isEqualTo(id);
        assertThat(new TestGateway().get(one, "/id").body()).isNotEqualTo(id);
        assertThat(body(one, "/twice")).isEqualTo("true");
    }

    @Test
    void changeSessionIdRotatesAndKeepsTheAttributes() throws Exception {
        gateway.get(one, "/set?name=a&value=b");
        String before = body(one, "/id");
        HttpResponse<String> response = gateway.get(two, "/change");

        assertThat(TestGateway.control(response)).isEqualTo("rotate");
        assertThat(TestGateway.updated(response)).containsExactly(Metadata.NAME);
        assertThat(response.body()).isNotEqualTo(before);
        assertThat(body(one, "/id")).isEqualTo(response.body());
        assertThat(body(one, "/get?name=a")).isEqualTo("b");
    }

    @Test
    void changeSessionIdNeedsASession() throws Exception {
        assertThat(gateway.get(one, "/change").statusCode()).isEqualTo(500);
    }

    @Test
    void invalidateEndsTheRecord() throws Exception {
        gateway.get(one, "/set?name=a&value=b");
        HttpResponse<String> response = gateway.get(two, "/invalidate");

        assertThat(TestGateway.control(response)).isEqualTo("destroy");
        assertThat(TestGateway.update(response)).isEmpty();
        assertThat(body(one, "/peek")).isEqualTo("false");
    }

    @Test
    void aNewSessionInTheSameRequestReplacesTheOld() throws Exception {
        gateway.get(one, "/set?name=old&value=b");
        String before = body(one, "/id");
        HttpResponse<String> response = gateway.get(two, "/renew?name=new&value=c");

        assertThat(response.body()).isEqualTo("true");
        assertThat(TestGateway.control(response)).isEqualTo("destroy");
        assertThat(TestGateway.updated(response)).containsExactly(Metadata.NAME, "new");
        assertThat(body(one, "/names")).isEqualTo("[new]");
        assertThat(body(one, "/id")).isNotEqualTo(before);
    }

    @Test
    void aSessionThatLivedForOneRequestLeavesNothing() throws Exception {
        HttpResponse<String> response = gateway.get(one, "/invalidate");

        assertThat(TestGateway.control(response) + TestGateway.update(response)).isEmpty();
    }

    @Test
    void anInvalidatedSessionCannotBeUsed() throws Exception {
        assertThat(body(one, "/dead")).isEqualTo("[]");
    }

    @Test
    void countersAreLongs() throws Exception {
        gateway.attributes.put("visits", "v=41");

        assertThat(TestGateway.update(gateway.get(one, "/count?name=visits")))
                .contains("\"visits\";put=42")
                .doesNotContain("\"visits\";put=:");
        assertThat(body(two, "/get?name=visits")).isEqualTo("42");
        gateway.get(one, "/count?name=own");
        assertThat(gateway.attributes.get("own")).endsWith(";t=java");
        gateway.get(one, "/set?name=visits&value=text");
        assertThat(body(two, "/get?name=visits")).isEqualTo("text");
    }

    @Test
    void aRecordOfAnotherFrameworkIsASession() throws Exception {
        gateway.attributes.put("theme", "v=:ZGFyaw==:;t=php");

        assertThat(body(one, "/requested")).isEqualTo("[null, false, false, false]");
        assertThat(TestGateway.update(gateway.get(one, "/set?name=a&value=b")))
                .startsWith("\"nonstick.servlet\";put=:")
                .doesNotContain("theme");
        assertThat(body(two, "/new")).isEqualTo("false");
        assertThat(body(two, "/names")).isEqualTo("[theme, a]");
        assertThat(body(two, "/get?name=theme")).startsWith("[B@");
        assertThat(gateway.attributes.get("theme")).isEqualTo("v=:ZGFyaw==:;t=php");
    }

    @Test
    void theReservedNameIsHidden() throws Exception {
        gateway.get(one, "/set?name=a&value=b");

        assertThat(body(one, "/get?name=nonstick.servlet")).isEqualTo("null");
        assertThat(gateway.get(one, "/set?name=nonstick.servlet&value=x").statusCode())
                .isEqualTo(500);
        assertThat(TestGateway.update(gateway.get(one, "/remove?name=nonstick.servlet"))).isEmpty();
    }

    @Test
    void namesTheProtocolCannotCarryAreRefused() throws Exception {
        assertThat(gateway.get(one, "/set?value=b&name=" + "a".repeat(256)).statusCode())
                .isEqualTo(200);
        assertThat(gateway.get(one, "/set?value=b&name=" + "a".repeat(257)).statusCode())
                .isEqualTo(500);
    }

    @Test
    void theRequestedIdIsTheHandle() throws Exception {
        assertThat(body(one, "/requested")).isEqualTo("[null, false, false, false]");
        String id = body(one, "/id");

        assertThat(body(two, "/requested")).isEqualTo("[" + id + ", true, true, false]");
    }

    @Test
    void theCreationTimeIsKept() throws Exception {
        long before = System.currentTimeMillis();
        String created = body(one, "/created");

        assertThat(Long.parseLong(created)).isBetween(before, System.currentTimeMillis());
        assertThat(body(two, "/created")).isEqualTo(created);
    }

    @Test
    void theIntervalIsTheGatewaysUnlessTheApplicationSetOne() throws Exception {
        gateway.members = ", idle=900";

        assertThat(body(one, "/interval")).isEqualTo("900");
        assertThat(body(one, "/interval?value=60")).isEqualTo("60");
        assertThat(body(two, "/interval")).isEqualTo("60");
        assertThat(TestGateway.update(gateway.get(two, "/interval?value=60"))).isEmpty();
        gateway.members = "";
        assertThat(new TestGateway().get(one, "/interval").body()).isEqualTo("1800");
    }
}
