package dev.nonstick.loadtest;

import dev.nonstick.loadtest.peer.Stage;
import dev.nonstick.loadtest.process.Command;
import dev.nonstick.loadtest.process.Packages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one must know to compare a run with another. */
final class Facts {
    private Facts() {}

    static Map<String, String> of(Path root, Plan plan, int subjects) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put(
                "commit",
                Command.firstLine("git", "-C", root.toString(), "describe", "--always", "--dirty"));
        facts.put("jdk", System.getProperty("java.vendor.version", "") + " " + Runtime.version());
        facts.put(
                "machine",
                "%s, %d cores, %s, load average at the end %s"
                        .formatted(
                                field("/proc/cpuinfo", "model name"),
                                Stage.CORES,
                                field("/proc/meminfo", "MemTotal"),
                                loadAverage()));
        facts.put("kernel", Command.firstLine("uname", "-sr"));
        facts.put(
                "cores",
                ("every proxy alone on core %d; load generator, backend and Redis share core %d,"
                                + " so where a proxy is not busy all the time, that core was the"
                                + " limit of its requests/s")
                        .formatted(Stage.PROXY_CORE, Stage.LOAD_CORE));
        facts.put(
                "load",
                "wrk "
                        + Packages.version("wrk")
                        + ", 64 connections; redis "
                        + Packages.version("redis-server")
                        + " in memory only, "
                        + plan.sessions()
                        + " sessions of 400 bytes");
        facts.put(
                "plan",
                ("%s: %d subjects, %d rounds, closed loop %d s, open loop %d s, warm-up %d s for"
                                + " a JVM and %d s else")
                        .formatted(
                                plan.name(),
                                subjects,
                                plan.rounds(),
                                plan.closed().toSeconds(),
                                plan.open().toSeconds(),
                                plan.warmJvm().toSeconds(),
                                plan.warmOther().toSeconds()));
        return facts;
    }

    private static String field(String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            // not on this machine
        }
        return "unknown";
    }

    private static String loadAverage() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        } catch (IOException e) {
            return "unknown";
        }
    }
}
