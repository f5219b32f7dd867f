package dev.nonstick.store;

import io.vertx.core.Future;

/** Tells what each operation of another store came to and how long it took. */
final class MeasuredSessionStore implements SessionStore {

    private final SessionStore store;
    private final Measure measure;

    MeasuredSessionStore(SessionStore store, Measure measure) {
        this.store = store;
        this.measure = measure;
    }

    @Override
    public Future<FindResult> find(String key) {
        long start = Measure.start();
        return measure.of("find", start, store.find(key), MeasuredSessionStore::outcome);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        long start = Measure.start();
        return write("create", start, store.create(key, record, ttlMillis));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        long start = Measure.start();
        return write("replace", start, store.replace(key, token, record, ttlMillis));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        long start = Measure.start();
        return write("touch", start, store.touch(key, ttlMillis));
    }

    @Override
    public Future<WriteResult> remove(String key, Token token) {
        long start = Measure.start();
        return write("remove", start, store.remove(key, token));
    }

    @Override
    public Future<WriteResult> ping() {
        long start = Measure.start();
        return write("ping", start, store.ping());
    }

    @Override
    public boolean isDown() {
        return store.isDown();
    }

    private Future<WriteResult> write(String operation, long start, Future<WriteResult> pending) {
        return measure.of(operation, start, pending, Measure::outcome);
    }

    private static String outcome(FindResult result) {
        return switch (result) {
            case Found _ -> "found";
            case Absent _ -> "absent";
            case Unavailable _ -> "unavailable";
        };
    }
}
