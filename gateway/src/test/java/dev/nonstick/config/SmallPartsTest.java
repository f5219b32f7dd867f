package dev.nonstick.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units, names and interpolation. */
class SmallPartsTest {

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5m,300000", "12h,43200000", "0s,0", "007ms,7"})
    void readsDurations(String text, long millis) {
        assertThat(Units.duration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "1",
                "0",
                "1 s",
                "-1s",
                "1.5s",
                "1S",
                "1d",
                "1s ",
                "1000000000000s",
                "١s"
            })
    void refusesOtherDurations(String text) {
        assertThat(Units.duration(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(Units.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "1KB", "1kib", "-1", "1.5MiB", "1000000000000GiB0", "0x10"})
    void refusesOtherSizes(String text) {
        assertThat(Units.size(text)).isEqualTo(-1);
    }

    @Test
    void writesTheLargestUnitThatFits() {
        assertThat(Units.format(Duration.ofDays(365))).isEqualTo("8760h");
        assertThat(Units.format(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Units.format(Duration.ofMillis(1))).isEqualTo("1ms");
        assertThat(Units.format(Duration.ZERO)).isEqualTo("0s");
        assertThat(Units.formatSize(1536)).isEqualTo("1536");
        assertThat(Units.formatSize(1L << 40)).isEqualTo("1024GiB");
    }

    @Test
    void findsTheNearestName() {
        List<String> known = List.of("backends", "balance", "retry", "id");
        assertThat(Names.nearest(known, "balanc")).isEqualTo("balance");
        assertThat(Names.nearest(known, "backend")).isEqualTo("backends");
        assertThat(Names.nearest(known, "retries")).isEqualTo("retry");
        assertThat(Names.nearest(known, "xy")).isNull();
        assertThat(Names.nearest(known, "something-else")).isNull();
        assertThat(Names.nearest(known, "x".repeat(10_000))).isNull();
        assertThat(Names.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(Names.edits("", "abc")).isEqualTo(3);
        assertThat(Names.oneOf(List.of(), "a")).isEqualTo("nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '`',
            value = {
                "plain~plain",
                "${A}~a",
                "x${A}y${B:b}z~xaybz",
                "${B:}~``",
                "${B:a:b}~a:b",
                "$${A}~${A}",
                "$A $ {A}~$A $ {A}",
                "${NESTED}~${A}",
                "${A}$${A}${A}~a${A}a",
            })
    void interpolates(String text, String expected) throws Rejected {
        Map<String, String> env = Map.of("A", "a", "NESTED", "${A}");
        assertThat(new Interpolation(env).resolve(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"${", "${A", "${}", "${:x}", "${1A}", "${A-B}", "${A.B}", "${a b}", "${NO}"})
    void refusesOtherVariables(String text) {
        Interpolation interpolation = new Interpolation(Map.of("A", "a"));
        assertThatThrownBy(() -> interpolation.resolve(text)).isInstanceOf(Rejected.class);
    }
}
