package dev.nonstick.cli.demo;

import java.time.Duration;

/** After the play the stage stays open for visitors with a browser, until Ctrl-C. */
final class OpenHouse {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration ABSENCE = Duration.ofSeconds(5);

    private final Stage stage;
    private final Narrator narrator;

    OpenHouse(Stage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
    }

    void invite() {
        int port = stage.gateway().port();
        narrator.title("Now try it yourself");
        narrator.fact("with", "http://" + Stage.HOST + ":" + port + "/");
        narrator.fact("without", "http://" + Stage.PLAIN_HOST + ":" + port + "/");
        narrator.say("");
        narrator.say("* log in, put something in the cart, reload: the badge shows who answers");
        narrator.say("* kill the instance that has just answered, and reload:");
        for (ShopInstance instance : stage.instances()) {
            narrator.command("kill -9 %d   # shop %s".formatted(instance.pid(), instance.name()));
        }
        narrator.say("  (it is started again after " + ABSENCE.toSeconds() + " s)");
        narrator.say("* the cookie is called " + Stage.COOKIE + " and lacks Secure only because");
        narrator.say("  this is clear text on loopback");
        narrator.say("");
        narrator.say("Ctrl-C stops everything and leaves nothing behind.");
    }

    /** Returns when the gateway is gone or the demo is being stopped. */
    void stayOpen() {
        while (!stage.isClosing() && stage.gateway().isAlive()) {
            for (ShopInstance instance : stage.instances()) {
                if (!instance.isAlive() && !stage.isClosing()) {
                    revive(instance);
                }
            }
            Pause.of(LOOK);
        }
        if (!stage.isClosing()) {
            throw new DemoFailure("the gateway has ended");
        }
    }

    private void revive(ShopInstance instance) {
        narrator.say("");
        narrator.say("shop " + instance.name() + " has died; the other one goes on alone");
        Pause.of(ABSENCE);
        instance.startAgain();
        narrator.say("shop " + instance.name() + " is back");
        narrator.command("kill -9 %d   # shop %s".formatted(instance.pid(), instance.name()));
    }
}
