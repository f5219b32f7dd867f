package dev.nonstick.loadtest.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Debian's packages; what is missing is installed, and no service of it is started. */
public final class Packages {
    private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Packages() {}

    /** Installs those of the packages that are missing. */
    public static void require(Collection<String> packages) {
        List<String> missing = packages.stream().filter(name -> version(name).isEmpty()).toList();
        if (missing.isEmpty()) {
            return;
        }
        String names = String.join(" ", missing);
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new BenchFailure("missing: " + names + " (as root: apt install " + names + ")");
        }
        System.err.println("installing " + names + " …");
        boolean ours = forbidServices();
        try {
            apt(List.of("update"));
            List<String> line = new ArrayList<>();
            line.addAll(List.of("install", "-y", "--no-install-recommends"));
            line.addAll(missing);
            Command.Result result = apt(line);
            if (!result.succeeded()) {
                String reason = result.output().strip().lines().reduce("", (a, b) -> b);
                throw new BenchFailure("cannot install " + names + ": " + reason);
            }
        } finally {
            if (ours) {
                allowServices();
            }
        }
    }

    /** The installed version; empty: not installed. */
    public static String version(String name) {
        Command.Result result =
                Command.run(
                        Duration.ofSeconds(10),
                        List.of("dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", name));
        String[] words = result.output().strip().split(" ", -1);
        return result.succeeded() && words.length == 2 && words[0].equals("installed")
                ? words[1]
                : "";
    }

    private static Command.Result apt(List<String> arguments) {
        List<String> line =
                new ArrayList<>(List.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"));
        line.addAll(arguments);
        return Command.run(
                LIMIT, line, null, Map.of("DEBIAN_FRONTEND", "noninteractive", "RUNLEVEL", "1"));
    }

    /** Debian's invoke-rc.d asks this file; 101 means: do not start. */
    private static boolean forbidServices() {
        try {
            if (Files.exists(POLICY)) {
                return false;
            }
            POLICY.toFile().deleteOnExit();
            Files.writeString(POLICY, "#!/bin/sh\nexit 101\n");
            Files.setPosixFilePermissions(POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
            return true;
        } catch (IOException e) {
            throw new BenchFailure(POLICY + " cannot be written", e);
        }
    }

    private static void allowServices() {
        try {
            Files.deleteIfExists(POLICY);
        } catch (IOException e) {
            System.err.println(POLICY + " is left: " + e.getMessage());
        }
    }
}
