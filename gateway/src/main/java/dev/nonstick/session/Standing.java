package dev.nonstick.session;

/** What a verified cookie is worth against the record it names. */
public sealed interface Standing {

    /**
     * The current generation.
     *
     * @param confirms presented for the first time: its predecessor's grace begins now
     */
    record Current(boolean confirms) implements Standing {}

    /** A superseded generation that is still good; the response carries the current cookie. */
    record Older() implements Standing {}

    /**
     * Superseded a moment ago and past its grace: no session for this request, its writes are
     * dropped, and no cookie is sent, for it would overwrite the good one.
     */
    record Stale() implements Standing {}

    /** Superseded long ago: somebody may have copied the cookie. The session is absent. */
    record Replayed() implements Standing {}

    /** Past the absolute deadline. */
    record Ended() implements Standing {}

    /** How long a superseded cookie past its grace is taken for a late request. */
    long LATE_MILLIS = 60_000;

    /**
     * Judges a cookie.
     *
     * @param now Unix milliseconds
     * @param graceMillis how long a superseded generation stays good
     */
    static Standing judge(SessionId id, SessionRecord record, long now, long graceMillis) {
        if (now >= record.deadlineMillis()) {
            return new Ended();
        }
        Lineage lineage = record.lineage();
        int behind = lineage.generation() - id.generation();
        if (behind <= 0) {
            boolean first = behind == 0 && lineage.generation() > 0;
            return new Current(first && lineage.supersededMillis() == 0);
        }
        // Until the successor was presented its Set-Cookie may have been lost: nobody is stranded.
        long age = lineage.supersededMillis() == 0 ? 0 : now - lineage.supersededMillis();
        // two or more behind: superseded before that, but perhaps in the same moment
        if (behind == 1 && !lineage.strict() && age <= graceMillis) {
            return new Older();
        }
        return age < LATE_MILLIS ? new Stale() : new Replayed();
    }
}
