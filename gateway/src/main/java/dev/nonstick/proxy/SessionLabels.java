package dev.nonstick.proxy;

import dev.nonstick.store.CommitResult;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.StoreFault;
import java.util.Locale;

/** What metrics and logs call what happens to sessions. */
final class SessionLabels {
    private SessionLabels() {}

    static String of(StoreFault fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }

    static String of(CommitResult result) {
        return switch (result) {
            case CommitResult.Kept kept -> "kept";
            case CommitResult.Dropped dropped -> "dropped";
            case CommitResult.Refused refused -> "refused";
            case CommitResult.NotStored lost -> "not_stored";
            case CommitResult.Unknown lost -> "unknown";
        };
    }

    static String of(SessionView view) {
        return switch (view) {
            case SessionView.None none -> "none";
            case SessionView.Muted muted -> "muted";
            case SessionView.Live live -> "live";
            case SessionView.Unavailable unavailable -> "unavailable";
        };
    }
}
