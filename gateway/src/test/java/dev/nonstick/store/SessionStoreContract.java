package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.store.SessionStore.Absent;
import dev.nonstick.store.SessionStore.Conflict;
import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.FindResult;
import dev.nonstick.store.SessionStore.Found;
import dev.nonstick.store.SessionStore.Token;
import dev.nonstick.store.SessionStore.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What every store must do: the sentences of {@link SessionStore}, one by one, and those of what a
 * store offers besides.
 */
abstract class SessionStoreContract
        implements PrincipalIndexContract, RevocationLogContract, CounterStoreContract {

    static final long MINUTE = 60_000;
    private static final String KEY = "ns:s:contract";

    /** The store under test, empty. */
    @Override
    public abstract LoopStore store();

    /** The same records seen from another event loop. */
    @Override
    public abstract LoopStore otherLoop();

    /** Lets time pass for all records. */
    @Override
    public abstract void fastForward(long millis) throws Exception;

    private Token created(byte[] record, long ttlMillis) {
        return token(store().create(KEY, record, ttlMillis));
    }

    private static Token token(WriteResult result) {
        assertThat(result).isInstanceOf(Done.class);
        return Objects.requireNonNull(((Done) result).token());
    }

    private static Found current(WriteResult result) {
        assertThat(result).isInstanceOf(Conflict.class);
        return Objects.requireNonNull(((Conflict) result).current());
    }

    private void assertAbsent(String key) {
        assertThat(store().find(key)).isInstanceOf(Absent.class);
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertAbsent(KEY);
    }

    @Test
    void findsWhatWasCreated() {
        byte[] record = record("one");

        created(record, MINUTE);

        assertThat(store().recordAt(KEY)).isEqualTo(record);
        assertAbsent("ns:s:other");
    }

    @Test
    void otherEventLoopsSeeTheSame() {
        byte[] record = record("one");
        Token token = created(record, MINUTE);

        assertThat(otherLoop().recordAt(KEY)).isEqualTo(record);
        byte[] next = record("two");
        token(otherLoop().replace(KEY, token, next, MINUTE));
        assertThat(store().recordAt(KEY)).isEqualTo(next);
    }

    @Test
    void createWritesOnlyWhereNothingIs() {
        byte[] first = record("one");
        created(first, MINUTE);

        WriteResult second = store().create(KEY, record("two"), MINUTE);

        assertThat(second).isEqualTo(new Conflict(null));
        assertThat(store().recordAt(KEY)).isEqualTo(first);
    }

    @Test
    void ofManyCreatesOneWins() {
        List<CompletableFuture<WriteResult>> creates = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            LoopStore store = i % 2 == 0 ? store() : otherLoop();
            byte[] record = record("number " + i);
            creates.add(CompletableFuture.supplyAsync(() -> store.create(KEY, record, MINUTE)));
        }

        assertThat(creates.stream().map(LoopStore::get).filter(Done.class::isInstance)).hasSize(1);
    }

    @Test
    void expiredIsAbsent() throws Exception {
        created(record("one"), MINUTE);

        fastForward(MINUTE / 2);
        assertThat(store().find(KEY)).isInstanceOf(Found.class);
        fastForward(MINUTE / 2);
        assertAbsent(KEY);
    }

    @Test
    void createAgainAfterExpiry() throws Exception {
        created(record("one"), MINUTE);
        fastForward(MINUTE);

        byte[] second = record("two");
        created(second, MINUTE);

        assertThat(store().recordAt(KEY)).isEqualTo(second);
    }

    @Test
    void replacesWithTheTokenOfCreate() {
        Token token = created(record("one"), MINUTE);
        byte[] second = record("two");

        token(store().replace(KEY, token, second, MINUTE));

        assertThat(store().recordAt(KEY)).isEqualTo(second);
    }

    @Test
    void replacesWithTheTokenOfReplace() {
        Token token = created(record("one"), MINUTE);
        byte[] third = record("three");

        Token next = token(store().replace(KEY, token, record("two"), MINUTE));
        token(store().replace(KEY, next, third, MINUTE));

        assertThat(store().recordAt(KEY)).isEqualTo(third);
    }

    @Test
    void replacesWithTheTokenOfFind() {
        created(record("one"), MINUTE);
        byte[] second = record("two");

        token(store().replace(KEY, store().found(KEY).token(), second, MINUTE));

        assertThat(store().recordAt(KEY)).isEqualTo(second);
    }

    @Test
    void conflictCarriesTheCurrentRecordAndItsToken() {
        Token stale = created(record("one"), MINUTE);
        byte[] second = record("two");
        token(store().replace(KEY, stale, second, MINUTE));

        Found current = current(store().replace(KEY, stale, record("late"), MINUTE));

        assertThat(current.record()).isEqualTo(second);
        assertThat(store().recordAt(KEY)).isEqualTo(second);
        byte[] third = record("three");
        token(store().replace(KEY, current.token(), third, MINUTE));
        assertThat(store().recordAt(KEY)).isEqualTo(third);
    }

    @Test
    void theSameReplaceSentAgainConflictsWithItself() {
        Token token = created(record("one"), MINUTE);
        byte[] second = record("two");
        token(store().replace(KEY, token, second, MINUTE));

        assertThat(current(store().replace(KEY, token, second, MINUTE)).record()).isEqualTo(second);
    }

    @Test
    void ofTwoReplacesWithOneTokenOneWins() {
        Token token = created(record("one"), MINUTE);
        byte[] left = record("left");
        byte[] right = record("right");

        CompletableFuture<WriteResult> first = store().replaceLater(KEY, token, left, MINUTE);
        CompletableFuture<WriteResult> second = otherLoop().replaceLater(KEY, token, right, MINUTE);

        boolean leftWon = LoopStore.get(first) instanceof Done;
        WriteResult loser = LoopStore.get(leftWon ? second : first);
        assertThat(current(loser).record()).isEqualTo(leftWon ? left : right);
        assertThat(store().recordAt(KEY)).isEqualTo(leftWon ? left : right);
    }

    @Test
    void replaceNeverCreates() throws Exception {
        Token token = created(record("one"), MINUTE);

        assertThat(store().replace("ns:s:other", token, record("two"), MINUTE))
                .isEqualTo(new Conflict(null));
        assertAbsent("ns:s:other");
        fastForward(MINUTE);
        assertThat(store().replace(KEY, token, record("two"), MINUTE))
                .isEqualTo(new Conflict(null));
        assertAbsent(KEY);
    }

    @Test
    void removedStaysRemoved() {
        Token token = created(record("one"), MINUTE);

        assertThat(store().remove(KEY, token)).isEqualTo(Done.INSTANCE);

        assertAbsent(KEY);
        assertThat(store().replace(KEY, token, record("late"), MINUTE))
                .isEqualTo(new Conflict(null));
        assertThat(store().touch(KEY, MINUTE)).isEqualTo(Done.INSTANCE);
        assertAbsent(KEY);
    }

    @Test
    void removeSentAgainFindsNothing() {
        Token token = created(record("one"), MINUTE);

        assertThat(store().remove(KEY, token)).isEqualTo(Done.INSTANCE);
        assertThat(store().remove(KEY, token)).isEqualTo(new Conflict(null));
    }

    @Test
    void removeOfWhatExpiredFindsNothing() throws Exception {
        Token token = created(record("one"), MINUTE);
        fastForward(MINUTE);

        assertThat(store().remove(KEY, token)).isEqualTo(new Conflict(null));
    }

    @Test
    void removeTakesOnlyTheRecordThatTheTokenNames() {
        Token stale = created(record("one"), MINUTE);
        byte[] second = record("two");
        token(store().replace(KEY, stale, second, MINUTE));

        Found current = current(store().remove(KEY, stale));

        assertThat(current.record()).isEqualTo(second);
        assertThat(otherLoop().recordAt(KEY)).isEqualTo(second);
        assertThat(otherLoop().remove(KEY, current.token())).isEqualTo(Done.INSTANCE);
        assertAbsent(KEY);
    }

    @Test
    void removeTakesOneKeyOnly() {
        byte[] record = record("one");
        Token token = created(record, MINUTE);

        assertThat(store().remove("ns:s:other", token)).isEqualTo(new Conflict(null));

        assertThat(store().recordAt(KEY)).isEqualTo(record);
    }

    @Test
    void ofReplaceAndRemoveWithOneTokenOneWins() {
        Token token = created(record("one"), MINUTE);
        byte[] second = record("two");

        CompletableFuture<WriteResult> replaced = store().replaceLater(KEY, token, second, MINUTE);
        CompletableFuture<WriteResult> removed = otherLoop().onLoop(s -> s.remove(KEY, token));

        if (LoopStore.get(replaced) instanceof Done) {
            assertThat(current(LoopStore.get(removed)).record()).isEqualTo(second);
        } else {
            assertThat(LoopStore.get(replaced)).isEqualTo(new Conflict(null));
            assertThat(LoopStore.get(removed)).isEqualTo(Done.INSTANCE);
            assertAbsent(KEY);
        }
    }

    @Test
    void replaceSetsTheTimeToLiveAnew() throws Exception {
        Token token = created(record("one"), MINUTE);
        byte[] second = record("two");

        token = token(store().replace(KEY, token, second, 3 * MINUTE));
        fastForward(2 * MINUTE);
        assertThat(store().recordAt(KEY)).isEqualTo(second);

        token(store().replace(KEY, token, record("three"), MINUTE / 2));
        fastForward(MINUTE / 2);
        assertAbsent(KEY);
    }

    @Test
    void conflictLeavesTheTimeToLive() throws Exception {
        Token stale = created(record("one"), MINUTE);
        token(store().replace(KEY, stale, record("two"), MINUTE));

        current(store().replace(KEY, stale, record("late"), 9 * MINUTE));
        assertThat(store().create(KEY, record("later"), 9 * MINUTE)).isEqualTo(new Conflict(null));

        fastForward(MINUTE);
        assertAbsent(KEY);
    }

    @Test
    void touchLengthens() throws Exception {
        byte[] record = record("one");
        Token token = created(record, MINUTE);

        assertThat(store().touch(KEY, 3 * MINUTE)).isEqualTo(Done.INSTANCE);

        fastForward(2 * MINUTE);
        assertThat(store().recordAt(KEY)).isEqualTo(record);
        token(store().replace(KEY, token, record("two"), MINUTE));
    }

    @Test
    void touchNeverShortens() throws Exception {
        created(record("one"), 3 * MINUTE);

        assertThat(store().touch(KEY, MINUTE)).isEqualTo(Done.INSTANCE);

        fastForward(2 * MINUTE);
        assertThat(store().find(KEY)).isInstanceOf(Found.class);
        fastForward(MINUTE);
        assertAbsent(KEY);
    }

    @Test
    void touchNeverCreates() throws Exception {
        assertThat(store().touch(KEY, MINUTE)).isEqualTo(Done.INSTANCE);
        assertAbsent(KEY);

        created(record("one"), MINUTE);
        fastForward(MINUTE);
        assertThat(store().touch(KEY, MINUTE)).isEqualTo(Done.INSTANCE);
        assertAbsent(KEY);
    }

    @Test
    void keepsEveryByte() {
        byte[] all = new byte[1_024];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] lines = "\r\n$-1\r\n*0\r\n\0+OK\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] large = new byte[300_000];
        for (byte[] body : List.of(all, lines, large, new byte[0])) {
            byte[] record = record(body);
            Token token = created(record, MINUTE);
            assertThat(store().recordAt(KEY)).isEqualTo(record);

            byte[] next = record(body);
            token(store().replace(KEY, token, next, MINUTE));
            assertThat(current(store().replace(KEY, token, record, MINUTE)).record())
                    .isEqualTo(next);
            store().remove(KEY, store().found(KEY).token());
        }
    }

    @Test
    void tokensOfAnyBytesCompare() {
        for (int value : new int[] {0, 10, 13, 34, 39, 92, 127, 128, 255}) {
            byte[] record = record("one");
            Arrays.fill(record, 1, 21, (byte) value);
            Token token = created(record, MINUTE);

            token(store().replace(KEY, token, record("two"), MINUTE));
            store().remove(KEY, store().found(KEY).token());
        }
    }

    @Test
    void manyFindsAtOnceGetTheirOwnAnswers() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            records.add(record("number " + i));
            token(store().create("ns:s:" + i, records.get(i), MINUTE));
        }
        List<CompletableFuture<FindResult>> finds = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            finds.add(store().findLater("ns:s:" + i % 60));
        }
        for (int i = 0; i < 500; i++) {
            FindResult result = LoopStore.get(finds.get(i));
            if (i % 60 < 50) {
                assertThat(((Found) result).record()).isEqualTo(records.get(i % 60));
            } else {
                assertThat(result).isInstanceOf(Absent.class);
            }
        }
    }

    @Test
    void answersPing() {
        assertThat(store().ping()).isEqualTo(Done.INSTANCE);
    }

    @Test
    void refusesWhatIsNoRecordOrNoTime() {
        assertThatThrownBy(() -> store().create(KEY, new byte[20], MINUTE))
                .hasMessageContaining("expected: format, version and nonce");
        assertThatThrownBy(() -> store().create(KEY, record("one"), 0))
                .hasMessageContaining("expected: above 0");
        Token token = created(record("one"), MINUTE);
        assertThatThrownBy(() -> store().replace(KEY, token, record("two"), -1))
                .hasMessageContaining("expected: above 0");
        assertThatThrownBy(() -> store().touch(KEY, 0)).hasMessageContaining("expected: above 0");
    }
}
