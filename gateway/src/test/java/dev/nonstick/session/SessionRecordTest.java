package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionRecordTest {
    private final SessionRecord record = Samples.record(Map.of());

    @Test
    void aWriteIsTheNextVersionAndFirstOfTheList() {
        SessionRecord written = record.written(6);
        assertThat(written.version()).isEqualTo(18);
        assertThat(written.writes()).containsExactly(6, 5, 4);
    }

    @Test
    void theLast16WritesAreRemembered() {
        SessionRecord written = record;
        for (int write = 6; write <= 40; write++) {
            written = written.written(write);
        }
        assertThat(written.writes()).hasSize(16).startsWith(40, 39).endsWith(26, 25);
        assertThat(written.lists(25)).isTrue();
        assertThat(written.lists(24)).isFalse();
    }

    @Test
    void aWriteChangesNothingElse() {
        SessionRecord written = record.written(6);
        assertThat(Samples.text(written))
                .isEqualTo(
                        Samples.text(record).replace("17|", "18|").replace("[5, 4]", "[6, 5, 4]"));
    }

    @Test
    void aRecordNeverShowsWhatIsInIt() {
        assertThat(Samples.record(Map.of("secret", Samples.blob("milk"))).toString())
                .isEqualTo("SessionRecord[version=17, generation=3]");
    }
}
