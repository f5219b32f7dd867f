package dev.nonstick.store;

import dev.nonstick.session.Login;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.StoreKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Writes down which sessions a principal has. A session is enlisted before its record says so: who
 * ends all of them must not miss one. A name whose record says otherwise is harmless, because the
 * record is the truth.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Logins {
    /** An index outlives its sessions by what clocks may differ. */
    private static final long SLACK_MILLIS = 60_000;

    private final PrincipalIndex index;
    private final Resend resend;
    private final LongSupplier clock;
    private final RandomGenerator random;

    Logins(PrincipalIndex index, Resend resend, LongSupplier clock, RandomGenerator random) {
        this.index = index;
        this.resend = resend;
        this.clock = clock;
        this.random = random;
    }

    /** What enlisting comes to. */
    sealed interface Enlisting {}

    /** The login may be written into the record. */
    record Enlisted(Login login) implements Enlisting {}

    /** Nothing of it may be written. */
    record NotEnlisted(StoreFault fault) implements Enlisting {}

    /** Begins a login of this principal in the session of this record. */
    Future<Enlisting> enlist(
            Realm realm, SessionId id, String storeKey, String principal, long deadline) {
        long now = clock.getAsLong();
        long longest = realm.settings().absoluteTimeout().toMillis();
        String indexKey = realm.principals.keyNamed(realm.principals.nameOf(id.keyId(), principal));
        String member = StoreKeys.nameOf(storeKey);
        return resend.settle(
                        () ->
                                index.enlist(
                                        indexKey,
                                        member,
                                        now + longest,
                                        now,
                                        longest + SLACK_MILLIS),
                        deadline)
                .map(
                        result ->
                                switch (result) {
                                    case PrincipalIndex.Term term ->
                                            new Enlisted(
                                                    new Login(
                                                            random.nextLong(),
                                                            principal,
                                                            term.term()));
                                    case SessionStore.Unavailable unavailable ->
                                            new NotEnlisted(unavailable.fault());
                                    // enlisted or not: the record does not say so
                                    case SessionStore.Ambiguous ambiguous ->
                                            new NotEnlisted(ambiguous.fault());
                                });
    }

    /** What ending a principal's terms comes to. */
    sealed interface Ending {}

    /** Every term so far is over. */
    record Ended(List<Term> terms) implements Ending {}

    /** Not all of them, or nobody knows. */
    record NotEnded(CommitResult result) implements Ending {}

    /**
     * The term that begins, for the sessions of one key of the ring.
     *
     * @param principal its name
     * @param members names of records
     */
    record Term(String principal, long number, List<String> members) {}

    /** Begins a new term of this principal for every key of the ring. */
    Future<Ending> endTerms(Realm realm, String principal, long deadline) {
        String writeId = Long.toHexString(random.nextLong());
        List<Future<?>> asked = new ArrayList<>();
        List<Ending> answers = new ArrayList<>();
        for (int keyId : realm.principals.keyIds()) {
            String name = realm.principals.nameOf(keyId, principal);
            asked.add(endTerm(realm, name, writeId, deadline).onSuccess(answers::add));
        }
        return Future.join(asked).map(all -> together(answers));
    }

    private Future<Ending> endTerm(Realm realm, String name, String writeId, long deadline) {
        String key = realm.principals.keyNamed(name);
        long now = clock.getAsLong();
        long ttl = realm.settings().absoluteTimeout().toMillis() + SLACK_MILLIS;
        return resend.settle(() -> index.endTerm(key, now, ttl, writeId), deadline)
                .map(
                        result ->
                                switch (result) {
                                    case PrincipalIndex.Members members ->
                                            new Ended(
                                                    List.of(
                                                            new Term(
                                                                    name,
                                                                    members.term(),
                                                                    members.members())));
                                    case SessionStore.Unavailable unavailable ->
                                            new NotEnded(
                                                    new CommitResult.NotStored(
                                                            unavailable.fault()));
                                    case SessionStore.Ambiguous ambiguous ->
                                            new NotEnded(
                                                    new CommitResult.Unknown(ambiguous.fault()));
                                });
    }

    private static Ending together(List<Ending> answers) {
        List<Term> terms = new ArrayList<>();
        for (Ending answer : answers) {
            switch (answer) {
                case Ended ended -> terms.addAll(ended.terms());
                case NotEnded failed -> {
                    return failed;
                }
            }
        }
        return new Ended(List.copyOf(terms));
    }

    /** Takes a session that ended off the list; a name that stays there is harmless. */
    void delist(Realm realm, SessionId id, String storeKey, String principal) {
        String key = realm.principals.keyNamed(realm.principals.nameOf(id.keyId(), principal));
        index.delist(key, StoreKeys.nameOf(storeKey)).onComplete(done -> {});
    }
}
