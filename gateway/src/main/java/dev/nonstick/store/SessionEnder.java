package dev.nonstick.store;

import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.Revocation;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.StoreKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Ends sessions: first the revocation log says so, then the record is deleted. So a wire on another
 * gateway hears of it, and a deletion that the store loses is one all the same. Every step may be
 * taken twice.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionEnder {
    /** Records of one principal that are looked at together. */
    private static final int BATCH = 16;

    private final SessionStore store;
    private final RevocationLog log;
    private final Revocations revocations;
    private final RecordCodec codec;
    private final SessionMaker maker;
    private final Logins logins;
    private final Resend resend;
    private final SessionEvents events;
    private final LongSupplier clock;

    SessionEnder(
            OpenedStore store,
            Revocations revocations,
            RecordCodec codec,
            SessionMaker maker,
            Logins logins,
            Resend resend,
            SessionEvents events,
            LongSupplier clock) {
        this.store = store.sessions();
        this.log = store.revocations();
        this.revocations = revocations;
        this.codec = codec;
        this.maker = maker;
        this.logins = logins;
        this.resend = resend;
        this.events = events;
        this.clock = clock;
    }

    /** Ends one session; kept where both log and store have acknowledged. */
    Future<CommitResult> end(Realm realm, SessionId id, String key, SessionRecord record) {
        long deadline = resend.deadline();
        List<Revocation> entries = List.of(new Revocation.Ended(StoreKeys.nameOf(key)));
        return inOrder(tell(entries, deadline), () -> maker.delete(key, deadline))
                .onSuccess(
                        result -> {
                            if (result instanceof CommitResult.Kept) {
                                events.destroyed(realm.name(), () -> realm.labels.of(id));
                                if (!record.login().isAnonymous()) {
                                    logins.delist(realm, id, key, record.login().principal());
                                }
                            }
                        });
    }

    /**
     * Ends every session of the principal of this one. Those of the index are deleted as far as the
     * time allows; the log ends the others.
     */
    Future<CommitResult> endAll(Realm realm, SessionId id, String key, SessionRecord record) {
        String principal = record.login().principal();
        if (principal.isEmpty()) {
            return end(realm, id, key, record);
        }
        long deadline = resend.deadline();
        return logins.endTerms(realm, principal, deadline)
                .compose(
                        ending ->
                                switch (ending) {
                                    case Logins.NotEnded failed ->
                                            Future.succeededFuture(failed.result());
                                    case Logins.Ended ended ->
                                            endAll(realm, id, key, principal, ended, deadline);
                                });
    }

    private Future<CommitResult> endAll(
            Realm realm,
            SessionId id,
            String key,
            String principal,
            Logins.Ended ended,
            long deadline) {
        String own = StoreKeys.nameOf(key);
        List<Revocation> entries = new ArrayList<>();
        entries.add(new Revocation.Ended(own));
        List<Member> members = new ArrayList<>();
        for (Logins.Term term : ended.terms()) {
            entries.add(new Revocation.AllBelow(term.principal(), term.number()));
            for (String name : term.members()) {
                if (!name.equals(own)) {
                    members.add(new Member(realm.keys.keyNamed(name), principal, term.number()));
                }
            }
        }
        return inOrder(tell(entries, deadline), () -> maker.delete(key, deadline))
                .compose(
                        result ->
                                result instanceof CommitResult.Kept
                                        ? sweep(realm, members, 0, deadline)
                                                .onSuccess(
                                                        left ->
                                                                events.allDestroyed(
                                                                        realm.name(),
                                                                        () -> realm.labels.of(id),
                                                                        left))
                                                .map(result)
                                        : Future.succeededFuture(result));
    }

    /**
     * @param term the first one that goes on
     */
    private record Member(String key, String principal, long term) {}

    /** Deletes the records of these, from one on; completes with how many are left to the log. */
    private Future<Integer> sweep(Realm realm, List<Member> members, int from, long deadline) {
        int left = members.size() - from;
        if (left == 0 || clock.getAsLong() >= deadline) {
            return Future.succeededFuture(left);
        }
        int to = Math.min(from + BATCH, members.size());
        List<Future<?>> batch = new ArrayList<>();
        members.subList(from, to).forEach(member -> batch.add(delete(realm, member)));
        return Future.join(batch).compose(done -> sweep(realm, members, to, deadline));
    }

    /** Deletes a record if it is still what the index says. */
    private Future<?> delete(Realm realm, Member member) {
        return store.find(member.key())
                .compose(
                        result ->
                                result instanceof SessionStore.Found found
                                                && isOf(member, realm, found)
                                        ? store.delete(member.key())
                                        : Future.succeededFuture());
    }

    private boolean isOf(Member member, Realm realm, SessionStore.Found found) {
        return codec.open(found.record(), member.key(), realm.name())
                        instanceof RecordCodec.Opened(SessionRecord record)
                && record.login().principal().equals(member.principal())
                && record.login().term() < member.term();
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
                        settled ->
                                switch (settled.result()) {
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
