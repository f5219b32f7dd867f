package dev.nonstick.store;

import dev.nonstick.session.CookieCodec;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.PrincipalKeys;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionLabels;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SetCookie;
import dev.nonstick.session.StoreKeys;

/**
 * Everything about one realm that is made once: cookie, store keys, time limits.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class Realm {
    private final RealmSettings settings;
    final CookieCodec cookies;
    final StoreKeys keys;
    final PrincipalKeys principals;
    final SessionLabels labels;
    private final SetCookie setCookie;
    private final long touchMillis;

    public Realm(RealmSettings settings, KeyRing ring, String namespace) {
        this.settings = settings;
        this.cookies = new CookieCodec(ring, settings.cookie().name(), settings.name());
        this.keys = new StoreKeys(ring, namespace, settings.name());
        this.principals = new PrincipalKeys(ring, namespace, settings.name());
        this.labels = new SessionLabels(ring);
        this.setCookie = new SetCookie(settings.cookie());
        this.touchMillis = settings.touchInterval().toMillis();
    }

    public RealmSettings settings() {
        return settings;
    }

    public String name() {
        return settings.name();
    }

    public String cookieName() {
        return settings.cookie().name();
    }

    /** How often at most the idle timeout of this session is extended. */
    long refreshMillis(SessionRecord record) {
        return Math.min(touchMillis, record.idleMillis() / 10);
    }

    /** The record's time to live: the store enforces the idle timeout. */
    long ttlMillis(SessionRecord record, long now) {
        return Math.max(
                1,
                Math.min(
                        record.idleMillis() + refreshMillis(record),
                        record.deadlineMillis() - now));
    }

    String setCookie(SessionId id, SessionRecord record, long now) {
        return setCookie.set(cookies.encode(id), (record.deadlineMillis() - now) / 1000);
    }

    String clearCookie() {
        return setCookie.clear();
    }
}
