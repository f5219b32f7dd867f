package dev.nonstick.store;

import dev.nonstick.session.Login;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.Revocation;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.StoreKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Ends sessions: the record is removed in the epoch that the exchange has seen, then the revocation
 * log says so; where the epoch has passed, neither. So a slow logout from before a login ends
 * nothing of what came after it. Wires on other gateways hear of it by the log, and a removal that
 * the store loses is one all the same. Every step may be taken twice.
 *
 * <p>The end of all sessions of a principal is the other way round: the log says which terms are
 * over, and each record itself which term it is of.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionEnder {
    /** Records of one principal that are looked at together. */
    private static final int BATCH = 16;

    private final RevocationLog log;
    private final Revocations revocations;
    private final SessionRemover remover;
    private final Logins logins;
    private final Resend resend;
    private final SessionEvents events;
    private final LongSupplier clock;

    SessionEnder(
            OpenedStore store,
            Revocations revocations,
            RecordCodec codec,
            Logins logins,
            Resend resend,
            SessionEvents events,
            LongSupplier clock) {
        this.log = store.revocations();
        this.revocations = revocations;
        this.remover = new SessionRemover(store.sessions(), codec, resend, events, clock);
        this.logins = logins;
        this.resend = resend;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Ends one session. Kept where both store and log have acknowledged; dropped where the session
     * is of another epoch by now.
     */
    Future<CommitResult> end(Realm realm, SessionView.Live seen) {
        long deadline = resend.deadline();
        List<Revocation> entries = List.of(new Revocation.Ended(StoreKeys.nameOf(seen.storeKey())));
        return inOrder(
                        remover.removeInEpoch(realm, seen, deadline),
                        () -> tell(entries, deadline).map(SessionEnder::begun))
                .onSuccess(
                        result -> {
                            if (result instanceof CommitResult.Kept) {
                                events.destroyed(realm.name(), () -> realm.labels.of(seen.id()));
                                delist(realm, seen);
                            }
                        });
    }

    private void delist(Realm realm, SessionView.Live seen) {
        Login login = seen.record().login();
        if (!login.isAnonymous()) {
            logins.delist(realm, seen.id(), seen.storeKey(), login.principal());
        }
    }

    /** What a step after the first has come to: something has happened already. */
    private static CommitResult begun(CommitResult result) {
        return result instanceof CommitResult.NotStored(StoreFault fault)
                ? new CommitResult.Unknown(fault)
                : result;
    }

    /**
     * Ends every session of the principal of this one. Those of the index are removed as far as the
     * time allows; the log ends the others. Dropped where this session is of another epoch by now:
     * the principal's have ended all the same.
     */
    Future<CommitResult> endAll(Realm realm, SessionView.Live seen) {
        if (seen.record().login().isAnonymous()) {
            return end(realm, seen);
        }
        String principal = seen.record().login().principal();
        long deadline = resend.deadline();
        return logins.endTerms(realm, principal, deadline)
                .compose(
                        ending ->
                                switch (ending) {
                                    case Logins.NotEnded failed ->
                                            Future.succeededFuture(failed.result());
                                    case Logins.Ended ended ->
                                            endAll(realm, seen, principal, ended, deadline);
                                });
    }

    private Future<CommitResult> endAll(
            Realm realm,
            SessionView.Live seen,
            String principal,
            Logins.Ended ended,
            long deadline) {
        List<Revocation> entries = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (Logins.Term term : ended.terms()) {
            entries.add(new Revocation.AllBelow(term.principal(), term.number()));
            for (String name : term.members()) {
                members.add(new Member(realm.keys.keyNamed(name), principal, term.number()));
            }
        }
        return inOrder(
                        tell(entries, deadline),
                        () -> remover.removeInEpoch(realm, seen, deadline).map(SessionEnder::begun))
                .compose(result -> swept(realm, seen, members, result, deadline));
    }

    private Future<CommitResult> swept(
            Realm realm,
            SessionView.Live seen,
            List<Member> members,
            CommitResult result,
            long deadline) {
        return switch (result) {
            case CommitResult.Kept kept -> sweep(realm, seen, members, deadline).map(result);
            case CommitResult.Dropped dropped -> sweep(realm, seen, members, deadline).map(result);
            case CommitResult.NotStored failed -> Future.succeededFuture(result);
            case CommitResult.Unknown failed -> Future.succeededFuture(result);
            case CommitResult.Refused refused -> Future.succeededFuture(result);
        };
    }

    private Future<Integer> sweep(
            Realm realm, SessionView.Live seen, List<Member> members, long deadline) {
        return sweep(realm, members, 0, deadline)
                .onSuccess(
                        left ->
                                events.allDestroyed(
                                        realm.name(), () -> realm.labels.of(seen.id()), left));
    }

    /**
     * @param term the first one that goes on
     */
    private record Member(String key, String principal, long term) {}

    /** Removes the records of these, from one on; completes with how many are left to the log. */
    private Future<Integer> sweep(Realm realm, List<Member> members, int from, long deadline) {
        int left = members.size() - from;
        if (left == 0 || clock.getAsLong() >= deadline) {
            return Future.succeededFuture(left);
        }
        int to = Math.min(from + BATCH, members.size());
        List<Future<?>> batch = new ArrayList<>();
        members.subList(from, to).forEach(member -> batch.add(remove(realm, member)));
        return Future.join(batch).compose(done -> sweep(realm, members, to, deadline));
    }

    /** Removes a record if it is still what the index says. */
    private Future<?> remove(Realm realm, Member member) {
        return remover.removeIf(
                realm,
                member.key(),
                record ->
                        record.login().principal().equals(member.principal())
                                && record.login().term() < member.term());
    }

    /** Tells all gateways that this session is of another epoch now, so that older wires end. */
    Future<CommitResult> loggedIn(Realm realm, SessionId id, String key, long epoch) {
        String label = realm.labels.ofEpoch(id, epoch);
        return tell(
                List.of(new Revocation.LoggedIn(StoreKeys.nameOf(key), label)), resend.deadline());
    }

    private Future<CommitResult> tell(List<Revocation> entries, long deadline) {
        List<String> texts = entries.stream().map(Revocation::text).toList();
        return resend.settle(
                        () -> log.revoke(revocations.logKey(), texts, revocations.keepMillis()),
                        deadline)
                .map(
                        result ->
                                switch (result) {
                                    case SessionStore.Done done -> {
                                        revocations.learn(entries);
                                        yield CommitResult.Kept.WITHOUT_COOKIE;
                                    }
                                    case SessionStore.Conflict conflict ->
                                            new CommitResult.NotStored(StoreFault.PROTOCOL);
                                    case SessionStore.Unavailable unavailable ->
                                            new CommitResult.NotStored(unavailable.fault());
                                    case SessionStore.Ambiguous ambiguous ->
                                            new CommitResult.Unknown(ambiguous.fault());
                                });
    }

    private static Future<CommitResult> inOrder(
            Future<CommitResult> first, Supplier<Future<CommitResult>> then) {
        return first.compose(
                result ->
                        result instanceof CommitResult.Kept
                                ? then.get()
                                : Future.succeededFuture(result));
    }
}
