package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody who can write to Redis can do to sessions: end them, and nothing else. */
@ExtendWith(SessionBench.Shared.class)
class TamperIT {
    private static final int HEADER_BYTES = 22;

    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final Resp redis;
    private final Visitor visitor = new Visitor("plain");
    private final String key;

    TamperIT(SessionBench bench) throws IOException {
        this.bench = bench;
        this.a = bench.a();
        this.redis = bench.redis().resp();
        Set<String> before = keys();
        visitor.update(a, "\"user\";put=:YWxpY2U=:");
        Set<String> added = new HashSet<>(keys());
        added.removeAll(before);
        this.key = added.stream().findFirst().orElseThrow();
    }

    private Set<String> keys() throws IOException {
        return new HashSet<>(redis.keys("nonstick:s:*"));
    }

    private void put(String at, String record) throws IOException {
        redis.command("SET", at, record, "PX", "600000");
    }

    /** Invariants 15 and 17: a byte changed anywhere is no session, and no error for the client. */
    @Test
    void aRecordFlippedInAnyByteIsAbsentAndNeverAnError() throws Exception {
        String record = redis.get(key);
        double before = a.metric("nonstick_sessions_total", "event=\"unreadable\"");
        try (RawClient client = RawClient.connect(a.port())) {
            for (int i = 0; i < record.length(); i++) {
                StringBuilder flipped = new StringBuilder(record);
                flipped.setCharAt(i, (char) (record.charAt(i) ^ 1 << i % 8));
                put(key, flipped.toString());
                client.send(visitor.request("GET", "/state"));
                Response response = client.read();

                // a sealing key above all known ones has not been distributed yet: unavailable
                boolean keyAhead = i == HEADER_BYTES - 1 && flipped.charAt(i) > 1;
                assertThat(response.status()).as("byte " + i).isEqualTo(keyAhead ? 503 : 200);
                if (!keyAhead) {
                    assertThat(response.text()).as("byte " + i).isEmpty();
                }
                assertThat(response.field("Set-Cookie")).as("byte " + i).isEmpty();
            }
        }
        double unreadable = a.metric("nonstick_sessions_total", "event=\"unreadable\"") - before;
        assertThat(unreadable).isBetween(record.length() - 1.0, (double) record.length());
        put(key, record);
        assertThat(visitor.state(a)).isEqualTo("\"user\";v=:YWxpY2U=:");
    }

    /** Invariant 15: who meets such a record goes on as a new visitor. */
    @Test
    void anUnreadableRecordIsNoLoopOfErrors() throws Exception {
        put(key, "\u0001".repeat(HEADER_BYTES) + "no record of ours, but long enough to be one");
        for (int i = 0; i < 5; i++) {
            assertThat(visitor.state(a)).isEmpty();
        }
        String cookie = visitor.cookie();
        visitor.update(a, "\"user\";put=:Ym9i:");
        assertThat(visitor.cookie()).isNotEqualTo(cookie);
        assertThat(visitor.state(bench.b())).isEqualTo("\"user\";v=:Ym9i:");
    }

    /** Invariant 17. */
    @Test
    void aRecordCopiedToAnotherKeyDoesNotOpen() throws Exception {
        Visitor other = new Visitor("plain");
        Set<String> before = keys();
        other.update(a, "\"user\";put=:ZXZl:");
        Set<String> added = new HashSet<>(keys());
        added.removeAll(before);
        put(added.iterator().next(), redis.get(key));

        assertThat(other.state(a)).isEmpty();
        assertThat(visitor.state(a)).isEqualTo("\"user\";v=:YWxpY2U=:");
    }

    /** Invariant 17: what was sealed as one version is none under the number of another. */
    @Test
    void anOldRecordPutBackAsTheCurrentVersionDoesNotOpen() throws Exception {
        String old = redis.get(key);
        visitor.update(a, "\"user\";put=:Ym9i:");
        String current = redis.get(key);
        put(key, current.substring(0, HEADER_BYTES) + old.substring(HEADER_BYTES));
        assertThat(visitor.state(a)).isEmpty();
        put(key, current.substring(0, 9) + old.substring(9));
        assertThat(visitor.state(a)).isEmpty();
        put(key, current);
        assertThat(visitor.state(a)).isEqualTo("\"user\";v=:Ym9i:");
    }

    /** Nobody who reads the log learns which session it was. */
    @Test
    void whatIsLoggedOfItShowsNoSession() throws Exception {
        String record = redis.get(key);
        put(key, record + "x");
        assertThat(visitor.state(a)).isEmpty();
        Await.until("event", () -> !a.err().with("record_unreadable").isEmpty());
        List<String> lines = a.err().with("record_unreadable");
        String name = key.substring(key.indexOf('{') + 1, key.indexOf('}'));
        assertThat(lines).noneMatch(line -> line.contains(name) || line.contains(visitor.cookie()));
    }
}
