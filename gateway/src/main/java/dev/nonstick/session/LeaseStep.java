package dev.nonstick.session;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record's {@link Lease}. Whoever has lost it changes nothing any more: the
 * record itself says whose turn it is, and every write is compared with it.
 */
public sealed interface LeaseStep extends Step {
    /** Who takes, renews, releases. */
    long owner();

    /** Whether this owner has the turn, be it overdue: as long as nobody else took it. */
    default boolean holds(SessionRecord record) {
        Lease lease = record.lease();
        return lease != null && lease.owner() == owner();
    }

    /** Whether nobody has the turn, or whoever has it is overdue. */
    static boolean isFree(@Nullable Lease lease, long now) {
        return lease == null || now >= lease.deadlineMillis();
    }

    /**
     * Takes it where it is free.
     *
     * @param epoch of the record that the owner has found
     * @param deadline Unix milliseconds; after it others may take it
     */
    record Take(long owner, long epoch, long now, long deadline) implements LeaseStep {
        @Override
        public Commit.Decision applyTo(SessionRecord base, RealmSettings realm) {
            if (base.epoch() != epoch) {
                return Commit.Dropped.INSTANCE;
            }
            return holds(base) || isFree(base.lease(), now)
                    ? new Commit.Write(base.leased(new Lease(owner, deadline)))
                    : Commit.NotHeld.INSTANCE;
        }
    }

    /** Keeps it for longer. */
    record Renew(long owner, long deadline) implements LeaseStep {
        @Override
        public Commit.Decision applyTo(SessionRecord base, RealmSettings realm) {
            return holds(base)
                    ? new Commit.Write(base.leased(new Lease(owner, deadline)))
                    : Commit.NotHeld.INSTANCE;
        }
    }

    /** Gives it back. */
    record Release(long owner) implements LeaseStep {
        @Override
        public Commit.Decision applyTo(SessionRecord base, RealmSettings realm) {
            return holds(base) ? new Commit.Write(base.leased(null)) : Commit.Nothing.INSTANCE;
        }
    }

    /** Commits under it and keeps it; or neither, where it was lost. */
    record Guarded(long owner, Commit commit) implements LeaseStep {
        @Override
        public Commit.Decision applyTo(SessionRecord base, RealmSettings realm) {
            return holds(base) ? commit.applyTo(base, realm) : Commit.NotHeld.INSTANCE;
        }
    }

    /** Commits under it and gives it back, in one write; or neither, where it was lost. */
    record Fenced(long owner, Commit commit) implements LeaseStep {
        @Override
        public Commit.Decision applyTo(SessionRecord base, RealmSettings realm) {
            if (!holds(base)) {
                return Commit.NotHeld.INSTANCE;
            }
            Commit.Decision decision = commit.applyTo(base, realm);
            return switch (decision) {
                case Commit.Write write ->
                        new Commit.Write(write.next().leased(null), write.refused());
                case Commit.Nothing nothing ->
                        new Commit.Write(base.leased(null), nothing.refused());
                case Commit.Dropped dropped -> dropped;
                case Commit.NotHeld lost -> lost;
                case Commit.Refused refused -> refused;
            };
        }
    }
}
