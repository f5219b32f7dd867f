package dev.nonstick.store;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Change;
import dev.nonstick.session.CookieSettings;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.Operation;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionKey;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.Timeouts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Session engines on one event loop over one {@link MemorySessionStore}, with a clock that stands
 * still unless it is moved. {@link Gateway} stands for what one gateway's event loop has.
 */
final class EngineRig {
    static final long IDLE = 1_800_000;
    static final long ABSOLUTE = 43_200_000;
    static final long GRACE = 30_000;
    static final long INTERVAL = 60_000;
    static final int MAX_SIZE = 8_192;
    static final int INLINE_LIMIT = 4_096;

    private final Vertx vertx;
    private final Context context;
    final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    final MemorySessionStore memory = new MemorySessionStore(clock::get, 10_000);
    private final MemoryPrincipalIndex principals = new MemoryPrincipalIndex(clock::get, 1_000);
    private final MemoryRevocationLog log = new MemoryRevocationLog(clock::get, 10_000);
    private int seed;

    EngineRig(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    static RealmSettings settings(String name) {
        return new RealmSettings(
                name,
                new CookieSettings("sid", "Lax", false, false, "/", null, false),
                Duration.ofMillis(IDLE),
                Duration.ofMillis(ABSOLUTE),
                Duration.ZERO,
                Duration.ofMillis(GRACE),
                RealmSettings.OnReplay.IGNORE,
                Duration.ofMillis(INTERVAL),
                MAX_SIZE,
                INLINE_LIMIT);
    }

    /** A key of the ring; the same id is always the same secret. */
    static SessionKey key(int id) {
        byte[] secret = new byte[SessionKey.MIN_SECRET];
        Arrays.fill(secret, (byte) id);
        return new SessionKey(id, secret);
    }

    Gateway gateway() {
        return gateway(settings("default"), 1);
    }

    /**
     * @param keyIds the ring; the first seals
     */
    Gateway gateway(RealmSettings settings, int... keyIds) {
        return new Gateway(settings, keyIds);
    }

    void pass(long millis) {
        clock.addAndGet(millis);
    }

    /** Runs on the event loop and waits for it. */
    <T> T on(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(
                v -> {
                    try {
                        done.complete(action.get());
                    } catch (RuntimeException | AssertionError e) {
                        done.completeExceptionally(e);
                    }
                });
        return get(done);
    }

    void run(Runnable action) {
        on(
                () -> {
                    action.run();
                    return true;
                });
    }

    private <T> CompletableFuture<T> later(Supplier<Future<T>> action) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(() -> action.get().onSuccess(answer::complete));
        return answer;
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static Change put(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return change(new Operation.Put(name, new Attribute.Blob(bytes, "")));
    }

    static Change increment(String name) {
        return change(new Operation.Increment(name, 1));
    }

    static Change delete(String name) {
        return change(new Operation.Delete(name));
    }

    static Change change(Operation... operations) {
        return new Change(false, false, List.of(operations));
    }

    static Change rotate() {
        return new Change(false, true, List.of());
    }

    static Change login(String principal, Operation... operations) {
        return new Change(
                Change.Ending.NONE,
                Change.Rotation.NONE,
                principal,
                Timeouts.KEPT,
                List.of(operations));
    }

    static Change destroyAll() {
        return new Change(
                Change.Ending.ALL_OF_PRINCIPAL,
                Change.Rotation.NONE,
                null,
                Timeouts.KEPT,
                List.of());
    }

    static Change destroy(Operation... thenOperations) {
        return new Change(true, false, List.of(thenOperations));
    }

    /** The value that a Set-Cookie gives. */
    static String cookieOf(CommitResult result) {
        if (result instanceof CommitResult.Kept(String setCookie, _, _) && setCookie != null) {
            return setCookie.substring("sid=".length(), setCookie.indexOf(';'));
        }
        throw new AssertionError("no cookie: " + result);
    }

    /** One event loop of one gateway, with a way of its own to the store. */
    final class Gateway {
        final ScriptedStore store = new ScriptedStore(memory);
        final ScriptedLog log = new ScriptedLog(principals, EngineRig.this.log);
        final Revocations revocations =
                new Revocations(
                        "ns",
                        Duration.ofMillis(ABSOLUTE),
                        () -> TimeUnit.MILLISECONDS.toNanos(clock.get()),
                        1_000);
        final HeardSessionEvents events = new HeardSessionEvents();
        final SessionEngine engine;
        final Realm realm;
        private final RecordCodec codec;

        private Gateway(RealmSettings settings, int... keyIds) {
            List<SessionKey> keys = new ArrayList<>();
            for (int id : keyIds) {
                keys.add(key(id));
            }
            KeyRing ring = new KeyRing(keys);
            seed++;
            engine =
                    new SessionEngine(
                            vertx,
                            new OpenedStore(
                                    store, log, log, new MemoryCounterStore(clock::get, 1_000)),
                            ring,
                            revocations,
                            events,
                            clock::get,
                            new SplittableRandom(seed));
            realm = new Realm(settings, ring, "ns");
            codec = new RecordCodec(ring, new SplittableRandom(1_000L + seed));
        }

        /** Reads the revocation log, which a real gateway does every second. */
        void readLog() {
            run(
                    () -> {
                        if (log.revokedSince(revocations.logKey(), RevocationLog.START).result()
                                instanceof RevocationLog.Revoked revoked) {
                            revocations.learn(RevocationReader.parsed(revoked.entries()));
                        }
                    });
        }

        HeldSession.Look look(HeldSession session) {
            return get(later(() -> engine.look(session)));
        }

        SessionView find(String... cookies) {
            return get(later(() -> engine.find(realm, List.of(cookies))));
        }

        SessionView.Live live(String... cookies) {
            SessionView view = find(cookies);
            if (view instanceof SessionView.Live live) {
                return live;
            }
            throw new AssertionError("no session: " + view);
        }

        CommitResult commit(SessionView view, Change change) {
            return get(commitLater(view, change));
        }

        CompletableFuture<CommitResult> commitLater(SessionView view, Change change) {
            return later(() -> engine.commit(realm, view, change, true));
        }

        CommitResult commitWithoutRefresh(SessionView view, Change change) {
            return get(later(() -> engine.commit(realm, view, change, false)));
        }

        /** A request that changes this. */
        CommitResult request(String cookie, Change change) {
            return commit(find(cookie), change);
        }

        /** A request that changes nothing. */
        CommitResult request(String cookie) {
            return request(cookie, Change.NONE);
        }

        /** A whole request at once, for what happens while another's command is under way. */
        void requestOnLoop(String cookie, Change change) {
            Future<CommitResult> done =
                    engine.find(realm, List.of(cookie))
                            .compose(view -> engine.commit(realm, view, change, true));
            if (!(done.result() instanceof CommitResult.Kept)) {
                throw new AssertionError("not kept: " + done.result());
            }
        }

        /** A new session with a counter; its cookie. */
        String born() {
            return cookieOf(commit(new SessionView.None(), increment("n")));
        }

        void release(ScriptedStore.Held held) {
            run(held::release);
        }

        int pending() {
            return on(engine::pending);
        }

        /** What the store has under the key of this view. */
        SessionRecord stored(SessionView.Live view) {
            if (memory.find(view.storeKey()).result() instanceof SessionStore.Found found) {
                return opened(found, view.storeKey());
            }
            throw new AssertionError("nothing is stored");
        }

        private SessionRecord opened(SessionStore.Found found, String key) {
            if (codec.open(found.record(), key, realm.name())
                    instanceof RecordCodec.Opened opened) {
                return opened.record();
            }
            throw new AssertionError("does not open");
        }

        /** Puts this record in the place of the one that is there. */
        void overwrite(SessionView.Live view, SessionRecord record) {
            byte[] sealed = codec.seal(record, view.storeKey(), realm.name());
            if (memory.find(view.storeKey()).result() instanceof SessionStore.Found found) {
                memory.replace(view.storeKey(), found.token(), sealed, IDLE);
            }
        }

        @Nullable Attribute attribute(SessionView.Live view, String name) {
            return stored(view).attributes().get(name);
        }

        long counter(SessionView.Live view, String name) {
            if (attribute(view, name) instanceof Attribute.Counter(long value)) {
                return value;
            }
            throw new AssertionError(name + " is no counter");
        }

        /** Puts the record of this view into the store again, where it has expired. */
        void restore(SessionView.Live view) {
            byte[] sealed = codec.seal(view.record(), view.storeKey(), realm.name());
            memory.create(view.storeKey(), sealed, IDLE);
        }

        boolean isStored(SessionView.Live view) {
            return memory.find(view.storeKey()).result() instanceof SessionStore.Found;
        }
    }
}
