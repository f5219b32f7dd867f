package dev.nonstick.servlet.webapp;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** An application as old ones are; it runs with the classes of its own webapp. */
@WebServlet("/visit")
public final class VisitServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpSession session = request.getSession();
        Integer visits = (Integer) session.getAttribute("visits");
        visits = visits == null ? 1 : visits + 1;
        session.setAttribute("visits", visits);
        response.getWriter()
                .print(
                        "visit "
                                + visits
                                + " "
                                + session.getAttribute("made")
                                + " from "
                                + request.getClass()
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation());
    }
}
