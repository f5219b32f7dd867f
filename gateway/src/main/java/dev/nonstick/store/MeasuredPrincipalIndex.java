package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;

/** Tells what each operation of another index came to and how long it took. */
final class MeasuredPrincipalIndex implements PrincipalIndex {

    private final PrincipalIndex index;
    private final Measure measure;

    MeasuredPrincipalIndex(PrincipalIndex index, Measure measure) {
        this.index = index;
        this.measure = measure;
    }

    @Override
    public Future<TermResult> enlist(
            String indexKey, String member, long deadlineMillis, long nowMillis, long ttlMillis) {
        long start = Measure.start();
        return measure.of(
                "enlist",
                start,
                index.enlist(indexKey, member, deadlineMillis, nowMillis, ttlMillis),
                MeasuredPrincipalIndex::outcome);
    }

    @Override
    public Future<MembersResult> members(String indexKey, long nowMillis) {
        long start = Measure.start();
        return measure.of(
                "members",
                start,
                index.members(indexKey, nowMillis),
                MeasuredPrincipalIndex::outcome);
    }

    @Override
    public Future<EndResult> endTerm(
            String indexKey, long nowMillis, long ttlMillis, String writeId) {
        long start = Measure.start();
        return measure.of(
                "end_term",
                start,
                index.endTerm(indexKey, nowMillis, ttlMillis, writeId),
                MeasuredPrincipalIndex::outcome);
    }

    @Override
    public Future<WriteResult> delist(String indexKey, String member) {
        long start = Measure.start();
        return measure.of("delist", start, index.delist(indexKey, member), Measure::outcome);
    }

    private static String outcome(TermResult result) {
        return switch (result) {
            case Term _ -> "done";
            case Unavailable _ -> "unavailable";
            case Ambiguous _ -> "ambiguous";
        };
    }

    private static String outcome(MembersResult result) {
        return switch (result) {
            case Members _ -> "found";
            case Unavailable _ -> "unavailable";
        };
    }

    private static String outcome(EndResult result) {
        return switch (result) {
            case Members _ -> "done";
            case Unavailable _ -> "unavailable";
            case Ambiguous _ -> "ambiguous";
        };
    }
}
