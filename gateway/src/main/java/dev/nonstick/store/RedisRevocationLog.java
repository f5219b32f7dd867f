package dev.nonstick.store;

import static dev.nonstick.store.RedisWords.word;

import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Revocations in one Redis node: a sorted set of entries by the time of their coming, which is the
 * node's clock, but never before the last entry.
 *
 * <pre>
 * revoke        EVALSHA revoke.lua
 * revokedSince  EVALSHA revoked-since.lua
 * </pre>
 *
 * <p>Thread rule: belongs to the event loop of its link.
 */
final class RedisRevocationLog implements RevocationLog {

    private static final byte[] MOST = word(MAX_READ);

    private final RedisLink link;

    RedisRevocationLog(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<WriteResult> revoke(String logKey, List<String> entries, long keepMillis) {
        Arguments.requireEntries(entries);
        byte[][] arguments = new byte[2 + entries.size()][];
        arguments[0] = word(logKey);
        arguments[1] = word(Arguments.requirePositive("keepMillis", keepMillis));
        for (int i = 0; i < entries.size(); i++) {
            arguments[2 + i] = word(entries.get(i));
        }
        return link.call(RedisScript.REVOKE.call(arguments), RedisSessionStore::numberResult);
    }

    @Override
    public Future<RevokedResult> revokedSince(String logKey, Cursor cursor) {
        LogPosition from = (LogPosition) cursor;
        ScriptCall call =
                RedisScript.REVOKED_SINCE.call(
                        word(logKey), word(from.fromMillis()), word(from.skip()), MOST);
        return link.read(call, answer -> revokedResult(answer, from));
    }

    private static RevokedResult revokedResult(Answer answer, LogPosition from) {
        return switch (answer) {
            case Answer.Refused(StoreFault fault) -> new Unavailable(fault);
            case Answer.Unknown(StoreFault fault) -> new Unavailable(fault);
            case Answer.Reply(Resp resp) -> {
                Revoked revoked = revoked(resp, from);
                yield revoked == null ? new Unavailable(StoreFault.PROTOCOL) : revoked;
            }
        };
    }

    /** The time, then entries and scores by turns; null for anything else. */
    private static @Nullable Revoked revoked(Resp resp, LogPosition from) {
        if (!(resp instanceof Resp.Many(List<Resp> both)
                && both.size() == 2
                && both.get(0) instanceof Resp.Int(long now)
                && both.get(1) instanceof Resp.Many(List<Resp> items))) {
            return null;
        }
        List<String> entries = new ArrayList<>(items.size() / 2);
        for (int i = 0; i < items.size(); i += 2) {
            String entry = RedisWords.text(items.get(i));
            if (entry == null) {
                return null;
            }
            entries.add(entry);
        }
        if (entries.size() < MAX_READ) {
            return new Revoked(entries, LogPosition.behindAll(now), false);
        }
        Long last = RedisWords.number(items.getLast());
        return last == null
                ? null
                : new Revoked(entries, from.behindBatch(last, entries.size()), true);
    }
}
