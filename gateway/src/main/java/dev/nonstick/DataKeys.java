package dev.nonstick;

import dev.nonstick.config.GatewaySettings;
import dev.nonstick.session.SessionKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The session keys: those of the configuration, or one that is generated and kept. */
final class DataKeys {
    private static final String FILE = "session.key";

    private DataKeys() {}

    /** Whether the key is one that was generated here. */
    static boolean isGenerated(GatewaySettings settings) {
        return settings.keys().isEmpty();
    }

    static List<SessionKey> of(GatewaySettings settings) throws IOException {
        if (!isGenerated(settings)) {
            return settings.keys();
        }
        Path file = settings.dataDir().resolve(FILE);
        Files.createDirectories(settings.dataDir());
        if (!Files.exists(file)) {
            byte[] secret = new byte[SessionKey.MIN_SECRET];
            new SecureRandom().nextBytes(secret);
            create(file, Base64.getEncoder().encodeToString(secret) + "\n");
        }
        try {
            byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
            return List.of(new SessionKey(1, secret));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": no key (expected: 32 or more bytes in base64)", e);
        }
    }

    /** In one step: nobody ever sees, or is left with, a file that is not complete. */
    private static void create(Path file, String text) throws IOException {
        Path draft =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        FILE,
                        ".draft",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, text);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // another gateway of this directory was faster; its key is as good
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
