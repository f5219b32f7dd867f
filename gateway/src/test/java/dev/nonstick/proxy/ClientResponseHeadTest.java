package dev.nonstick.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.MalformedHeadException;
import dev.nonstick.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What caches are told. */
class ClientResponseHeadTest {
    private static final String COOKIE = "sid=1; HttpOnly";

    private static List<String> written(
            boolean isPrivate, @Nullable String setCookie, String... fields)
            throws MalformedHeadException {
        return writtenAs(isPrivate, Settlement.Settled.with(setCookie, null), fields);
    }

    private static List<String> writtenAs(
            boolean isPrivate, Settlement.Settled settled, String... fields)
            throws MalformedHeadException {
        String lines = "HTTP/1.1 200 OK\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        byte[] bytes = lines.getBytes(StandardCharsets.US_ASCII);
        HeadWriter out = new HeadWriter();
        ClientResponseHead.write(
                ResponseHead.read(bytes, 0, bytes.length), isPrivate, settled, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("Via:"))
                .skip(1)
                .toList();
    }

    @Test
    void aPageThatHadNoSessionIsTheApplicationsAlone() throws Exception {
        assertThat(written(false, null, "Expires: 0")).containsExactly("Expires: 0");
    }

    @Test
    void aPageThatHadOneIsPrivateUnlessTheApplicationSaysMore() throws Exception {
        assertThat(written(true, null, "Expires: 0"))
                .containsExactly("Expires: 0", "Cache-Control: private");
        assertThat(written(true, null, "cache-control: max-age=5"))
                .containsExactly("cache-control: max-age=5");
        assertThat(written(true, null, "Cache-Control: no-store"))
                .containsExactly("Cache-Control: no-store");
    }

    @Test
    void withACookieOfOursNothingSpeaksForKeepingIt() throws Exception {
        for (boolean isPrivate : new boolean[] {true, false}) {
            assertThat(
                            written(
                                    isPrivate,
                                    COOKIE,
                                    "A: b",
                                    "Cache-Control: public, max-age=600",
                                    "CACHE-CONTROL: immutable",
                                    "Expires: Thu, 31 Dec 2099 23:59:59 GMT",
                                    "CDN-Cache-Control: max-age=600",
                                    "Surrogate-Control: max-age=600",
                                    "X-Accel-Expires: 600",
                                    "ETag: \"1\""))
                    .containsExactly(
                            "A: b",
                            "ETag: \"1\"",
                            "Set-Cookie: " + COOKIE,
                            "Cache-Control: no-store");
        }
    }

    @Test
    void aPageThatLostACookieToTheVaultIsPrivateWhateverItSays() throws Exception {
        Settlement.Settled settled =
                Settlement.Settled.with(null, new SetCookieLines(List.of("t=1"), true));
        assertThat(
                        writtenAs(
                                false,
                                settled,
                                "Set-Cookie: s=1; HttpOnly",
                                "Set-Cookie: t=1",
                                "Cache-Control: public, max-age=600, s-maxage=900",
                                "Expires: Thu, 31 Dec 2099 23:59:59 GMT",
                                "CDN-Cache-Control: max-age=600",
                                "Surrogate-Control: max-age=600",
                                "ETag: \"1\""))
                .containsExactly(
                        "ETag: \"1\"", "Set-Cookie: t=1", "Cache-Control: private, max-age=600");
        assertThat(writtenAs(false, settled, "A: b"))
                .containsExactly("A: b", "Set-Cookie: t=1", "Cache-Control: private");
    }

    @Test
    void aPageThatLostOnlyAForbiddenCookieIsNoMorePrivateThanBefore() throws Exception {
        Settlement.Settled settled =
                Settlement.Settled.with(null, new SetCookieLines(List.of(), false));
        assertThat(writtenAs(false, settled, "Set-Cookie: sid=evil", "Cache-Control: public"))
                .containsExactly("Cache-Control: public");
        assertThat(writtenAs(true, settled, "Set-Cookie: sid=evil"))
                .containsExactly("Cache-Control: private");
    }

    @Test
    void withACookieOfOursTheBackendsAreStillReplaced() throws Exception {
        Settlement.Settled settled =
                Settlement.Settled.with(COOKIE, new SetCookieLines(List.of("t=1"), true));
        assertThat(writtenAs(true, settled, "Set-Cookie: s=1", "Cache-Control: public"))
                .containsExactly(
                        "Set-Cookie: t=1", "Set-Cookie: " + COOKIE, "Cache-Control: no-store");
    }
}
