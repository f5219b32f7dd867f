package dev.nonstick.store;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The scheduler: browsers, two gateways of one or two event loops, one store. */
final class ModelWorld {
    private static final List<Long> LEAPS =
            List.of(
                    10_000L,
                    ModelStore.ROTATE_AFTER,
                    ModelStore.GRACE + 1,
                    60_001L,
                    61_000L,
                    ModelStore.IDLE / 2,
                    ModelStore.IDLE - 1_000);
    private static final List<Long> RARE_LEAPS =
            List.of(ModelStore.IDLE + ModelStore.INTERVAL + 1, ModelStore.ABSOLUTE);

    private final ModelRun run;
    private final ModelStore store;
    private final ModelLedger ledger;
    private final ModelJudge judge;
    private final List<ModelLoop> loops = new ArrayList<>();
    private final List<ModelClient> clients = new ArrayList<>();
    private final List<String> handedOut = new ArrayList<>();
    private final int faults;
    private final boolean thieves;
    private long asked;

    ModelWorld(Vertx vertx, long seed, Map<String, Long> tally) {
        run = new ModelRun(seed, tally);
        store = ModelStore.of(run);
        ledger = new ModelLedger(run, store);
        judge = new ModelJudge(run, store, ledger);
        gateway(vertx, "a", run.chance(50) ? 2 : 1);
        gateway(vertx, "b", 1);
        ModelChanges changes = new ModelChanges(run);
        int browsers = 2 + run.below(7);
        for (int i = 1; i <= browsers; i++) {
            clients.add(new ModelClient(run, ledger, judge, changes, "browser " + i));
        }
        faults = run.pick(List.of(0, 2, 5, 10));
        thieves = run.chance(40);
    }

    private void gateway(Vertx vertx, String name, int itsLoops) {
        Revocations revocations =
                new Revocations(
                        "ns",
                        Duration.ofMillis(ModelStore.ABSOLUTE),
                        () -> TimeUnit.MILLISECONDS.toNanos(run.now()),
                        1_000);
        ModelLoop.ReadMark read = new ModelLoop.ReadMark();
        for (int i = 1; i <= itsLoops; i++) {
            loops.add(new ModelLoop(vertx, run, store, ledger, name + i, revocations, read));
        }
    }

    void steps(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            run.throwDifference();
        }
    }

    private void step() {
        int kind = run.below(100);
        if (kind < faults) {
            fault();
        } else if (kind < 16) {
            client(ModelClient::mayBegin, client -> client.begin(run.pick(loops)));
        } else if (kind < 30) {
            client(ModelClient::isHeld, client -> client.answer(++asked));
        } else if (kind < 40) {
            boolean lost = faults > 0 && run.chance(10);
            client(ModelClient::isAnswered, client -> client.receive(lost, handedOut));
        } else if (kind < 64) {
            loop(loop -> loop.wire.hasOutbound(), loop -> loop.wire.deliver());
        } else if (kind < 88) {
            loop(loop -> loop.wire.hasInbound(), loop -> loop.wire.answer());
        } else if (kind < 93) {
            loop(ModelLoop::hasTimers, ModelLoop::fire);
        } else if (kind < 95) {
            run.pick(loops).readLog();
        } else if (kind < 96) {
            steal();
        } else {
            pass();
        }
    }

    private void client(Predicate<ModelClient> which, Consumer<ModelClient> does) {
        List<ModelClient> able = clients.stream().filter(which).toList();
        if (!able.isEmpty()) {
            does.accept(run.pick(able));
        }
    }

    private void loop(Predicate<ModelLoop> which, Consumer<ModelLoop> does) {
        List<ModelLoop> able = loops.stream().filter(which).toList();
        if (!able.isEmpty()) {
            does.accept(run.pick(able));
        }
    }

    private void fault() {
        switch (run.below(10)) {
            case 0, 1 -> loop(loop -> loop.wire.isBusy(), loop -> loop.wire.breakOff());
            case 2, 3 -> loop(loop -> loop.wire.hasOutbound(), loop -> loop.wire.refuse());
            case 4, 5, 6 -> loop(loop -> loop.wire.isBusy(), loop -> loop.wire.giveUp());
            default -> loop(loop -> loop.wire.hasStrays(), loop -> loop.wire.arriveLate());
        }
    }

    private void steal() {
        if (thieves && run.chance(20)) {
            ModelClient thief = run.pick(clients);
            ModelClient victim = run.pick(clients);
            if (thief != victim && victim.cookie != null) {
                thief.steals(victim);
            }
        }
    }

    private void pass() {
        int kind = run.below(100);
        if (kind < 80) {
            run.clock.addAndGet(1 + run.below(40));
        } else if (kind < 88 || loops.stream().anyMatch(loop -> loop.wire.isBusy())) {
            run.clock.addAndGet(100 + run.below(900));
        } else {
            // so long no command waits: they are all answered
            long leap = run.pick(run.chance(3) ? RARE_LEAPS : LEAPS);
            run.note("time passes: " + leap);
            run.count("leap");
            run.clock.addAndGet(leap);
        }
    }

    /** Lets everything under way end, and compares what is left. */
    void settle() {
        run.note("no more faults");
        for (ModelLoop loop : loops) {
            loop.settle();
        }
        while (clients.stream().anyMatch(ModelClient::isHeld)) {
            client(ModelClient::isHeld, client -> client.answer(++asked));
        }
        while (clients.stream().anyMatch(ModelClient::isAnswered)) {
            client(ModelClient::isAnswered, client -> client.receive(false, handedOut));
        }
        for (ModelLoop loop : loops) {
            run.require(loop.engine.pending() == 0, "something is pending at " + loop.name);
            run.require(!loop.hasTimers(), "a timer is left at " + loop.name);
        }
        run.note("all is quiet");
        ledger.settled();
        for (ModelClient client : clients) {
            client.settled(run.pick(loops));
        }
        for (String cookie : handedOut) {
            ModelLoop at = run.pick(loops);
            ModelJudge.Before before = judge.before(cookie, at.readAt());
            at.engine.find(at.realm, List.of(cookie)).onSuccess(view -> judge.found(before, view));
        }
    }
}
