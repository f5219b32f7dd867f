package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SessionId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;

/** The reference: what a cookie must and must not find, and who may be given which cookie. */
final class ModelJudge {
    private final ModelRun run;
    private final ModelStore store;
    private final ModelLedger ledger;

    ModelJudge(ModelRun run, ModelStore store, ModelLedger ledger) {
        this.run = run;
        this.store = store;
        this.ledger = ledger;
    }

    /** What a cookie's value says. */
    record Named(String key, int generation, String rid) {}

    Named named(String cookie) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cookie));
        byte[] rid = new byte[16];
        bytes.get(2, rid);
        SessionId id = new SessionId(bytes.get(1), rid, bytes.getInt(18), bytes.getInt(22));
        return new Named(
                store.realm().keys.keyOf(id),
                id.generation(),
                Base64.getUrlEncoder().encodeToString(rid));
    }

    /** How things were when a request came. */
    record Before(
            Named cookie,
            long step,
            long now,
            boolean there,
            int generation,
            int floor,
            long superseded,
            long version,
            boolean endTold,
            boolean endedForAll) {}

    Before before(String cookie, long logRead) {
        Named named = named(cookie);
        ModelSession session = Objects.requireNonNull(ledger.session(named.key));
        session.presented.add(named.generation);
        return new Before(
                named,
                run.tick(),
                run.now(),
                store.read(named.key) != null,
                session.generation,
                session.floor,
                session.superseded,
                session.version,
                session.endTold,
                ledger.isEndedFor(session, logRead));
    }

    void found(Before before, SessionView view) {
        ModelSession session = Objects.requireNonNull(ledger.session(before.cookie.key));
        switch (view) {
            case SessionView.Live live -> live(before, session, live);
            case SessionView.None none -> without(before, session);
            case SessionView.Muted muted -> without(before, session);
            case SessionView.Unavailable lost -> {}
        }
    }

    private void live(Before before, ModelSession session, SessionView.Live live) {
        int presented = before.cookie.generation;
        run.require(live.storeKey().equals(session.key), "another's session");
        run.require(!before.endTold, "a session that was ended is found");
        run.require(!before.endedForAll, "a session whose principal's were all ended is found");
        run.require(presented >= before.floor, "a cookie from before a login finds the session");
        run.require(live.record().version() >= before.version, "an old record is found");
        run.require(run.now() < live.record().deadlineMillis(), "found past its deadline");
        boolean late = before.superseded != 0 && before.now - before.superseded > ModelStore.GRACE;
        run.require(
                presented >= before.generation || (presented == before.generation - 1 && !late),
                "a cookie past its grace finds the session");
        if (live.record().version() == session.version) {
            run.require(
                    ModelSession.plain(live.record()).equals(session.attributes),
                    "found something else than was stored");
        }
    }

    /** Neither found nor unavailable: then there must be a reason. */
    private void without(Before before, ModelSession session) {
        if (store.settings().onReplay() == RealmSettings.OnReplay.END
                && before.cookie.generation < session.generation) {
            session.endings.add(session.epoch);
        }
        boolean there = before.there && store.read(session.key) != null;
        if (!there || ledger.mayBeEnded(session) || run.now() >= session.deadline) {
            return;
        }
        int behind = session.generation - before.cookie.generation;
        run.require(behind > 0, "the current cookie does not find its session");
        run.require(
                behind > 1 || session.strict || session.superseded != 0,
                "the cookie before does not find its session, and nobody has shown the next one");
    }

    /** Who is given a cookie may have it. */
    void given(ModelAsk ask, String cookie) {
        Named named = named(cookie);
        ModelSession session = ledger.session(named.key);
        if (session == null) {
            throw run.difference("a cookie of a session that never was");
        }
        run.require(named.generation <= session.generation, "a cookie of a generation to come");
        Change change = ask.change;
        long epoch = Objects.requireNonNull(session.epochs.get(named.generation));
        boolean own = ask.keys.contains(named.key);
        SessionView.Live seen = ask.seen;
        if (seen == null || !seen.storeKey().equals(named.key)) {
            run.require(own && named.generation == 0, "a new session's cookie is another's");
        } else if (change.principal() == null && change.rotation() != Change.Rotation.STRICT) {
            run.require(epoch == seen.record().epoch(), "a cookie of another epoch");
        } else {
            run.require(own, "a login's cookie for who has not logged in");
        }
    }
}
