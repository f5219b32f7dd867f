package dev.nonstick.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.config.ParseResult.Invalid;
import dev.nonstick.config.ParseResult.Valid;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.session.RealmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the configuration tests share. */
final class ConfigTexts {

    /** A valid pool to append other keys to. */
    static final String POOL = "pools: {app: {backends: ['http://127.0.0.1:9001']}}\n";

    /** 32 bytes. */
    static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private ConfigTexts() {}

    static GatewaySettings valid(String yaml) {
        return valid(yaml, Map.of());
    }

    static GatewaySettings valid(String yaml, Map<String, String> env) {
        return settings(ConfigFile.parse(yaml, env));
    }

    static GatewaySettings settings(ParseResult result) {
        assertThat(result).isInstanceOf(Valid.class);
        return ((Valid) result).settings();
    }

    static List<String> warnings(String yaml) {
        return ConfigFile.parse(yaml, Map.of()) instanceof Valid valid
                ? valid.warnings()
                : List.of("invalid");
    }

    static List<String> errors(String yaml) {
        return errors(yaml, Map.of());
    }

    static List<String> errors(String yaml, Map<String, String> env) {
        return errors(ConfigFile.parse(yaml, env));
    }

    static List<String> errors(ParseResult result) {
        return result instanceof Invalid invalid
                ? invalid.errors().stream().map(ConfigError::toString).toList()
                : List.of();
    }

    /** A file of the repository's config folder. */
    static String committed(String name) {
        try {
            return Files.readString(Path.of("..", "config", name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static PoolSettings pool(GatewaySettings settings, String name) {
        return Objects.requireNonNull(settings.pools().get(name));
    }

    static RealmSettings realm(GatewaySettings settings) {
        return Objects.requireNonNull(settings.realms().get("default"));
    }
}
