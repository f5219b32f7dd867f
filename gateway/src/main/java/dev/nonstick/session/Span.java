package dev.nonstick.session;

/**
 * How long a session lives.
 *
 * @param createdMillis Unix time; starts again at a login
 * @param deadlineMillis Unix time after which it is over, used or not
 * @param idleMillis how long it lives without a request
 */
public record Span(long createdMillis, long deadlineMillis, long idleMillis) {

    /** As the realm has it, from now on. */
    static Span begin(long now, RealmSettings realm) {
        return new Span(
                now, now + realm.absoluteTimeout().toMillis(), realm.idleTimeout().toMillis());
    }

    /** With what the application asks for; never beyond the realm's limits. */
    Span limited(Timeouts asked, RealmSettings realm) {
        return new Span(
                createdMillis,
                createdMillis
                        + asked.absoluteWithin(
                                realm.absoluteTimeout(), deadlineMillis - createdMillis),
                asked.idleWithin(realm.idleTimeout(), idleMillis));
    }
}
