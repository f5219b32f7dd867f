package dev.nonstick.proxy;

import static dev.nonstick.proxy.RelayWire.BINARY;
import static dev.nonstick.proxy.RelayWire.CLOSE;
import static dev.nonstick.proxy.RelayWire.CONTINUATION;
import static dev.nonstick.proxy.RelayWire.PING;
import static dev.nonstick.proxy.RelayWire.TEXT;

import java.nio.charset.StandardCharsets;

/** Frames that no endpoint may send; each is answered with its code. */
enum Violation {
    RESERVED_BIT(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.frame(0xc0 | TEXT, "compressed?");
        }
    },
    RESERVED_OPCODE(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.frame(0x83, "");
        }
    },
    WRONG_MASKING(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            byte[] frame = from.frame(0x80 | TEXT, "masked?");
            frame[1] ^= (byte) 0x80;
            return frame;
        }
    },
    FRAGMENTED_PING(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.frame(PING, "half");
        }
    },
    LARGE_PING(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.frame(0x80 | PING, "x".repeat(126));
        }
    },
    STRAY_CONTINUATION(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.frame(0x80 | CONTINUATION, "of what?");
        }
    },
    RESERVED_CLOSE_CODE(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.closeFrame(1006, "");
        }
    },
    UNDEFINED_CLOSE_CODE(1002) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.closeFrame(5000, "");
        }
    },
    CLOSE_REASON_NOT_UTF_8(1007) {
        @Override
        byte[] bytes(RelayWire from) {
            String text = "\u0003\u00e8\u00ff";
            return from.frame(0x80 | CLOSE, text.getBytes(StandardCharsets.ISO_8859_1));
        }
    },
    TOO_LARGE(1009) {
        @Override
        byte[] bytes(RelayWire from) {
            return from.frame(0x80 | BINARY, new byte[100_001]);
        }
    };

    private final int code;

    Violation(int code) {
        this.code = code;
    }

    /** The close code that answers it. */
    int code() {
        return code;
    }

    /** What is sent, to a relay with a limit of 100,000 bytes. */
    abstract byte[] bytes(RelayWire from);
}
