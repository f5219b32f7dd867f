package dev.nonstick.store;

import io.vertx.core.Future;

/** Tells a listener what each operation of another store came to and how long it took. */
final class MeasuredSessionStore implements SessionStore {

    private final SessionStore store;
    private final StoreListener listener;

    MeasuredSessionStore(SessionStore store, StoreListener listener) {
        this.store = store;
        this.listener = listener;
    }

    @Override
    public Future<FindResult> find(String key) {
        long start = System.nanoTime();
        Future<FindResult> pending = store.find(key);
        listener.commandStarted("find");
        return pending.onSuccess(result -> done("find", outcome(result), start));
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        long start = System.nanoTime();
        return measured("create", start, store.create(key, record, ttlMillis));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        long start = System.nanoTime();
        return measured("replace", start, store.replace(key, token, record, ttlMillis));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        long start = System.nanoTime();
        return measured("touch", start, store.touch(key, ttlMillis));
    }

    @Override
    public Future<WriteResult> delete(String key) {
        long start = System.nanoTime();
        return measured("delete", start, store.delete(key));
    }

    @Override
    public Future<WriteResult> ping() {
        long start = System.nanoTime();
        return measured("ping", start, store.ping());
    }

    private Future<WriteResult> measured(
            String operation, long start, Future<WriteResult> pending) {
        listener.commandStarted(operation);
        return pending.onSuccess(result -> done(operation, outcome(result), start));
    }

    private void done(String operation, String outcome, long start) {
        listener.commandDone(operation, outcome, System.nanoTime() - start);
    }

    private static String outcome(FindResult result) {
        return switch (result) {
            case Found _ -> "found";
            case Absent _ -> "absent";
            case Unavailable _ -> "unavailable";
        };
    }

    private static String outcome(WriteResult result) {
        return switch (result) {
            case Done _ -> "done";
            case Conflict _ -> "conflict";
            case Unavailable _ -> "unavailable";
            case Ambiguous _ -> "ambiguous";
        };
    }
}
