package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.LeaseStep;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.Step;
import java.util.List;
import java.util.function.Consumer;

/**
 * One request's turn at its session.
 *
 * <pre>
 *  begin --> in line --first--> looks at the record --free--> takes the lease --> holds --> over
 *                               ^        |                        |
 *                               '--poll--' somebody's             '-- lost the race: looks again
 * </pre>
 *
 * It waits {@value Leases#WAIT_MILLIS} ms at most. The lease is renewed while it is held. A commit
 * under it gives it back with the same write; {@link #end()} does what is left to do, whatever has
 * happened. A lease that was lost is no harm: the commit finds another owner in the record and is
 * dropped.
 *
 * <p>Thread rule: belongs to one exchange.
 */
public final class Turn implements SerialOrder.Waiter {
    private static final long NONE = -1;

    private enum State {
        WAITING,
        HOLDING,
        OVER
    }

    private final Leases leases;
    private final Realm realm;
    private final List<String> cookies;
    private final long owner;
    private SessionView.Live found;
    private Consumer<Outcome> then = outcome -> {};
    private State state = State.WAITING;
    private boolean asking;
    private boolean leased;
    private int polls;
    private long limit = NONE;
    private long timer = NONE;

    Turn(Leases leases, Realm realm, List<String> cookies, SessionView.Live found, long owner) {
        this.leases = leases;
        this.realm = realm;
        this.cookies = cookies;
        this.found = found;
        this.owner = owner;
    }

    /** How waiting ended. */
    public sealed interface Outcome {}

    /**
     * The request may go on.
     *
     * @param view the session as it is now; with the turn, if there is still one to take turns at
     */
    public record Reached(SessionView view) implements Outcome {}

    /** Others took too long, or too many wait. */
    public record TimedOut() implements Outcome {}

    /**
     * Waits for it.
     *
     * @param told once, unless the turn is ended before
     */
    public void begin(Consumer<Outcome> told) {
        then = told;
        switch (leases.order.enter(found.storeKey(), this)) {
            case FIRST -> consider();
            case BEHIND -> limitWait();
            case NONE -> timedOut();
        }
    }

    @Override
    public void first() {
        leases.here(
                () -> {
                    if (state == State.WAITING) {
                        look();
                    }
                });
    }

    private void limitWait() {
        if (limit == NONE) {
            limit = leases.vertx.setTimer(Leases.WAIT_MILLIS, id -> timedOut());
        }
    }

    private void timedOut() {
        if (state == State.WAITING) {
            end();
            then.accept(new TimedOut());
        }
    }

    /** The record as it is, now that those before have written theirs. */
    private void look() {
        leases.find(realm, cookies)
                .onSuccess(
                        view -> {
                            if (state != State.WAITING) {
                                return;
                            }
                            if (view instanceof SessionView.Live live
                                    && live.storeKey().equals(found.storeKey())) {
                                found = live;
                                consider();
                            } else {
                                // nothing to take turns at
                                end();
                                then.accept(new Reached(view));
                            }
                        });
    }

    private void consider() {
        if (leased || LeaseStep.isFree(found.record().lease(), leases.now())) {
            take();
        } else {
            limitWait();
            timer = leases.vertx.setTimer(leases.pollMillis(polls++), id -> poll());
        }
    }

    private void poll() {
        timer = NONE;
        if (state == State.WAITING) {
            look();
        }
    }

    private void take() {
        asking = true;
        SessionView.Live before = found;
        leases.submit(realm, before, leases.take(owner, before.record().epoch()))
                .onSuccess(outcome -> answered(before, outcome));
    }

    private void answered(SessionView.Live before, CommitQueue.Outcome outcome) {
        asking = false;
        leased |= outcome instanceof CommitQueue.Stored || isUnknown(outcome);
        if (state == State.OVER) {
            giveBack();
            return;
        }
        switch (outcome) {
            case CommitQueue.Stored stored -> taken(before, stored);
            case CommitQueue.Failed(CommitResult.Dropped dropped) -> {
                limitWait();
                look();
            }
            case CommitQueue.Failed(CommitResult.NotStored lost) -> unavailable(lost.fault());
            case CommitQueue.Failed(CommitResult.Unknown lost) -> unavailable(lost.fault());
            case CommitQueue.Failed(CommitResult.Kept kept) -> throw new IllegalStateException();
            case CommitQueue.Failed(CommitResult.Refused no) -> throw new IllegalStateException();
        }
    }

    private static boolean isUnknown(CommitQueue.Outcome outcome) {
        return outcome instanceof CommitQueue.Failed(CommitResult result)
                && result instanceof CommitResult.Unknown;
    }

    private void unavailable(StoreFault fault) {
        end();
        then.accept(new Reached(new SessionView.Unavailable(fault)));
    }

    private void taken(SessionView.Live before, CommitQueue.Stored stored) {
        SessionRecord record = stored.record();
        if (record.generation() != before.record().generation()) {
            // what the cookie is worth against another generation must be judged again
            look();
            return;
        }
        state = State.HOLDING;
        cancel(limit);
        timer = leases.vertx.setPeriodic(Leases.RENEW_MILLIS, id -> renew());
        found =
                new SessionView.Live(
                        before.id(),
                        before.presented(),
                        before.confirms(),
                        before.storeKey(),
                        record,
                        stored.token(),
                        this);
        then.accept(new Reached(found));
    }

    private void renew() {
        leases.submit(realm, found, leases.renew(owner))
                .onSuccess(
                        outcome -> {
                            boolean lost =
                                    outcome instanceof CommitQueue.Failed(CommitResult result)
                                            && result instanceof CommitResult.Dropped;
                            if (lost && state == State.HOLDING) {
                                leased = false;
                                cancel(timer);
                            }
                        });
    }

    /** A commit, good only as long as the turn is this one's. */
    Step fenced(Commit commit) {
        return new LeaseStep.Fenced(owner, commit);
    }

    /** A commit has given the lease back, or there is no record any more. */
    void released() {
        leased = false;
        cancel(timer);
    }

    /** It is over, however it went: the next may come. May be called again. */
    public void end() {
        if (state == State.OVER) {
            return;
        }
        state = State.OVER;
        cancel(limit);
        cancel(timer);
        if (!asking) {
            giveBack();
        }
    }

    private void giveBack() {
        if (leased) {
            leased = false;
            leases.submit(realm, found, new LeaseStep.Release(owner))
                    .onComplete(done -> leases.order.leave(found.storeKey(), this));
        } else {
            leases.order.leave(found.storeKey(), this);
        }
    }

    private void cancel(long id) {
        if (id != NONE) {
            leases.vertx.cancelTimer(id);
        }
    }
}
