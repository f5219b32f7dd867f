package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The least that a backend can be: the shell script of the documentation, run as CGI. */
@ExtendWith(SessionBench.Shared.class)
class CgiIT {
    private static final Path SCRIPT =
            Path.of(System.getProperty("nonstick.repository"), "docs", "examples", "visits.sh");

    private final SessionBench bench;

    CgiIT(SessionBench bench) {
        this.bench = bench;
        bench.backend().on("/cgi", CgiIT::run);
    }

    /** One process a request (RFC 3875): fields come as variables, the answer is its output. */
    private static void run(TestBackend.Call call) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", SCRIPT.toString());
        Map<String, String> environment = builder.environment();
        environment.put("REQUEST_METHOD", "GET");
        call.request()
                .head()
                .lines()
                .skip(1)
                .filter(line -> line.contains(": "))
                .forEach(
                        line -> {
                            String[] field = line.split(": ", 2);
                            String name = field[0].toUpperCase(Locale.ROOT).replace('-', '_');
                            environment.put("HTTP_" + name, field[1]);
                        });
        Process script = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String[] output = output(script).split("\r\n\r\n", 2);
        if (script.waitFor() != 0) {
            throw new IOException("exit code " + script.exitValue());
        }
        call.ok(output[1], output[0].split("\r\n"));
    }

    private static String output(Process script) throws IOException {
        return new String(script.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aShellScriptCountsVisitsCorrectlyBehindTwoGateways() throws Exception {
        Visitor visitor = new Visitor("plain");
        for (int i = 0; i < 6; i++) {
            Response page = visitor.get(i % 2 == 0 ? bench.a() : bench.b(), "/cgi");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text()).isEqualTo("You have been here " + i + " times before.\n");
            assertThat(page.head()).doesNotContainIgnoringCase("offload");
        }
        List<CompletableFuture<Response>> parallel = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            GatewayUnderTest gateway = i % 2 == 0 ? bench.a() : bench.b();
            parallel.add(SessionBench.later(() -> visitor.copy().get(gateway, "/cgi")));
        }
        assertThat(SessionBench.all(parallel)).allMatch(page -> page.status() == 200);
        assertThat(visitor.state(bench.a())).isEqualTo("\"visits\";v=26");
    }
}
