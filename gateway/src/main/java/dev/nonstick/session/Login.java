package dev.nonstick.session;

/**
 * Who uses a session.
 *
 * @param epoch random; another one after each login
 * @param principal who is logged in; empty: nobody
 * @param term how often all sessions of this principal had been ended when this login was made
 */
public record Login(long epoch, String principal, long term) {

    /** The same user, in an epoch of its own. */
    public Login anew(long newEpoch) {
        return new Login(newEpoch, principal, term);
    }

    /** Whether somebody else was logged in before: then nothing of theirs is kept. */
    boolean replaces(Login before) {
        return !before.principal.isEmpty() && !before.principal.equals(principal);
    }

    public boolean isAnonymous() {
        return principal.isEmpty();
    }

    /** Never shows the principal. */
    @Override
    public String toString() {
        return "Login[term=" + term + "]";
    }
}
