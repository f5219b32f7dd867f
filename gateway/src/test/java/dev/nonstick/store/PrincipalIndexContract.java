package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.store.PrincipalIndex.Members;
import dev.nonstick.store.PrincipalIndex.Term;
import dev.nonstick.store.SessionStore.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every index of principals must do: the sentences of {@link PrincipalIndex}. */
interface PrincipalIndexContract {

    long NOW = 1_800_000_000_000L;
    String ALICE = "ns:p:alice";

    LoopStore store();

    LoopStore otherLoop();

    void fastForward(long millis) throws Exception;

    private static long enlist(LoopStore store, String member, long deadline, long now) {
        return enlist(store, member, deadline, now, SessionStoreContract.MINUTE);
    }

    private static long enlist(
            LoopStore store, String member, long deadline, long now, long ttlMillis) {
        return ((Term)
                        store.principals(
                                index -> index.enlist(ALICE, member, deadline, now, ttlMillis)))
                .term();
    }

    private Members members(long now) {
        return (Members) store().principals(index -> index.members(ALICE, now));
    }

    private static Members endTerm(LoopStore store, long now, String writeId) {
        return (Members)
                store.principals(
                        index -> index.endTerm(ALICE, now, SessionStoreContract.MINUTE, writeId));
    }

    private SessionStore.WriteResult delist(String indexKey, String member) {
        return store().principals(index -> index.delist(indexKey, member));
    }

    @Test
    default void whereNobodyIsEnlistedThereIsNoTerm() {
        assertThat(members(NOW)).isEqualTo(new Members(0, List.of(), false));
    }

    @Test
    default void enlistsNamesUntilTheirDeadlines() {
        enlist(store(), "one", NOW + 100, NOW);
        enlist(otherLoop(), "two", NOW + 200, NOW);

        assertThat(members(NOW).members()).containsExactly("two", "one");
        assertThat(members(NOW + 99).members()).containsExactly("two", "one");
        assertThat(members(NOW + 100).members()).containsExactly("two");
        assertThat(members(NOW + 200).members()).isEmpty();
    }

    @Test
    default void enlistingAgainSetsTheDeadlineAnew() {
        enlist(store(), "one", NOW + 100, NOW);
        enlist(store(), "one", NOW + 300, NOW);

        assertThat(members(NOW + 200).members()).containsExactly("one");

        enlist(store(), "one", NOW + 150, NOW);
        assertThat(members(NOW + 200).members()).isEmpty();
    }

    @Test
    default void everyEnlistingTrimsWhatHasPassed() {
        enlist(store(), "one", NOW + 100, NOW);
        enlist(store(), "two", NOW + 500, NOW + 100);

        // a reader with a slow clock shows that it is gone
        assertThat(members(NOW).members()).containsExactly("two");
    }

    @Test
    default void theTermStaysWhileNobodyEndsIt() {
        long term = enlist(store(), "one", NOW + 100, NOW);

        assertThat(term).isEqualTo(NOW);
        assertThat(enlist(otherLoop(), "two", NOW + 9_000, NOW + 5_000)).isEqualTo(term);
        assertThat(members(NOW + 5_000)).isEqualTo(new Members(term, List.of("two"), false));
    }

    @Test
    default void endingATermRaisesItAndTellsTheNames() {
        long term = enlist(store(), "one", NOW + 100, NOW);
        enlist(store(), "two", NOW + 50, NOW);

        Members ended = endTerm(otherLoop(), NOW, "w1");

        assertThat(ended).isEqualTo(new Members(term + 1, List.of("one", "two"), false));
        assertThat(enlist(store(), "three", NOW + 100, NOW)).isEqualTo(term + 1);
        assertThat(endTerm(store(), NOW + 60, "w2").members())
                .containsExactlyInAnyOrder("one", "three");
    }

    @Test
    default void sentAgainItEndsNoOtherTerm() {
        enlist(store(), "one", NOW + 100, NOW);
        Members ended = endTerm(store(), NOW, "w1");

        enlist(store(), "later", NOW + 200, NOW);
        Members again = endTerm(otherLoop(), NOW, "w1");

        assertThat(again.term()).isEqualTo(ended.term());
        assertThat(again.members()).containsExactly("later", "one");
        assertThat(endTerm(store(), NOW, "w2").term()).isEqualTo(ended.term() + 1);
    }

    @Test
    default void aTermCanBeEndedWhereNobodyIsEnlisted() {
        Members ended = endTerm(store(), NOW, "w1");

        assertThat(ended).isEqualTo(new Members(NOW, List.of(), false));
        assertThat(enlist(store(), "one", NOW + 100, NOW)).isEqualTo(NOW);
        assertThat(endTerm(store(), NOW, "w1").term()).isEqualTo(NOW);
    }

    @Test
    default void ofManyEndingsAtOnceEachRaisesOnce() {
        long term = enlist(store(), "one", NOW + 100, NOW);
        List<CompletableFuture<PrincipalIndex.EndResult>> endings = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String writeId = "w" + i;
            LoopStore store = i % 2 == 0 ? store() : otherLoop();
            endings.add(
                    store.principalsLater(
                            index ->
                                    index.endTerm(
                                            ALICE, NOW, SessionStoreContract.MINUTE, writeId)));
        }

        assertThat(endings.stream().map(end -> ((Members) LoopStore.get(end)).term()))
                .doesNotHaveDuplicates();
        assertThat(members(NOW).term()).isEqualTo(term + 20);
    }

    @Test
    default void anIndexThatWasLostBeginsWithAHigherTerm() throws Exception {
        enlist(store(), "one", NOW + 100, NOW);
        Members ended = endTerm(store(), NOW, "w1");

        fastForward(SessionStoreContract.MINUTE);

        assertThat(members(NOW)).isEqualTo(new Members(0, List.of(), false));
        assertThat(enlist(store(), "two", NOW + 90_000, NOW + 60_000)).isGreaterThan(ended.term());
    }

    @Test
    default void noTermIsBelowTheTime() {
        enlist(store(), "one", NOW + 90_000, NOW);

        assertThat(endTerm(store(), NOW + 60_000, "w1").term()).isEqualTo(NOW + 60_000);
    }

    @Test
    default void noWriteShortensTheLifeOfAnIndex() throws Exception {
        long minute = SessionStoreContract.MINUTE;
        enlist(store(), "one", NOW + 9 * minute, NOW, 3 * minute);
        enlist(store(), "two", NOW + 9 * minute, NOW, minute);
        endTerm(store(), NOW, "w1");

        fastForward(2 * minute);
        assertThat(members(NOW).members()).hasSize(2);
        enlist(store(), "three", NOW + 9 * minute, NOW, 3 * minute);
        fastForward(2 * minute);
        assertThat(members(NOW).members()).hasSize(3);
        fastForward(minute);
        assertThat(members(NOW)).isEqualTo(Members.NONE);
    }

    @Test
    default void delistsOneName() {
        long term = enlist(store(), "one", NOW + 100, NOW);
        enlist(store(), "two", NOW + 100, NOW);

        assertThat(delist(ALICE, "one")).isEqualTo(Done.INSTANCE);
        assertThat(delist(ALICE, "one")).isEqualTo(Done.INSTANCE);
        assertThat(delist("ns:p:bob", "one")).isEqualTo(Done.INSTANCE);
        assertThat(members(NOW)).isEqualTo(new Members(term, List.of("two"), false));
        store().principals(index -> index.delist(ALICE, "two"));
        assertThat(members(NOW)).isEqualTo(new Members(term, List.of(), false));
    }

    @Test
    default void answersAreBoundedAndSayThatThereIsMore() {
        int most = PrincipalIndex.MAX_MEMBERS;
        List<CompletableFuture<PrincipalIndex.TermResult>> enlistings = new ArrayList<>();
        for (int i = 0; i <= most; i++) {
            String name = "name" + i;
            long deadline = NOW + 1 + i;
            enlistings.add(
                    store().principalsLater(
                                    index ->
                                            index.enlist(
                                                    ALICE,
                                                    name,
                                                    deadline,
                                                    NOW,
                                                    SessionStoreContract.MINUTE)));
            if (i % 500 == 0) {
                enlistings.forEach(LoopStore::get);
            }
        }
        enlistings.forEach(
                enlisting -> assertThat(LoopStore.get(enlisting)).isInstanceOf(Term.class));

        Members members = members(NOW);

        assertThat(members.more()).isTrue();
        assertThat(members.members())
                .hasSize(most)
                .startsWith("name" + most)
                .endsWith("name1")
                .doesNotHaveDuplicates();
        assertThat(endTerm(store(), NOW, "w1").more()).isTrue();
        assertThat(members(NOW + 1).more()).isFalse();
        assertThat(members(NOW + 1).members()).hasSize(most);
    }

    @Test
    default void refusesWhatIsNoName() {
        for (String name : new String[] {"", "#w1"}) {
            assertThatThrownBy(() -> enlist(store(), name, NOW + 1, NOW))
                    .hasMessageContaining("not beginning with #");
            assertThatThrownBy(() -> endTerm(store(), NOW, name))
                    .hasMessageContaining("not beginning with #");
            assertThatThrownBy(() -> store().principals(index -> index.delist(ALICE, name)))
                    .hasMessageContaining("not beginning with #");
        }
        assertThatThrownBy(() -> enlist(store(), "one", 0, NOW))
                .hasMessageContaining("deadlineMillis");
        assertThatThrownBy(() -> enlist(store(), "one", 1L << 52, NOW))
                .hasMessageContaining("deadlineMillis");
        assertThatThrownBy(() -> enlist(store(), "one", NOW, NOW, 0))
                .hasMessageContaining("ttlMillis");
        assertThatThrownBy(() -> members(0)).hasMessageContaining("nowMillis");
    }

    @Test
    default void membersAreNotShown() {
        enlist(store(), "one", NOW + 100, NOW);

        assertThat(members(NOW).toString()).doesNotContain("one");
    }
}
