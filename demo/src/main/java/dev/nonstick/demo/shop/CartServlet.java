package dev.nonstick.demo.shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Adds to the cart, in place. */
@WebServlet("/cart")
public final class CartServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String item = Text.input(request.getParameter("item"), 80);
        if (item.isEmpty()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "an item is needed");
            return;
        }
        HttpSession session = request.getSession();
        Cart cart = (Cart) session.getAttribute(Visitor.CART);
        if (cart == null) {
            cart = new Cart();
            session.setAttribute(Visitor.CART, cart);
        }
        cart.add(item);
        Answer.afterPost(request, response);
    }
}
