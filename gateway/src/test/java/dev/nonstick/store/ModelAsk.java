package dev.nonstick.store;

import dev.nonstick.session.Change;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One change that a backend asked for, and what has come of it. */
final class ModelAsk {
    final long number;
    final Change change;

    /** The session that the exchange has found; null: none. */
    final SessionView.@Nullable Live seen;

    /** Only for this version of the record; negative: for any. */
    final long ifVersion;

    final long began;

    /** Where it was applied. */
    final Set<String> keys = new HashSet<>();

    @Nullable CommitResult result;

    ModelAsk(
            long number,
            Change change,
            SessionView.@Nullable Live seen,
            long ifVersion,
            long began) {
        this.number = number;
        this.change = change;
        this.seen = seen;
        this.ifVersion = ifVersion;
        this.began = began;
    }

    boolean mayStillBeApplied() {
        return result == null
                || result instanceof CommitResult.Unknown
                || result instanceof CommitResult.Kept;
    }
}
