package dev.nonstick.proxy;

import static dev.nonstick.proxy.RelayWire.BINARY;
import static dev.nonstick.proxy.RelayWire.CLOSE;
import static dev.nonstick.proxy.RelayWire.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a WebSocket relay ends: by whom, why, and in what order (RFC 6455, section 7). */
class WebSocketRelayCloseTest {
    private static final byte[] NOTHING = {};
    private static final String RESET = "1011 cause=reset;retry=1";
    private static final String LEFT = "1001 ";

    @ValueSource(ints = {1000, 1001, 1014, 3000, 4999})
    @ParameterizedTest
    void theCodeAndTheReasonReachTheOtherSide(int code) throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().sendClose(code, "gr\u00fc\u00dfe");
            assertThat(rig.backend().read().close()).isEqualTo(code + " gr\u00fc\u00dfe");
            rig.backend().sendClose(1000, "bye");
            assertThat(rig.client().read().close()).isEqualTo("1000 bye");
            rig.client().readEnd();
        }
        try (RelayRig rig = RelayRig.started()) {
            rig.backend().sendClose(code, "enough");
            assertThat(rig.client().read().close()).isEqualTo(code + " enough");
            rig.client().sendClose(1000, "bye");
            assertThat(rig.backend().read().close()).isEqualTo("1000 bye");
            rig.client().readEnd();
            // a server closes first (RFC 6455, section 7.1.1)
            assertThat(rig.backendChannel().isActive()).isTrue();
        }
    }

    @Test
    void aCloseFrameWithoutACodeCountsAsNormal() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().send(CLOSE, "");
            assertThat(rig.backend().read().close()).isEqualTo("1000 ");
            rig.backend().send(CLOSE, "");
            assertThat(rig.client().read().close()).isEqualTo("1000 ");
            rig.client().readEnd();
        }
    }

    @Test
    void whatTheOtherSideStillHasToSayComesBeforeItsAnswer() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().sendClose(1000, "");
            assertThat(rig.backend().read().close()).isEqualTo("1000 ");
            rig.backend().send(TEXT, "the last one");
            rig.backend().sendClose(1000, "");

            assertThat(rig.client().read().text()).isEqualTo("the last one");
            assertThat(rig.client().read().close()).isEqualTo("1000 ");
        }
    }

    @Test
    void framesBehindACloseFrameAreDropped() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.backend().sendClose(1000, "bye");
            rig.backend().send(TEXT, "too late");
            rig.backend().raw(new byte[5000]);

            assertThat(rig.client().read().close()).isEqualTo("1000 bye");
            rig.client().send(TEXT, "still allowed");
            rig.client().sendClose(1000, "bye");
            rig.client().readEnd();
            assertThat(rig.backend().read().text()).isEqualTo("still allowed");
            assertThat(rig.backend().read().close()).isEqualTo("1000 bye");
        }
    }

    @ValueSource(booleans = {false, true})
    @ParameterizedTest
    void aClientThatVanishesIsTold(boolean byReset) throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            vanish(rig.client(), byReset);

            assertThat(rig.backend().read().close()).isEqualTo(LEFT);
        }
    }

    @ValueSource(booleans = {false, true})
    @ParameterizedTest
    void aBackendThatVanishesIsTold(boolean byReset) throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            vanish(rig.backend(), byReset);

            assertThat(rig.client().read().close()).isEqualTo(RESET);
            rig.client().sendClose(1011, "");
            rig.client().readEnd();
        }
    }

    private static void vanish(RelayWire wire, boolean byReset) throws Exception {
        if (byReset) {
            wire.reset();
        } else {
            // in the middle of a frame
            wire.raw((byte) 0x81);
            wire.close();
        }
    }

    @Test
    void aBackendThatVanishesInsteadOfAnsweringIsAnsweredFor() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().sendClose(4001, "done");
            assertThat(rig.backend().read().close()).isEqualTo("4001 done");
            rig.backend().close();

            assertThat(rig.client().read().close()).isEqualTo("4001 done");
            rig.client().readEnd();
        }
    }

    @Test
    void aSideThatNeverAnswersACloseFrameIsCut() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().sendClose(4001, "done");
            assertThat(rig.backend().read().close()).isEqualTo("4001 done");
            rig.tickIn(4);
            assertThat(rig.backendChannel().isActive()).isTrue();
            rig.tickIn(6);

            rig.backend().readEnd();
            assertThat(rig.client().read().close()).isEqualTo("4001 done");
            rig.client().readEnd();
        }
        try (RelayRig rig = RelayRig.started()) {
            rig.backend().sendClose(4001, "done");
            assertThat(rig.client().read().close()).isEqualTo("4001 done");
            rig.tickIn(6);

            rig.client().readEnd();
            assertThat(rig.backend().read().close()).isEqualTo("4001 done");
        }
    }

    @Test
    void aBackendThatNeverClosesItsConnectionIsCut() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().sendClose(1000, "");
            rig.backend().sendClose(1000, "");
            assertThat(rig.client().read().close()).isEqualTo("1000 ");
            rig.client().readEnd();
            assertThat(rig.ends()).isZero();
            rig.tickIn(6);

            RelayRig.await("the end", () -> rig.ends() == 1);
        }
    }

    @Test
    void drainingSendsTheClientElsewhere() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.drain();
            rig.drain();

            assertThat(rig.client().read().close())
                    .isEqualTo("1012 cause=gateway_draining;retry=1");
            assertThat(rig.backend().read().close()).isEqualTo(LEFT);
            rig.client().send(TEXT, "too late");
            rig.client().sendClose(1012, "");
            rig.client().readEnd();
            rig.backend().sendClose(1001, "");
            rig.backend().close();
            RelayRig.await("the end", () -> rig.ends() == 1);
        }
    }

    @EnumSource
    @ParameterizedTest
    void aClientThatBreaksTheProtocolIsToldWhy(Violation violation) throws Exception {
        try (RelayRig rig = RelayRig.started(100_000)) {
            rig.client().send(TEXT, "fine");
            rig.client().raw(violation.bytes(rig.client()));

            assertThat(rig.client().read().close()).isEqualTo(violation.code() + " ");
            rig.client().readEnd();
            assertThat(rig.backend().read().text()).isEqualTo("fine");
            assertThat(rig.backend().read().close()).isEqualTo(LEFT);
        }
    }

    @EnumSource
    @ParameterizedTest
    void aBackendThatBreaksTheProtocolIsToldWhy(Violation violation) throws Exception {
        try (RelayRig rig = RelayRig.started(100_000)) {
            rig.backend().send(TEXT, "fine");
            rig.backend().raw(violation.bytes(rig.backend()));

            assertThat(rig.backend().read().close()).isEqualTo(violation.code() + " ");
            assertThat(rig.client().read().text()).isEqualTo("fine");
            assertThat(rig.client().read().close()).isEqualTo(RESET);
        }
    }

    @Test
    void aFrameOfTheLargestSizePasses() throws Exception {
        try (RelayRig rig = RelayRig.started(100_000)) {
            rig.client().raw(rig.client().frame(0x80 | BINARY, new byte[100_000]));

            assertThat(rig.backend().read().payload()).hasSize(100_000);
        }
    }

    /** A flood behind a violation is read and dropped until the bound, and kept nowhere. */
    @Test
    void aClientThatIgnoresItsCloseFrameIsCut() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().raw(Violation.RESERVED_BIT.bytes(rig.client()));
            assertThat(rig.client().read().close()).isEqualTo("1002 ");
            RelaySender sender = RelaySender.start(rig.client(), new byte[64 * 1024], 200);
            assertThat(sender.awaitEnd()).isEqualTo(200);
            rig.tickIn(6);

            RelayRig.await("the cut", () -> !rig.clientChannel().isActive());
        }
    }

    @Test
    void aSideThatIsGoneAtTheStartHasSaidWhatItSaid() throws Exception {
        try (RelayRig rig = new RelayRig(1000)) {
            rig.backendChannel().close().sync();
            byte[] words = rig.backend().frame(0x80 | TEXT, "last words");
            byte[] cut = rig.backend().frame(0x80 | TEXT, "cut off");
            rig.start(new byte[] {(byte) 0x81}, joined(words, cut, words.length + 4));

            assertThat(rig.client().read().text()).isEqualTo("last words");
            assertThat(rig.client().read().close()).isEqualTo(RESET);
        }
        try (RelayRig rig = new RelayRig(1000)) {
            rig.clientChannel().close().sync();
            byte[] words = rig.client().frame(0x80 | TEXT, "last words");
            byte[] close = rig.client().closeFrame(4001, "done");
            rig.start(joined(words, close, words.length + close.length), NOTHING);

            assertThat(rig.backend().read().text()).isEqualTo("last words");
            assertThat(rig.backend().read().close()).isEqualTo("4001 done");
        }
    }

    private static byte[] joined(byte[] first, byte[] second, int length) {
        byte[] all = new byte[length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, length - first.length);
        return all;
    }

    @Test
    void bothMayBeGoneAtTheStart() throws Exception {
        try (RelayRig rig = new RelayRig(1000)) {
            rig.clientChannel().close().sync();
            rig.backendChannel().close().sync();
            rig.start(rig.client().frame(TEXT, "a"), rig.backend().frame(TEXT, "b"));

            assertThat(rig.ends()).isEqualTo(1);
        }
    }
}
