package dev.nonstick.demo.shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** The page. Each look at it counts: read, add one, write back. */
@WebServlet({"", "/visit"})
public final class VisitServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpSession session = request.getSession();
        Integer visits = (Integer) session.getAttribute(Visitor.VISITS);
        session.setAttribute(Visitor.VISITS, visits == null ? 1 : visits + 1);
        Answer.page(request, response);
    }
}
