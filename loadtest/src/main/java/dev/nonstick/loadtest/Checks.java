package dev.nonstick.loadtest;

import dev.nonstick.loadtest.load.Answer;
import dev.nonstick.loadtest.load.Probe;
import dev.nonstick.loadtest.peer.Backend;
import dev.nonstick.loadtest.peer.States;
import dev.nonstick.loadtest.process.BenchFailure;
import java.io.IOException;

/** What is measured must be the work that it is said to be. */
final class Checks {
    private static final int SESSIONS = 50;

    private Checks() {}

    /** Fails unless the body arrives, and the right state for the right cookie at the backend. */
    static void check(Running running, States states) {
        try (Probe probe = new Probe(running.target().port())) {
            Answer plain = probe.get(Backend.PLAIN, cookie(running, 0));
            must(running, plain.status() == 200 && plain.body().equals(Backend.BODY), "the body");
            for (int i = 0; i < SESSIONS; i++) {
                int session = i * (states.count() / SESSIONS);
                Answer seen = probe.get(Backend.SEEN, cookie(running, session));
                String header = seen.header("X-Seen");
                String arrived = header == null ? "" : header;
                boolean right =
                        running.peer().hasSession()
                                ? arrived.contains(states.text(session))
                                : arrived.isEmpty();
                must(running, seen.status() == 200 && right, "the state of session " + session);
            }
            if (running.peer().path().equals(Backend.COMMIT)) {
                checkCommit(running, probe);
            }
            if (running.name().equals("haproxy-sticky")) {
                checkAffinity(running, probe);
            }
        } catch (IOException e) {
            throw new BenchFailure(running.name() + " does not answer", e);
        }
    }

    private static void checkCommit(Running running, Probe probe) throws IOException {
        long before = visits(running, probe);
        for (int i = 0; i < 2; i++) {
            Answer answer = probe.get(Backend.COMMIT, cookie(running, 0));
            must(running, answer.status() == 200, "the answer to a commit");
        }
        must(running, visits(running, probe) == before + 2, "the two commits in the state");
    }

    private static long visits(Running running, Probe probe) throws IOException {
        String state = probe.get(Backend.SEEN, cookie(running, 0)).header("X-Seen");
        String mark = "\"visits\";v=";
        int at = state == null ? -1 : state.indexOf(mark);
        if (state == null || at < 0) {
            return 0;
        }
        int end = state.indexOf(',', at);
        return Long.parseLong(state.substring(at + mark.length(), end < 0 ? state.length() : end));
    }

    private static void checkAffinity(Running running, Probe probe) throws IOException {
        String first = probe.get(Backend.SEEN, cookie(running, 0)).header("X-Backend");
        for (int i = 2; i < 10; i += 2) {
            String other = probe.get(Backend.SEEN, cookie(running, i)).header("X-Backend");
            must(running, first != null && first.equals(other), "one backend for one cookie");
        }
        must(
                running,
                probe.get(Backend.SEEN, null).header("Set-Cookie") != null,
                "the inserted cookie");
    }

    private static String cookie(Running running, int session) {
        return running.target().cookies().get(session);
    }

    private static void must(Running running, boolean holds, String what) {
        if (!holds) {
            throw new BenchFailure(
                    running.name()
                            + ": "
                            + what
                            + " did not arrive\n"
                            + running.child().lastWords());
        }
    }
}
