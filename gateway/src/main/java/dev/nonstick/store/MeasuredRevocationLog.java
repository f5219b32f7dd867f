package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.List;

/** Tells what each operation of another log came to and how long it took. */
final class MeasuredRevocationLog implements RevocationLog {

    private final RevocationLog log;
    private final Measure measure;

    MeasuredRevocationLog(RevocationLog log, Measure measure) {
        this.log = log;
        this.measure = measure;
    }

    @Override
    public Future<WriteResult> revoke(String logKey, List<String> entries, long keepMillis) {
        long start = Measure.start();
        return measure.of(
                "revoke", start, log.revoke(logKey, entries, keepMillis), Measure::outcome);
    }

    @Override
    public Future<RevokedResult> revokedSince(String logKey, Cursor cursor) {
        long start = Measure.start();
        return measure.of(
                "revoked_since",
                start,
                log.revokedSince(logKey, cursor),
                MeasuredRevocationLog::outcome);
    }

    private static String outcome(RevokedResult result) {
        return switch (result) {
            case Revoked _ -> "found";
            case Unavailable _ -> "unavailable";
        };
    }
}
