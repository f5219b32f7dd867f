package dev.nonstick.proxy;

import static dev.nonstick.proxy.RelayWire.BINARY;
import static dev.nonstick.proxy.RelayWire.CONTINUATION;
import static dev.nonstick.proxy.RelayWire.PING;
import static dev.nonstick.proxy.RelayWire.PONG;
import static dev.nonstick.proxy.RelayWire.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.proxy.RelayWire.Frame;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What passes a WebSocket relay, and what bounds it. */
class WebSocketRelayTest {
    @Test
    void messagesAndFragmentsPassAsTheyCome() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            passes(rig.client(), rig.backend());
            passes(rig.backend(), rig.client());

            assertThat(rig.bytesIn()).isEqualTo(100_011);
            assertThat(rig.bytesOut()).isEqualTo(100_011);
        }
    }

    private static void passes(RelayWire from, RelayWire to) throws IOException {
        from.send(TEXT, "gr\u00fc\u00dfe");
        from.send(TEXT, "");
        from.sendPart(TEXT, "a");
        from.sendPart(CONTINUATION, "");
        from.send(PING, "between");
        from.send(CONTINUATION, "b");
        from.raw(from.frame(0x80 | BINARY, new byte[] {0}));
        from.raw(from.frame(0x80 | BINARY, new byte[100_001]));

        assertFrame(to.read(), true, TEXT, "gr\u00fc\u00dfe");
        assertFrame(to.read(), true, TEXT, "");
        assertFrame(to.read(), false, TEXT, "a");
        assertFrame(to.read(), false, CONTINUATION, "");
        assertFrame(to.read(), true, CONTINUATION, "b");
        assertThat(to.read().payload()).containsExactly(0);
        assertThat(to.read().payload()).isEqualTo(new byte[100_001]);
        assertFrame(from.read(), true, PONG, "between");
    }

    private static void assertFrame(Frame frame, boolean isFinal, int opcode, String text) {
        assertThat(frame.opcode()).isEqualTo(opcode);
        assertThat(frame.isFinal()).isEqualTo(isFinal);
        assertThat(frame.text()).isEqualTo(text);
    }

    @Test
    void eachFrameToTheBackendHasItsOwnMask() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            Set<Integer> masks = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                rig.client().send(TEXT, "same");
                masks.add(rig.backend().read().mask());
            }

            assertThat(masks).hasSizeGreaterThan(15);
        }
    }

    @Test
    void whatCameBehindTheHandshakesPassesFirst() throws Exception {
        try (RelayRig rig = new RelayRig(1000)) {
            byte[] first = rig.client().frame(0x80 | TEXT, "first");
            // the second half of the second frame comes by the socket
            byte[] second = rig.client().frame(0x80 | TEXT, "second");
            byte[] behind = new byte[first.length + 4];
            System.arraycopy(first, 0, behind, 0, first.length);
            System.arraycopy(second, 0, behind, first.length, 4);
            rig.client().raw(Arrays.copyOfRange(second, 4, second.length));
            rig.client().send(TEXT, "third");
            rig.start(behind, rig.backend().frame(0x80 | TEXT, "welcome"));

            assertFrame(rig.backend().read(), true, TEXT, "first");
            assertFrame(rig.backend().read(), true, TEXT, "second");
            assertFrame(rig.backend().read(), true, TEXT, "third");
            assertFrame(rig.client().read(), true, TEXT, "welcome");
        }
    }

    @Test
    void eachHopAnswersItsOwnPings() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.client().send(PING, "are you there");
            rig.backend().send(PING, "and you");

            assertFrame(rig.client().read(), true, PONG, "are you there");
            assertFrame(rig.backend().read(), true, PONG, "and you");
            rig.client().send(PONG, "unasked");
            rig.client().send(TEXT, "next");
            assertFrame(rig.backend().read(), true, TEXT, "next");
            rig.backend().send(PONG, "unasked");
            rig.backend().send(TEXT, "next");
            assertFrame(rig.client().read(), true, TEXT, "next");
        }
    }

    @Test
    void aSilentWireIsKeptAlive() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            rig.tickIn(10);
            rig.tickIn(21);
            rig.tickIn(22);
            rig.client().send(TEXT, "next");
            rig.backend().send(TEXT, "next");

            assertFrame(rig.client().read(), true, PING, "");
            assertFrame(rig.client().read(), true, TEXT, "next");
            assertFrame(rig.backend().read(), true, PING, "");
            assertFrame(rig.backend().read(), true, TEXT, "next");
        }
    }

    /** Who sends pings and never reads gets no queue of pongs: the last one is enough. */
    @Test
    void pongsThatNobodyReadsAreNotCollected() throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        try (RelayRig rig = RelayRig.started()) {
            byte[] ping = rig.client().frame(0x80 | PING, "x".repeat(125));
            byte[] pings = new byte[ping.length * 1000];
            for (int i = 0; i < 1000; i++) {
                System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
            }
            for (int i = 0; i < 100; i++) {
                rig.client().raw(pings);
            }
            rig.client().send(TEXT, "after the pings");
            rig.client().send(PING, "last");

            assertFrame(rig.backend().read(), true, TEXT, "after the pings");
            assertThat(rig.buffered()).isLessThan(1_000_000);
            Frame pong = rig.client().read();
            while (!pong.text().equals("last")) {
                assertThat(pong.opcode()).isEqualTo(PONG);
                pong = rig.client().read();
            }
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Test
    void aBackendThatDoesNotReadStopsTheClient() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            isPaced(rig, rig.client(), rig.backend());
        }
    }

    @Test
    void aClientThatDoesNotReadStopsTheBackend() throws Exception {
        try (RelayRig rig = RelayRig.started()) {
            isPaced(rig, rig.backend(), rig.client());
        }
    }

    private static void isPaced(RelayRig rig, RelayWire from, RelayWire to) throws Exception {
        // paranoid records every access, and masking accesses every byte; the rig counts exactly
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        try {
            int frames = 1024;
            byte[] payload = new byte[64 * 1024];
            RelaySender sender =
                    RelaySender.start(from, from.frame(0x80 | BINARY, payload), frames);

            assertThat(sender.awaitStall()).as("frames before anybody reads").isLessThan(500);
            assertThat(rig.buffered()).as("bytes held").isLessThan(1_000_000);
            for (int i = 0; i < frames; i++) {
                assertThat(to.read().payload()).hasSize(payload.length);
            }
            assertThat(sender.awaitEnd()).isEqualTo(frames);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Test
    void aClientThatVanishesWhilePausedIsTold() throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        try (RelayRig rig = RelayRig.started()) {
            byte[] frame = rig.client().frame(0x80 | BINARY, new byte[64 * 1024]);
            RelaySender sender = RelaySender.start(rig.client(), frame, 1024);
            sender.awaitStall();
            rig.client().reset();

            Frame last = rig.backend().read();
            while (last.opcode() == BINARY) {
                last = rig.backend().read();
            }
            assertThat(last.close()).isEqualTo("1001 ");
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }
}
