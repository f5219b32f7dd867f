package dev.nonstick.demo.shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Believes any name. A new session id at login, against session fixation. */
@WebServlet("/login")
public final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String name = Text.input(request.getParameter("user"), 40);
        if (name.isEmpty()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "a user name is needed");
            return;
        }
        HttpSession session = request.getSession();
        request.changeSessionId();
        session.setAttribute(Visitor.USER, new User(name));
        Answer.afterPost(request, response);
    }
}
