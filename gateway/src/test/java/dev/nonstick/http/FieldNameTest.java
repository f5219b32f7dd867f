package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

    /** Between bytes that would make another name of it. */
    private static FieldName of(String name) {
        byte[] bytes = Fields.bytes("x" + name + "x");
        return FieldName.of(bytes, 1, bytes.length - 1);
    }

    private static boolean isOffload(byte[] name) {
        return FieldName.isOffload(name, 0, name.length);
    }

    @ParameterizedTest
    @CsvSource({
        "host, HOST",
        "content-length, CONTENT_LENGTH",
        "transfer-encoding, TRANSFER_ENCODING",
        "connection, CONNECTION",
        "upgrade, UPGRADE",
        "te, TE",
        "cookie, COOKIE",
        "set-cookie, SET_COOKIE",
        "via, VIA",
        "forwarded, FORWARDED",
        "x-forwarded-for, X_FORWARDED",
        "x-forwarded-proto, X_FORWARDED",
        "x-forwarded-host, X_FORWARDED",
        "x-forwarded-port, X_FORWARDED",
        "x-forwarded-anything, X_FORWARDED",
        "x-request-id, X_REQUEST_ID",
        "expect, EXPECT",
        "sec-websocket-key, SEC_WEBSOCKET",
        "sec-websocket-extensions, SEC_WEBSOCKET",
        "keep-alive, HOP_BY_HOP",
        "trailer, HOP_BY_HOP",
        "proxy-connection, HOP_BY_HOP",
        "proxy-authenticate, HOP_BY_HOP",
        "proxy-authorization, HOP_BY_HOP",
        "proxy, HOP_BY_HOP",
        "x_forwarded_for, HOP_BY_HOP",
        "x-forwarded_for, HOP_BY_HOP",
        "x.forwarded.proto, HOP_BY_HOP",
        "offload-session, OFFLOAD",
        "offload-state, OFFLOAD",
        "offload-auth, OFFLOAD",
        "offload-update, OFFLOAD",
        "offload-control, OFFLOAD",
        "offload-, OFFLOAD",
        "cache-control, CACHE_CONTROL",
        "expires, CACHING",
        "cdn-cache-control, CACHING",
        "surrogate-control, CACHING",
        "x-accel-expires, CACHING",
    })
    void knowsANameInAnyCase(String name, FieldName expected) {
        assertThat(of(name)).isEqualTo(expected);
        assertThat(of(name.toUpperCase(Locale.ROOT))).isEqualTo(expected);
        StringBuilder mixed = new StringBuilder(name);
        for (int i = 0; i < mixed.length(); i += 2) {
            mixed.setCharAt(i, Character.toUpperCase(mixed.charAt(i)));
        }
        assertThat(of(mixed.toString())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept",
                "authorization",
                "content-type",
                "content-encoding",
                "hosts",
                "hos",
                "cookie2",
                "set-cookie2",
                "set-cookiex",
                "t",
                "trailers",
                "transfer-encodings",
                "content-lengths",
                "upgrade-insecure-requests",
                "vi",
                "viaa",
                "x",
                "x-forwarded",
                "x-forwardedfor",
                "x-request-ids",
                "proxy-status",
                "sec-fetch-mode",
                "sec-websocket",
                "keep-alives",
                "te2",
                "date",
                "etag",
                "origin",
                "1",
                "é",
                "offload",
                "offloadx",
                "offload1-state",
                "offloads-state",
                "offloa-state",
                "x-offload-state",
                "_offload_state",
            })
    void everythingElsePasses(String name) {
        assertThat(of(name)).isEqualTo(FieldName.END_TO_END);
        assertThat(of(name.toUpperCase(Locale.ROOT))).isEqualTo(FieldName.END_TO_END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Offload-State",
                "OFFLOAD-STATE",
                "offload-state",
                "Offload_State",
                "OFFLOAD_STATE",
                "offload.state",
                "oFFLOAD~State",
                "offload!x",
                "offload'x",
                "offload_",
                "offload-",
                "offload--x",
                "offload x",
                "offload\tx",
                "offloadéx",
                "offload\u0130x",
                "Offload-Whatever-Comes-Later",
            })
    void everySpellingThatAServerMayReadAsOursIsOurs(String name) {
        assertThat(isOffload(Fields.bytes(name))).isTrue();
        assertThat(of(name)).isEqualTo(FieldName.OFFLOAD);
    }

    @Test
    void everySeparatorIsReadAsADash() {
        for (char c = 1; c < 0x100; c++) {
            boolean alphanumeric =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            byte[] name = Fields.latin1("Offload" + c + "State");
            assertThat(FieldName.of(name, 0, name.length) == FieldName.OFFLOAD)
                    .as("character %d", (int) c)
                    .isNotEqualTo(alphanumeric);
        }
    }

    @Test
    void anEmptyNamePassesNowhere() {
        assertThat(of("")).isEqualTo(FieldName.HOP_BY_HOP);
    }
}
