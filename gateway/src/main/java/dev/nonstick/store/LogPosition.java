package dev.nonstick.store;

/**
 * Where to read on in a revocation log.
 *
 * <pre>
 * the batch was full:   from the time of its last entry, or, where all were of one time, behind them
 * it was not:           from the overlap before the time of reading
 * </pre>
 *
 * So a step of the store's clock, in whichever direction, hides nothing: each read goes up to the
 * end of the log, and the next begins before whatever the clock said then. Where it was set back,
 * the position goes back too.
 *
 * @param fromMillis by the clock of the store, included
 * @param skip how many entries from there were read
 */
record LogPosition(long fromMillis, long skip) implements RevocationLog.Cursor {

    static final LogPosition START = new LogPosition(Long.MIN_VALUE, 0);

    /**
     * @param lastMillis the time of the last entry of a full batch
     */
    LogPosition behindBatch(long lastMillis, int entries) {
        return lastMillis > fromMillis
                ? new LogPosition(lastMillis, 0)
                : new LogPosition(fromMillis, skip + entries);
    }

    /**
     * @param nowMillis when the log was read to its end
     */
    static LogPosition behindAll(long nowMillis) {
        return new LogPosition(nowMillis - RevocationLog.OVERLAP_MILLIS, 0);
    }
}
