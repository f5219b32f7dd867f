package dev.nonstick.store;

import dev.nonstick.store.SessionStore.FindResult;
import dev.nonstick.store.SessionStore.Found;
import dev.nonstick.store.SessionStore.Token;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store on an event loop of its own, called from the test's thread. Every answer must come on
 * that loop.
 */
final class LoopStore {

    private final Context context;
    private final OpenedStore store;

    private LoopStore(Context context, OpenedStore store) {
        this.context = context;
        this.store = store;
    }

    static LoopStore open(Vertx vertx, SessionStores stores) {
        return open(vertx, () -> stores.open(vertx));
    }

    static LoopStore open(Vertx vertx, Supplier<Future<OpenedStore>> opener) {
        CompletableFuture<LoopStore> opened = new CompletableFuture<>();
        Context context = newEventLoop(vertx);
        context.runOnContext(
                _ ->
                        opener.get()
                                .onSuccess(store -> opened.complete(new LoopStore(context, store)))
                                .onFailure(opened::completeExceptionally));
        return get(opened);
    }

    private static Context newEventLoop(Vertx vertx) {
        AtomicReference<Context> context = new AtomicReference<>();
        // a thread that Vert.x does not know gets a fresh event-loop context
        Thread thread = Thread.ofPlatform().start(() -> context.set(vertx.getOrCreateContext()));
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return context.get();
    }

    FindResult find(String key) {
        return get(findLater(key));
    }

    byte[] recordAt(String key) {
        return found(key).record();
    }

    Found found(String key) {
        FindResult result = find(key);
        if (result instanceof Found found) {
            return found;
        }
        throw new AssertionError(key + ": " + result);
    }

    CompletableFuture<FindResult> findLater(String key) {
        return onLoop(s -> s.find(key));
    }

    WriteResult create(String key, byte[] record, long ttlMillis) {
        return get(onLoop(s -> s.create(key, record, ttlMillis)));
    }

    WriteResult replace(String key, Token token, byte[] record, long ttlMillis) {
        return get(replaceLater(key, token, record, ttlMillis));
    }

    CompletableFuture<WriteResult> replaceLater(
            String key, Token token, byte[] record, long ttlMillis) {
        return onLoop(s -> s.replace(key, token, record, ttlMillis));
    }

    WriteResult touch(String key, long ttlMillis) {
        return get(onLoop(s -> s.touch(key, ttlMillis)));
    }

    WriteResult remove(String key, Token token) {
        return get(onLoop(s -> s.remove(key, token)));
    }

    WriteResult ping() {
        return get(onLoop(SessionStore::ping));
    }

    boolean isDown() {
        return get(onLoop(s -> Future.succeededFuture(s.isDown())));
    }

    <T> T principals(Function<PrincipalIndex, Future<T>> operation) {
        return get(later(store.principals(), operation));
    }

    <T> T revocations(Function<RevocationLog, Future<T>> operation) {
        return get(later(store.revocations(), operation));
    }

    <T> T counters(Function<CounterStore, Future<T>> operation) {
        return get(later(store.counters(), operation));
    }

    <T> CompletableFuture<T> countersLater(Function<CounterStore, Future<T>> operation) {
        return later(store.counters(), operation);
    }

    <T> CompletableFuture<T> principalsLater(Function<PrincipalIndex, Future<T>> operation) {
        return later(store.principals(), operation);
    }

    <T> CompletableFuture<T> revocationsLater(Function<RevocationLog, Future<T>> operation) {
        return later(store.revocations(), operation);
    }

    <T> CompletableFuture<T> onLoop(Function<SessionStore, Future<T>> operation) {
        return later(store.sessions(), operation);
    }

    private <S, T> CompletableFuture<T> later(S part, Function<S, Future<T>> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(
                _ -> {
                    Thread loop = Thread.currentThread();
                    try {
                        operation
                                .apply(part)
                                .onFailure(answer::completeExceptionally)
                                .onSuccess(result -> completeOn(loop, answer, result));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }

    private static <T> void completeOn(Thread loop, CompletableFuture<T> answer, T result) {
        if (loop.equals(Thread.currentThread())) {
            answer.complete(result);
        } else {
            answer.completeExceptionally(
                    new AssertionError("answered on " + Thread.currentThread()));
        }
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
