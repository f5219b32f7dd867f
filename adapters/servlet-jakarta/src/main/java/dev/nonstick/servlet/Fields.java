package dev.nonstick.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Names of the envelope's fields, and how one is read. */
final class Fields {

    static final String SESSION = "Offload-Session";
    static final String STATE = "Offload-State";
    static final String AUTH = "Offload-Auth";
    static final String UPDATE = "Offload-Update";
    static final String CONTROL = "Offload-Control";

    private Fields() {}

    /** All lines of the name as one value (RFC 9110, 5.2), or null where there is none. */
    static @Nullable String value(HttpServletRequest request, String name) {
        Enumeration<String> lines = request.getHeaders(name);
        return lines == null || !lines.hasMoreElements()
                ? null
                : String.join(", ", Collections.list(lines));
    }
}
