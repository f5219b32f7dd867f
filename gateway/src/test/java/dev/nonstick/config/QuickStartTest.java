package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.errors;
import static dev.nonstick.config.ConfigTexts.realm;
import static dev.nonstick.config.ConfigTexts.settings;
import static dev.nonstick.config.ConfigTexts.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.config.ParseResult.Valid;
import dev.nonstick.proxy.ListenSettings;
import dev.nonstick.session.CookieSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code run --backend URL}. */
class QuickStartTest {

    private static final Path DATA = Path.of("data");

    private static ParseResult quick(String listen, String... urls) {
        return ConfigFile.quick(List.of(urls), listen, DATA, Map.of());
    }

    @Test
    void differsFromAFileOnlyWhereItMust() {
        GatewaySettings quick = settings(quick("0.0.0.0:8080", "http://a:1", "http://b:2"));
        GatewaySettings file =
                valid(
                        "pools: {app: {backends: ['http://a:1', 'http://b:2']}}\ndata-dir: data\n"
                                + "side-api: {address: '127.0.0.1:0'}");
        assertThat(quick).isEqualTo(file);
    }

    @Test
    void doesWithoutSecureOnLoopbackAndSaysSo() {
        ParseResult result = quick("127.0.0.1:0", "http://a:1");
        assertThat(settings(result).listeners())
                .containsExactly(new ListenSettings("127.0.0.1", 0, List.of()));
        assertThat(realm(settings(result)).cookie())
                .isEqualTo(new CookieSettings("sid", "Lax", false, false, "/", null, false));
        assertThat(((Valid) result).warnings())
                .containsExactly(
                        "session.cookie: on clear-text loopback it is 'sid', without Secure");
        assertThat(realm(settings(quick("[::1]:0", "http://a:1"))).cookie().name())
                .isEqualTo("sid");
        assertThat(realm(settings(quick("localhost:0", "http://a:1"))).cookie().secure()).isFalse();
    }

    @Test
    void saysEverythingThatIsWrong() {
        assertThat(errors(quick("8080", "https://a", "http://b/c", "http://${HOST}")))
                .containsExactly(
                        "--listen: 8080 (expected: host:port, with a port from 0 to 65535)",
                        "--backend: https://a (expected: http://host:port; https:// is not"
                                + " supported yet)",
                        "--backend: http://b/c (expected: http://host:port, without a path)",
                        "--backend: http://${HOST} (expected: http://host:port, without a path)");
        assertThat(errors(quick("127.0.0.1:0")))
                .containsExactly("--backend: missing (expected: at least one URL)");
    }
}
