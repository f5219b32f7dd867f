package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogPositionTest {

    @Test
    void afterTheEndItGoesBackByTheOverlap() {
        assertThat(LogPosition.behindAll(50_000)).isEqualTo(new LogPosition(40_000, 0));
    }

    @Test
    void aFullBatchOfManyTimesGoesOnFromItsLast() {
        assertThat(new LogPosition(100, 5).behindBatch(200, 10)).isEqualTo(new LogPosition(200, 0));
    }

    @Test
    void aFullBatchOfOneTimeGoesOnBehindIt() {
        LogPosition second = new LogPosition(100, 0).behindBatch(100, 10);

        assertThat(second).isEqualTo(new LogPosition(100, 10));
        assertThat(second.behindBatch(100, 10)).isEqualTo(new LogPosition(100, 20));
    }
}
