package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.session.Change;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.Envelope;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.StoreFault;
import dev.nonstick.upstream.Backend;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has to do with its session: find at the beginning, the envelope for the backend,
 * commit of what the backend asks.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class SessionStage {
    /** Cookies of our name that are looked at (RFC 6265 lets a client send several). */
    private static final int MAX_COOKIES = 20;

    private static final Change DESTROY = new Change(true, false, List.of());

    private final Loop loop;
    private final Loop.@Nullable SessionLane lane;
    private SessionView view = new SessionView.None();
    private @Nullable String farewell;
    private @Nullable String issued;

    /**
     * @param lane null: no session on this route
     */
    SessionStage(Loop loop, Loop.@Nullable SessionLane lane) {
        this.loop = loop;
        this.lane = lane;
    }

    /** What the response may do. */
    sealed interface Commit {}

    /**
     * Its head may leave.
     *
     * @param setCookie the gateway's own, or null
     */
    record Settled(@Nullable String setCookie) implements Commit {
        static final Settled WITHOUT_COOKIE = new Settled(null);
    }

    /** It must not leave. */
    record Failed(Failure failure) implements Commit {}

    /**
     * 3 session.
     *
     * @param target in origin form
     * @param then told the failure, or null to go on
     */
    void find(RequestHead head, String target, Consumer<@Nullable Failure> then) {
        if (lane == null) {
            then.accept(null);
            return;
        }
        Realm realm = lane.realm();
        loop.sessions()
                .find(realm, head.cookiesNamed(realm.cookieName(), MAX_COOKIES))
                .onSuccess(
                        found -> {
                            loop.clock().look();
                            view = found;
                            admit(lane, head.method(), target, then);
                        });
    }

    private void admit(
            Loop.SessionLane on, String method, String target, Consumer<@Nullable Failure> then) {
        switch (Admission.judge(on.policy(), view, method, target)) {
            case Admission.Granted granted -> then.accept(null);
            case Admission.Refused refused -> then.accept(refused.failure());
            case Admission.Anonymous anonymous -> {
                loop.metrics().session("anonymous");
                loop.events().servedAnonymously(on.route(), labelOf(anonymous.fault()));
                then.accept(null);
            }
            case Admission.Ending ending -> end(on, ending.session(), then);
        }
    }

    /** The gateway ends the session itself, before anybody else gets the request. */
    private void end(
            Loop.SessionLane on, SessionView.Live session, Consumer<@Nullable Failure> then) {
        loop.sessions()
                .commit(on.realm(), session, DESTROY, false)
                .onSuccess(
                        result -> {
                            loop.metrics().commit(labelOf(result));
                            if (result instanceof CommitResult.Kept kept) {
                                farewell = kept.setCookie();
                                then.accept(null);
                            } else {
                                then.accept(Failure.LOGOUT_FAILED);
                            }
                        });
    }

    /** What takes the cookie of a session that has just ended; null: none has. */
    @Nullable String farewell() {
        return farewell;
    }

    /** What the backend is told; null where the route has no session. */
    Envelope.@Nullable Fields envelope(String method, String authority, String target) {
        if (lane == null) {
            return null;
        }
        Envelope envelope = lane.envelope();
        long now = loop.clock().millis();
        return switch (view) {
            case SessionView.Live live ->
                    envelope.live(live.record(), method, authority, target, now);
            case SessionView.Unavailable unknown ->
                    envelope.unavailable(method, authority, target, now);
            case SessionView.None none -> envelope.none(method, authority, target, now);
            case SessionView.Muted muted -> envelope.none(method, authority, target, now);
        };
    }

    /**
     * Whether the answer is for this client alone: the backend saw session state, or made do
     * without a state that others are served with.
     */
    boolean isPrivate() {
        return view instanceof SessionView.Live || view instanceof SessionView.Unavailable;
    }

    /** 6 commit: completes when the store has acknowledged, or will not. */
    void commit(ResponseHead answer, Backend backend, Consumer<Commit> then) {
        if (lane == null) {
            then.accept(Settled.WITHOUT_COOKIE);
            return;
        }
        if (farewell != null || view instanceof SessionView.Unavailable) {
            drop(lane, answer);
            then.accept(new Settled(farewell));
            return;
        }
        switch (ChangeReader.read(answer.update(), answer.control(), lane.control())) {
            case ChangeReader.Refused refused ->
                    then.accept(refuse(lane, backend, refused.reason()));
            case ChangeReader.Asked asked -> commit(lane, asked.change(), backend, then);
        }
    }

    /** Nothing can be written to a session that has ended, or that nobody knows of. */
    private void drop(Loop.SessionLane on, ResponseHead answer) {
        // that it ends is what an application asks for when it logs somebody out
        boolean asked = answer.update() != null || (farewell == null && answer.control() != null);
        if (asked) {
            String cause = farewell == null ? "anonymous" : "logout";
            loop.metrics().commit("dropped_" + cause);
            loop.events().writeDropped(on.route(), cause);
        }
    }

    private void commit(
            Loop.SessionLane on, Change change, Backend backend, Consumer<Commit> then) {
        loop.sessions()
                .commit(on.realm(), view, change, on.refresh())
                .onSuccess(
                        result -> {
                            if (!change.isEmpty()) {
                                loop.metrics().commit(labelOf(result));
                            }
                            issued = result instanceof CommitResult.Kept k ? k.setCookie() : null;
                            then.accept(settle(on, result, backend));
                        });
    }

    /**
     * 6 commit, for what comes behind the body.
     *
     * @param then told the failure, or null where the last byte may leave
     */
    void commitTrailers(ResponseHead trailers, Backend backend, Consumer<@Nullable Failure> then) {
        boolean asks = trailers.update() != null || trailers.control() != null;
        if (lane == null || !asks) {
            then.accept(null);
        } else if (farewell != null || view instanceof SessionView.Unavailable) {
            drop(lane, trailers);
            then.accept(null);
        } else if (issued == null) {
            commitTrailers(lane, trailers, backend, then);
        } else {
            // the head has made, rotated or ended the session: this is another one than was found
            String value = issued.substring(issued.indexOf('=') + 1, issued.indexOf(';'));
            List<String> cookies = value.isEmpty() ? List.of() : List.of(value);
            loop.sessions()
                    .find(lane.realm(), cookies)
                    .onSuccess(
                            found -> {
                                view = found;
                                commitTrailers(lane, trailers, backend, then);
                            });
        }
    }

    private void commitTrailers(
            Loop.SessionLane on,
            ResponseHead trailers,
            Backend backend,
            Consumer<@Nullable Failure> then) {
        switch (TrailerChange.read(trailers, view)) {
            case ChangeReader.Refused refused ->
                    then.accept(refuse(on, backend, refused.reason()).failure());
            case ChangeReader.Asked asked ->
                    commit(
                            on,
                            asked.change(),
                            backend,
                            end -> then.accept(end instanceof Failed f ? f.failure() : null));
        }
    }

    private Commit settle(Loop.SessionLane on, CommitResult result, Backend backend) {
        return switch (result) {
            case CommitResult.Kept kept ->
                    kept.setCookie() == null
                            ? Settled.WITHOUT_COOKIE
                            : new Settled(kept.setCookie());
            case CommitResult.Dropped dropped -> Settled.WITHOUT_COOKIE;
            case CommitResult.Refused refused -> refuse(on, backend, refused.refusal().text());
            case CommitResult.NotStored lost -> lose(on, lost.fault());
            case CommitResult.Unknown lost -> lose(on, lost.fault());
        };
    }

    private Failed refuse(Loop.SessionLane on, Backend backend, String reason) {
        loop.events().commitRefused(on.route(), backend.address(), reason);
        return new Failed(Failure.COMMIT_REFUSED);
    }

    private Failed lose(Loop.SessionLane on, StoreFault fault) {
        loop.events().commitLost(on.route(), labelOf(fault));
        return new Failed(Failure.COMMIT_LOST);
    }

    private static String labelOf(StoreFault fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }

    private static String labelOf(CommitResult result) {
        return switch (result) {
            case CommitResult.Kept kept -> "kept";
            case CommitResult.Dropped dropped -> "dropped";
            case CommitResult.Refused refused -> "refused";
            case CommitResult.NotStored lost -> "not_stored";
            case CommitResult.Unknown lost -> "unknown";
        };
    }

    /** For the access log. */
    String label() {
        if (lane == null) {
            return "off";
        }
        return switch (view) {
            case SessionView.None none -> "none";
            case SessionView.Muted muted -> "muted";
            case SessionView.Live live -> farewell == null ? "live" : "ended";
            case SessionView.Unavailable unavailable -> "unavailable";
        };
    }
}
