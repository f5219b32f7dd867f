package dev.nonstick.proxy;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.session.Change;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.Envelope;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.Turn;
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
    private @Nullable Turn turn;

    /**
     * @param lane null: no session on this route
     */
    SessionStage(Loop loop, Loop.@Nullable SessionLane lane) {
        this.loop = loop;
        this.lane = lane;
    }

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
        loop.sessions()
                .find(lane.realm(), cookies(lane, head))
                .onSuccess(
                        found -> {
                            loop.clock().look();
                            view = found;
                            admit(lane, head, target, then);
                        });
    }

    private static List<String> cookies(Loop.SessionLane on, RequestHead head) {
        return head.cookiesNamed(on.realm().cookieName(), MAX_COOKIES);
    }

    private void admit(
            Loop.SessionLane on,
            RequestHead head,
            String target,
            Consumer<@Nullable Failure> then) {
        boolean down = loop.sessions().isStoreDown();
        switch (Admission.judge(on.policy(), view, head.method(), target, down)) {
            case Admission.Granted granted -> {
                boolean waits = turn == null && Admission.takesTurns(on.policy(), head);
                if (waits && view instanceof SessionView.Live live) {
                    await(on, head, target, live, then);
                } else {
                    then.accept(null);
                }
            }
            case Admission.Refused refused -> then.accept(refused.failure());
            case Admission.Anonymous anonymous -> {
                loop.metrics().session("anonymous");
                loop.events().servedAnonymously(on.route(), SessionLabels.of(anonymous.fault()));
                then.accept(null);
            }
            case Admission.Ending ending -> end(on, ending.session(), then);
        }
    }

    /** It is not this request's turn yet; when it is, the session may be another one. */
    private void await(
            Loop.SessionLane on,
            RequestHead head,
            String target,
            SessionView.Live found,
            Consumer<@Nullable Failure> then) {
        Turn awaited = on.leases().turn(on.realm(), cookies(on, head), found);
        turn = awaited;
        TurnWait.begin(
                loop,
                awaited,
                now -> {
                    if (now == null) {
                        then.accept(Failure.SERIAL_TIMEOUT);
                    } else {
                        view = now;
                        admit(on, head, target, then);
                    }
                });
    }

    /** The exchange needs its session no more, however it went. */
    void end() {
        if (turn != null) {
            turn.end();
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

    /** The backend's Cookie fields; the target is in origin form. */
    List<String> cookies(RequestHead head, String target, ClientConnection client) {
        if (vault == null && lane != null) {
            vault = VaultStage.of(loop, lane.vault(), view, head, target, client);
        }
        return vault == null
                ? CookieFields.without(head.cookies(), loop.cookieNames())
                : vault.cookies();
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
        return (view instanceof SessionView.Live && lane != null && lane.envelope() != null)
                || view instanceof SessionView.Unavailable
                || (vault != null && vault.sent());
    }

    /** 6 commit: completes when the store has acknowledged, or will not. */
    void commit(ResponseHead answer, Backend backend, Consumer<Settlement> then) {
        VaultResponse cookies =
                vault == null ? SettledCookies.unkept(loop, answer) : vault.judge(answer);
        if (lane == null) {
            then.accept(Settlement.sessionless(cookies, loop, backend));
            return;
        }
        Unwritten unwritten = Unwritten.of(lane, view, farewell != null);
        if (unwritten != null) {
            unwritten.tell(loop, lane, answer);
        }
        if (unwritten != null && unwritten.isAll()) {
            end();
            then.accept(Settlement.lost(farewell, cookies, unwritten, loop, lane, backend));
            return;
        }
        String update = unwritten == null ? answer.update() : null;
        String control = unwritten == null ? answer.control() : null;
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

    private void commit(
            Loop.SessionLane on,
            Change change,
            VaultResponse cookies,
            Backend backend,
            Consumer<Settlement> then) {
        loop.sessions()
                .commit(on.realm(), view, change, on.refresh())
                .onSuccess(
                        result -> {
                            if (!change.isEmpty()) {
                                loop.metrics().commit(SessionLabels.of(result));
                            }
                            // before the body: it may be a stream
                            end();
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
        Unwritten unwritten = lane == null ? null : Unwritten.of(lane, view, farewell != null);
        if (lane == null || !asks) {
            then.accept(null);
        } else if (unwritten != null) {
            unwritten.tell(loop, lane, trailers);
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
        switch (TrailerChange.read(trailers, view, turn != null)) {
            case ChangeReader.Refused refused ->
                    then.accept(Settlement.refused(refused.reason(), loop, on, backend).failure());
            case ChangeReader.Asked asked ->
                    commit(
                            on,
                            asked.change(),
                            VaultResponse.NONE,
                            backend,
                            end ->
                                    then.accept(
                                            end instanceof Settlement.Failed f
                                                    ? f.failure()
                                                    : null));
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
