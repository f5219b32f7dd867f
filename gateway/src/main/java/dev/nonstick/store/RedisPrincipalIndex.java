package dev.nonstick.store;

import static dev.nonstick.store.RedisWords.word;

import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Principals in one Redis node: a sorted set each.
 *
 * <pre>
 * score        member
 * deadline     name of a record
 * 2^52 + term  '#' and the id of the write that began the term: above every deadline, so never
 *              trimmed, and exact as a double
 *
 * enlist       EVALSHA enlist.lua
 * members      ZREVRANGEBYSCORE key +inf (now WITHSCORES LIMIT 0 n
 * endTerm      EVALSHA end-term.lua
 * delist       ZREM key name
 * </pre>
 *
 * <p>Thread rule: belongs to the event loop of its link.
 */
final class RedisPrincipalIndex implements PrincipalIndex {

    private static final byte[] ZREVRANGEBYSCORE = word("ZREVRANGEBYSCORE");
    private static final byte[] ZREM = word("ZREM");
    private static final byte[] INFINITE = word("+inf");
    private static final byte[] WITHSCORES = word("WITHSCORES");
    private static final byte[] LIMIT = word("LIMIT");
    private static final byte[] ZERO = word(0);

    /** The term, the names, and one more to see that there are more. */
    private static final byte[] MOST = word(1 + MAX_MEMBERS + 1);

    private final RedisLink link;

    RedisPrincipalIndex(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<TermResult> enlist(
            String indexKey, String member, long deadlineMillis, long nowMillis, long ttlMillis) {
        ScriptCall call =
                RedisScript.ENLIST.call(
                        word(indexKey),
                        word(Arguments.requireName("member", member)),
                        millis("deadlineMillis", deadlineMillis),
                        millis("nowMillis", nowMillis),
                        millis("ttlMillis", ttlMillis));
        return link.call(call, RedisPrincipalIndex::termResult);
    }

    @Override
    public Future<MembersResult> members(String indexKey, long nowMillis) {
        Arguments.requirePositive("nowMillis", nowMillis);
        byte[][] range =
                RedisWords.command(
                        ZREVRANGEBYSCORE,
                        word(indexKey),
                        INFINITE,
                        word("(" + nowMillis),
                        WITHSCORES,
                        LIMIT,
                        ZERO,
                        MOST);
        return link.read(range, RedisPrincipalIndex::membersResult);
    }

    @Override
    public Future<EndResult> endTerm(
            String indexKey, long nowMillis, long ttlMillis, String writeId) {
        ScriptCall call =
                RedisScript.END_TERM.call(
                        word(indexKey),
                        word(Arguments.requireName("writeId", writeId)),
                        millis("nowMillis", nowMillis),
                        millis("ttlMillis", ttlMillis),
                        MOST);
        return link.call(call, RedisPrincipalIndex::endResult);
    }

    @Override
    public Future<WriteResult> delist(String indexKey, String member) {
        byte[] name = word(Arguments.requireName("member", member));
        return link.once(
                RedisWords.command(ZREM, word(indexKey), name), RedisSessionStore::numberResult);
    }

    private static byte[] millis(String what, long millis) {
        return word(Arguments.requirePositive(what, millis));
    }

    private static TermResult termResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Resp.Int(long term)) -> new Term(term);
            case Answer.Reply _ -> new Ambiguous(StoreFault.PROTOCOL);
        };
    }

    private static MembersResult membersResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply(Resp resp) -> {
                Members members = members(resp);
                yield members == null ? new Unavailable(StoreFault.PROTOCOL) : members;
            }
        };
    }

    private static EndResult endResult(Answer answer) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Ambiguous(fault);
            case Answer.Reply(Resp resp) -> {
                Members members = members(resp);
                yield members == null ? new Ambiguous(StoreFault.PROTOCOL) : members;
            }
        };
    }

    /** Members and scores by turns, the term first; null for anything else. */
    private static @Nullable Members members(Resp resp) {
        if (!(resp instanceof Resp.Many(List<Resp> items))) {
            return null;
        }
        if (items.isEmpty()) {
            return Members.NONE;
        }
        Long score = items.size() < 2 ? null : RedisWords.number(items.get(1));
        if (score == null || score < Arguments.TERM_BASE) {
            return null;
        }
        int end = Math.min(items.size(), 2 + 2 * MAX_MEMBERS);
        List<String> names = new ArrayList<>(end / 2);
        for (int i = 2; i < end; i += 2) {
            String name = RedisWords.text(items.get(i));
            if (name == null) {
                return null;
            }
            names.add(name);
        }
        return new Members(score - Arguments.TERM_BASE, names, items.size() > end);
    }
}
