package dev.nonstick;

import dev.nonstick.cli.Product;
import dev.nonstick.cli.RefusedException;
import dev.nonstick.cli.RunOptions;
import dev.nonstick.config.ConfigError;
import dev.nonstick.config.ConfigFile;
import dev.nonstick.config.GatewaySettings;
import dev.nonstick.config.ParseResult;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.KeyRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What the commands ask of the product. */
final class GatewayProduct implements Product {

    @Override
    public int run(RunOptions options) throws RefusedException {
        return switch (options) {
            case RunOptions.FromFile file -> run(valid(parse(file.file())), false);
            case RunOptions.Quick quick ->
                    run(
                            valid(
                                    ConfigFile.quick(
                                            quick.backends(),
                                            quick.listen(),
                                            quick.dataDir(),
                                            System.getenv())),
                            true);
        };
    }

    private static int run(ParseResult.Valid configuration, boolean quick) {
        return new GatewayProcess(configuration.settings(), configuration.warnings(), quick).run();
    }

    @Override
    public Report check(Path file) {
        return switch (parse(file)) {
            case ParseResult.Valid valid -> new Report(List.of(), valid.warnings());
            case ParseResult.Invalid invalid -> new Report(texts(invalid.errors()), List.of());
        };
    }

    @Override
    public String backendKey(Path file, String pool) throws RefusedException {
        GatewaySettings settings = valid(parse(file)).settings();
        if (!settings.pools().containsKey(pool)) {
            String pools = String.join(", ", settings.pools().keySet());
            throw new RefusedException(
                    List.of("POOL: " + pool + " (expected: one of " + pools + ")"));
        }
        try {
            KeyRing keys = new KeyRing(DataKeys.of(settings));
            return Envelope.backendKey(keys, pool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String version() {
        return Objects.requireNonNullElse(
                GatewayProduct.class.getPackage().getImplementationVersion(), "development");
    }

    private static ParseResult parse(Path file) {
        try {
            return ConfigFile.parse(Files.readString(file), System.getenv());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ParseResult.Valid valid(ParseResult result) throws RefusedException {
        return switch (result) {
            case ParseResult.Valid valid -> valid;
            case ParseResult.Invalid invalid -> throw new RefusedException(texts(invalid.errors()));
        };
    }

    private static List<String> texts(List<ConfigError> errors) {
        return errors.stream().map(ConfigError::toString).toList();
    }
}
