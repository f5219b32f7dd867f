package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import java.util.function.Supplier;

/** Counts what the engines tell. */
record ModelEvents(ModelRun run) implements SessionEvents {
    @Override
    public void cookieRefused(String realm, CookieCodec.Reason reason) {
        throw run.difference("a cookie of ours was refused: " + reason);
    }

    @Override
    public void cookiesContradict(String realm) {
        run.count("event contradict");
    }

    @Override
    public void replaySuspected(String realm, Supplier<String> label) {
        run.count("event replay");
    }

    @Override
    public void revokedFound(String realm, Supplier<String> label) {
        run.count("event revoked");
    }

    @Override
    public void recordUnreadable(String realm, Supplier<String> label, String reason) {
        throw run.difference("a record does not open: " + reason);
    }

    @Override
    public void created(String realm, Supplier<String> label) {
        run.count("event created");
    }

    @Override
    public void authenticated(String realm, Supplier<String> label) {
        run.count("event authenticated");
    }

    @Override
    public void rotated(String realm, Supplier<String> label) {
        run.count("event rotated");
    }

    @Override
    public void destroyed(String realm, Supplier<String> label) {
        run.count("event destroyed");
    }

    @Override
    public void allDestroyed(String realm, Supplier<String> label, int left) {
        run.count("event destroyed all");
    }

    @Override
    public void conflict(String realm) {
        run.count("event conflict");
    }

    @Override
    public void dropped(String realm, Supplier<String> label, CommitResult.Cause cause) {
        run.count("event dropped " + cause);
    }

    @Override
    public void refused(String realm, Commit.Refusal refusal) {
        run.count("event refused " + refusal);
    }
}
