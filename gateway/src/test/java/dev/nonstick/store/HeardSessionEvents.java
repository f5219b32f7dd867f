package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Remembers what an engine told. */
final class HeardSessionEvents implements SessionEvents {
    private final List<String> heard = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();

    List<String> all() {
        return List.copyOf(heard);
    }

    /** What the sessions were called. */
    List<String> labels() {
        return List.copyOf(labels);
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
    public void replaySuspected(String realm, Supplier<String> label) {
        heard.add("replay");
    }

    @Override
    public void revokedFound(String realm, Supplier<String> label) {
        heard.add("revoked");
    }

    @Override
    public void recordUnreadable(String realm, Supplier<String> label, String reason) {
        heard.add("unreadable");
    }

    @Override
    public void created(String realm, Supplier<String> label) {
        heard.add("created");
        labels.add(label.get());
    }

    @Override
    public void authenticated(String realm, Supplier<String> label) {
        heard.add("authenticated");
        labels.add(label.get());
    }

    @Override
    public void rotated(String realm, Supplier<String> label) {
        heard.add("rotated");
        labels.add(label.get());
    }

    @Override
    public void destroyed(String realm, Supplier<String> label) {
        heard.add("destroyed");
        labels.add(label.get());
    }

    @Override
    public void allDestroyed(String realm, Supplier<String> label, int left) {
        heard.add("destroyed all, left " + left);
        labels.add(label.get());
    }

    @Override
    public void conflict(String realm) {
        heard.add("conflict");
    }

    @Override
    public void dropped(String realm, Supplier<String> label, CommitResult.Cause cause) {
        heard.add("dropped " + cause);
    }

    @Override
    public void refused(String realm, Commit.Refusal refusal) {
        heard.add("refused " + refusal);
    }
}
