package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private static final String[] CLAIMS = {
        "Forwarded: for=192.0.2.1;proto=https",
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: shop.example",
        "X-Forwarded-Port: 443",
        "X-Forwarded-Prefix: /shop"
    };

    private static List<String> written(
            boolean trusted, String client, String scheme, String authority, String... cameWith) {
        RequestHead head = Fields.request("GET", "/", cameWith);
        Forwarding forwarding = Forwarding.of(client, scheme, authority);
        assertThat(forwarding.authority()).isEqualTo(authority);
        return Fields.lines(out -> forwarding.write(head, trusted, out));
    }

    @Test
    void aClientsClaimsAreDropped() {
        assertThat(written(false, "198.51.100.7", "http", "a.example:8080", CLAIMS))
                .containsExactly(
                        "Forwarded: for=198.51.100.7;proto=http;host=\"a.example:8080\"",
                        "X-Forwarded-For: 198.51.100.7",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: a.example:8080",
                        "X-Forwarded-Port: 8080");
    }

    @Test
    void aTrustedProxysClaimsAreContinued() {
        assertThat(written(true, "198.51.100.7", "http", "a.example", CLAIMS))
                .containsExactly(
                        "X-Forwarded-Prefix: /shop",
                        "Forwarded: for=192.0.2.1;proto=https,"
                                + " for=198.51.100.7;proto=http;host=\"a.example\"",
                        "X-Forwarded-For: 192.0.2.1, 198.51.100.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: shop.example",
                        "X-Forwarded-Port: 443");
    }

    @Test
    void aTrustedProxyThatClaimsNothingChangesNothing() {
        assertThat(written(true, "198.51.100.7", "http", "a"))
                .isEqualTo(written(false, "198.51.100.7", "http", "a"));
    }

    @Test
    void severalLinesAreOneChain() {
        assertThat(
                        written(
                                true,
                                "c",
                                "http",
                                "a",
                                "X-Forwarded-For: 1, 2",
                                "Forwarded: for=1",
                                "x-forwarded-for: 3",
                                "FORWARDED: for=3"))
                .contains(
                        "X-Forwarded-For: 1, 2, 3, c",
                        "Forwarded: for=1, for=3, for=c;proto=http;host=\"a\"");
    }

    @Test
    void anIpv6ClientIsQuotedAndBracketedInForwardedOnly() {
        assertThat(written(false, "2001:db8::7", "https", "[2001:db8::1]:8443"))
                .containsExactly(
                        "Forwarded: for=\"[2001:db8::7]\";proto=https;host=\"[2001:db8::1]:8443\"",
                        "X-Forwarded-For: 2001:db8::7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: [2001:db8::1]:8443",
                        "X-Forwarded-Port: 8443");
    }

    @Test
    void withoutAPortItIsTheSchemes() {
        assertThat(written(false, "c", "http", "a")).contains("X-Forwarded-Port: 80");
        assertThat(written(false, "c", "https", "a")).contains("X-Forwarded-Port: 443");
        assertThat(written(false, "c", "https", "[::1]")).contains("X-Forwarded-Port: 443");
        assertThat(written(false, "c", "http", "a:")).contains("X-Forwarded-Port: 80");
    }

    @Test
    void withoutAHostNoneIsClaimed() {
        assertThat(written(false, "c", "http", ""))
                .containsExactly(
                        "Forwarded: for=c;proto=http",
                        "X-Forwarded-For: c",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Port: 80");
    }
}
