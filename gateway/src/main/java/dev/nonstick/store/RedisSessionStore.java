package dev.nonstick.store;

import static dev.nonstick.store.RedisWords.word;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Records in one Redis node (6.2 or newer, or what speaks like it).
 *
 * <pre>
 * find      GET key                                nil: absent
 * create    SET key record NX PX ttl               nil: conflict
 * replace   EVALSHA replace.lua                    1: done, nil: absent, else the current record
 * touch     EVALSHA touch.lua
 * remove    EVALSHA remove.lua                     1: done, nil: absent, else the current record
 * ping      PING
 * </pre>
 *
 * <p>An error answer means surely not applied. No answer means unavailable for what only reads,
 * ambiguous for what writes; so does an answer of a type that the command cannot have.
 *
 * <p>Thread rule: belongs to the event loop of its link.
 */
final class RedisSessionStore implements SessionStore {

    private static final byte[] GET = word("GET");
    private static final byte[] SET = word("SET");
    private static final byte[] NX = word("NX");
    private static final byte[] PX = word("PX");
    private static final byte[][] PING = {word("PING")};

    private final RedisLink link;

    RedisSessionStore(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<FindResult> find(String key) {
        return link.read(RedisWords.command(GET, word(key)), RedisSessionStore::findResult);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        RecordToken token = RecordToken.of(record);
        byte[][] set = RedisWords.command(SET, word(key), record, NX, PX, ttl(ttlMillis));
        return link.once(set, answer -> createResult(answer, token));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        RecordToken written = RecordToken.of(record);
        byte[] expected = ((RecordToken) token).bytes();
        ScriptCall call = RedisScript.REPLACE.call(word(key), expected, record, ttl(ttlMillis));
        return link.call(call, answer -> comparedResult(answer, new Done(written)));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        ScriptCall call = RedisScript.TOUCH.call(word(key), ttl(ttlMillis));
        return link.call(call, RedisSessionStore::numberResult);
    }

    @Override
    public Future<WriteResult> remove(String key, Token token) {
        ScriptCall call = RedisScript.REMOVE.call(word(key), ((RecordToken) token).bytes());
        return link.call(call, answer -> comparedResult(answer, Done.INSTANCE));
    }

    @Override
    public Future<WriteResult> ping() {
        return link.once(PING, RedisSessionStore::pingResult);
    }

    @Override
    public boolean isDown() {
        return link.isDown();
    }

    private static FindResult findResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply(Resp.Nil _) -> Absent.INSTANCE;
            case Answer.Reply(Resp resp) -> {
                Found found = found(resp);
                yield found == null ? new Unavailable(StoreFault.PROTOCOL) : found;
            }
        };
    }

    private static WriteResult createResult(Answer answer, RecordToken written) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Resp.Nil _) -> new Conflict(null);
            case Answer.Reply(Resp.Simple _) -> new Done(written);
            case Answer.Reply _ -> new Ambiguous(StoreFault.PROTOCOL);
        };
    }

    /** Of a write over the record that a token names. */
    private static WriteResult comparedResult(Answer answer, Done done) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Resp.Nil _) -> new Conflict(null);
            case Answer.Reply(Resp.Int _) -> done;
            case Answer.Reply(Resp resp) -> {
                Found current = found(resp);
                yield current == null ? new Ambiguous(StoreFault.PROTOCOL) : new Conflict(current);
            }
        };
    }

    /** Of a write that answers with a number. */
    static WriteResult numberResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Resp.Int _) -> Done.INSTANCE;
            case Answer.Reply _ -> new Ambiguous(StoreFault.PROTOCOL);
        };
    }

    private static WriteResult pingResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply _ -> Done.INSTANCE;
        };
    }

    private static @Nullable Found found(Resp resp) {
        return resp instanceof Resp.Bulk(byte[] record) && RecordToken.isIn(record)
                ? new Found(record, RecordToken.of(record))
                : null;
    }

    private static byte[] ttl(long millis) {
        return word(Arguments.requirePositive("ttlMillis", millis));
    }
}
