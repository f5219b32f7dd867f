package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Remembers what an engine told. */
final class HeardSessionEvents implements SessionEvents {
    private final List<String> heard = new ArrayList<>();

    List<String> all() {
        return List.copyOf(heard);
    }

    long count(String event) {
        return Collections.frequency(heard, event);
    }

    @Override
    public void cookieRefused(String realm, CookieCodec.Reason reason) {
        heard.add("cookie " + reason);
    }

    @Override
    public void cookiesContradict(String realm) {
        heard.add("contradict");
    }

    @Override
    public void replaySuspected(String realm) {
        heard.add("replay");
    }

    @Override
    public void recordUnreadable(String realm, String reason) {
        heard.add("unreadable");
    }

    @Override
    public void created(String realm) {
        heard.add("created");
    }

    @Override
    public void rotated(String realm) {
        heard.add("rotated");
    }

    @Override
    public void destroyed(String realm) {
        heard.add("destroyed");
    }

    @Override
    public void conflict(String realm) {
        heard.add("conflict");
    }

    @Override
    public void dropped(String realm, CommitResult.Cause cause) {
        heard.add("dropped " + cause);
    }

    @Override
    public void refused(String realm, Commit.Refusal refusal) {
        heard.add("refused " + refusal);
    }
}
