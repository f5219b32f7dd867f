package dev.nonstick.drain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainStateTest {

    @ParameterizedTest
    @CsvSource({
        "STARTING, true,  false, CLOSING",
        "READY,    true,  true,  CLOSING",
        "CLOSING,  true,  false, FLUSHING",
        "FLUSHING, true,  false, FLUSHING",
        "STOPPED,  false, false, STOPPED",
    })
    void everyStateSaysWhatProbesSeeAndWhatASignalDoes(
            DrainState state, boolean live, boolean ready, DrainState afterSignal) {
        assertThat(state.isLive()).isEqualTo(live);
        assertThat(state.isReady()).isEqualTo(ready);
        assertThat(state.onSignal()).isEqualTo(afterSignal);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0, 75", "9, 0, 75", "0, 1, 76", "3, 2, 76"})
    void theExitCodeSaysWhatWasLost(int cut, int unflushed, int expected) {
        assertThat(DrainState.exitCode(cut, unflushed)).isEqualTo(expected);
    }
}
