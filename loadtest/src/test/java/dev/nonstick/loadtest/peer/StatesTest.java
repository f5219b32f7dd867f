package dev.nonstick.loadtest.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatesTest {

    @Test
    void fourHundredBytesThatCanStandInAQuery() {
        States states = new States(20);
        for (int i = 0; i < states.count(); i++) {
            assertThat(states.bytes(i)).hasSize(States.BYTES);
            assertThat(states.text(i)).matches("[A-Za-z0-9]{534}==");
        }
        assertThat(states.text(0)).isNotEqualTo(states.text(1));
    }

    @Test
    void theSameInEveryRun() {
        assertThat(new States(3).text(2)).isEqualTo(new States(3).text(2));
    }
}
