package dev.nonstick.cli.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the product is for, on nothing installed; with {@code --check}, proves it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs two instances of a plain webapp behind the gateway and shows what becomes of a"
                    + " session without and with offload, when an instance is killed and when the"
                    + " gateway is restarted. Then stays open for your browser.",
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    private final BackendKeys backendKeys;

    @Option(
            names = "--check",
            description = "check every claim, leave nothing running, exit with 0 or 1")
    private boolean check;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description =
                    "the gateway's port (default: ${DEFAULT-VALUE}; a free one if it is taken, and"
                            + " always with --check)")
    private int port;

    public DemoCommand(BackendKeys backendKeys) {
        this.backendKeys = backendKeys;
    }

    @Override
    public Integer call() {
        Narrator narrator = Narrator.onStdout();
        narrator.title(
                "Nonstick demo",
                "A webapp that keeps its sessions in memory, twice; one gateway; a real Redis.",
                "Everything runs on 127.0.0.1 and is gone afterwards.");
        try {
            Stage stage = Stage.set(Distribution.find(), backendKeys, gatewayPort(narrator));
            try (stage) {
                if (!perform(stage, narrator)) {
                    return INTERRUPTED;
                }
            }
            narrator.act(7, "The end");
            narrator.check("no process and no file is left", stage.isEmpty(), "some are");
        } catch (DemoFailure e) {
            narrator.failure(String.valueOf(e.getMessage()));
        }
        return narrator.summary() ? 0 : 1;
    }

    /** False if somebody stops the demo meanwhile. */
    private boolean perform(Stage stage, Narrator narrator) {
        try {
            new Play(stage, narrator).perform();
            if (narrator.hasFailed()) {
                narrator.quote(stage.lastWords());
            }
            if (!check) {
                OpenHouse house = new OpenHouse(stage, narrator);
                house.invite();
                house.stayOpen();
            }
        } catch (DemoFailure e) {
            // Ctrl-C reaches the children as well, and sometimes before us
            Pause.of(Duration.ofMillis(300));
            if (!stage.isClosing()) {
                narrator.failure(String.valueOf(e.getMessage()));
                narrator.quote(stage.lastWords());
            }
        }
        return !stage.isClosing();
    }

    private int gatewayPort(Narrator narrator) {
        if (check) {
            return FreePort.any();
        }
        if (FreePort.isFree(port)) {
            return port;
        }
        int other = FreePort.any();
        narrator.say("(port " + port + " is taken; the gateway gets " + other + ")");
        return other;
    }
}
