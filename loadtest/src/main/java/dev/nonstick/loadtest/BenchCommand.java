package dev.nonstick.loadtest;

import dev.nonstick.loadtest.peer.Peer;
import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.profile.ProfileRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}. */
@Command(
        name = "bench",
        description = {
            "Measures Nonstick and its peers: same work, same machine, same run.",
            "Installs its peers from Debian's packages, and leaves nothing running."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "Under three minutes: for a first impression only.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAMES",
            split = ",",
            description = "Only these subjects, separated by commas.")
    private List<String> only = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds; 5, with --quick 2.")
    private @Nullable Integer rounds;

    @Option(
            names = "--java-opts",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "More options for Nonstick's JVM, after the launcher's.")
    private String javaOptions = "";

    @Option(
            names = "--variant",
            paramLabel = "NAME=[ROOT] [OPTIONS]",
            description = {
                "Nonstick once more under another name, in the same rounds: another built checkout,",
                "or other JVM options. Gives the subjects NAME, NAME-plain and NAME-commit."
            })
    private List<String> variants = List.of();

    @Option(names = "--no-cold", description = "No cold starts.")
    private boolean noCold;

    @Option(names = "--no-open", description = "No open loop: to compare CPU a request only.")
    private boolean noOpen;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the results go; default loadtest/results.")
    private @Nullable Path out;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Instead: load on this one subject, with a profiler in it.")
    private @Nullable String profile;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Of --profile; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Path root = Path.of(System.getProperty("nonstick.home", ".")).toAbsolutePath().normalize();
        Path results = out == null ? root.resolve("loadtest/results") : out;
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        if (rounds != null) {
            if (rounds < 1) {
                throw new BenchFailure("--rounds: " + rounds + " (expected: 1 or more)");
            }
            plan = plan.withRounds(rounds);
        }
        List<Peer> all = Lineup.all(root, javaOptions, variants);
        String name = profile;
        if (name != null) {
            Peer peer = Lineup.built(Lineup.only(all, List.of(name))).getFirst();
            try (Playground playground = Playground.open(List.of(peer), plan.sessions())) {
                Running running = Running.start(peer, playground.stage());
                Checks.check(running, playground.stage().states());
                Measuring measuring = new Measuring(playground.wrk());
                measuring.warm(running, plan);
                new ProfileRun(
                                running.child().pid(),
                                running.target(),
                                playground.wrk(),
                                Duration.ofSeconds(seconds))
                        .run(results.resolve("profile"), name);
            }
            return 0;
        }
        List<Peer> peers = Lineup.built(Lineup.only(all, only));
        try (Playground playground = Playground.open(peers, plan.sessions())) {
            new Bench(playground, plan, root, !noOpen, !noCold).run(peers, results);
        }
        return 0;
    }
}
