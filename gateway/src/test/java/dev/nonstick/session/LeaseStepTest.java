package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.vault.Vault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseStepTest {
    private static final long NOW = 1_000_000;
    private static final long OWN = 7;
    private static final long EPOCH = 5;
    private static final RealmSettings REALM =
            new RealmSettings(
                    "r",
                    new CookieSettings("sid", "Lax", false, false, "/", null, false),
                    Duration.ofMinutes(30),
                    Duration.ofHours(12),
                    Duration.ZERO,
                    Duration.ofSeconds(30),
                    RealmSettings.OnReplay.IGNORE,
                    Duration.ofSeconds(60),
                    8_192,
                    4_096);

    private static SessionRecord record(@Nullable Lease lease) {
        return SessionRecord.unwritten(
                        Span.begin(NOW, REALM),
                        Lineage.first(NOW),
                        new Login(EPOCH, "", 0),
                        Map.of(),
                        Vault.EMPTY)
                .leased(lease);
    }

    private static @Nullable Lease leaseAfter(LeaseStep step, @Nullable Lease before) {
        return step.applyTo(record(before), REALM) instanceof Commit.Write write
                ? write.next().lease()
                : null;
    }

    private static LeaseStep.Take take() {
        return new LeaseStep.Take(OWN, EPOCH, NOW, NOW + 10);
    }

    private static LeaseStep.Fenced increment() {
        Change change = new Change(false, false, List.of(new Operation.Increment("n", 1)));
        return new LeaseStep.Fenced(OWN, new Commit(EPOCH, 0, false, change, null, NOW));
    }

    @Test
    void aLeaseThatIsFreeOrOverdueIsTaken() {
        Lease mine = new Lease(OWN, NOW + 10);
        assertThat(leaseAfter(take(), null)).isEqualTo(mine);
        assertThat(leaseAfter(take(), new Lease(1, NOW))).isEqualTo(mine);
        // sent again after an answer that was lost
        assertThat(leaseAfter(take(), new Lease(OWN, NOW + 5))).isEqualTo(mine);
    }

    @Test
    void somebodyElsesIsNot() {
        assertThat(take().applyTo(record(new Lease(1, NOW + 1)), REALM))
                .isInstanceOf(Commit.NotHeld.class);
    }

    @Test
    void aTurnAtAnotherEpochIsNoTurn() {
        assertThat(new LeaseStep.Take(OWN, EPOCH + 1, NOW, NOW + 10).applyTo(record(null), REALM))
                .isInstanceOf(Commit.Dropped.class);
    }

    @Test
    void onlyTheOwnerRenewsAndGivesBack() {
        LeaseStep renew = new LeaseStep.Renew(OWN, NOW + 20);
        LeaseStep release = new LeaseStep.Release(OWN);
        Lease mine = new Lease(OWN, NOW - 1);
        Lease other = new Lease(1, NOW + 1);

        assertThat(leaseAfter(renew, mine)).isEqualTo(new Lease(OWN, NOW + 20));
        assertThat(renew.applyTo(record(other), REALM)).isInstanceOf(Commit.NotHeld.class);
        assertThat(renew.applyTo(record(null), REALM)).isInstanceOf(Commit.NotHeld.class);
        assertThat(release.applyTo(record(mine), REALM)).isInstanceOf(Commit.Write.class);
        assertThat(leaseAfter(release, mine)).isNull();
        assertThat(release.applyTo(record(other), REALM)).isInstanceOf(Commit.Nothing.class);
    }

    @Test
    void aCommitGivesTheLeaseBackWithItsOwnWrite() {
        // overdue, but nobody took it
        Commit.Decision decision = increment().applyTo(record(new Lease(OWN, NOW - 1)), REALM);
        SessionRecord next = decision instanceof Commit.Write write ? write.next() : record(null);
        assertThat(next.attributes()).containsEntry("n", new Attribute.Counter(1));
        assertThat(next.lease()).isNull();
    }

    /** Invariant 11, the deciding half. */
    @Test
    void aCommitWithoutTheLeaseChangesNothing() {
        for (Lease lease : new @Nullable Lease[] {null, new Lease(1, NOW - 1)}) {
            assertThat(increment().applyTo(record(lease), REALM))
                    .isInstanceOf(Commit.NotHeld.class);
        }
    }

    @Test
    void otherCommitsLeaveItWhereItIs() {
        Lease other = new Lease(1, NOW + 1);
        Commit.Decision decision = increment().commit().applyTo(record(other), REALM);
        assertThat(decision).isInstanceOf(Commit.Write.class);
        assertThat(Objects.requireNonNull(((Commit.Write) decision).next().lease()))
                .isEqualTo(other);
    }

    @Test
    void whatIsGuardedKeepsTheTurnAndNeedsIt() {
        Change increment = new Change(false, false, List.of(new Operation.Increment("n", 1)));
        Commit commit = new Commit(EPOCH, 0, false, increment, null, NOW);
        LeaseStep.Guarded guarded = new LeaseStep.Guarded(OWN, commit);
        Lease own = new Lease(OWN, NOW + 1);
        assertThat(guarded.applyTo(record(own), REALM))
                .isInstanceOfSatisfying(
                        Commit.Write.class,
                        write -> assertThat(write.next().lease()).isEqualTo(own));
        assertThat(guarded.applyTo(record(null), REALM)).isInstanceOf(Commit.NotHeld.class);
        assertThat(guarded.applyTo(record(new Lease(OWN + 1, NOW)), REALM))
                .isInstanceOf(Commit.NotHeld.class);
    }
}
