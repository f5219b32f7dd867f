package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Records in one Redis node (6.2 or newer, or what speaks like it).
 *
 * <pre>
 * find      GET key                                nil: absent
 * create    SET key record NX PX ttl               nil: conflict
 * replace   EVALSHA replace.lua                    1: done, nil: absent, else the current record
 * touch     EVALSHA touch.lua
 * delete    UNLINK key
 * ping      PING
 * </pre>
 *
 * <p>An error answer means surely not applied. No answer means unavailable for what only reads,
 * ambiguous for what writes.
 *
 * <p>Thread rule: belongs to the event loop of its link.
 */
final class RedisSessionStore implements SessionStore {

    private static final byte[] NX = ascii("NX");
    private static final byte[] PX = ascii("PX");

    private final RedisLink link;

    RedisSessionStore(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<FindResult> find(String key) {
        return link.read(Request.cmd(Command.GET).arg(key)).map(RedisSessionStore::findResult);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        RecordToken token = RecordToken.of(record);
        Request set =
                Request.cmd(Command.SET)
                        .arg(key)
                        .arg(record)
                        .arg(NX)
                        .arg(PX)
                        .arg(SessionStores.requirePositive(ttlMillis));
        return link.once(set).map(answer -> createResult(answer, token));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        RecordToken written = RecordToken.of(record);
        byte[] expected = ((RecordToken) token).bytes();
        ScriptCall call = RedisScript.REPLACE.call(utf8(key), expected, record, ttl(ttlMillis));
        return link.call(call).map(answer -> replaceResult(answer, written));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        ScriptCall call = RedisScript.TOUCH.call(utf8(key), ttl(ttlMillis));
        return link.call(call).map(RedisSessionStore::numberResult);
    }

    @Override
    public Future<WriteResult> delete(String key) {
        return link.once(Request.cmd(Command.UNLINK).arg(key)).map(RedisSessionStore::numberResult);
    }

    @Override
    public Future<WriteResult> ping() {
        return link.once(Request.cmd(Command.PING)).map(RedisSessionStore::pingResult);
    }

    private static FindResult findResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply(Response response) when response == null -> Absent.INSTANCE;
            case Answer.Reply(Response response) -> {
                Found found = found(response);
                yield found == null ? new Unavailable(StoreFault.PROTOCOL) : found;
            }
        };
    }

    private static WriteResult createResult(Answer answer, RecordToken written) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Response response) when response == null -> new Conflict(null);
            case Answer.Reply(Response response) -> doneIf(response, ResponseType.SIMPLE, written);
        };
    }

    private static WriteResult replaceResult(Answer answer, RecordToken written) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Response response) when response == null -> new Conflict(null);
            case Answer.Reply(Response response) -> {
                Found current = found(response);
                yield current == null
                        ? doneIf(response, ResponseType.NUMBER, written)
                        : new Conflict(current);
            }
        };
    }

    private static WriteResult numberResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Response response) -> doneIf(response, ResponseType.NUMBER, null);
        };
    }

    private static WriteResult pingResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply _ -> Done.INSTANCE;
        };
    }

    /** An answer of another type: nobody knows what was executed. */
    private static WriteResult doneIf(
            @Nullable Response response, ResponseType expected, @Nullable RecordToken written) {
        if (response == null || response.type() != expected) {
            return new Ambiguous(StoreFault.PROTOCOL);
        }
        return written == null ? Done.INSTANCE : new Done(written);
    }

    private static @Nullable Found found(Response response) {
        if (response.type() != ResponseType.BULK) {
            return null;
        }
        byte[] record = response.toBytes();
        return RecordToken.isIn(record) ? new Found(record, RecordToken.of(record)) : null;
    }

    private static byte[] ttl(long millis) {
        return ascii(Long.toString(SessionStores.requirePositive(millis)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
