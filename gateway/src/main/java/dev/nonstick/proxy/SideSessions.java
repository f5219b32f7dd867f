package dev.nonstick.proxy;

import dev.nonstick.http1.LoopClock;
import dev.nonstick.session.Capability;
import dev.nonstick.session.CapabilityCodec;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.SideAnswer;
import dev.nonstick.session.SideCall;
import dev.nonstick.store.SessionView;
import dev.nonstick.telemetry.Metrics;
import io.netty.util.collection.LongObjectHashMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one event loop's exchanges that backends may write to beside their responses:
 * those under way, and for a while those that have ended.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SideSessions {
    /** Ended ones that are remembered; above it the oldest is forgotten before its time. */
    private static final int MAX_ENDED = 32_768;

    private static final long SWEEP_MILLIS = 1_000;

    private final int loop;
    private final String url;
    private final CapabilityCodec codec;
    private final SideCounters counters;
    private final LoopClock clock;
    private final RandomGenerator random;
    private final Metrics metrics;
    private final LongObjectHashMap<SideSession> known = new LongObjectHashMap<>();
    private final ArrayDeque<SideSession> ended = new ArrayDeque<>();

    /**
     * @param loop its number
     * @param url of the side API, as backends are told
     * @param random for names; not for secrets
     */
    SideSessions(
            Vertx vertx,
            int loop,
            String url,
            CapabilityCodec codec,
            SideCounters counters,
            LoopClock clock,
            RandomGenerator random,
            Metrics metrics) {
        this.loop = loop;
        this.url = url;
        this.codec = codec;
        this.counters = counters;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
        vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
    }

    /** Begins with one exchange's. */
    SideSession open(Loop on, Loop.SessionLane lane, SessionView view) {
        long id = random.nextLong();
        while (known.containsKey(id)) {
            id = random.nextLong();
        }
        SideSession session = new SideSession(on, lane, counters, new RefLife(id), view);
        known.put(id, session);
        return session;
    }

    /** What an attempt's backend is told of the side API. */
    String members(SideSession session, int attempt) {
        session.life().attempt(attempt);
        Capability ref = new Capability(loop, session.life().exchange(), attempt);
        return Envelope.side(codec.seal(ref), url);
    }

    /** The exchange has ended. */
    void ended(SideSession session) {
        session.life().end(clock.nanos());
        ended.add(session);
        if (ended.size() > MAX_ENDED) {
            metrics.sideRefForgotten();
            forgetOldest();
        }
    }

    /** Does what a bearer of a ref asks, where it entitles to that. */
    static Future<SideAnswer> call(Loop on, Capability ref, SideCall call) {
        SideSession session = on.sides() == null ? null : on.sides().find(ref);
        return session == null ? SideAnswers.of(SideAnswer.Dead.INSTANCE) : session.call(call);
    }

    private @Nullable SideSession find(Capability ref) {
        SideSession session = known.get(ref.exchange());
        return session != null && session.life().knows(ref.attempt(), clock.look())
                ? session
                : null;
    }

    private void sweep() {
        long now = clock.look();
        SideSession oldest = ended.peek();
        while (oldest != null && oldest.life().isOver(now)) {
            forgetOldest();
            oldest = ended.peek();
        }
    }

    private void forgetOldest() {
        known.remove(ended.remove().life().exchange());
    }
}
