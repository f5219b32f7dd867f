package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.StructuredFields;
import dev.nonstick.session.Commit.Decision;
import dev.nonstick.session.Commit.Dropped;
import dev.nonstick.session.Commit.Nothing;
import dev.nonstick.session.Commit.Refusal;
import dev.nonstick.session.Commit.Refused;
import dev.nonstick.session.Commit.Write;
import dev.nonstick.vault.Vault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitTest {
    private static final long NOW = 1_767_230_000_000L;
    private static final long EPOCH = 99;
    private static final RealmSettings REALM = Samples.realm(64 * 1024, 16 * 1024);

    private final Map<String, Attribute> state =
            Samples.state(
                    "cart", Samples.blob("milk"),
                    "visits", Samples.counter(3),
                    "theme", Samples.blob("dark"));

    /** Generation 3, not yet confirmed. */
    private final SessionRecord base = Samples.record(state);

    private static final Login ANONYMOUS = new Login(EPOCH, "", 0);

    private static Operation put(String name, String text) {
        return new Operation.Put(name, Samples.blob(text));
    }

    private static Operation delete(String name) {
        return new Operation.Delete(name);
    }

    private static Operation increment(String name, long by) {
        return new Operation.Increment(name, by);
    }

    private static Commit commit(Operation... operations) {
        return commit(3, false, false, operations);
    }

    private static Commit commit(
            int generation, boolean confirms, boolean rotate, Operation... operations) {
        return new Commit(
                EPOCH,
                generation,
                confirms,
                new Change(false, rotate, List.of(operations)),
                null,
                NOW);
    }

    private static SessionRecord written(Decision decision) {
        assertThat(decision).isInstanceOf(Write.class);
        return ((Write) decision).next();
    }

    private static void refused(Decision decision, Refusal why) {
        assertThat(decision).isEqualTo(new Refused(why));
    }

    private static SessionRecord with(SessionRecord record, int generation, long superseded) {
        return Samples.record(generation, superseded, record.attributes());
    }

    private String stateAfter(Operation... operations) {
        return Samples.text(written(commit(operations).applyTo(base, REALM)).attributes());
    }

    // operations

    @Test
    void aPutReplacesInItsPlaceOrAddsAtTheEnd() {
        assertThat(stateAfter(put("cart", "eggs"), put("new", "x")))
                .isEqualTo(
                        Samples.text(
                                Samples.state(
                                        "cart", Samples.blob("eggs"),
                                        "visits", Samples.counter(3),
                                        "theme", Samples.blob("dark"),
                                        "new", Samples.blob("x"))));
    }

    @Test
    void aDeleteRemoves() {
        assertThat(stateAfter(delete("cart"), delete("theme")))
                .isEqualTo(Samples.text(Samples.state("visits", Samples.counter(3))));
    }

    @Test
    void anIncrementAddsInBothDirections() {
        assertThat(stateAfter(increment("visits", 4), increment("visits", -10)))
                .contains("visits=-3;");
    }

    @Test
    void anIncrementOfNothingCountsFromZero() {
        assertThat(stateAfter(increment("hits", 2))).contains("hits=2;");
        assertThat(stateAfter(delete("cart"), increment("cart", -1))).contains("cart=-1;");
    }

    @Test
    void operationsAreAppliedInOrder() {
        assertThat(
                        stateAfter(
                                put("x", "1"),
                                delete("x"),
                                increment("x", 5),
                                delete("visits"),
                                put("visits", "blob")))
                .contains("x=5;")
                .contains("visits=" + "626c6f62()");
    }

    @Test
    void aPutMayChangeTheKind() {
        assertThat(stateAfter(new Operation.Put("cart", Samples.counter(1)), increment("cart", 1)))
                .contains("cart=2;");
    }

    // what changes nothing

    @Test
    void aByteEqualPutIsNothing() {
        assertThat(commit(put("cart", "milk")).applyTo(base, REALM)).isInstanceOf(Nothing.class);
        assertThat(commit(new Operation.Put("visits", Samples.counter(3))).applyTo(base, REALM))
                .isInstanceOf(Nothing.class);
    }

    @Test
    void anotherTypeOrKindOfTheSameBytesIsAChange() {
        byte[] milk = {'m', 'i', 'l', 'k'};
        written(
                commit(new Operation.Put("cart", new Attribute.Blob(milk, "json")))
                        .applyTo(base, REALM));
        written(commit(put("visits", "3")).applyTo(base, REALM));
    }

    @Test
    void aDeleteOfNothingAndAnIncrementByZeroAreNothing() {
        assertThat(commit(delete("gone"), increment("visits", 0)).applyTo(base, REALM))
                .isInstanceOf(Nothing.class);
    }

    @Test
    void aChangeThatIsTakenBackIsNothing() {
        assertThat(
                        commit(put("cart", "eggs"), put("x", "1"), delete("x"), put("cart", "milk"))
                                .applyTo(base, REALM))
                .isInstanceOf(Nothing.class);
    }

    @Test
    void anEmptyChangeIsNothing() {
        assertThat(commit().applyTo(base, REALM)).isInstanceOf(Nothing.class);
    }

    // refusals

    @Test
    void anIncrementOfABlobIsRefused() {
        refused(commit(increment("cart", 1)).applyTo(base, REALM), Refusal.NOT_A_COUNTER);
        refused(
                commit(put("visits", "x"), increment("visits", 1)).applyTo(base, REALM),
                Refusal.NOT_A_COUNTER);
    }

    @Test
    void anIncrementBeyond15DigitsIsRefusedInBothDirections() {
        long most = StructuredFields.MAX_INTEGER;
        written(commit(increment("visits", most - 3)).applyTo(base, REALM));
        refused(
                commit(increment("visits", most - 2)).applyTo(base, REALM),
                Refusal.COUNTER_OVERFLOW);
        written(commit(increment("visits", -most - 3)).applyTo(base, REALM));
        refused(
                commit(increment("visits", -most), increment("visits", -4)).applyTo(base, REALM),
                Refusal.COUNTER_OVERFLOW);
    }

    @Test
    void moreThan1024AttributesAreRefused() {
        RealmSettings wide = Samples.realm(1 << 20, 1 << 20);
        Map<String, Attribute> full = new LinkedHashMap<>();
        for (int i = 0; i < 1024; i++) {
            full.put("n" + i, Samples.counter(i));
        }
        SessionRecord many = Samples.record(full);
        written(commit(increment("n7", 1)).applyTo(many, wide));
        refused(commit(increment("more", 1)).applyTo(many, wide), Refusal.TOO_MANY_ATTRIBUTES);
        written(commit(delete("n7"), increment("more", 1)).applyTo(many, wide));
    }

    @Test
    void aRecordAboveMaxSizeIsRefusedAtTheByte() {
        int size = 0;
        for (Map.Entry<String, Attribute> entry : state.entrySet()) {
            size += RecordBody.sizeOf(entry.getKey(), entry.getValue());
        }
        int more = RecordBody.sizeOf("x", Samples.blob("12345"));
        Operation put = put("x", "12345");
        written(commit(put).applyTo(base, Samples.realm(size + more, 16 * 1024)));
        refused(
                commit(put).applyTo(base, Samples.realm(size + more - 1, 16 * 1024)),
                Refusal.RECORD_TOO_LARGE);
    }

    @Test
    void aStateAboveTheInlineLimitIsRefused() {
        refused(
                commit(put("x", "1".repeat(200))).applyTo(base, Samples.realm(64 * 1024, 200)),
                Refusal.STATE_TOO_LARGE);
    }

    @Test
    void aSmallerStateIsWrittenEvenWhenItIsStillTooLarge() {
        RealmSettings shrunk = Samples.realm(10, 10);
        assertThat(written(commit(delete("cart")).applyTo(base, shrunk)).attributes().keySet())
                .containsExactly("visits", "theme");
        written(commit(3, false, true).applyTo(base, shrunk));
    }

    @Test
    void aRefusedChangeLeavesTheRecordAsItWas() {
        String before = Samples.text(base);
        refused(
                commit(
                                put("cart", "eggs"),
                                delete("theme"),
                                increment("visits", 1),
                                increment("cart", 1))
                        .applyTo(base, REALM),
                Refusal.NOT_A_COUNTER);
        assertThat(Samples.text(base)).isEqualTo(before);
    }

    @Test
    void aRefusedChangeDoesNotRotateEither() {
        refused(
                commit(3, true, true, increment("cart", 1)).applyTo(base, REALM),
                Refusal.NOT_A_COUNTER);
    }

    @Test
    void anAcceptedChangeLeavesTheOldRecordAsItWas() {
        String before = Samples.text(base);
        written(commit(put("cart", "eggs"), delete("theme")).applyTo(base, REALM));
        assertThat(Samples.text(base)).isEqualTo(before);
    }

    @Test
    void everyRefusalSaysWhy() {
        assertThat(Refusal.values()).allSatisfy(r -> assertThat(r.text()).isNotBlank());
    }

    // epoch

    @Test
    void writesOfAnotherEpochAreDropped() {
        Commit late =
                new Commit(
                        EPOCH - 1,
                        3,
                        true,
                        new Change(false, true, List.of(put("cart", "eggs"))),
                        null,
                        NOW);
        assertThat(late.applyTo(base, REALM)).isInstanceOf(Dropped.class);
    }

    @Test
    void aBadChangeOfAnotherEpochIsDroppedAndNotRefused() {
        Commit late =
                new Commit(
                        EPOCH + 1,
                        3,
                        false,
                        new Change(false, false, List.of(increment("cart", 1))),
                        null,
                        NOW);
        assertThat(late.applyTo(base, REALM)).isInstanceOf(Dropped.class);
    }

    // rotation

    @Test
    void rotateMakesTheNextGenerationThatNobodyHasPresented() {
        SessionRecord next =
                written(commit(3, false, true).applyTo(with(base, 3, NOW - 1_000), REALM));
        assertThat(next.generation()).isEqualTo(4);
        assertThat(next.lineage().supersededMillis()).isZero();
        assertThat(Samples.text(next.attributes())).isEqualTo(Samples.text(state));
    }

    @Test
    void parallelRotationsRotateOnce() {
        SessionRecord once = written(commit(3, false, true).applyTo(base, REALM));
        assertThat(commit(3, false, true).applyTo(once, REALM)).isInstanceOf(Nothing.class);
        SessionRecord both = written(commit(3, false, true, put("x", "1")).applyTo(once, REALM));
        assertThat(both.generation()).isEqualTo(4);
        assertThat(both.attributes()).containsKey("x");
    }

    @Test
    void aRotationByAnOlderGenerationChangesNothing() {
        assertThat(commit(2, false, true).applyTo(base, REALM)).isInstanceOf(Nothing.class);
    }

    @Test
    void theFirstPresentationStartsTheGraceOfThePredecessor() {
        SessionRecord next = written(commit(3, true, false).applyTo(base, REALM));
        assertThat(next.generation()).isEqualTo(3);
        assertThat(next.lineage().supersededMillis()).isEqualTo(NOW);
    }

    @Test
    void aSecondConfirmationDoesNotProlongTheGrace() {
        SessionRecord confirmed = with(base, 3, NOW - 5_000);
        assertThat(commit(3, true, false).applyTo(confirmed, REALM)).isInstanceOf(Nothing.class);
        SessionRecord next =
                written(commit(3, true, false, put("x", "1")).applyTo(confirmed, REALM));
        assertThat(next.lineage().supersededMillis()).isEqualTo(NOW - 5_000);
    }

    @Test
    void aConfirmationOfAGenerationThatIsNoLongerCurrentIsNone() {
        assertThat(commit(3, true, false).applyTo(with(base, 4, 0), REALM))
                .isInstanceOf(Nothing.class);
    }

    @Test
    void theFirstGenerationHasNoPredecessorToConfirm() {
        assertThat(commit(0, true, false).applyTo(with(base, 0, 0), REALM))
                .isInstanceOf(Nothing.class);
    }

    @Test
    void confirmAndRotateInOneLeavesTheNewGenerationUnpresented() {
        SessionRecord next = written(commit(3, true, true).applyTo(base, REALM));
        assertThat(next.generation()).isEqualTo(4);
        assertThat(next.lineage().supersededMillis()).isZero();
    }

    // merge

    @Test
    void parallelChangesOfDifferentAttributesAreAllKept() {
        Commit one = commit(put("cart", "eggs"), increment("visits", 1));
        Commit two = commit(delete("theme"), increment("visits", 10));
        SessionRecord first = written(one.applyTo(base, REALM));
        SessionRecord both = written(two.applyTo(first, REALM));
        assertThat(Samples.text(both.attributes()))
                .isEqualTo(
                        Samples.text(
                                Samples.state(
                                        "cart", Samples.blob("eggs"),
                                        "visits", Samples.counter(14))));
        SessionRecord otherWay = written(one.applyTo(written(two.applyTo(base, REALM)), REALM));
        assertThat(Samples.text(otherWay)).isEqualTo(Samples.text(both));
    }

    @Test
    void aHundredIncrementsAreAHundred() {
        SessionRecord record = base;
        for (int i = 0; i < 100; i++) {
            record = written(commit(increment("visits", 1)).applyTo(record, REALM));
        }
        assertThat(record.attributes()).containsEntry("visits", Samples.counter(103));
    }

    @Test
    void applyingKeepsWhatItDoesNotConcern() {
        SessionRecord next = written(commit(delete("theme")).applyTo(base, REALM));
        Map<String, Attribute> rest = new LinkedHashMap<>(state);
        rest.remove("theme");
        assertThat(Samples.text(next)).isEqualTo(Samples.text(Samples.record(rest)));
    }

    // create

    @Test
    void createMakesTheFirstRecordOfASession() {
        SessionRecord first =
                written(
                        commit(0, false, false, put("cart", "milk"), increment("visits", 1))
                                .create(ANONYMOUS, REALM));
        assertThat(Samples.text(first))
                .isEqualTo(
                        Samples.text(
                                SessionRecord.unwritten(
                                        new Span(NOW, NOW + 12 * 3_600_000L, 1_800_000),
                                        new Lineage(0, 0, false, NOW),
                                        ANONYMOUS,
                                        Samples.state(
                                                "cart", Samples.blob("milk"),
                                                "visits", Samples.counter(1)),
                                        Vault.EMPTY)));
    }

    @Test
    void createHoldsTheSameLimits() {
        refused(
                commit(put("x", "1".repeat(30))).create(ANONYMOUS, Samples.realm(30, 1000)),
                Refusal.RECORD_TOO_LARGE);
        refused(
                commit(put("x", "1".repeat(30))).create(ANONYMOUS, Samples.realm(1000, 30)),
                Refusal.STATE_TOO_LARGE);
        refused(
                commit(put("x", "1"), increment("x", 1)).create(ANONYMOUS, REALM),
                Refusal.NOT_A_COUNTER);
        List<Operation> many = new ArrayList<>();
        for (int i = 0; i < 1025; i++) {
            many.add(increment("n" + i, 1));
        }
        refused(
                commit(many.toArray(Operation[]::new))
                        .create(ANONYMOUS, Samples.realm(1 << 20, 1 << 20)),
                Refusal.TOO_MANY_ATTRIBUTES);
    }

    @Test
    void onlyPutsAndIncrementsBringASessionToLife() {
        assertThat(new Change(false, false, List.of(put("a", "b"))).creates()).isTrue();
        assertThat(new Change(false, false, List.of(increment("a", 1))).creates()).isTrue();
        assertThat(new Change(false, false, List.of(delete("a"), increment("a", 1))).creates())
                .isTrue();
        assertThat(new Change(false, true, List.of(delete("a"))).creates()).isFalse();
        assertThat(new Change(true, true, List.of()).creates()).isFalse();
        assertThat(Change.NONE.creates()).isFalse();
    }

    @Test
    void aChangeIsEmptyOnlyWithoutControlAndOperations() {
        assertThat(Change.NONE.isEmpty()).isTrue();
        assertThat(new Change(true, false, List.of()).isEmpty()).isFalse();
        assertThat(new Change(false, true, List.of()).isEmpty()).isFalse();
        assertThat(new Change(false, false, List.of(delete("a"))).isEmpty()).isFalse();
    }

    // append, put-if-absent

    @Test
    void appendAddsBytesAndKeepsTheType() {
        Operation put = new Operation.Put("log", new Attribute.Blob(new byte[] {1}, "bin"));
        Operation append = new Operation.Append("log", new Attribute.Blob(new byte[] {2}, ""));
        SessionRecord next = written(commit(put, append).applyTo(base, REALM));
        assertThat(Samples.text(Map.of("log", next.attributes().get("log"))))
                .isEqualTo("log=0102(bin);");
    }

    @Test
    void appendToNothingPuts() {
        Operation append = new Operation.Append("log", new Attribute.Blob(new byte[] {2}, "bin"));
        assertThat(stateAfter(append)).endsWith("log=02(bin);");
    }

    @Test
    void appendToACounterIsRefused() {
        Operation append = new Operation.Append("visits", new Attribute.Blob(new byte[] {2}, ""));
        refused(commit(append).applyTo(base, REALM), Refusal.NOT_BYTES);
    }

    @Test
    void putIfAbsentKeepsWhatIsThere() {
        Operation put = new Operation.PutIfAbsent("cart", Samples.blob("eggs"));
        assertThat(commit(put).applyTo(base, REALM)).isInstanceOf(Nothing.class);
        assertThat(stateAfter(new Operation.PutIfAbsent("new", Samples.counter(1))))
                .endsWith("new=1;");
    }

    // login

    private static final Login ALICE = new Login(EPOCH + 7, "alice", 2);

    private static Commit login(Login as, long epoch, Operation... operations) {
        Change change =
                new Change(
                        Change.Ending.NONE,
                        Change.Rotation.NONE,
                        as.principal(),
                        Timeouts.KEPT,
                        List.of(operations));
        return new Commit(epoch, 3, false, change, as, NOW);
    }

    @Test
    void aLoginKeepsWhatTheVisitorHadAndBeginsAnew() {
        SessionRecord next =
                written(login(ALICE, EPOCH, increment("visits", 1)).applyTo(base, REALM));
        assertThat(next.login()).isEqualTo(ALICE);
        assertThat(next.attributes()).containsKeys("cart", "theme");
        assertThat(next.attributes()).containsEntry("visits", Samples.counter(4));
        assertThat(next.createdMillis()).isEqualTo(NOW);
        assertThat(next.deadlineMillis()).isEqualTo(NOW + 12 * 3_600_000L);
        assertThat(next.lineage()).isEqualTo(new Lineage(4, NOW, true, NOW));
    }

    @Test
    void anotherPrincipalStartsFromNothing() {
        SessionRecord alices = written(login(ALICE, EPOCH).applyTo(base, REALM));
        Login bob = new Login(EPOCH + 8, "bob", 0);
        SessionRecord bobs =
                written(login(bob, ALICE.epoch(), increment("visits", 1)).applyTo(alices, REALM));
        assertThat(Samples.text(bobs.attributes())).isEqualTo("visits=1;");
        SessionRecord again =
                written(
                        login(new Login(EPOCH + 9, "alice", 2), ALICE.epoch())
                                .applyTo(alices, REALM));
        assertThat(again.attributes()).isEqualTo(alices.attributes());
    }

    @Test
    void whatWasBegunBeforeALoginIsDroppedAfterIt() {
        SessionRecord alices = written(login(ALICE, EPOCH).applyTo(base, REALM));
        assertThat(commit(put("cart", "eggs")).applyTo(alices, REALM)).isInstanceOf(Dropped.class);
        assertThat(login(new Login(1, "eve", 0), EPOCH).applyTo(alices, REALM))
                .isInstanceOf(Dropped.class);
    }

    private Commit strict(int generation) {
        Change change =
                new Change(
                        Change.Ending.NONE, Change.Rotation.STRICT, null, Timeouts.KEPT, List.of());
        return new Commit(EPOCH, generation, false, change, base.login().anew(77), NOW);
    }

    @Test
    void aStrictRotationEndsThePredecessorAtOnce() {
        SessionRecord next = written(strict(3).applyTo(base, REALM));
        assertThat(next.lineage()).isEqualTo(new Lineage(4, NOW, true, NOW));
        assertThat(next.login()).isEqualTo(base.login().anew(77));
        assertThat(next.span()).isEqualTo(base.span());
        assertThat(next.attributes()).isEqualTo(base.attributes());
    }

    @Test
    void aStrictRotationIsNotContentWithAnOrdinaryOne() {
        SessionRecord rotated = written(commit(3, false, true).applyTo(base, REALM));
        SessionRecord next = written(strict(3).applyTo(rotated, REALM));
        assertThat(next.lineage()).isEqualTo(new Lineage(5, NOW, true, NOW));
        assertThat(strict(3).applyTo(next, REALM)).isInstanceOf(Dropped.class);
    }

    // timeouts

    private static Commit timeouts(long idle, long absolute) {
        Change change =
                new Change(
                        Change.Ending.NONE,
                        Change.Rotation.NONE,
                        null,
                        new Timeouts(idle, absolute),
                        List.of());
        return new Commit(EPOCH, 3, false, change, null, NOW);
    }

    @Test
    void timeoutsAreTheSessionsOwnWithinTheRealms() {
        Span span = base.span();
        assertThat(written(timeouts(900, 0).applyTo(base, REALM)).span())
                .isEqualTo(new Span(span.createdMillis(), span.deadlineMillis(), 900_000));
        assertThat(written(timeouts(0, 3600).applyTo(base, REALM)).span())
                .isEqualTo(
                        new Span(
                                span.createdMillis(),
                                span.createdMillis() + 3_600_000,
                                span.idleMillis()));
        assertThat(timeouts(1801, 12 * 3600 + 1).applyTo(base, REALM)).isInstanceOf(Nothing.class);
    }

    /** Changes of several exchanges are written together: the cookie is not for all of them. */
    @Test
    void anotherExchangesLoginIsNotForTheOneWithTheOldCookie() {
        Commit older = commit(increment("n", 1));
        Commit login = login(ALICE, EPOCH);
        SessionRecord together = written(login.applyTo(written(older.applyTo(base, REALM)), REALM));

        assertThat(login.mayHave(together)).isTrue();
        assertThat(older.mayHave(together)).isFalse();
    }
}
