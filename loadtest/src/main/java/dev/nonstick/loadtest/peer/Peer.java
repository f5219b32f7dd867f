package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.Child;
import java.util.List;

/** A proxy under test: how it is started, and what its clients send. */
public interface Peer {

    /** As in {@code --only} and in the table. */
    String name();

    /** One line for the reader of the table. */
    String about();

    /** Debian's packages it needs. */
    List<String> packages();

    /** Whether it is slow at first: a JVM. */
    boolean isJvm();

    /** Whether it looks the session up and hands its state to the backend. */
    boolean hasSession();

    /** What is asked of the backend; see {@link Backend}. */
    default String path() {
        return Backend.PLAIN;
    }

    /** Its version, and options that matter; called once it can be run. */
    String version();

    /** Makes what it is run from; called once, before any start. */
    default void build() {}

    /** Starts it on the core of the proxies. */
    Child start(Stage stage, int port, String label);

    /** The Cookie fields of its clients, by session; makes the sessions where it has some. */
    List<String> prepare(Stage stage, int port);
}
