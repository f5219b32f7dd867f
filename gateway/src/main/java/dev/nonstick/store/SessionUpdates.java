package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.Login;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SideCall;
import dev.nonstick.session.Step;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of sessions that are there: a commit of an exchange, a patch beside its response.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionUpdates {
    private final CommitQueue queue;
    private final Logins logins;
    private final NewSessions newSessions;
    private final SessionEnder ender;
    private final Touches touches;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final RandomGenerator random;

    SessionUpdates(
            CommitQueue queue,
            Logins logins,
            NewSessions newSessions,
            SessionEnder ender,
            Touches touches,
            SessionEvents events,
            LongSupplier clock,
            RandomGenerator random) {
        this.queue = queue;
        this.logins = logins;
        this.newSessions = newSessions;
        this.ender = ender;
        this.touches = touches;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Stores what a backend asks beside its response.
     *
     * @param ifVersion as of {@link SideCall.Patch}
     */
    Future<CommitResult> patch(Realm realm, SessionView.Live live, Change change, long ifVersion) {
        long now = clock.getAsLong();
        Commit commit = commit(live, change, null, now);
        Turn turn = live.turn();
        return queue.submit(realm, live, turn == null ? commit : turn.guarded(commit), ifVersion)
                .map(
                        outcome ->
                                switch (outcome) {
                                    case CommitQueue.Stored stored ->
                                            patched(realm, live, stored.record(), now);
                                    case CommitQueue.Failed failed -> failed.result();
                                });
    }

    private CommitResult patched(
            Realm realm, SessionView.Live live, SessionRecord record, long now) {
        if (record.version() > live.record().version()) {
            touches.written(live.id(), now);
        }
        SessionId id = live.id().currentOf(record);
        return new CommitResult.Kept(null, new HeldSession(realm, id, live.storeKey(), record));
    }

    private static Commit commit(
            SessionView.Live live, Change change, @Nullable Login login, long now) {
        return new Commit(
                live.record().epoch(), live.presented(), live.confirms(), change, login, now);
    }

    /**
     * @param asked what the backend asked for
     * @param change likewise, and what the gateway adds
     */
    Future<CommitResult> update(
            Realm realm, SessionView.Live live, Change asked, Change change, boolean refresh) {
        String principal = change.principal();
        if (principal == null) {
            Login now = live.record().login();
            Login login =
                    change.rotation() == Change.Rotation.STRICT
                            ? now.anew(random.nextLong())
                            : null;
            return update(realm, live, asked, change, login, refresh);
        }
        long deadline = clock.getAsLong() + CommitQueue.BUDGET_MILLIS;
        return logins.enlist(realm, live.id(), live.storeKey(), principal, deadline)
                .compose(
                        enlisting ->
                                switch (enlisting) {
                                    case Logins.Enlisted enlisted ->
                                            update(
                                                    realm,
                                                    live,
                                                    asked,
                                                    change,
                                                    enlisted.login(),
                                                    refresh);
                                    case Logins.NotEnlisted failed ->
                                            Future.succeededFuture(
                                                    new CommitResult.NotStored(failed.fault()));
                                });
    }

    private Future<CommitResult> update(
            Realm realm,
            SessionView.Live live,
            Change asked,
            Change change,
            @Nullable Login login,
            boolean refresh) {
        long now = clock.getAsLong();
        Commit commit = commit(live, change, login, now);
        Turn turn = live.turn();
        Step step = turn == null ? commit : turn.fenced(commit);
        return queue.submit(realm, live, step, SideCall.ANY_VERSION)
                .compose(
                        outcome ->
                                switch (outcome) {
                                    case CommitQueue.Stored stored -> {
                                        if (turn != null) {
                                            turn.released();
                                        }
                                        if (stored.record().version() > live.record().version()) {
                                            touches.written(live.id(), now);
                                        } else if (refresh) {
                                            touches.touch(
                                                    realm,
                                                    live.id(),
                                                    live.storeKey(),
                                                    live.record());
                                        }
                                        yield stored(realm, live, commit, stored);
                                    }
                                    // what the gateway adds, the next request adds again
                                    case CommitQueue.Failed failed when asked.isEmpty() -> kept();
                                    case CommitQueue.Failed failed ->
                                            failed(realm, live, change, failed.result());
                                });
    }

    private Future<CommitResult> stored(
            Realm realm, SessionView.Live live, Commit commit, CommitQueue.Stored stored) {
        SessionRecord record = stored.record();
        SessionId id = live.id().currentOf(record);
        Login login = commit.login();
        boolean current = login == null && record.generation() == live.presented();
        if (current || !commit.mayHave(record)) {
            return Future.succeededFuture(CommitResult.Kept.but(stored.refused()));
        }
        CommitResult cookie =
                new CommitResult.Kept(
                        realm.setCookie(id, record, clock.getAsLong()),
                        new HeldSession(realm, id, live.storeKey(), record),
                        stored.refused());
        if (login == null) {
            return Future.succeededFuture(cookie);
        }
        if (commit.change().principal() != null) {
            events.authenticated(realm.name(), () -> realm.labels.of(id));
        }
        return ender.loggedIn(realm, id, live.storeKey(), login.epoch())
                .map(
                        told ->
                                switch (told) {
                                    case CommitResult.Kept kept -> cookie;
                                    // the record is written: no longer surely not stored
                                    case CommitResult.NotStored lost ->
                                            new CommitResult.Unknown(lost.fault());
                                    case CommitResult.Unknown lost -> lost;
                                    case CommitResult.Dropped dropped -> dropped;
                                    case CommitResult.Refused refused -> refused;
                                });
    }

    private Future<CommitResult> failed(
            Realm realm, SessionView.Live live, Change change, CommitResult result) {
        if (!(result instanceof CommitResult.Dropped(CommitResult.Cause cause))) {
            return Future.succeededFuture(result);
        }
        // who logs in is logged in, in another session where this one has moved on
        if (change.logsIn()) {
            return newSessions.create(realm, change);
        }
        events.dropped(realm.name(), () -> realm.labels.of(live.id()), cause);
        return Future.succeededFuture(result);
    }

    private static Future<CommitResult> kept() {
        return Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
    }
}
