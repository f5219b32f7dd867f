package dev.nonstick.loadtest.jmh;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.StoreKeys;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Step 3 and 6 without the store: cookie, store key, record, envelope. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SessionBenchmark {
    private final KeyRing ring = Samples.ring();
    private final CookieCodec cookies = new CookieCodec(ring, Samples.COOKIE_NAME, Samples.REALM);
    private final StoreKeys keys = new StoreKeys(ring, "nonstick", Samples.REALM);
    private final RecordCodec records = new RecordCodec(ring, new SecureRandom());
    private final Envelope envelope = new Envelope(ring, "app", 4_096);
    private final SessionId id = Samples.id();
    private final SessionRecord record = Samples.record();
    private final Commit commit = Samples.commit();
    private final RealmSettings realm = Samples.realm();
    private final String cookie = cookies.encode(id);
    private final byte[] sealed = records.seal(record, Samples.STORE_KEY, Samples.REALM);

    @Benchmark
    public Object cookieVerify() {
        return cookies.verify(cookie);
    }

    @Benchmark
    public Object storeKey() {
        return keys.keyOf(id);
    }

    @Benchmark
    public Object recordOpen() {
        return records.open(sealed, Samples.STORE_KEY, Samples.REALM);
    }

    @Benchmark
    public Object recordSeal() {
        return records.seal(record, Samples.STORE_KEY, Samples.REALM);
    }

    @Benchmark
    public Object envelopeEncode() {
        return envelope.live(record, "", "GET", Samples.AUTHORITY, "/cart?page=2", Samples.NOW);
    }

    /** One put of as many bytes as the session has, and an increment. */
    @Benchmark
    public Object commitMerge() {
        return commit.applyTo(record, realm);
    }
}
