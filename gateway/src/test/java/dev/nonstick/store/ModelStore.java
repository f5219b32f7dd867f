package dev.nonstick.store;

import dev.nonstick.session.CookieSettings;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionRecord;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The one store behind all gateways of a round, and what opens its records. */
record ModelStore(
        MemorySessionStore records,
        MemoryPrincipalIndex principals,
        MemoryRevocationLog log,
        KeyRing ring,
        RealmSettings settings,
        Realm realm,
        RecordCodec codec) {

    static final long IDLE = 1_800_000;
    static final long ABSOLUTE = 43_200_000;
    static final long GRACE = 30_000;
    static final long INTERVAL = 60_000;
    static final long ROTATE_AFTER = 20_000;

    static ModelStore of(ModelRun run) {
        RealmSettings settings =
                new RealmSettings(
                        "default",
                        new CookieSettings("sid", "Lax", false, false, "/", null, false),
                        Duration.ofMillis(IDLE),
                        Duration.ofMillis(ABSOLUTE),
                        run.chance(50) ? Duration.ofMillis(ROTATE_AFTER) : Duration.ZERO,
                        Duration.ofMillis(GRACE),
                        run.chance(30) ? RealmSettings.OnReplay.END : RealmSettings.OnReplay.IGNORE,
                        Duration.ofMillis(INTERVAL),
                        100_000,
                        100_000);
        KeyRing ring = new KeyRing(List.of(EngineRig.key(1)));
        return new ModelStore(
                new MemorySessionStore(run.clock::get, 100_000),
                new MemoryPrincipalIndex(run.clock::get, 1_000),
                new MemoryRevocationLog(run.clock::get, 10_000),
                ring,
                settings,
                new Realm(settings, ring, "ns"),
                new RecordCodec(ring, new SplittableRandom(0)));
    }

    /** What is there now. */
    @Nullable SessionRecord read(String key) {
        return records.find(key).result() instanceof SessionStore.Found found
                ? open(key, found.record())
                : null;
    }

    SessionRecord open(String key, byte[] bytes) {
        if (codec.open(bytes, key, realm.name()) instanceof RecordCodec.Opened opened) {
            return opened.record();
        }
        throw new AssertionError("a record that does not open");
    }
}
