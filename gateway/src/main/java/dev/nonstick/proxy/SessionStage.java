package dev.nonstick.proxy;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.session.Change;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.Envelope;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SessionView;
import dev.nonstick.upstream.Backend;
import dev.nonstick.vault.VaultResponse;
import java.util.List;
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
    private @Nullable VaultStage vault;

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
     * @param cookies in place of the backend's; null: they pass as they came
     */
    record Settled(@Nullable String setCookie, @Nullable SetCookieLines cookies) implements Commit {
        private static final Settled WITHOUT_COOKIE = new Settled(null, null);

        static Settled with(@Nullable String setCookie, @Nullable SetCookieLines cookies) {
            return setCookie == null && cookies == null
                    ? WITHOUT_COOKIE
                    : new Settled(setCookie, cookies);
        }
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
                loop.events().servedAnonymously(on.route(), SessionLabels.of(anonymous.fault()));
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
                            loop.metrics().commit(SessionLabels.of(result));
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

    /**
     * The backend's Cookie fields.
     *
     * @param target in origin form
     */
    List<String> cookies(RequestHead head, String target, ClientConnection client) {
        Loop.VaultLane on = lane == null ? null : lane.vault();
        if (on == null) {
            return CookieFields.without(head.cookies(), loop.cookieNames());
        }
        if (vault == null) {
            vault = new VaultStage(loop, on, view, head, target, client.isSecure(head));
        }
        return vault.cookies();
    }

    /** What the backend is told; null where the route has no envelope. */
    Envelope.@Nullable Fields envelope(String method, String authority, String target) {
        Envelope envelope = lane == null ? null : lane.envelope();
        if (envelope == null) {
            return null;
        }
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
        boolean enveloped = lane != null && lane.envelope() != null;
        return (enveloped && view instanceof SessionView.Live)
                || view instanceof SessionView.Unavailable
                || (vault != null && vault.sent());
    }

    /** 6 commit: completes when the store has acknowledged, or will not. */
    void commit(ResponseHead answer, Backend backend, Consumer<Commit> then) {
        VaultResponse cookies =
                vault == null
                        ? SettledCookies.unkept(answer, loop.cookieNames())
                        : vault.judge(answer);
        if (lane == null) {
            then.accept(Settlement.sessionless(cookies, loop, backend));
            return;
        }
        if (isUnwritable(lane)) {
            drop(lane, answer);
        }
        if (farewell != null || view instanceof SessionView.Unavailable) {
            then.accept(Settlement.unwritten(farewell, cookies, unwritable(), loop, lane, backend));
            return;
        }
        boolean enveloped = lane.envelope() != null;
        String update = enveloped ? answer.update() : null;
        String control = enveloped ? answer.control() : null;
        switch (ChangeReader.read(update, control, lane.control())) {
            case ChangeReader.Refused refused ->
                    then.accept(Settlement.refused(refused.reason(), loop, lane, backend));
            case ChangeReader.Asked asked ->
                    commit(
                            lane,
                            asked.change().with(cookies.changes(), cookies.rotates()),
                            cookies,
                            backend,
                            then);
        }
    }

    /** Whether nothing that a backend says in fields is written. */
    private boolean isUnwritable(Loop.SessionLane on) {
        return farewell != null || view instanceof SessionView.Unavailable || on.envelope() == null;
    }

    private String unwritable() {
        if (farewell != null) {
            return "logout";
        }
        return view instanceof SessionView.Unavailable ? "anonymous" : "no_envelope";
    }

    /**
     * Nothing can be written to a session that has ended, or that nobody knows of; nor by who was
     * not told of it.
     */
    private void drop(Loop.SessionLane on, ResponseHead answer) {
        // that it ends is what an application asks for when it logs somebody out
        boolean asked = answer.update() != null || (farewell == null && answer.control() != null);
        if (asked) {
            loop.metrics().commit("dropped_" + unwritable());
            loop.events().writeDropped(on.route(), unwritable());
        }
    }

    private void commit(
            Loop.SessionLane on,
            Change change,
            VaultResponse cookies,
            Backend backend,
            Consumer<Commit> then) {
        loop.sessions()
                .commit(on.realm(), view, change, on.refresh())
                .onSuccess(
                        result -> {
                            if (!change.isEmpty()) {
                                loop.metrics().commit(SessionLabels.of(result));
                            }
                            issued = result instanceof CommitResult.Kept k ? k.setCookie() : null;
                            then.accept(Settlement.of(result, cookies, loop, on, backend));
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
        } else if (isUnwritable(lane)) {
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
                    then.accept(Settlement.refused(refused.reason(), loop, on, backend).failure());
            case ChangeReader.Asked asked ->
                    commit(
                            on,
                            asked.change(),
                            VaultResponse.NONE,
                            backend,
                            end -> then.accept(end instanceof Failed f ? f.failure() : null));
        }
    }

    /** For the access log. */
    String label() {
        if (lane == null) {
            return "off";
        }
        return farewell == null ? SessionLabels.of(view) : "ended";
    }
}
