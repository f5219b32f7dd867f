package dev.nonstick.it;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backend's way to the side API, as a request told it. */
record SideClient(String ref, String api) {
    private static final Pattern MEMBERS = Pattern.compile("ref=:([^:]+):, api=\"([^\"]+)\"");

    static SideClient of(Response request) {
        String session = request.field("Offload-Session").orElse("");
        Matcher members = MEMBERS.matcher(session);
        if (!members.find()) {
            throw new AssertionError("no side API: " + session);
        }
        return new SideClient(members.group(1), members.group(2));
    }

    Response call(String method, String path, String body, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("Authorization: Bearer " + ref);
        String request = RawClient.request(method, path, body, all.toArray(String[]::new));
        return RawClient.exchange(URI.create(api).getPort(), request);
    }

    Response get() {
        return call("GET", "/v1/session", "");
    }

    /**
     * PATCH of the session.
     *
     * @param operations the list's content
     */
    Response patch(String operations, String... fields) {
        return call("PATCH", "/v1/session", "{\"operations\":[" + operations + "]}", fields);
    }

    Response control(String body) {
        return call("POST", "/v1/session/control", body);
    }

    /**
     * Does what a text says.
     *
     * @param text {@code METHOD PATH BODY | Field: value | …}; of a PATCH's body the list alone
     */
    Response does(String text) {
        String[] parts = text.split(" \\| ");
        String[] call = parts[0].split(" ", 3);
        String body = call.length < 3 ? "" : call[2];
        String[] fields = List.of(parts).subList(1, parts.length).toArray(String[]::new);
        return call[0].equals("PATCH") ? patch(body, fields) : call(call[0], call[1], body, fields);
    }

    /** Does, one after the other, what a request's X-Side fields say; a line for each answer. */
    static void script(TestBackend.Call call) throws Exception {
        StringBuilder answers = new StringBuilder();
        for (String text : call.request().fields("X-Side")) {
            Response answer = of(call.request()).does(text);
            answers.append((answer.status() + " " + answer.text()).strip()).append('\n');
        }
        call.ok(answers.toString(), SessionBench.asked(call.request()));
    }
}
