package dev.nonstick.store;

import dev.nonstick.store.ExpiringMap.Change;
import dev.nonstick.store.ExpiringMap.Entry;
import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Principals in the memory of this process, for development.
 *
 * <p>Thread-safe; futures are complete when they are returned.
 */
final class MemoryPrincipalIndex implements PrincipalIndex {

    private static final Unavailable FULL = new Unavailable(StoreFault.OVERLOADED);

    /** Names of one principal above which more are refused. */
    private static final int MAX_NAMES = 100_000;

    private final ExpiringMap<Index> indexes;

    MemoryPrincipalIndex(LongSupplier clockMillis, int maxIndexes) {
        this.indexes = new ExpiringMap<>(clockMillis, maxIndexes);
    }

    /** Changed only within a change of its map. */
    private static final class Index {
        private final Map<String, Long> deadlines = new HashMap<>();
        private long term;
        private String raisedBy = "";

        Index(long term) {
            this.term = term;
        }

        void forgetPassed(long nowMillis) {
            deadlines.values().removeIf(deadline -> deadline <= nowMillis);
        }

        Members members(long nowMillis) {
            List<String> names =
                    deadlines.entrySet().stream()
                            .filter(entry -> entry.getValue() > nowMillis)
                            .sorted(Comparator.comparingLong(entry -> -entry.getValue()))
                            .limit(MAX_MEMBERS + 1L)
                            .map(Map.Entry::getKey)
                            .toList();
            boolean more = names.size() > MAX_MEMBERS;
            return new Members(term, more ? names.subList(0, MAX_MEMBERS) : names, more);
        }
    }

    @Override
    public Future<TermResult> enlist(
            String indexKey, String member, long deadlineMillis, long nowMillis, long ttlMillis) {
        Arguments.requireName("member", member);
        Arguments.requirePositive("deadlineMillis", deadlineMillis);
        Arguments.requirePositive("nowMillis", nowMillis);
        long expiresAt = expiry(ttlMillis);
        if (!indexes.hasRoom()) {
            return Future.succeededFuture(FULL);
        }
        return Future.succeededFuture(
                indexes.change(
                        indexKey,
                        old -> {
                            Entry<Index> left = existing(old, nowMillis, expiresAt);
                            left.value.forgetPassed(nowMillis);
                            if (left.value.deadlines.size() >= MAX_NAMES) {
                                return new Change<>(left, FULL);
                            }
                            left.value.deadlines.put(member, deadlineMillis);
                            return new Change<>(left, new Term(left.value.term));
                        }));
    }

    private static Entry<Index> existing(
            @Nullable Entry<Index> old, long firstTerm, long expiresAt) {
        return old == null ? new Entry<>(new Index(firstTerm), expiresAt) : old.until(expiresAt);
    }

    @Override
    public Future<MembersResult> members(String indexKey, long nowMillis) {
        Arguments.requirePositive("nowMillis", nowMillis);
        return Future.succeededFuture(
                indexes.change(
                        indexKey,
                        old ->
                                new Change<>(
                                        old,
                                        old == null
                                                ? Members.NONE
                                                : old.value.members(nowMillis))));
    }

    @Override
    public Future<EndResult> endTerm(
            String indexKey, long nowMillis, long ttlMillis, String writeId) {
        Arguments.requireName("writeId", writeId);
        Arguments.requirePositive("nowMillis", nowMillis);
        long expiresAt = expiry(ttlMillis);
        if (!indexes.hasRoom()) {
            return Future.succeededFuture(FULL);
        }
        return Future.succeededFuture(
                indexes.change(
                        indexKey,
                        old -> {
                            Entry<Index> left = existing(old, nowMillis - 1, expiresAt);
                            Index index = left.value;
                            if (!index.raisedBy.equals(writeId)) {
                                index.raisedBy = writeId;
                                index.term = Math.max(index.term + 1, nowMillis);
                            }
                            index.forgetPassed(nowMillis);
                            return new Change<>(left, index.members(nowMillis));
                        }));
    }

    @Override
    public Future<WriteResult> delist(String indexKey, String member) {
        Arguments.requireName("member", member);
        return Future.succeededFuture(
                indexes.change(
                        indexKey,
                        old -> {
                            if (old != null) {
                                old.value.deadlines.remove(member);
                            }
                            return new Change<>(old, Done.INSTANCE);
                        }));
    }

    private long expiry(long ttlMillis) {
        return indexes.now() + Arguments.requirePositive("ttlMillis", ttlMillis);
    }
}
