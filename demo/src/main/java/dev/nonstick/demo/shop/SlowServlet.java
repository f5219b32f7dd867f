package dev.nonstick.demo.shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Holds the request for {@code ms} milliseconds, then answers as {@code /api/whoami} does. */
@WebServlet("/slow")
public final class SlowServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final long MAX_MILLIS = 30_000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long millis;
        try {
            millis = Long.parseLong(Text.input(request.getParameter("ms"), 20));
        } catch (NumberFormatException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "ms: a number is needed");
            return;
        }
        try {
            Thread.sleep(Math.clamp(millis, 0, MAX_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Answer.json(request, response);
    }
}
