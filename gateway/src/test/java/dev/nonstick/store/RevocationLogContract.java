package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.store.RevocationLog.Cursor;
import dev.nonstick.store.RevocationLog.Revoked;
import dev.nonstick.store.SessionStore.Done;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every revocation log must do: the sentences of {@link RevocationLog}. */
interface RevocationLogContract {

    String LOG = "ns:r";
    long HOUR = 3_600_000;

    LoopStore store();

    LoopStore otherLoop();

    void fastForward(long millis) throws Exception;

    /** Makes everything in a log that much older. */
    void age(String logKey, long millis) throws Exception;

    private static void revoke(LoopStore store, String... entries) {
        SessionStore.WriteResult result =
                store.revocations(log -> log.revoke(LOG, List.of(entries), HOUR));
        assertThat(result).isEqualTo(Done.INSTANCE);
    }

    private Revoked since(Cursor cursor) {
        return (Revoked) store().revocations(log -> log.revokedSince(LOG, cursor));
    }

    @Test
    default void anEmptyLogHasNothing() {
        Revoked nothing = since(RevocationLog.START);

        assertThat(nothing.entries()).isEmpty();
        assertThat(nothing.more()).isFalse();
    }

    @Test
    default void entriesAreReadFromTheStart() {
        revoke(store(), "a", "b");
        revoke(otherLoop(), "c");

        Revoked all = since(RevocationLog.START);

        assertThat(all.entries()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(all.more()).isFalse();
    }

    @Test
    default void whoReadsOnGetsWhatCameSince() throws Exception {
        revoke(store(), "old");
        age(LOG, 2 * RevocationLog.OVERLAP_MILLIS);
        Cursor cursor = since(RevocationLog.START).next();

        revoke(otherLoop(), "new");

        assertThat(since(cursor).entries()).containsExactly("new");
    }

    @Test
    default void readingOnOverlaps() throws Exception {
        revoke(store(), "just now");
        Cursor cursor = since(RevocationLog.START).next();

        // written by a clock that is behind, as after a failover
        revoke(store(), "behind");
        age(LOG, RevocationLog.OVERLAP_MILLIS / 2);

        assertThat(since(cursor).entries()).contains("behind");
    }

    @Test
    default void anEntryThatIsThereStaysAsItIs() throws Exception {
        revoke(store(), "a");
        age(LOG, HOUR / 2);
        revoke(store(), "a", "b");

        assertThat(since(RevocationLog.START).entries()).containsExactly("a", "b");
        age(LOG, HOUR / 2);
        revoke(store(), "c");
        assertThat(since(RevocationLog.START).entries()).containsExactly("b", "c");
    }

    @Test
    default void whatIsOlderThanItsTimeIsTrimmed() throws Exception {
        revoke(store(), "a");
        age(LOG, HOUR);

        revoke(store(), "b");

        assertThat(since(RevocationLog.START).entries()).containsExactly("b");
    }

    @Test
    default void aLogExpiresWithItsLastEntry() throws Exception {
        revoke(store(), "a");
        fastForward(HOUR - 1_000);
        assertThat(since(RevocationLog.START).entries()).containsExactly("a");
        revoke(store(), "b");
        fastForward(HOUR - 1_000);
        assertThat(since(RevocationLog.START).entries()).contains("b");
        fastForward(1_000);
        assertThat(since(RevocationLog.START).entries()).isEmpty();
    }

    @Test
    default void longLogsAreReadInBatchesAlsoWhereAllIsOfOneTime() throws Exception {
        int writes = 2 * RevocationLog.MAX_READ / RevocationLog.MAX_REVOKED - 2;
        Set<String> all = new HashSet<>();
        for (int i = 0; i < writes; i++) {
            String prefix = i + ".";
            List<String> entries =
                    IntStream.range(0, RevocationLog.MAX_REVOKED)
                            .mapToObj(n -> prefix + n)
                            .toList();
            all.addAll(entries);
            revoke(store(), entries.toArray(String[]::new));
        }
        Set<String> read = new HashSet<>();
        List<Integer> sizes = new ArrayList<>();

        Revoked batch = since(RevocationLog.START);
        read.addAll(batch.entries());
        sizes.add(batch.entries().size());
        while (batch.more()) {
            batch = since(batch.next());
            read.addAll(batch.entries());
            sizes.add(batch.entries().size());
        }

        assertThat(read).isEqualTo(all);
        assertThat(sizes).hasSizeBetween(2, 3).startsWith(RevocationLog.MAX_READ);
    }

    @Test
    default void logsAreApart() {
        revoke(store(), "a");

        Revoked other =
                (Revoked)
                        store().revocations(
                                        log -> log.revokedSince("other:r", RevocationLog.START));
        assertThat(other.entries()).isEmpty();
    }

    @Test
    default void refusesWritesOfNothingAndOfTooMuch() {
        List<String> tooMany =
                IntStream.rangeClosed(0, RevocationLog.MAX_REVOKED)
                        .mapToObj(Integer::toString)
                        .toList();
        for (List<String> entries : List.of(List.<String>of(), tooMany)) {
            assertThatThrownBy(() -> store().revocations(log -> log.revoke(LOG, entries, HOUR)))
                    .hasMessageContaining("expected: 1 to 1000");
        }
        assertThatThrownBy(() -> store().revocations(log -> log.revoke(LOG, List.of("a"), 0)))
                .hasMessageContaining("keepMillis");
    }

    @Test
    default void entriesAreNotShown() {
        revoke(store(), "alice");

        assertThat(since(RevocationLog.START).toString()).doesNotContain("alice");
    }
}
