package dev.nonstick.proxy;

import dev.nonstick.http.ResponseHead;
import dev.nonstick.session.Change;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.store.SessionView;
import java.util.Set;

/**
 * What a backend may ask of the session behind its body: updates of a session that is there. The
 * head has left, and with it the last chance of a cookie.
 */
final class TrailerChange {
    private TrailerChange() {}

    /**
     * Reads trailers.
     *
     * @param view the session as the response's head left it
     * @param turnOver whether it was changed by turns, and this exchange's is over
     */
    static ChangeReader.Reading read(ResponseHead trailers, SessionView view, boolean turnOver) {
        if (trailers.control() != null) {
            return new ChangeReader.Refused(
                    "Offload-Control in trailers (expected: in the response's head)");
        }
        if (turnOver) {
            return new ChangeReader.Refused(
                    "Offload-Update in trailers of a serial route (expected: in the response's"
                            + " head, where the request's turn ends)");
        }
        return switch (ChangeReader.read(trailers.update(), null, Set.of())) {
            case ChangeReader.Refused refused -> refused;
            case ChangeReader.Asked asked ->
                    creates(asked.change(), view)
                            ? new ChangeReader.Refused(
                                    "Offload-Update in trailers without a session (expected: one"
                                            + " that the response's head has made, for its cookie"
                                            + " goes there)")
                            : asked;
        };
    }

    private static boolean creates(Change change, SessionView view) {
        return view instanceof SessionView.None && change.creates();
    }
}
