package dev.nonstick.store;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One event loop of a gateway: its engine, its connection, its timers. */
final class ModelLoop {
    private final ModelRun run;
    private final Revocations revocations;
    final String name;
    final ModelWire wire;
    final SessionEngine engine;
    final Realm realm;
    private final ModelStore store;
    private final List<Waiting> timers = new ArrayList<>();
    private final ReadMark read;

    private record Waiting(long due, Runnable then) {}

    /** When a gateway's last reading of the log was; shared by its loops. */
    static final class ReadMark {
        private long at;
    }

    /**
     * @param vertx runs nothing
     * @param revocations shared by the loops of one gateway, as is {@code read}
     */
    ModelLoop(
            Vertx vertx,
            ModelRun run,
            ModelStore store,
            ModelLedger ledger,
            String name,
            Revocations revocations,
            ReadMark read) {
        this.run = run;
        this.store = store;
        this.name = name;
        this.revocations = revocations;
        this.read = read;
        this.wire = new ModelWire(run, ledger, store);
        this.engine =
                new SessionEngine(
                        vertx,
                        (millis, then) -> timers.add(new Waiting(run.now() + millis, then)),
                        new OpenedStore(
                                wire, wire, wire, new MemoryCounterStore(run.clock::get, 10)),
                        store.ring(),
                        revocations,
                        new ModelEvents(run),
                        run.clock::get,
                        new SplittableRandom(run.dice.nextLong()));
        this.realm = new Realm(store.settings(), store.ring(), "ns");
    }

    boolean hasTimers() {
        return !timers.isEmpty();
    }

    /** Runs one that is due; or moves the time to it. */
    void fire() {
        Waiting next = timers.remove(run.below(timers.size()));
        run.clock.accumulateAndGet(next.due, Math::max);
        run.note(name + " resends");
        run.count("resend");
        next.then.run();
    }

    void readLog() {
        run.note(name + " reads the revocation log");
        if (store.log().revokedSince(revocations.logKey(), RevocationLog.START).result()
                instanceof RevocationLog.Revoked revoked) {
            revocations.learn(RevocationReader.parsed(revoked.entries()));
            read.at = run.tick();
        }
    }

    /** The step at which this gateway last read the log. */
    long readAt() {
        return read.at;
    }

    /** Lets everything under way end without another fault. */
    void settle() {
        wire.calm();
        while (hasTimers()) {
            fire();
        }
    }
}
