package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.Login;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.vault.VaultChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * New sessions: what is to be in them, and who hears of them.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class NewSessions {
    private static final Login NOBODY = new Login(0, "", 0);

    private final SessionMaker maker;
    private final Touches touches;
    private final SessionEvents events;
    private final LongSupplier clock;

    NewSessions(SessionMaker maker, Touches touches, SessionEvents events, LongSupplier clock) {
        this.maker = maker;
        this.touches = touches;
        this.events = events;
        this.clock = clock;
    }

    /** Makes a session with what a change says; for its principal, if it has one. */
    Future<CommitResult> create(Realm realm, Change change) {
        return switch (first(realm, change)) {
            case Commit.Refused refused -> refuse(realm, refused);
            case Commit.Write write ->
                    maker.make(realm, change, write.next())
                            .map(making -> created(realm, making, write.refused()));
            case Commit.Nothing nothing ->
                    Future.succeededFuture(CommitResult.Kept.but(nothing.refused()));
            case Commit.Dropped dropped -> Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
            case Commit.NotHeld lost -> Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
        };
    }

    /** What a new session with this change would be, but for who logs in. */
    Commit.Decision first(Realm realm, Change change) {
        return new Commit(0, 0, false, change, NOBODY, clock.getAsLong())
                .create(NOBODY, realm.settings());
    }

    Future<CommitResult> refuse(Realm realm, Commit.Refused refused) {
        events.refused(realm.name(), refused.refusal());
        return Future.succeededFuture(new CommitResult.Refused(refused.refusal()));
    }

    private CommitResult created(
            Realm realm, SessionMaker.Making making, List<VaultChange.Put> refused) {
        return switch (making) {
            case SessionMaker.NotMade failed -> failed.result();
            case SessionMaker.Made made -> {
                SessionRecord record = made.record();
                long now = clock.getAsLong();
                touches.written(made.id(), now);
                events.created(realm.name(), () -> realm.labels.of(made.id()));
                if (!record.login().isAnonymous()) {
                    events.authenticated(realm.name(), () -> realm.labels.of(made.id()));
                }
                yield new CommitResult.Kept(
                        realm.setCookie(made.id(), record, now),
                        new HeldSession(realm, made.id(), made.key(), record),
                        refused);
            }
        };
    }
}
