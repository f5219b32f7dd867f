package dev.nonstick.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Field lines written as they look: {@code Name: value}. */
final class Fields {
    private Fields() {}

    static List<Map.Entry<String, String>> of(String... lines) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    static RequestHead request(String method, String target, String... lines) {
        return RequestHead.read(method, target, false, of(lines));
    }

    static RequestHead request10(String method, String target, String... lines) {
        return RequestHead.read(method, target, true, of(lines));
    }

    static ResponseHead response(String... lines) {
        return ResponseHead.read(of(lines));
    }

    static List<String> lines(List<Map.Entry<String, String>> fields) {
        return fields.stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .collect(Collectors.toList());
    }
}
