package dev.nonstick.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Opens the session stores of one gateway: one per event loop, all of the same settings.
 *
 * <p>Thread-safe.
 */
public final class SessionStores {

    private static final String EXPECTED = " (expected: memory: or redis://host:port[/db])";

    private final StoreSettings settings;
    private final StoreListener listener;
    private final RedisAdvice advice;
    private final List<Supplier<Future<Void>>> closers = new CopyOnWriteArrayList<>();
    private final OpenedStore memory =
            OpenedStore.inMemory(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    private SessionStores(StoreSettings settings, StoreListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.advice = new RedisAdvice(listener);
    }

    /**
     * Checks the settings; connects to nothing yet.
     *
     * @param settings with {@code memory:} or {@code redis://host:port[/db]} as url; {@code
     *     embedded:} must have been replaced by {@link EmbeddedRedis#url()}
     * @param listener called on every event loop
     * @throws IllegalArgumentException if the url is another
     */
    public static SessionStores of(StoreSettings settings, StoreListener listener) {
        if (!isMemory(settings)) {
            requireRedisUrl(settings.url());
        }
        return new SessionStores(settings, listener);
    }

    private static boolean isMemory(StoreSettings settings) {
        return settings.url().equals("memory:");
    }

    private static void requireRedisUrl(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("store.url: not a URL" + EXPECTED, e);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "store.url: has credentials (expected: in store.username, store.password)");
        }
        if (!"redis".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getRawQuery() != null
                || !uri.getRawPath().matches("(/\\d{0,4})?")) {
            throw new IllegalArgumentException("store.url: " + url + EXPECTED);
        }
    }

    /**
     * Opens the store of the calling event loop. Succeeds also when Redis cannot be reached: after
     * the first attempt to connect, which takes the connect timeout at most. The store is then
     * unavailable and goes on trying.
     *
     * @return fails only where it is called outside an event loop
     */
    public Future<OpenedStore> open(Vertx vertx) {
        if (!Context.isOnEventLoopThread()) {
            return Future.failedFuture(
                    new IllegalStateException("a session store is opened on an event loop"));
        }
        if (isMemory(settings)) {
            return Future.succeededFuture(memory.measured(listener));
        }
        ContextInternal context = ((VertxInternal) vertx).getOrCreateContext();
        RedisLink link =
                new RedisLink(
                        context,
                        new RedisConnector(context, settings),
                        settings.commandTimeout(),
                        listener,
                        advice);
        closers.add(() -> closeOn(context, link));
        return link.start().map(OpenedStore.over(link).measured(listener));
    }

    /** Closes all connections; afterwards every store is unavailable. */
    public Future<Void> close() {
        return Future.join(closers.stream().map(Supplier::get).toList()).mapEmpty();
    }

    private static Future<Void> closeOn(Context context, RedisLink link) {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(_ -> link.close().onComplete(closed));
        return closed.future();
    }
}
