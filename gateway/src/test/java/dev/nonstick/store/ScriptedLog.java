package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Principals and revocations in front of others that do, at the next write, what was put down for
 * it, and remember every write.
 *
 * <p>Thread rule: one event loop, or a test's thread that waits for that loop meanwhile.
 */
final class ScriptedLog implements PrincipalIndex, RevocationLog {

    private final PrincipalIndex index;
    private final RevocationLog log;
    private final List<String> calls = new ArrayList<>();
    private final Deque<Step<TermResult>> enlists = new ArrayDeque<>();
    private final Deque<Step<EndResult>> ends = new ArrayDeque<>();
    private final Deque<Step<WriteResult>> revokes = new ArrayDeque<>();

    ScriptedLog(PrincipalIndex index, RevocationLog log) {
        this.index = index;
        this.log = log;
    }

    /** What is done in place of a call. */
    interface Step<T> extends Function<Supplier<Future<T>>, Future<T>> {}

    /** Each write, as what it was and what it was about. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    void onEnlist(Step<TermResult> step) {
        enlists.add(step);
    }

    void onEndTerm(Step<EndResult> step) {
        ends.add(step);
    }

    void onRevoke(Step<WriteResult> step) {
        revokes.add(step);
    }

    /** Applies it, and says that no answer came. */
    static <T> Step<T> losingAnswer(Class<T> type) {
        return real -> {
            if (!real.get().isComplete()) {
                throw new AssertionError("not applied");
            }
            return Future.succeededFuture(type.cast(new Ambiguous(StoreFault.TIMEOUT)));
        };
    }

    static <T> Step<T> refusing(Class<T> type) {
        return real -> Future.succeededFuture(type.cast(new Unavailable(StoreFault.DISCONNECTED)));
    }

    /** Lets something happen before it is applied. */
    static <T> Step<T> after(Runnable event) {
        return real -> {
            event.run();
            return real.get();
        };
    }

    private static <T> Future<T> play(Deque<Step<T>> steps, Supplier<Future<T>> real) {
        Step<T> step = steps.poll();
        return step == null ? real.get() : step.apply(real);
    }

    @Override
    public Future<TermResult> enlist(
            String key, String member, long deadlineMillis, long nowMillis, long ttlMillis) {
        calls.add("enlist " + member);
        return play(enlists, () -> index.enlist(key, member, deadlineMillis, nowMillis, ttlMillis));
    }

    @Override
    public Future<MembersResult> members(String key, long nowMillis) {
        return index.members(key, nowMillis);
    }

    @Override
    public Future<EndResult> endTerm(String key, long nowMillis, long ttlMillis, String writeId) {
        calls.add("endTerm " + key);
        return play(ends, () -> index.endTerm(key, nowMillis, ttlMillis, writeId));
    }

    @Override
    public Future<WriteResult> delist(String key, String member) {
        calls.add("delist " + member);
        return index.delist(key, member);
    }

    @Override
    public Future<WriteResult> revoke(String key, List<String> entries, long keepMillis) {
        entries.forEach(entry -> calls.add("revoke " + entry));
        return play(revokes, () -> log.revoke(key, entries, keepMillis));
    }

    @Override
    public Future<RevokedResult> revokedSince(String key, Cursor cursor) {
        return log.revokedSince(key, cursor);
    }
}
