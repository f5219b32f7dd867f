package dev.nonstick.store;

import dev.nonstick.session.RecordName;
import dev.nonstick.session.Revocation;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.StoreKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What this gateway knows of the revocation log: so that no request has to ask the store whether a
 * session was ended, and a session whose deletion the store lost stays ended.
 *
 * <p>Bounded: there is an older and a younger half. Where the younger is full, or as old as entries
 * are kept, it becomes the older one, and what was the older one is forgotten.
 *
 * <p>Thread rule: shared by all event loops. Asking takes no lock.
 */
public final class Revocations {
    private static final int MAX_NAMES = 500_000;
    private static final int MAX_TERMS = 50_000;

    private final String logKey;
    private final long keepMillis;
    private final LongSupplier nanos;
    private final int maxNames;
    private final List<Consumer<List<Revocation>>> watchers = new CopyOnWriteArrayList<>();
    private volatile Half younger;
    private volatile Half older;
    private final AtomicLong dropped = new AtomicLong();
    private volatile long readNanos;

    /**
     * @param namespace of the store's keys
     * @param keep how long entries matter: the longest absolute timeout of all realms
     */
    public Revocations(String namespace, Duration keep) {
        this(namespace, keep, System::nanoTime, MAX_NAMES);
    }

    /**
     * @param maxNames of one half
     */
    Revocations(String namespace, Duration keep, LongSupplier nanos, int maxNames) {
        this.logKey = namespace + ":revoked";
        this.keepMillis = keep.toMillis();
        this.nanos = nanos;
        this.maxNames = maxNames;
        this.readNanos = nanos.getAsLong();
        this.younger = new Half(readNanos);
        this.older = younger;
    }

    private static final class Half {
        private final long since;
        private final RevokedNames names = new RevokedNames();
        private final ConcurrentHashMap<Long, Long> terms = new ConcurrentHashMap<>();
        private volatile int namesKnown;
        private volatile int termsKnown;

        Half(long since) {
            this.since = since;
        }
    }

    /** Reads the log on and on; completes when it was read once, or could not be. */
    public Future<Void> follow(Vertx vertx, RevocationLog log) {
        return new RevocationReader(vertx, log, this).start();
    }

    /**
     * Tells what is learnt from here on.
     *
     * @param watcher is told what is new: on whatever thread learnt it, so it must hand it on
     */
    public void watch(Consumer<List<Revocation>> watcher) {
        watchers.add(watcher);
    }

    String logKey() {
        return logKey;
    }

    long keepMillis() {
        return keepMillis;
    }

    /** Whether the session with the record of this key has been ended. */
    public boolean isEnded(String storeKey) {
        Half now = younger;
        Half before = older;
        if (now.namesKnown + before.namesKnown == 0) {
            return false;
        }
        long name = RecordName.prefix(StoreKeys.nameOf(storeKey));
        return now.names.contains(name) || before.names.contains(name);
    }

    /** Whether all sessions of the record's principal were ended after this login. */
    public boolean endsLogin(Realm realm, SessionId id, SessionRecord record) {
        Half now = younger;
        Half before = older;
        if (now.termsKnown + before.termsKnown == 0 || record.login().isAnonymous()) {
            return false;
        }
        long name =
                RecordName.prefix(realm.principals.nameOf(id.keyId(), record.login().principal()));
        long term = record.login().term();
        return now.terms.getOrDefault(name, 0L) > term
                || before.terms.getOrDefault(name, 0L) > term;
    }

    /** Takes what the log has, again or for the first time. */
    void learn(List<Revocation> entries) {
        List<Revocation> fresh = new ArrayList<>();
        synchronized (this) {
            for (Revocation entry : entries) {
                if (isNew(entry)) {
                    fresh.add(entry);
                }
            }
        }
        if (!fresh.isEmpty()) {
            watchers.forEach(watcher -> watcher.accept(fresh));
        }
    }

    private boolean isNew(Revocation entry) {
        turnIfDue();
        return switch (entry) {
            case Revocation.Ended ended -> addName(RecordName.prefix(ended.name()));
            case Revocation.AllBelow all -> addTerm(RecordName.prefix(all.principal()), all.term());
            // nothing to remember: the record says which epoch it is of
            case Revocation.LoggedIn login -> true;
        };
    }

    private boolean addName(long name) {
        Half half = younger;
        if (older.names.contains(name) || !half.names.add(name)) {
            return false;
        }
        half.namesKnown = half.names.size();
        return true;
    }

    private boolean addTerm(long name, long term) {
        Half half = younger;
        long known =
                Math.max(half.terms.getOrDefault(name, 0L), older.terms.getOrDefault(name, 0L));
        if (term <= known) {
            return false;
        }
        half.terms.put(name, term);
        half.termsKnown = half.terms.size();
        return true;
    }

    private void turnIfDue() {
        Half half = younger;
        boolean full = half.namesKnown >= maxNames || half.termsKnown >= MAX_TERMS;
        long now = nanos.getAsLong();
        if (!full && now - half.since < TimeUnit.MILLISECONDS.toNanos(keepMillis)) {
            return;
        }
        if (full && older != half) {
            dropped.addAndGet(older.namesKnown + older.termsKnown);
        }
        // in this order: whoever sees the new half sees the other, too
        older = half;
        younger = new Half(now);
    }

    /** The log was read to its end. */
    void wasRead() {
        readNanos = nanos.getAsLong();
    }

    /** How many entries it knows. */
    public long size() {
        Half now = younger;
        Half before = older;
        long size = (long) now.namesKnown + now.termsKnown;
        return now == before ? size : size + before.namesKnown + before.termsKnown;
    }

    /** How many entries were forgotten before their time, because there were too many. */
    public long dropped() {
        return dropped.get();
    }

    /** How long ago the log was last read to its end. */
    public Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - readNanos);
    }
}
