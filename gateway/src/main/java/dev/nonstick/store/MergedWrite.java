package dev.nonstick.store;

import dev.nonstick.session.SessionRecord;
import java.util.List;

/**
 * One write of several exchanges' changes, which are stored together or not at all.
 *
 * @param generation of the record that they are applied to
 * @param over names that record
 * @param record what is written
 * @param bytes likewise, sealed
 */
record MergedWrite(
        List<WaitingStep> batch,
        int generation,
        SessionStore.Token over,
        SessionRecord record,
        byte[] bytes) {

    /** When who has waited longest has to have an answer. Unix milliseconds. */
    long deadline() {
        return batch.getFirst().deadline();
    }

    /** Which the record lists first. */
    long writeId() {
        return record.writes()[0];
    }
}
