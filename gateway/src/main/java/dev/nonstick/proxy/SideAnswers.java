package dev.nonstick.proxy;

import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SideAnswer;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.SessionView;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What the engine's results are to who called. */
final class SideAnswers {
    private SideAnswers() {}

    static Future<SideAnswer> of(SideAnswer answer) {
        return Future.succeededFuture(answer);
    }

    static Future<SideAnswer> conflict(SideAnswer.Cause cause) {
        return of(new SideAnswer.Conflict(cause, null));
    }

    static Future<SideAnswer> lost() {
        return of(new SideAnswer.Unavailable(false));
    }

    /**
     * The session as it was found again.
     *
     * @param epoch of the exchange
     */
    static SideAnswer found(SessionView view, long epoch) {
        return switch (view) {
            case SessionView.Live live ->
                    live.record().epoch() == epoch
                            ? new SideAnswer.State(live.record())
                            : new SideAnswer.Conflict(SideAnswer.Cause.EPOCH_PASSED, null);
            case SessionView.Unavailable lost -> new SideAnswer.Unavailable(false);
            case SessionView.None none -> ended();
            case SessionView.Muted muted -> ended();
        };
    }

    private static SideAnswer ended() {
        return new SideAnswer.Conflict(SideAnswer.Cause.SESSION_ENDED, null);
    }

    /** Whether another write came before one that was for a certain version only. */
    static boolean isOvertaken(CommitResult result) {
        return result instanceof CommitResult.Dropped(CommitResult.Cause cause)
                && cause == CommitResult.Cause.VERSION_PASSED;
    }

    /**
     * What a write came to.
     *
     * @param before the session as it was; null: there was none
     */
    static SideAnswer written(CommitResult result, @Nullable SessionRecord before) {
        return switch (result) {
            case CommitResult.Kept kept ->
                    kept.session() == null
                            ? SideAnswer.Done.INSTANCE
                            : new SideAnswer.Stored(kept.session().record().version());
            case CommitResult.Dropped dropped ->
                    new SideAnswer.Conflict(
                            switch (dropped.cause()) {
                                case EPOCH_PASSED -> SideAnswer.Cause.EPOCH_PASSED;
                                case SESSION_ENDED -> SideAnswer.Cause.SESSION_ENDED;
                                case COOKIE_SUPERSEDED -> SideAnswer.Cause.COOKIE_SUPERSEDED;
                                case VERSION_PASSED -> SideAnswer.Cause.VERSION_PASSED;
                                case LEASE_LOST -> SideAnswer.Cause.TURN_OVER;
                            },
                            null);
            case CommitResult.Refused refused -> new SideAnswer.Refused(refused.refusal(), before);
            case CommitResult.NotStored lost -> new SideAnswer.Unavailable(false);
            case CommitResult.Unknown lost -> new SideAnswer.Unavailable(true);
        };
    }
}
