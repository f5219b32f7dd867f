package dev.nonstick.proxy;

import dev.nonstick.store.SessionView;

/** What an exchange has that its backend may read and write beside the response. */
enum SideRight {
    /** None; a write makes one, until the head is decided, for only a head sets a cookie. */
    NO_SESSION,
    /** None that it may write to. */
    NO_RIGHT,
    /** One that could not be read. */
    NO_ANSWER,
    SESSION;

    static SideRight of(SessionView view) {
        return switch (view) {
            case SessionView.None none -> NO_SESSION;
            case SessionView.Live live -> SESSION;
            case SessionView.Muted muted -> NO_RIGHT;
            case SessionView.Unavailable unavailable -> NO_ANSWER;
        };
    }
}
