package dev.nonstick.session;

/**
 * A change of a record, whatever the record is when the change gets there: it is applied again to
 * what a conflict brings up.
 */
public interface Step {
    /** What applying comes to. */
    Commit.Decision applyTo(SessionRecord base, RealmSettings realm);
}
