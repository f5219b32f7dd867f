package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.SessionId;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TouchHintsTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long INTERVAL = 60_000;

    private final TouchHints hints = new TouchHints();
    private final SplittableRandom random = new SplittableRandom(5);

    private SessionId session() {
        byte[] rid = new byte[SessionId.RID_BYTES];
        random.nextBytes(rid);
        return new SessionId(1, rid, 0, 0);
    }

    /** Another session in the same bucket as every session of this bucket. */
    private SessionId sessionInBucket(int bucket) {
        SessionId id = session();
        id.rid()[10] = (byte) (bucket >> 8);
        id.rid()[11] = (byte) bucket;
        return id;
    }

    private boolean due(SessionId id, long now) {
        return hints.due(id, now, INTERVAL);
    }

    @Test
    void aSessionIsDueOnceAnInterval() {
        SessionId id = session();
        assertThat(due(id, NOW)).isTrue();
        assertThat(due(id, NOW)).isFalse();
        assertThat(due(id, NOW + INTERVAL - 1)).isFalse();
        assertThat(due(id, NOW + INTERVAL)).isTrue();
        assertThat(due(id, NOW + INTERVAL + 1)).isFalse();
    }

    @Test
    void aRotationDoesNotMakeItDue() {
        SessionId id = session();
        hints.touched(id, NOW);
        assertThat(due(new SessionId(id.keyId(), id.rid(), 9, id.createdSecond()), NOW + 1))
                .isFalse();
    }

    @Test
    void aForgottenSessionIsDue() {
        SessionId id = session();
        hints.touched(id, NOW);
        hints.forget(id);
        assertThat(due(id, NOW + 1)).isTrue();
    }

    @Test
    void forgettingWhatIsNotThereForgetsNothingElse() {
        SessionId id = sessionInBucket(7);
        hints.touched(id, NOW);
        hints.forget(sessionInBucket(7));
        assertThat(due(id, NOW + 1)).isFalse();
    }

    @Test
    void ridsOfZeroesAreSessionsToo() {
        SessionId id = new SessionId(1, new byte[SessionId.RID_BYTES], 0, 0);
        assertThat(due(id, NOW)).isTrue();
        assertThat(due(id, NOW)).isFalse();
    }

    @Test
    void fourSessionsShareABucketAndTheFifthReplacesTheOldest() {
        SessionId[] ids =
                Stream.generate(() -> sessionInBucket(0xffff)).limit(5).toArray(SessionId[]::new);
        for (int i = 0; i < 5; i++) {
            assertThat(due(ids[i], NOW + i)).isTrue();
        }
        for (int i = 1; i < 5; i++) {
            assertThat(due(ids[i], NOW + 5)).isFalse();
        }
        assertThat(due(ids[0], NOW + 5)).isTrue();
    }

    @Test
    void tenThousandSessionsFindRoom() {
        SessionId[] ids = Stream.generate(this::session).limit(10_000).toArray(SessionId[]::new);
        for (SessionId id : ids) {
            due(id, NOW);
        }
        long again = Stream.of(ids).filter(id -> due(id, NOW + 1)).count();
        assertThat(again).isLessThan(50);
    }
}
