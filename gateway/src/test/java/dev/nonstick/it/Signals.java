package dev.nonstick.it;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to one process, by its id. */
final class Signals {
    private Signals() {}

    /**
     * Sends a signal and returns when it was sent.
     *
     * @param name TERM, KILL, STOP, CONT
     */
    static void send(long pid, String name) {
        try {
            int exit =
                    new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " " + pid + ": exit " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
