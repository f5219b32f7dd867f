package dev.nonstick.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Secrets that a file holds, as orchestrators mount them: {@code file:/run/secrets/key}. */
final class SecretFile {

    private static final String PREFIX = "file:";
    private static final int MAX_SIZE = 64 * 1024;

    private SecretFile() {}

    /** The text, or the content of the file that it names, without the space around it. */
    static String resolve(String text) throws Rejected {
        if (!text.startsWith(PREFIX)) {
            return text;
        }
        String name = text.substring(PREFIX.length());
        try {
            Path path = Path.of(name);
            if (!Files.isRegularFile(path)) {
                throw new Rejected("file: and the path of a file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] content = in.readNBytes(MAX_SIZE);
                return new String(content, StandardCharsets.UTF_8).strip();
            }
        } catch (IOException | InvalidPathException _) {
            throw new Rejected("file: and the path of a file that can be read");
        }
    }
}
