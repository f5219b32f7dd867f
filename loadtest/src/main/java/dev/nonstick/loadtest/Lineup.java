package dev.nonstick.loadtest;

import dev.nonstick.loadtest.peer.Caddy;
import dev.nonstick.loadtest.peer.Haproxy;
import dev.nonstick.loadtest.peer.Nginx;
import dev.nonstick.loadtest.peer.NginxLua;
import dev.nonstick.loadtest.peer.Nonstick;
import dev.nonstick.loadtest.peer.Peer;
import dev.nonstick.loadtest.peer.Spring;
import dev.nonstick.loadtest.process.BenchFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who takes part. */
final class Lineup {
    private Lineup() {}

    /**
     * All there is, in the order of the table.
     *
     * @param root the repository
     * @param javaOptions more options for Nonstick's JVM
     * @param variants {@code NAME=[ROOT] [OPTIONS]}: other builds, or other options
     */
    static List<Peer> all(Path root, String javaOptions, List<String> variants) {
        List<Peer> peers = new ArrayList<>();
        peers.add(new Haproxy(false));
        peers.add(new Haproxy(true));
        peers.add(new Nginx());
        peers.add(new NginxLua());
        peers.add(new Caddy());
        peers.add(new Spring(root));
        add(peers, new Nonstick.Variant(Nonstick.NAME, root, javaOptions));
        for (String text : variants) {
            add(peers, variant(text, root, javaOptions));
        }
        return peers;
    }

    private static void add(List<Peer> peers, Nonstick.Variant variant) {
        for (Nonstick.Work work : Nonstick.Work.values()) {
            peers.add(new Nonstick(variant, work));
        }
    }

    private static Nonstick.Variant variant(String text, Path root, String javaOptions) {
        int equals = text.indexOf('=');
        String name = text.substring(0, Math.max(0, equals));
        String value = text.substring(equals + 1).strip();
        if (!name.matches("[a-z][a-z0-9]*") || value.isEmpty()) {
            throw new BenchFailure("--variant: " + text + " (expected: NAME=[ROOT] [OPTIONS])");
        }
        if (value.startsWith("-")) {
            return new Nonstick.Variant(name, root, (javaOptions + " " + value).strip());
        }
        String[] parts = value.split(" ", 2);
        Path other = Path.of(parts[0]).toAbsolutePath().normalize();
        return new Nonstick.Variant(name, other, parts.length > 1 ? parts[1].strip() : javaOptions);
    }

    /** Builds them; one of somebody else's that cannot be built is left out, with a word. */
    static List<Peer> built(List<Peer> peers) {
        List<Peer> ready = new ArrayList<>();
        for (Peer peer : peers) {
            try {
                peer.build();
                ready.add(peer);
            } catch (BenchFailure e) {
                if (peer instanceof Nonstick || peers.size() == 1) {
                    throw e;
                }
                System.err.println("going on without " + peer.name() + ": " + e.getMessage());
            }
        }
        return ready;
    }

    /** Those that were asked for, or all. */
    static List<Peer> only(List<Peer> all, List<String> names) {
        for (String name : names) {
            if (all.stream().noneMatch(peer -> peer.name().equals(name))) {
                List<String> known = all.stream().map(Peer::name).toList();
                throw new BenchFailure(
                        "--only: " + name + " (expected: of " + String.join(", ", known) + ")");
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(peer -> names.contains(peer.name())).toList();
    }
}
