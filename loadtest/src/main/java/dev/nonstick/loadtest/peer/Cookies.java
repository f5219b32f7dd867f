package dev.nonstick.loadtest.peer;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Cookie fields as long as Nonstick's, so that all clients send the same number of bytes. */
final class Cookies {
    /** The name of every session cookie here. */
    static final String NAME = "sid";

    private static final int BYTES = 28;

    private Cookies() {}

    static List<String> withoutMeaning(Stage stage) {
        return handles(stage).stream().map(handle -> NAME + "=" + handle).toList();
    }

    /** Random names, one a session, the same in every run. */
    static List<String> handles(Stage stage) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(34);
        List<String> handles = new ArrayList<>();
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < stage.states().count(); i++) {
            random.nextBytes(bytes);
            handles.add(HexFormat.of().formatHex(bytes));
        }
        return handles;
    }
}
