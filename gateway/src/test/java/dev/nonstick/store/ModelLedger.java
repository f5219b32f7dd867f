package dev.nonstick.store;

import static dev.nonstick.store.ModelChanges.COUNTER;
import static dev.nonstick.store.ModelChanges.MARKER;

import dev.nonstick.session.Change;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SessionRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reference: follows every write that reaches the store and says whether it may be. It knows
 * which changes were asked for, not how they got there.
 */
final class ModelLedger {
    private final ModelRun run;
    private final ModelStore store;
    private final Map<String, ModelSession> sessions = new HashMap<>();
    private final Map<Long, ModelAsk> asks = new HashMap<>();
    private final List<AllEnded> allEnded = new ArrayList<>();

    /** All sessions of a principal were to end. */
    static final class AllEnded {
        final String principal;
        final long began;
        long told = Long.MAX_VALUE;
        boolean kept;

        AllEnded(String principal, long began) {
            this.principal = principal;
            this.began = began;
        }
    }

    ModelLedger(ModelRun run, ModelStore store) {
        this.run = run;
        this.store = store;
    }

    @Nullable ModelSession session(String key) {
        return sessions.get(key);
    }

    Collection<ModelSession> sessions() {
        return sessions.values();
    }

    void asked(ModelAsk ask) {
        asks.put(ask.number, ask);
    }

    AllEnded allEnding(String principal) {
        AllEnded ending = new AllEnded(principal, run.tick());
        allEnded.add(ending);
        return ending;
    }

    void livesFor(long ttlMillis) {
        run.require(
                ttlMillis > 0 && ttlMillis <= ModelStore.IDLE + ModelStore.INTERVAL,
                "a time to live of " + ttlMillis);
    }

    /** Whether somebody may have ended it. */
    boolean mayBeEnded(ModelSession session) {
        return session.deleted
                || !session.endings.isEmpty()
                || allEnded.stream()
                        .anyMatch(
                                all ->
                                        all.principal.equals(session.principal)
                                                && all.told >= session.loginBegan);
    }

    /** Whether all sessions of its principal were ended, and who last read the log then knows. */
    boolean isEndedFor(ModelSession session, long logRead) {
        return allEnded.stream()
                .anyMatch(
                        all ->
                                all.kept
                                        && all.principal.equals(session.principal)
                                        && session.loginTold < all.began
                                        && all.told < logRead);
    }

    void created(String key, byte[] bytes) {
        ModelSession old = sessions.get(key);
        run.require(old == null, "a key that was used is used again");
        ModelSession session = new ModelSession(key);
        sessions.put(key, session);
        SessionRecord record = store.open(key, bytes);
        run.require(record.generation() == 0 && record.version() == 1, "a new record is not new");
        session.loginBegan = run.tick();
        List<ModelAsk> batch = unseen(session, record);
        run.require(batch.size() == 1, "a new record with " + batch.size() + " changes");
        ModelAsk ask = batch.getFirst();
        for (String before : ask.keys) {
            // a try without an answer is followed by one under another key
            run.count("created twice");
            run.require(
                    ask.seen == null
                            || !before.equals(ask.seen.storeKey())
                            || store.read(before) == null,
                    "a change is in two sessions");
        }
        session.loginBegan = ask.began;
        apply(session, ask);
        session.takes(record);
        run.require(
                session.principal.equals(Objects.requireNonNullElse(ask.change.principal(), "")),
                "a new session is another's");
        compare(session, record);
    }

    void replaced(String key, byte[] bytes) {
        ModelSession session = sessions.get(key);
        if (session == null || session.deleted) {
            throw run.difference("a replace has brought back a session");
        }
        SessionRecord record = store.open(key, bytes);
        run.require(record.version() == session.version + 1, "a version was skipped");
        boolean login = record.epoch() != session.epoch;
        if (login
                && !session.principal.isEmpty()
                && !session.principal.equals(record.login().principal())) {
            session.clear(run.tick());
        }
        List<ModelAsk> batch = unseen(session, record);
        run.count(batch.size() > 1 ? "write of many" : "write of one");
        for (ModelAsk ask : batch) {
            SessionView.Live seen = ask.seen;
            run.require(seen != null, "a change without a session in one that was there");
            run.require(
                    Objects.requireNonNull(seen).record().epoch() == session.epoch,
                    "a change of another epoch");
            run.require(
                    ask.ifVersion < 0
                            || (ask.ifVersion == session.version && ask == batch.getFirst()),
                    "a change for another version");
            apply(session, ask);
        }
        lineage(session, record, login, batch);
        if (login) {
            ModelAsk by = batch.getLast();
            session.loginBegan = by.began;
            session.loginTold = Long.MAX_VALUE;
        }
        session.takes(record);
        compare(session, record);
    }

    private void lineage(
            ModelSession session, SessionRecord record, boolean login, List<ModelAsk> batch) {
        int steps = record.generation() - session.generation;
        boolean strict = record.lineage().strict();
        run.require(steps >= 0 && steps <= (strict ? 2 : 1), steps + " generations at once");
        if (login) {
            run.require(steps > 0 && strict, "a login that leaves the old cookie good");
            run.require(
                    batch.size() == 1 && isLogin(batch.getFirst().change, session, record),
                    "a login that nobody has asked for");
        }
        if (steps > 0 && strict) {
            session.floor = record.generation();
        }
        if (steps > 0 && !strict) {
            run.count("rotation");
            run.require(
                    session.presented.contains(session.generation),
                    "rotated twice: nobody has presented the generation before");
        }
    }

    private static boolean isLogin(Change change, ModelSession session, SessionRecord record) {
        String principal = record.login().principal();
        return change.principal() == null
                ? change.rotation() == Change.Rotation.STRICT && principal.equals(session.principal)
                : principal.equals(change.principal());
    }

    private List<ModelAsk> unseen(ModelSession session, SessionRecord record) {
        List<ModelAsk> unseen = new ArrayList<>();
        for (String name : record.attributes().keySet()) {
            if (name.startsWith(MARKER) && session.applied.add(name)) {
                long number = Long.parseLong(name.substring(MARKER.length()));
                unseen.add(Objects.requireNonNull(asks.get(number)));
            }
        }
        return unseen;
    }

    private void apply(ModelSession session, ModelAsk ask) {
        run.require(
                ask.mayStillBeApplied(),
                "change " + ask.number + " is applied although the answer was " + ask.result);
        run.require(session.apply(ask.change), "a change is applied that cannot be");
        ask.keys.add(session.key);
    }

    /** The content is what the reference says; the counter as high as there are markers. */
    private void compare(ModelSession session, SessionRecord record) {
        run.require(
                ModelSession.plain(record).equals(session.attributes),
                "attributes: "
                        + ModelSession.plain(record)
                        + ", the reference says "
                        + session.attributes);
        run.require(
                ModelSession.plainCookies(record).equals(session.cookies),
                "cookies: "
                        + ModelSession.plainCookies(record)
                        + ", the reference says "
                        + session.cookies);
        long markers =
                session.attributes.keySet().stream().filter(n -> n.startsWith(MARKER)).count();
        Object counted = session.attributes.getOrDefault(COUNTER, 0L);
        run.require(counted.equals(markers), counted + " counted, " + markers + " markers");
    }

    void removed(String key) {
        ModelSession session = Objects.requireNonNull(sessions.get(key));
        boolean asked =
                session.endings.contains(session.epoch)
                        || allEnded.stream()
                                .anyMatch(
                                        all ->
                                                all.principal.equals(session.principal)
                                                        && all.told >= session.loginBegan);
        boolean replayed =
                store.settings().onReplay() == RealmSettings.OnReplay.END
                        && session.presented.stream().anyMatch(g -> g < session.generation);
        run.require(asked || replayed, "nobody of this epoch has asked to end it");
        session.deleted = true;
    }

    /** What an exchange was told has to be so. */
    void told(ModelAsk ask, CommitResult result) {
        ask.result = result;
        Change change = ask.change;
        switch (result) {
            case CommitResult.Kept kept -> kept(ask);
            case CommitResult.Dropped(CommitResult.Cause cause) -> {
                notApplied(ask);
                dropped(ask, cause);
            }
            case CommitResult.Refused refused -> notApplied(ask);
            case CommitResult.NotStored lost -> notApplied(ask);
            case CommitResult.Unknown lost ->
                    run.count(ask.keys.isEmpty() ? "unknown, not applied" : "unknown, applied");
        }
        if (change.ends() && ask.seen != null && result instanceof CommitResult.Kept) {
            ModelSession ended = Objects.requireNonNull(sessions.get(ask.seen.storeKey()));
            run.require(store.read(ended.key) == null, "an ended session is still there");
            ended.endTold = true;
        }
    }

    private void kept(ModelAsk ask) {
        if (!ModelChanges.isMarked(ask.change)) {
            return;
        }
        ModelSession seen = ask.seen == null ? null : sessions.get(ask.seen.storeKey());
        boolean wiped = seen != null && seen.cleared > ask.began;
        run.require(
                !ask.keys.isEmpty() || wiped,
                "change " + ask.number + " was acknowledged and is not stored");
        if (ask.change.principal() != null) {
            for (String key : ask.keys) {
                ModelSession session = Objects.requireNonNull(sessions.get(key));
                if (session.loginBegan == ask.began) {
                    session.loginTold = run.tick();
                }
            }
        }
    }

    private void notApplied(ModelAsk ask) {
        for (String key : ask.keys) {
            run.require(
                    store.read(key) == null,
                    "change " + ask.number + " is stored, and the answer was " + ask.result);
        }
    }

    private void dropped(ModelAsk ask, CommitResult.Cause cause) {
        SessionView.Live seen = ask.seen;
        ModelSession session = seen == null ? null : sessions.get(seen.storeKey());
        if (seen == null || session == null) {
            return;
        }
        boolean there = store.read(session.key) != null;
        switch (cause) {
            case SESSION_ENDED -> run.require(!there, "dropped for a session that goes on");
            case EPOCH_PASSED ->
                    run.require(
                            !there || session.epoch != seen.record().epoch(),
                            "dropped for an epoch that goes on");
            case COOKIE_SUPERSEDED, VERSION_PASSED, LEASE_LOST -> {}
        }
    }

    /** When all is quiet, the store has what the reference says. */
    void settled() {
        for (ModelSession session : sessions.values()) {
            SessionRecord record = store.read(session.key);
            if (record == null) {
                continue;
            }
            run.count("session at the end");
            run.require(!session.deleted && !session.endTold, "a deleted session is there");
            run.require(record.version() == session.version, "another version");
            compare(session, record);
        }
    }
}
