package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store in front of another that does, at the next call of an operation, what was put down for
 * it, and remembers every call.
 *
 * <p>Thread rule: one event loop, or a test's thread that waits for that loop meanwhile.
 */
final class ScriptedStore implements SessionStore {

    enum Op {
        FIND,
        CREATE,
        REPLACE,
        TOUCH,
        REMOVE
    }

    record Call(Op op, String key, long ttlMillis) {}

    private final SessionStore store;
    private final List<Call> calls = new ArrayList<>();
    private final Map<Op, Deque<Function<Supplier<Future<WriteResult>>, Future<WriteResult>>>>
            steps = new EnumMap<>(Op.class);
    private final Deque<FindResult> finds = new ArrayDeque<>();
    private int underWay;
    private int mostUnderWay;

    ScriptedStore(SessionStore store) {
        this.store = store;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Call> calls(Op op) {
        return calls.stream().filter(call -> call.op == op).toList();
    }

    void forgetCalls() {
        calls.clear();
    }

    /** How many writes were under way at once, at most. */
    int mostUnderWay() {
        return mostUnderWay;
    }

    /** Runs before the next such operation reaches the store. */
    void before(Op op, Runnable event) {
        put(
                op,
                real -> {
                    event.run();
                    return real.get();
                });
    }

    /** Applies the next one, and says that no answer came. */
    void loseAnswer(Op op) {
        loseAnswer(op, () -> {});
    }

    /**
     * @param meanwhile happens after it was applied
     */
    void loseAnswer(Op op, Runnable meanwhile) {
        put(
                op,
                real -> {
                    Future<WriteResult> applied = real.get();
                    if (!(applied.result() instanceof Done)) {
                        throw new AssertionError("not applied: " + applied.result());
                    }
                    meanwhile.run();
                    return Future.succeededFuture(new Ambiguous(StoreFault.TIMEOUT));
                });
    }

    /** Neither applies the next one nor answers. */
    void loseCommand(Op op) {
        loseCommand(op, () -> {});
    }

    void loseCommand(Op op, Runnable meanwhile) {
        put(
                op,
                real -> {
                    meanwhile.run();
                    return Future.succeededFuture(new Ambiguous(StoreFault.CONNECTION_LOST));
                });
    }

    void refuse(Op op, StoreFault fault) {
        put(op, real -> Future.succeededFuture(new Unavailable(fault)));
    }

    void refuseFind(StoreFault fault) {
        finds.add(new Unavailable(fault));
    }

    /** Keeps the next one back. */
    Held hold(Op op) {
        Held held = new Held();
        put(op, held::keep);
        return held;
    }

    /** Says that no answer came to the next one, and keeps it on its way. */
    Held holdCommand(Op op) {
        Held held = new Held();
        put(
                op,
                real -> {
                    var _ = held.keep(real);
                    return Future.succeededFuture(new Ambiguous(StoreFault.TIMEOUT));
                });
        return held;
    }

    /** Applies the next one at once, and keeps its answer back. */
    Held holdAnswer(Op op) {
        Held held = new Held();
        put(
                op,
                real -> {
                    Future<WriteResult> applied = real.get();
                    return held.keep(() -> applied);
                });
        return held;
    }

    private void put(Op op, Function<Supplier<Future<WriteResult>>, Future<WriteResult>> step) {
        steps.computeIfAbsent(op, key -> new ArrayDeque<>()).add(step);
    }

    /** An operation that waits. */
    static final class Held {
        private final Promise<WriteResult> answer = Promise.promise();
        private Supplier<Future<WriteResult>> real = answer::future;

        private Future<WriteResult> keep(Supplier<Future<WriteResult>> operation) {
            real = operation;
            return answer.future();
        }

        /** Lets it reach the store; to be called on the event loop. */
        void release() {
            real.get().onComplete(answer);
        }

        /** Answers without asking the store; to be called on the event loop. */
        void answer(WriteResult result) {
            answer.complete(result);
        }
    }

    private Future<WriteResult> play(Call call, Supplier<Future<WriteResult>> real) {
        calls.add(call);
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        Deque<Function<Supplier<Future<WriteResult>>, Future<WriteResult>>> left =
                steps.get(call.op);
        Future<WriteResult> result =
                left == null || left.isEmpty() ? real.get() : left.remove().apply(real);
        return result.onComplete(done -> underWay--);
    }

    @Override
    public Future<FindResult> find(String key) {
        calls.add(new Call(Op.FIND, key, 0));
        FindResult scripted = finds.poll();
        return scripted == null ? store.find(key) : Future.succeededFuture(scripted);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        return play(
                new Call(Op.CREATE, key, ttlMillis), () -> store.create(key, record, ttlMillis));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        return play(
                new Call(Op.REPLACE, key, ttlMillis),
                () -> store.replace(key, token, record, ttlMillis));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        return play(new Call(Op.TOUCH, key, ttlMillis), () -> store.touch(key, ttlMillis));
    }

    @Override
    public Future<WriteResult> remove(String key, Token token) {
        return play(new Call(Op.REMOVE, key, 0), () -> store.remove(key, token));
    }

    @Override
    public Future<WriteResult> ping() {
        return store.ping();
    }

    @Override
    public boolean isDown() {
        return store.isDown();
    }
}
