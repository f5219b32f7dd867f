package dev.nonstick.store;

import static dev.nonstick.store.RedisWords.word;

import dev.nonstick.store.SessionStore.Absent;
import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Counters in one Redis node: a hash each, drawn in count.lua.
 *
 * <pre>
 * count     EVALSHA count.lua
 * counter   HGET key v
 * </pre>
 *
 * <p>Thread rule: belongs to the event loop of its link.
 */
final class RedisCounterStore implements CounterStore {

    private static final byte[] HGET = word("HGET");
    private static final byte[] VALUE = word("v");

    private final RedisLink link;

    RedisCounterStore(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<CountResult> count(
            String key, long by, long ttlMillis, @Nullable String idempotencyKey) {
        ScriptCall call =
                RedisScript.COUNT.call(
                        word(key),
                        word(by),
                        word(Arguments.counterLife(ttlMillis)),
                        word(Arguments.requireIdempotencyKey(idempotencyKey)));
        return link.call(call, RedisCounterStore::countResult);
    }

    @Override
    public Future<CounterResult> counter(String key) {
        return link.read(
                RedisWords.command(HGET, word(key), VALUE), RedisCounterStore::counterResult);
    }

    private static CountResult countResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Resp.Nil _) -> Overflow.INSTANCE;
            case Answer.Reply(Resp resp) -> {
                Long value = RedisWords.number(resp);
                yield value == null ? new Ambiguous(StoreFault.PROTOCOL) : new Counted(value);
            }
        };
    }

    private static CounterResult counterResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply(Resp.Nil _) -> Absent.INSTANCE;
            case Answer.Reply(Resp resp) -> {
                Long value = RedisWords.number(resp);
                yield value == null ? new Unavailable(StoreFault.PROTOCOL) : new Counted(value);
            }
        };
    }
}
