package dev.nonstick.demo.shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The same content for scripts (JSON, when they ask for it) and for browsers (HTML). */
final class Answer {
    private Answer() {}

    static void json(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        write(response, Visitor.of(request).toJson());
    }

    static void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (wantsJson(request)) {
            json(request, response);
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        write(response, Page.of(Visitor.of(request), request.getContextPath()));
    }

    /** After a form: scripts get the new state, browsers are sent back to the page. */
    static void afterPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (wantsJson(request)) {
            json(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", request.getContextPath() + "/");
    }

    private static boolean wantsJson(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("application/json");
    }

    private static void write(HttpServletResponse response, String body) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(body);
    }
}
