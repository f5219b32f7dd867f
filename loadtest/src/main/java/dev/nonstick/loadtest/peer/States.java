package dev.nonstick.loadtest.peer;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What the sessions hold: 400 bytes each, the same in every run. Their base64 has letters and
 * digits only, so that it can stand in a query.
 */
public final class States {
    public static final int BYTES = 400;

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final long SEED = 12;

    private final List<String> texts;

    public States(int count) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<String> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder(536);
            while (text.length() < 532) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            // 399 bytes so far; one more, with the padding it takes
            all.add(text.append("QQ==").toString());
        }
        this.texts = List.copyOf(all);
    }

    public int count() {
        return texts.size();
    }

    /** In base64. */
    public String text(int session) {
        return texts.get(session);
    }

    public byte[] bytes(int session) {
        return Base64.getDecoder().decode(text(session));
    }
}
