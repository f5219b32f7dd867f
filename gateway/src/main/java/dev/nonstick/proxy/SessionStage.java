package dev.nonstick.proxy;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.session.Change;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.Envelope;
import dev.nonstick.store.CommitResult;
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
    private final Loop loop;
    private final Loop.@Nullable SessionLane lane;
    private final @Nullable SessionEntry entry;
    private final SideLink side;
    private final WireLink wire;
    private SessionView view = SessionView.NONE;
    private @Nullable String issued;
    private @Nullable VaultStage vault;

    /**
     * @param lane null: no session on this route
     */
    SessionStage(Loop loop, Loop.@Nullable SessionLane lane) {
        this.loop = loop;
        this.lane = lane;
        this.entry = lane == null ? null : new SessionEntry(loop, lane);
        this.side = new SideLink(loop);
        this.wire = new WireLink(loop);
    }

    /**
     * 3 session.
     *
     * @param target in origin form
     * @param then told the failure, or null to go on
     */
    void find(RequestHead head, String target, Consumer<@Nullable Failure> then) {
        if (entry == null) {
            then.accept(null);
            return;
        }
        entry.find(
                head,
                target,
                (found, failure) -> {
                    view = found;
                    then.accept(failure);
                });
    }

    /** The exchange needs its session no more, however it went. */
    void end() {
        if (entry != null) {
            entry.end();
        }
        side.end();
        // the wire or the ref that is left goes on without the record
        view = SessionView.NONE;
    }

    private void endTurn() {
        if (entry != null) {
            entry.endTurn();
        }
    }

    /** What takes the cookie of a session that has just ended; null: none has. */
    @Nullable String farewell() {
        return entry == null ? null : entry.farewell();
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

    /**
     * What the backend is told; null where the route has no envelope.
     *
     * @param attempt counts from 1
     */
    Envelope.@Nullable Fields envelope(
            String method, String authority, String target, int attempt) {
        Envelope envelope = lane == null ? null : lane.envelope();
        if (lane == null || envelope == null) {
            return null;
        }
        boolean known = !(view instanceof SessionView.Unavailable);
        String members = known ? side.members(lane, view, attempt) : "";
        long now = loop.clock().millis();
        return switch (view) {
            case SessionView.Live live ->
                    envelope.live(live.record(), members, method, authority, target, now);
            case SessionView.Unavailable unknown ->
                    envelope.unavailable(method, authority, target, now);
            case SessionView.None none -> envelope.none(members, method, authority, target, now);
            case SessionView.Muted muted -> envelope.none(members, method, authority, target, now);
        };
    }

    /** What is written beside the response. */
    SideLink side() {
        return side;
    }

    /** From here on the connection outlives the request: it ends when the session does. */
    void watch(Wire opened) {
        if (lane != null) {
            wire.watch(opened, lane, view);
        }
    }

    /** What was watched has ended. */
    void unwatch() {
        wire.unwatch();
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
        Unwritten unwritten = Unwritten.of(lane, view, farewell() != null);
        if (unwritten != null) {
            unwritten.tell(loop, lane, answer);
        }
        if (unwritten != null && unwritten.isAll()) {
            endTurn();
            then.accept(Settlement.lost(farewell(), cookies, unwritten, loop, lane, backend));
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
        side.commit(on, view, change)
                .onSuccess(
                        result -> {
                            if (!change.isEmpty()) {
                                loop.metrics().commit(SessionLabels.of(result));
                            }
                            // before the body: it may be a stream
                            endTurn();
                            wire.note(change, result);
                            issued = result instanceof CommitResult.Kept k ? k.setCookie() : null;
                            then.accept(Settlement.of(result, cookies, loop, on, backend));
                        })
                .onFailure(
                        defect -> {
                            loop.events().unexpected(defect);
                            then.accept(new Settlement.Failed(Failure.INTERNAL));
                        });
    }

    /**
     * 6 commit, for what comes behind the body.
     *
     * @param then told the failure, or null where the last byte may leave
     */
    void commitTrailers(ResponseHead trailers, Backend backend, Consumer<@Nullable Failure> then) {
        boolean asks = trailers.update() != null || trailers.control() != null;
        Unwritten unwritten = lane == null ? null : Unwritten.of(lane, view, farewell() != null);
        if (lane == null || !asks) {
            then.accept(null);
        } else if (unwritten != null) {
            unwritten.tell(loop, lane, trailers);
            then.accept(null);
        } else if (issued == null) {
            commitTrailers(lane, trailers, backend, then);
        } else {
            // the head has made, rotated or ended the session: this is another one than was found
            loop.sessions()
                    .find(lane.realm(), TrailerChange.cookies(issued))
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
        boolean hadTurn = entry != null && entry.hadTurn();
        switch (TrailerChange.read(trailers, view, hadTurn)) {
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
        return farewell() == null ? SessionLabels.of(view) : "ended";
    }
}
