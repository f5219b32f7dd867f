package dev.nonstick.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One instance of a real application, as a child process. */
final class PythonApplication implements AutoCloseable {
    /** Debian's, which has its packages. */
    private static final String PYTHON = "/usr/bin/python3";

    private final Process process;
    private final int port;

    private PythonApplication(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test where the framework cannot be had. */
    static void require(String module) throws Exception {
        boolean there = false;
        try {
            Process asked = process(PYTHON, "-c", "import " + module);
            there = asked.waitFor(30, TimeUnit.SECONDS) && asked.exitValue() == 0;
        } catch (IOException e) {
            // no such Python
        }
        assumeTrue(there, PYTHON + " has no " + module + ": apt-get install python3-" + module);
    }

    /** Starts src/test/python/NAME.py and returns when it listens. */
    static PythonApplication start(String name) throws IOException {
        Process process = process(PYTHON, Path.of("src/test/python", name + ".py").toString());
        Lines out = new Lines(process.getInputStream());
        Lines err = new Lines(process.getErrorStream());
        Await.until(
                () -> name + " listens; it said " + out.all() + err.all(),
                Await.LIMIT,
                () -> !out.with("port ").isEmpty());
        return new PythonApplication(
                process, Integer.parseInt(out.with("port ").getFirst().substring(5)));
    }

    private static Process process(String... command) throws IOException {
        return new ProcessBuilder(command).start();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as a crash would. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
