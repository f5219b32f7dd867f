package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields leave before the head does, whatever makes it leave. */
class ResponseTest {

    private final TestGateway gateway = new TestGateway();

    private HttpResponse<String> run(TestServer.Handler handler) throws Exception {
        try (TestServer server = TestServer.start(handler)) {
            return gateway.get(server, "/");
        }
    }

    private static void set(HttpServletRequest request) {
        request.getSession().setAttribute("a", "b");
    }

    private void assertSaved(HttpResponse<String> response) throws Exception {
        assertThat(TestGateway.updated(response)).containsExactly(Metadata.NAME, "a");
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void beforeALargeBodyOfBytes() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            set(request);
                            byte[] part = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
                            for (int i = 0; i < 100_000; i++) {
                                answer.getOutputStream().write(part);
                            }
                        });
        assertSaved(response);
        assertThat(response.body()).hasSize(1_600_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16"})
    void beforeALargeBodyOfCharacters(String encoding) throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            answer.setContentType("text/plain;charset=" + encoding);
                            set(request);
                            PrintWriter writer = answer.getWriter();
                            for (int i = 0; i < 20_000; i++) {
                                writer.write('ä');
                                writer.print("öü");
                                writer.append("x");
                            }
                        });
        assertSaved(response);
        assertThat(response.body()).isEqualTo("äöüx".repeat(20_000));
    }

    @Test
    void beforeOneLargeWrite() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            set(request);
                            answer.getOutputStream().write(new byte[1 << 20]);
                        });
        assertSaved(response);
        assertThat(response.body()).hasSize(1 << 20);
    }

    @Test
    void smallBodiesKeepTheirLength() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            answer.getWriter().println("hello");
                            set(request);
                        });
        assertSaved(response);
        assertThat(response.body()).isEqualTo("hello" + System.lineSeparator());
        assertThat(response.headers().firstValue("Content-Length"))
                .hasValue(String.valueOf(response.body().length()));
    }

    @Test
    void beforeFlushesAndCloses() throws Exception {
        TestServer.Handler[] endings = {
            (request, answer) -> answer.flushBuffer(),
            (request, answer) -> answer.getOutputStream().flush(),
            (request, answer) -> answer.getOutputStream().close(),
            (request, answer) -> answer.getWriter().flush(),
            (request, answer) -> answer.getWriter().close(),
            (request, answer) -> answer.getWriter().checkError(),
            (request, answer) -> {
                answer.setContentLength(1);
                answer.getOutputStream().write('x');
            }
        };
        for (TestServer.Handler ending : endings) {
            gateway.attributes.clear();
            assertSaved(
                    run(
                            (request, answer) -> {
                                set(request);
                                ending.handle(request, answer);
                            }));
        }
    }

    @Test
    void afterAResetTheyAreSetAgain() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            set(request);
                            answer.getOutputStream().write(new byte[4000]); // sets them early
                            answer.reset();
                            answer.getWriter().print("x");
                        });
        assertSaved(response);
        assertThat(response.body()).isEqualTo("x");
    }

    /** What was computed early is computed again, and what is gone is not sent. */
    @Test
    void laterChangesReplaceEarlierOnes() throws Exception {
        gateway.putJava("a", "old");
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            set(request);
                            answer.getOutputStream().write(new byte[4000]); // sets them early
                            request.getSession().invalidate();
                        });
        assertThat(TestGateway.control(response)).isEqualTo("destroy");
        assertThat(TestGateway.update(response)).isEmpty();
        assertThat(gateway.attributes).isEmpty();
    }

    @Test
    void changesAfterARedirectAreSaved() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            answer.sendRedirect("/next?x=y");
                            assertThat(answer.isCommitted()).isTrue();
                            assertThat(answer.getStatus()).isEqualTo(302);
                            answer.getWriter().print("discarded");
                            answer.flushBuffer();
                            set(request);
                        });
        assertSaved(response);
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location")).contains("/next?x=y");
        assertThat(response.body()).isEmpty();
    }

    /** One in Servlet 6.0, four in 6.1. */
    @Test
    void everyWayToRedirectIsCovered() throws Exception {
        for (Method redirect : HttpServletResponse.class.getMethods()) {
            if (!redirect.getName().equals("sendRedirect")) {
                continue;
            }
            Object[] arguments =
                    Stream.of(redirect.getParameterTypes())
                            .map(
                                    type ->
                                            type == int.class
                                                    ? (Object) 303
                                                    : type == boolean.class ? true : "/next")
                            .toArray();
            gateway.attributes.clear();
            HttpResponse<String> response =
                    run(
                            (request, answer) -> {
                                try {
                                    redirect.invoke(answer, arguments);
                                } catch (ReflectiveOperationException e) {
                                    throw new ServletException(e);
                                }
                                set(request);
                            });
            assertSaved(response);
            assertThat(response.statusCode()).isIn(302, 303);
            assertThat(response.headers().firstValue("Location")).contains("/next");
        }
    }

    @Test
    void changesAroundAnErrorAreSaved() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            answer.getWriter().print("discarded");
                            answer.sendError(404, "gone away");
                            set(request);
                        });
        assertSaved(response);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("gone away").doesNotContain("discarded");
    }

    @Test
    void aSecondEndingIsRefusedAsByTheContainer() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            answer.sendRedirect("/next");
                            try {
                                answer.sendError(500);
                            } catch (IllegalStateException e) {
                                set(request);
                            }
                            try {
                                answer.resetBuffer();
                            } catch (IllegalStateException e) {
                                request.getSession().setAttribute("a", "c");
                            }
                        });
        assertSaved(response);
        assertThat(response.statusCode()).isEqualTo(302);
        gateway.attributes.forEach((name, value) -> assertThat(value).isNotEmpty());
    }

    @Test
    void anErrorPageSeesTheSessionAndMayChangeIt() throws Exception {
        try (TestServer server =
                TestServer.builder()
                        .servlet(
                                "/",
                                (request, answer) -> {
                                    set(request);
                                    answer.sendError(404);
                                })
                        .servlet(
                                "/error",
                                (request, answer) -> {
                                    Object a = request.getSession().getAttribute("a");
                                    request.getSession().setAttribute("seen", "yes");
                                    answer.getWriter().print("page " + a);
                                })
                        .with(context -> context.addErrorPage(page(404, null)))
                        .start()) {
            HttpResponse<String> response = gateway.get(server, "/");
            assertThat(response.body()).isEqualTo("page b");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(TestGateway.updated(response)).containsExactly(Metadata.NAME, "a", "seen");
        }
    }

    @Test
    void anErrorPageForAnExceptionGetsIt() throws Exception {
        try (TestServer server =
                TestServer.builder()
                        .webXml(
                                "<web-app><error-page><exception-type>java.lang.RuntimeException"
                                        + "</exception-type><location>/error</location>"
                                        + "</error-page></web-app>")
                        .servlet("/", ResponseTest::fail)
                        .servlet(
                                "/error",
                                (request, answer) ->
                                        answer.getWriter()
                                                .print(
                                                        request.getAttribute(
                                                                "jakarta.servlet.error.exception")))
                        .with(
                                context ->
                                        context.addErrorPage(
                                                page(0, RuntimeException.class.getName())))
                        .start()) {
            HttpResponse<String> response = gateway.get(server, "/");
            assertThat(response.body()).contains("IllegalStateException: oops");
            assertSaved(response);
        }
    }

    private static ErrorPage page(int code, @Nullable String exception) {
        ErrorPage page = new ErrorPage();
        page.setErrorCode(code);
        page.setExceptionType(exception);
        page.setLocation("/error");
        return page;
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response) {
        set(request);
        throw new IllegalStateException("oops");
    }

    /** Tomcat clears all fields of the response before it writes its own page for an exception. */
    @Test
    void whatAFailingServletChangedIsSaved() throws Exception {
        HttpResponse<String> response = run(ResponseTest::fail);
        assertSaved(response);
        assertThat(response.statusCode()).isEqualTo(500);

        HttpResponse<String> checked =
                run(
                        (request, answer) -> {
                            request.getSession().setAttribute("a", "c");
                            throw new ServletException("oops");
                        });
        assertThat(checked.statusCode()).isEqualTo(500);
        assertThat(TestGateway.updated(checked)).containsExactly("a");
    }

    @Test
    void insideOfForwardAndInclude() throws Exception {
        try (TestServer server =
                TestServer.builder()
                        .servlet(
                                "/forward",
                                (request, answer) ->
                                        request.getRequestDispatcher("/set")
                                                .forward(request, answer))
                        .servlet(
                                "/include",
                                (request, answer) ->
                                        request.getRequestDispatcher("/set")
                                                .include(request, answer))
                        .servlet(
                                "/redirect",
                                (request, answer) ->
                                        request.getRequestDispatcher("/away")
                                                .forward(request, answer))
                        .servlet(
                                "/ignored",
                                (request, answer) ->
                                        request.getRequestDispatcher("/away")
                                                .include(request, answer))
                        .servlet(
                                "/set",
                                (request, answer) -> {
                                    set(request);
                                    answer.getOutputStream().write(new byte[20_000]);
                                })
                        .servlet(
                                "/away",
                                (request, answer) -> {
                                    set(request);
                                    answer.sendRedirect("/next");
                                })
                        .start()) {
            for (String path : new String[] {"/forward", "/include", "/redirect", "/ignored"}) {
                gateway.attributes.clear();
                HttpResponse<String> response = gateway.get(server, path);
                assertSaved(response);
                assertThat(response.statusCode()).isEqualTo(path.equals("/redirect") ? 302 : 200);
            }
        }
    }

    @Test
    void whatComesTooLateIsLogged() throws Exception {
        try (LogCapture log = new LogCapture()) {
            HttpResponse<String> response =
                    run(
                            (request, answer) -> {
                                set(request);
                                answer.flushBuffer();
                                request.getSession().setAttribute("late", "x");
                            });
            assertSaved(response);
            assertThat(log.messages()).anyMatch(m -> m.contains("1 changes are lost"));
        }
    }

    @Test
    void linksCarryNoSessionId() throws Exception {
        HttpResponse<String> response =
                run(
                        (request, answer) -> {
                            set(request);
                            answer.getWriter()
                                    .print(answer.encodeURL("/a") + answer.encodeRedirectURL("/b"));
                        });
        assertThat(response.body()).isEqualTo("/a/b");
    }

    @Test
    void answersToHeadAreSavedToo() throws Exception {
        try (TestServer server = TestServer.start((request, answer) -> set(request))) {
            assertSaved(gateway.send("HEAD", server, "/"));
        }
    }

    @Test
    void aFailureAfterTheHeadIsTheContainers() throws Exception {
        HttpResponse<String> response = null;
        try {
            response =
                    run(
                            (request, answer) -> {
                                set(request);
                                answer.getOutputStream().write(new byte[10]);
                                answer.flushBuffer();
                                throw new IOException("broken");
                            });
        } catch (IOException e) {
            assertThat(e).isNotNull(); // the connection is cut, as without the adapter
        }
        assertThat(response).isNull();
    }
}
