package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.load.Answer;
import dev.nonstick.loadtest.load.Probe;
import dev.nonstick.loadtest.process.BenchFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes sessions through a proxy, as a browser and an application would. */
final class Preparation {
    private static final int CONNECTIONS = 8;

    private final int port;
    private final States states;
    private final String mark;
    private final String[] cookies;

    private Preparation(int port, States states, String cookieName) {
        this.port = port;
        this.states = states;
        this.mark = cookieName + "=";
        this.cookies = new String[states.count()];
    }

    /** One session for each state; what the proxy gave the browser for it. */
    static List<String> cookies(int port, States states, String cookieName) {
        return new Preparation(port, states, cookieName).all();
    }

    private List<String> all() {
        try (ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int first = i;
                parts.add(pool.submit(() -> part(first)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
            return Arrays.asList(cookies);
        } catch (ExecutionException e) {
            throw new BenchFailure(
                    "the sessions cannot be made", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }

    private void part(int first) {
        try (Probe probe = new Probe(port)) {
            for (int i = first; i < cookies.length; i += CONNECTIONS) {
                cookies[i] = cookie(i, probe.get(Backend.PREPARE + states.text(i), null));
            }
        } catch (IOException e) {
            throw new BenchFailure("port " + port, e);
        }
    }

    private String cookie(int session, Answer answer) {
        String setCookie = answer.header("Set-Cookie");
        if (answer.status() != 200 || setCookie == null || !setCookie.startsWith(mark)) {
            throw new BenchFailure(
                    "session %d: status %d, %s"
                            .formatted(session, answer.status(), answer.body().strip()));
        }
        int end = setCookie.indexOf(';');
        return end < 0 ? setCookie : setCookie.substring(0, end);
    }
}
