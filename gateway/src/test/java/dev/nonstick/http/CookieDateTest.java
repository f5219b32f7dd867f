package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6265bis, section 5.1.1. */
class CookieDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 09 Jun 2027 10:18:14 GMT|2027-06-09T10:18:14Z",
                "Wednesday, 09-Jun-27 10:18:14 GMT|2027-06-09T10:18:14Z",
                "Wed Jun  9 10:18:14 2027|2027-06-09T10:18:14Z",
                "10:18:14 9 june 2027|2027-06-09T10:18:14Z",
                "2027 JUN 9 1:2:3|2027-06-09T01:02:03Z",
                "9;jun;27;10:18:14|2027-06-09T10:18:14Z",
                "09 Jun 2027 10:18:14 +0200|2027-06-09T10:18:14Z",
                "09 Jun 2027 10:18:14PM|2027-06-09T10:18:14Z",
                "9th Jun 2027AD 10:18:14|2027-06-09T10:18:14Z",
                "01 Jan 70 00:00:00|1970-01-01T00:00:00Z",
                "31 Dec 69 23:59:59|2069-12-31T23:59:59Z",
                "01 Jan 00 00:00:00|2000-01-01T00:00:00Z",
                "01 Jan 99 00:00:00|1999-01-01T00:00:00Z",
                "01 Jan 1601 00:00:00|1601-01-01T00:00:00Z",
                "31 Dec 9999 23:59:59|9999-12-31T23:59:59Z",
                "29 Feb 2028 00:00:00|2028-02-29T00:00:00Z",
                "29 Feb 2000 00:00:00|2000-02-29T00:00:00Z",
                "Thu, 01 Jan 1970 00:00:00 GMT|1970-01-01T00:00:00Z",
                "1 2 Jan 20 10:18:14|2020-01-01T10:18:14Z",
                "1 jan jun 2027 10:18:14 9:9:9|2027-01-01T10:18:14Z",
            })
    void isReadAsBrowsersDo(String text, String expected) {
        assertThat(CookieDate.parse(text)).isEqualTo(Instant.parse(expected).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";;;",
                "tomorrow",
                "09 Jun 2027",
                "Jun 2027 10:18:14",
                "09 2027 10:18:14",
                "09 Jun 10:18:14",
                "09 Jun 2027 10:18",
                "09 Jun 2027 24:00:00",
                "09 Jun 2027 10:60:00",
                "09 Jun 2027 10:18:60",
                "09 Jun 2027 100:18:14",
                "09 Jun 2027 10:18:140",
                "00 Jun 2027 10:18:14",
                "32 Jan 2027 10:18:14",
                "31 Jun 2027 10:18:14",
                "29 Feb 2027 10:18:14",
                "29 Feb 2100 10:18:14",
                "09 Jun 1600 10:18:14",
                "09 Jun 100 10:18:14",
                "09 Jun 20270 10:18:14",
                "09 Juin2 x 10:18:14",
                "09 ebm 2027 10:18:14",
                "-1 x 999999999999999999999 10:18:14",
            })
    void whatIsNoDateIsNone(String text) {
        assertThat(CookieDate.parse(text)).isEqualTo(CookieDate.NONE);
    }

    @Test
    void everyDateOfTheUsualFormReadsAsItself() {
        DateTimeFormatter usual =
                DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
        SplittableRandom random = new SplittableRandom(3);
        long from = Instant.parse("1601-01-01T00:00:00Z").getEpochSecond();
        long to = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < 10_000; i++) {
            long second = random.nextLong(from, to);
            String text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).format(usual);
            assertThat(CookieDate.parse(text)).as(text).isEqualTo(second * 1000);
        }
    }
}
