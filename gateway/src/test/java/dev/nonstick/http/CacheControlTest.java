package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {

    @Test
    void whatSaysNothingBecomesPrivate() {
        assertThat(CacheControl.madePrivate(null)).isEqualTo("private");
        assertThat(CacheControl.madePrivate("")).isEqualTo("private");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "public                              | private",
                "public, max-age=60                  | private, max-age=60",
                "PUBLIC,S-MaxAge=60 , no-cache       | private, no-cache",
                "s-maxage = 60                       | private",
                "private                             | private",
                "private=\"set-cookie, x\", max-age=1 | private, max-age=1",
                "no-store                            | private, no-store",
                "no-cache=\"a, public\", public      | private, no-cache=\"a, public\"",
                "x=\"\\\", public\", s-maxage=1      | private, x=\"\\\", public\"",
                ", ,public,                          | private",
                "publicity, s-maxages=1              | private, publicity, s-maxages=1",
                "x=\"unclosed, public                | private, x=\"unclosed, public",
                "x=\"\\                              | private, x=\"\\",
            })
    void nothingThatLetsASharedCacheKeepItIsLeft(String field, String made) {
        assertThat(CacheControl.madePrivate(field)).isEqualTo(made);
    }
}
