package dev.nonstick.session;

/**
 * Which generation of the cookie is current, and what its predecessor is still worth.
 *
 * <p>An ordinary rotation strands nobody: the predecessor stays good until the new cookie is first
 * presented, and a grace longer. A strict one, at a login, ends the predecessor at once: whoever
 * has a copy of the cookie from before must not get the session from after.
 *
 * @param generation counts rotations
 * @param supersededMillis when the predecessor ceased to be current; 0: not yet, its successor has
 *     not been presented. Unix time
 * @param strict whether the predecessor is worth nothing
 * @param sinceMillis when this generation was made. Unix time
 */
public record Lineage(int generation, long supersededMillis, boolean strict, long sinceMillis) {

    /** Of a new session. */
    static Lineage first(long now) {
        return new Lineage(0, 0, false, now);
    }

    /** The current cookie was presented: its predecessor's grace begins, once. */
    Lineage confirmed(long now) {
        return supersededMillis == 0 && generation > 0
                ? new Lineage(generation, now, strict, sinceMillis)
                : this;
    }

    Lineage rotated(long now) {
        return new Lineage(generation + 1, 0, false, now);
    }

    Lineage rotatedStrictly(long now) {
        return new Lineage(generation + 1, now, true, now);
    }
}
