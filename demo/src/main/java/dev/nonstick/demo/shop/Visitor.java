package dev.nonstick.demo.shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the session says about the visitor at one moment, and which instance says so. */
record Visitor(
        String instance,
        long pid,
        @Nullable String user,
        int visits,
        List<String> cart,
        @Nullable String sessionId) {

    static final String USER = "user";
    static final String VISITS = "visits";
    static final String CART = "cart";

    /** Looks at the session if there is one; makes none. */
    static Visitor of(HttpServletRequest request) {
        String instance = instance(request);
        long pid = ProcessHandle.current().pid();
        HttpSession session = request.getSession(false);
        if (session == null) {
            return new Visitor(instance, pid, null, 0, List.of(), null);
        }
        return new Visitor(
                instance,
                pid,
                session.getAttribute(USER) instanceof User user ? user.name() : null,
                session.getAttribute(VISITS) instanceof Integer visits ? visits : 0,
                session.getAttribute(CART) instanceof Cart cart ? cart.items() : List.of(),
                session.getId());
    }

    String toJson() {
        return "{\"instance\":%s,\"pid\":%d,\"user\":%s,\"visits\":%d,\"cart\":[%s],\"sessionId\":%s}\n"
                .formatted(
                        Text.json(instance),
                        pid,
                        Text.json(user),
                        visits,
                        String.join(",", cart.stream().map(Text::json).toList()),
                        Text.json(sessionId));
    }

    private static String instance(HttpServletRequest request) {
        String configured = request.getServletContext().getInitParameter("instance");
        return configured != null ? configured : System.getProperty("instance", "?");
    }
}
