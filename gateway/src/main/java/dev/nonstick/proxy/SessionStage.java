package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.session.Change;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.Envelope;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.HeldSession;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.StoreFault;
import dev.nonstick.upstream.Backend;
import io.vertx.core.Future;
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

    private final Loop loop;
    private final Loop.@Nullable SessionLane lane;
    private SessionView view = SessionView.NONE;
    private @Nullable HeldSession made;
    private boolean ended;
    private @Nullable WatchedWire wire;
    private @Nullable SideSession side;

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
     * @param then told the failure, or null to go on
     */
    void find(RequestHead head, Consumer<@Nullable Failure> then) {
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
                            boolean unknown = found instanceof SessionView.Unavailable;
                            then.accept(unknown ? Failure.STORE_UNAVAILABLE : null);
                        });
    }

    /**
     * What the backend is told; null where the route has no session.
     *
     * @param attempt counts from 1
     */
    Envelope.@Nullable Fields envelope(
            String method, String authority, String target, int attempt) {
        if (lane == null) {
            return null;
        }
        String members = sideMembers(lane, attempt);
        Envelope envelope = lane.envelope();
        long now = loop.clock().millis();
        return view instanceof SessionView.Live live
                ? envelope.live(live.record(), members, method, authority, target, now)
                : envelope.none(members, method, authority, target, now);
    }

    private String sideMembers(Loop.SessionLane on, int attempt) {
        SideSessions sides = loop.sides();
        if (sides == null) {
            return "";
        }
        SideSession own = side == null ? sides.open(loop, on, view) : side;
        side = own;
        return sides.members(own, attempt);
    }

    /** Whether a backend has written beside its response: then no other may be asked. */
    boolean wroteAside() {
        return side != null && side.wrote();
    }

    /** Completes when what backends now write beside the response is done; null: nothing is. */
    @Nullable Future<?> writesAside() {
        return side == null ? null : side.pending();
    }

    /** The exchange has ended. */
    void ended() {
        SideSessions sides = loop.sides();
        if (side != null && sides != null) {
            sides.ended(side);
            // what of the session is kept on goes without its record
            view = SessionView.NONE;
        }
    }

    /** Whether the backend saw session state, so that its answer is private. */
    boolean stateSent() {
        return view instanceof SessionView.Live;
    }

    /** 6 commit: completes when the store has acknowledged, or will not. */
    void commit(ResponseHead answer, Backend backend, Consumer<Commit> then) {
        if (lane == null) {
            then.accept(Settled.WITHOUT_COOKIE);
            return;
        }
        switch (ChangeReader.read(answer.update(), answer.control(), lane.control())) {
            case ChangeReader.Refused refused ->
                    then.accept(refuse(lane, backend, refused.reason()));
            case ChangeReader.Asked asked -> commit(lane, asked.change(), backend, then);
        }
    }

    private void commit(
            Loop.SessionLane on, Change change, Backend backend, Consumer<Commit> then) {
        (side == null
                        ? loop.sessions().commit(on.realm(), view, change, on.refresh())
                        : side.head(view, change))
                .onSuccess(
                        result -> {
                            if (!change.isEmpty()) {
                                loop.metrics().commit(labelOf(result));
                            }
                            note(change, result);
                            then.accept(settle(on, result, backend));
                        })
                .onFailure(
                        defect -> {
                            loop.events().unexpected(defect);
                            then.accept(new Failed(Failure.INTERNAL));
                        });
    }

    private void note(Change change, CommitResult result) {
        ended = change.ends();
        if (result instanceof CommitResult.Kept kept) {
            made = kept.session();
        }
    }

    /** From here on the connection outlives the request: it ends when the session does. */
    void watch(Wire opened) {
        if (lane == null) {
            return;
        }
        HeldSession held = made;
        if (held == null && !ended && view instanceof SessionView.Live live) {
            held = HeldSession.of(lane.realm(), live);
        }
        if (held != null) {
            wire = loop.wires().watch(opened, held, lane.refresh());
        }
    }

    /** What was watched has ended. */
    void unwatch() {
        if (wire != null) {
            loop.wires().forget(wire);
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
        loop.events().commitLost(on.route(), fault.name().toLowerCase(Locale.ROOT));
        return new Failed(Failure.COMMIT_LOST);
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
            case SessionView.Live live -> "live";
            case SessionView.Unavailable unavailable -> "unavailable";
        };
    }
}
