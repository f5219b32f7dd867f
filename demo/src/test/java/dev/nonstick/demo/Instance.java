package dev.nonstick.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The packaged launcher as a child process, as the demo starts it. */
final class Instance implements AutoCloseable {
    private static final Path HOME = Path.of(System.getProperty("demo.directory"));

    final Process process;
    final URI address;
    private final CompletableFuture<String> laterOutput;

    private Instance(Process process, URI address, CompletableFuture<String> laterOutput) {
        this.process = process;
        this.address = address;
        this.laterOutput = laterOutput;
    }

    static Instance start(String name, int port, Path temporary) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + temporary,
                                "-jar",
                                HOME.resolve("demo.jar").toString(),
                                "--port",
                                Integer.toString(port),
                                "--webapp",
                                HOME.resolve("webapp").toString(),
                                "--instance",
                                name,
                                "--exit-with-stdin")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        try {
            String line = CompletableFuture.supplyAsync(() -> read(out)).get(20, TimeUnit.SECONDS);
            if (!line.startsWith("ready http://127.0.0.1:")) {
                throw new IOException("not the ready line: " + line);
            }
            return new Instance(
                    process,
                    URI.create(line.substring("ready ".length())),
                    CompletableFuture.supplyAsync(() -> out.lines().toList().toString()));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Everything on stdout behind the first line, once the process has ended. */
    String laterOutput() throws Exception {
        return laterOutput.get(10, TimeUnit.SECONDS);
    }

    private static String read(BufferedReader out) {
        try {
            String line = out.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
