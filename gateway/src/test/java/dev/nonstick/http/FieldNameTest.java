package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

    @ParameterizedTest
    @CsvSource({
        "host, HOST",
        "content-length, CONTENT_LENGTH",
        "transfer-encoding, TRANSFER_ENCODING",
        "connection, CONNECTION",
        "upgrade, UPGRADE",
        "te, TE",
        "cookie, COOKIE",
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
    })
    void knowsANameInAnyCase(String name, FieldName expected) {
        assertThat(FieldName.of(name)).isEqualTo(expected);
        assertThat(FieldName.of(name.toUpperCase(Locale.ROOT))).isEqualTo(expected);
        StringBuilder mixed = new StringBuilder(name);
        for (int i = 0; i < mixed.length(); i += 2) {
            mixed.setCharAt(i, Character.toUpperCase(mixed.charAt(i)));
        }
        assertThat(FieldName.of(mixed.toString())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept",
                "authorization",
                "cache-control",
                "content-type",
                "content-encoding",
                "hosts",
                "hos",
                "cookie2",
                "set-cookie",
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
        assertThat(FieldName.of(name)).isEqualTo(FieldName.END_TO_END);
        assertThat(FieldName.of(name.toUpperCase(Locale.ROOT))).isEqualTo(FieldName.END_TO_END);
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
        assertThat(FieldName.isOffload(name)).isTrue();
        assertThat(FieldName.of(name)).isEqualTo(FieldName.OFFLOAD);
    }

    @Test
    void everySeparatorIsReadAsADash() {
        for (char c = 1; c < 0x100; c++) {
            boolean alphanumeric =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            assertThat(FieldName.of("Offload" + c + "State") == FieldName.OFFLOAD)
                    .as("character %d", (int) c)
                    .isNotEqualTo(alphanumeric);
        }
    }

    @Test
    void anEmptyNamePassesNowhere() {
        assertThat(FieldName.of("")).isEqualTo(FieldName.HOP_BY_HOP);
    }
}
