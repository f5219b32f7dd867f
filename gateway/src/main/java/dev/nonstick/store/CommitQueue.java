package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SideCall;
import dev.nonstick.session.Step;
import dev.nonstick.vault.VaultChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes of existing sessions. For each key one {@code replace} is under way; changes that
 * come meanwhile wait and go together into the next. On a conflict the same changes are applied to
 * the record that won; an unanswered write is sent again byte for byte, and a record that lists its
 * id proves that it had been applied.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class CommitQueue {
    /** How long one commit may take, waiting included. */
    static final long BUDGET_MILLIS = 2_000;

    /** Pause before an unanswered write is sent again. */
    private static final long RESEND_MILLIS = 50;

    /** Changes that may wait for one key. */
    private static final int MAX_WAITING = 1_024;

    private final Timer timer;
    private final SessionStore store;
    private final RecordCodec codec;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final RandomGenerator ids;
    private final Map<String, Lane> lanes = new HashMap<>();

    CommitQueue(
            Timer timer,
            SessionStore store,
            RecordCodec codec,
            SessionEvents events,
            LongSupplier clock,
            RandomGenerator ids) {
        this.timer = timer;
        this.store = store;
        this.codec = codec;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /** How a commit ended. */
    sealed interface Outcome {}

    /**
     * The record as it is now, what names it, and this commit in it.
     *
     * @param refused but for these cookies, for which it has no room
     */
    record Stored(SessionRecord record, List<VaultChange.Put> refused, SessionStore.Token token)
            implements Outcome {}

    /** No change of the session's. */
    record Failed(CommitResult result) implements Outcome {}

    /** Keys with a write under way; for draining. */
    int pending() {
        return lanes.size();
    }

    /**
     * Applies a commit, or what else is to change, to the session of this view.
     *
     * @param ifVersion only to this version of the record; {@link SideCall#ANY_VERSION}: to any
     */
    Future<Outcome> submit(Realm realm, SessionView.Live view, Step step, long ifVersion) {
        long deadline = clock.getAsLong() + BUDGET_MILLIS;
        WaitingStep waiting =
                new WaitingStep(step, ifVersion, deadline, Promise.promise(), List.of());
        Lane lane = lanes.get(view.storeKey());
        if (lane == null) {
            lane = new Lane(realm, view);
            lanes.put(view.storeKey(), lane);
            lane.waiting.add(waiting);
            lane.next();
        } else if (lane.waiting.size() < MAX_WAITING) {
            lane.seen(view.record(), view.token());
            lane.waiting.add(waiting);
        } else {
            return Future.succeededFuture(
                    new Failed(new CommitResult.NotStored(StoreFault.OVERLOADED)));
        }
        return waiting.done().future();
    }

    /** The writes of one key, one after the other. */
    private final class Lane {
        private final Realm realm;
        private final String key;
        private final SessionId id;
        private final Deque<WaitingStep> waiting = new ArrayDeque<>();
        private SessionRecord base;
        private SessionStore.Token token;

        Lane(Realm realm, SessionView.Live view) {
            this.realm = realm;
            this.key = view.storeKey();
            this.id = view.id();
            this.base = view.record();
            this.token = view.token();
        }

        /** Somebody was told of this record; an older one is none to go on with. */
        void seen(SessionRecord record, SessionStore.Token named) {
            if (record.version() > base.version()) {
                base = record;
                token = named;
            }
        }

        /**
         * Merges what waits into one write, up to a login and not beyond: what comes behind a login
         * is dropped for it only when it is stored.
         */
        void next() {
            List<WaitingStep> batch = new ArrayList<>(waiting.size());
            SessionRecord merged = base;
            for (WaitingStep w = waiting.poll(); w != null; w = waiting.poll()) {
                if (clock.getAsLong() >= w.deadline()) {
                    w.finish(new CommitResult.NotStored(StoreFault.TIMEOUT));
                    continue;
                }
                if (!w.suits(base, !batch.isEmpty())) {
                    w.finish(new CommitResult.Dropped(CommitResult.Cause.VERSION_PASSED));
                    continue;
                }
                switch (w.step().applyTo(merged, realm.settings())) {
                    case Commit.Write write when write.next().epoch() != base.epoch() -> {
                        if (!batch.isEmpty()) {
                            waiting.addFirst(w);
                            send(batch, merged);
                        } else {
                            send(List.of(w.but(write.refused())), write.next());
                        }
                        return;
                    }
                    case Commit.Write write -> {
                        merged = write.next();
                        batch.add(w.but(write.refused()));
                    }
                    case Commit.Nothing nothing when batch.isEmpty() ->
                            w.but(nothing.refused()).stored(base, token);
                    case Commit.Nothing nothing -> batch.add(w.but(nothing.refused()));
                    case Commit.Dropped dropped ->
                            w.finish(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
                    case Commit.NotHeld lost ->
                            w.finish(new CommitResult.Dropped(CommitResult.Cause.LEASE_LOST));
                    case Commit.Refused refused -> {
                        events.refused(realm.name(), refused.refusal());
                        w.finish(new CommitResult.Refused(refused.refusal()));
                    }
                }
            }
            if (batch.isEmpty()) {
                lanes.remove(key);
            } else {
                send(batch, merged);
            }
        }

        private void send(List<WaitingStep> batch, SessionRecord merged) {
            SessionRecord record = merged.written(ids.nextLong());
            byte[] bytes = codec.seal(record, key, realm.name());
            send(new MergedWrite(batch, base.generation(), token, record, bytes), null);
        }

        /**
         * Sends a write, for the first time or again.
         *
         * @param unanswered the fault of an earlier try that got no answer; null: none
         */
        private void send(MergedWrite attempt, @Nullable StoreFault unanswered) {
            long ttl = realm.ttlMillis(attempt.record(), clock.getAsLong());
            store.replace(key, attempt.over(), attempt.bytes(), ttl)
                    .onSuccess(result -> answered(attempt, result, unanswered));
        }

        private void answered(
                MergedWrite attempt,
                SessionStore.WriteResult result,
                @Nullable StoreFault unanswered) {
            switch (result) {
                case SessionStore.Done done when done.token() != null ->
                        applied(attempt, attempt.record(), done.token());
                case SessionStore.Done done -> throw new IllegalStateException("replace: token");
                case SessionStore.Conflict conflict ->
                        conflict(attempt, conflict.current(), unanswered);
                case SessionStore.Ambiguous ambiguous -> sendAgain(attempt, ambiguous.fault());
                case SessionStore.Unavailable unavailable -> {
                    if (unanswered == null) {
                        fail(attempt.batch(), new CommitResult.NotStored(unavailable.fault()));
                    } else {
                        sendAgain(attempt, unanswered);
                    }
                }
            }
        }

        private void applied(
                MergedWrite attempt, SessionRecord current, SessionStore.Token currentToken) {
            if (attempt.record().generation() > attempt.generation()) {
                events.rotated(realm.name(), () -> realm.labels.of(id));
            }
            seen(current, currentToken);
            attempt.batch().forEach(w -> w.stored(current, currentToken));
            next();
        }

        private void sendAgain(MergedWrite attempt, StoreFault fault) {
            if (clock.getAsLong() + RESEND_MILLIS >= attempt.deadline()) {
                fail(attempt.batch(), new CommitResult.Unknown(fault));
                return;
            }
            timer.after(RESEND_MILLIS, () -> send(attempt, fault));
        }

        private void conflict(
                MergedWrite attempt,
                SessionStore.@Nullable Found current,
                @Nullable StoreFault unanswered) {
            if (current == null) {
                fail(attempt.batch(), new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
                return;
            }
            switch (codec.open(current.record(), key, realm.name())) {
                case RecordCodec.Opened opened ->
                        overtaken(attempt, opened.record(), current.token(), unanswered);
                // the record that cannot be opened may hold an earlier try
                case RecordCodec.KeyAhead ahead ->
                        fail(
                                attempt.batch(),
                                unanswered == null
                                        ? new CommitResult.NotStored(StoreFault.NOT_SERVING)
                                        : new CommitResult.Unknown(unanswered));
                case RecordCodec.Unreadable unreadable -> {
                    events.recordUnreadable(
                            realm.name(), () -> realm.labels.of(id), unreadable.reason());
                    fail(
                            attempt.batch(),
                            new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
                }
            }
        }

        /** Another record is there: ours with a later one on top, or another's in its place. */
        private void overtaken(
                MergedWrite attempt,
                SessionRecord current,
                SessionStore.Token currentToken,
                @Nullable StoreFault unanswered) {
            if (unanswered != null && current.lists(attempt.writeId())) {
                applied(attempt, current, currentToken);
                return;
            }
            long writesSince = current.version() - attempt.record().version();
            if (unanswered != null && writesSince >= SessionRecord.MAX_WRITES) {
                fail(attempt.batch(), new CommitResult.Unknown(unanswered));
                return;
            }
            seen(current, currentToken);
            events.conflict(realm.name());
            attempt.batch().reversed().forEach(waiting::addFirst);
            next();
        }

        /** Ends the lane: those that wait would meet the same fate, so they share it. */
        private void fail(List<WaitingStep> batch, CommitResult result) {
            lanes.remove(key);
            batch.forEach(w -> w.finish(result));
            CommitResult rest =
                    result instanceof CommitResult.Unknown unknown
                            ? new CommitResult.NotStored(unknown.fault())
                            : result;
            waiting.forEach(w -> w.finish(rest));
            waiting.clear();
        }
    }
}
