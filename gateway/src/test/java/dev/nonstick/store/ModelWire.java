package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connection to the store. Every command is held until the scheduler moves it.
 *
 * <pre>
 * gateway --> outbound --> applied by the store --> inbound --> gateway
 *                | the connection broke
 *                '--> stray: applied later or never, answered never
 * </pre>
 *
 * <p>Commands of one connection stay in order; those of a new connection overtake strays.
 */
final class ModelWire implements SessionStore, PrincipalIndex, RevocationLog {
    private final ModelRun run;
    private final ModelLedger ledger;
    private final ModelStore store;
    private final Deque<Command<?>> outbound = new ArrayDeque<>();
    private final Deque<Command<?>> inbound = new ArrayDeque<>();
    private final List<Deque<Command<?>>> strays = new ArrayList<>();
    private boolean calm;

    ModelWire(ModelRun run, ModelLedger ledger, ModelStore store) {
        this.run = run;
        this.ledger = ledger;
        this.store = store;
    }

    private static final class Command<T> {
        private final String name;
        private final Supplier<T> effect;
        private final Function<StoreFault, T> lost;
        private final Function<StoreFault, T> refused;
        private final Promise<T> promise = Promise.promise();
        private @Nullable T result;
        private boolean over;

        Command(
                String name,
                Supplier<T> effect,
                Function<StoreFault, T> lost,
                Function<StoreFault, T> refused) {
            this.name = name;
            this.effect = effect;
            this.lost = lost;
            this.refused = refused;
        }

        void apply() {
            result = effect.get();
        }

        void answer() {
            finish(Objects.requireNonNull(result));
        }

        void lose(StoreFault fault) {
            finish(lost.apply(fault));
        }

        void refuse() {
            result = refused.apply(StoreFault.NOT_SERVING);
        }

        private void finish(T with) {
            if (!over) {
                over = true;
                promise.complete(with);
            }
        }
    }

    private <T> Future<T> send(
            String name,
            Supplier<T> effect,
            Function<StoreFault, T> lost,
            Function<StoreFault, T> refused) {
        Command<T> command = new Command<>(name, effect, lost, refused);
        outbound.add(command);
        if (calm) {
            drain();
        }
        return command.promise.future();
    }

    boolean hasOutbound() {
        return !outbound.isEmpty();
    }

    boolean hasInbound() {
        return !inbound.isEmpty();
    }

    boolean hasStrays() {
        return !strays.isEmpty();
    }

    boolean isBusy() {
        return hasOutbound() || hasInbound();
    }

    /** The next command reaches the store. */
    void deliver() {
        Command<?> next = outbound.remove();
        run.note("store applies " + next.name);
        next.apply();
        inbound.add(next);
    }

    /** The next answer reaches the gateway. */
    void answer() {
        Command<?> next = inbound.remove();
        run.note("answer to " + next.name + (next.over ? ", too late" : ": " + kind(next.result)));
        next.answer();
    }

    /** The store refuses the next command. */
    void refuse() {
        Command<?> next = outbound.remove();
        run.note("store refuses " + next.name);
        run.count("fault refused");
        next.refuse();
        inbound.add(next);
    }

    /** The gateway no longer waits for a command, which stays where it is. */
    void giveUp() {
        List<Command<?>> waiting = new ArrayList<>(outbound);
        waiting.addAll(inbound);
        Command<?> one = run.pick(waiting);
        run.note("no answer in time to " + one.name);
        run.count(outbound.contains(one) ? "fault late" : "fault answer late");
        one.lose(StoreFault.TIMEOUT);
    }

    /** The connection breaks: answers under way are lost, commands are lost or still arrive. */
    void breakOff() {
        List<Command<?>> answers = new ArrayList<>(inbound);
        List<Command<?>> commands = new ArrayList<>(outbound);
        inbound.clear();
        outbound.clear();
        int arriving = run.chance(50) ? 0 : run.below(commands.size() + 1);
        run.note("connection breaks, " + arriving + " of " + commands.size() + " still arrive");
        if (arriving > 0) {
            strays.add(new ArrayDeque<>(commands.subList(0, arriving)));
        }
        answers.forEach(command -> run.count("fault answer lost"));
        for (int i = 0; i < commands.size(); i++) {
            run.count(i < arriving ? "fault stray" : "fault command lost");
        }
        answers.forEach(command -> command.lose(StoreFault.CONNECTION_LOST));
        commands.forEach(command -> command.lose(StoreFault.CONNECTION_LOST));
    }

    /** Something from a connection that broke reaches the store. */
    void arriveLate() {
        Deque<Command<?>> from = run.pick(strays);
        Command<?> next = from.remove();
        if (from.isEmpty()) {
            strays.remove(from);
        }
        run.note("store applies, late, " + next.name);
        next.apply();
    }

    /** Everything under way goes on, and from now on at once. */
    void calm() {
        calm = true;
        drain();
        while (hasStrays()) {
            arriveLate();
        }
    }

    private void drain() {
        while (isBusy()) {
            if (hasOutbound()) {
                deliver();
            }
            if (hasInbound()) {
                answer();
            }
        }
    }

    private static String kind(@Nullable Object result) {
        return result == null ? "" : result.getClass().getSimpleName();
    }

    private Future<WriteResult> write(String name, Supplier<WriteResult> effect) {
        return send(name, effect, Ambiguous::new, Unavailable::new);
    }

    private static String brief(String key) {
        return key.substring(key.length() - 8, key.length() - 1);
    }

    @Override
    public Future<FindResult> find(String key) {
        return send(
                "find " + brief(key),
                () -> store.records().find(key).result(),
                Unavailable::new,
                Unavailable::new);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        ledger.livesFor(ttlMillis);
        return write(
                "create " + brief(key),
                () -> {
                    WriteResult result = store.records().create(key, record, ttlMillis).result();
                    if (result instanceof Done) {
                        ledger.created(key, record);
                    }
                    return result;
                });
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        ledger.livesFor(ttlMillis);
        return write(
                "replace " + brief(key),
                () -> {
                    WriteResult result =
                            store.records().replace(key, token, record, ttlMillis).result();
                    if (result instanceof Done) {
                        ledger.replaced(key, record);
                    }
                    return result;
                });
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        ledger.livesFor(ttlMillis);
        return write("touch " + brief(key), () -> store.records().touch(key, ttlMillis).result());
    }

    @Override
    public Future<WriteResult> remove(String key, Token token) {
        return write(
                "remove " + brief(key),
                () -> {
                    WriteResult result = store.records().remove(key, token).result();
                    if (result instanceof Done) {
                        ledger.removed(key);
                    }
                    return result;
                });
    }

    @Override
    public Future<WriteResult> ping() {
        return Future.succeededFuture(Done.INSTANCE);
    }

    @Override
    public boolean isDown() {
        return false;
    }

    @Override
    public Future<TermResult> enlist(
            String key, String member, long deadlineMillis, long nowMillis, long ttlMillis) {
        return send(
                "enlist",
                () ->
                        store.principals()
                                .enlist(key, member, deadlineMillis, nowMillis, ttlMillis)
                                .result(),
                Ambiguous::new,
                Unavailable::new);
    }

    @Override
    public Future<MembersResult> members(String key, long nowMillis) {
        return store.principals().members(key, nowMillis);
    }

    @Override
    public Future<EndResult> endTerm(String key, long nowMillis, long ttlMillis, String writeId) {
        return send(
                "endTerm",
                () -> store.principals().endTerm(key, nowMillis, ttlMillis, writeId).result(),
                Ambiguous::new,
                Unavailable::new);
    }

    @Override
    public Future<WriteResult> delist(String key, String member) {
        return write("delist", () -> store.principals().delist(key, member).result());
    }

    @Override
    public Future<WriteResult> revoke(String key, List<String> entries, long keepMillis) {
        return write("revoke", () -> store.log().revoke(key, entries, keepMillis).result());
    }

    @Override
    public Future<RevokedResult> revokedSince(String key, Cursor cursor) {
        return store.log().revokedSince(key, cursor);
    }
}
