package dev.nonstick.config;

import dev.nonstick.session.SessionKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code session.keys}. */
final class KeyParser {

    private static final int MAX_ID = 255;

    private KeyParser() {}

    static List<SessionKey> keys(Section session) {
        List<SessionKey> keys = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (Entry entry : session.list("keys")) {
            Section section = entry.section();
            Integer id = section.required("id", ValueTypes.integer(1, MAX_ID));
            byte[] secret = section.requiredSecret("secret", KeyParser::secret);
            section.end();
            if (id != null && !ids.add(id)) {
                section.problems().add(section.path("id"), id.toString(), "an id of its own");
            } else if (id != null && secret != null) {
                keys.add(new SessionKey(id, secret));
            }
        }
        if (keys.isEmpty() && session.problems().noneAt(session.path("keys"))) {
            session.problems()
                    .warn(
                            session.path("keys"),
                            "none; one is generated and kept in data-dir. Gateways that share a"
                                    + " store need the same keys");
        }
        return List.copyOf(keys);
    }

    /** Base64 in either alphabet, with or without padding. */
    private static byte[] secret(String text) throws Rejected {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException _) {
            throw new Rejected(
                    "base64 of at least "
                            + SessionKey.MIN_SECRET
                            + " random bytes, as openssl rand -base64 32 makes them");
        }
        if (secret.length < SessionKey.MIN_SECRET) {
            throw new Rejected(
                    "at least " + SessionKey.MIN_SECRET + " bytes; these are " + secret.length);
        }
        return secret;
    }
}
