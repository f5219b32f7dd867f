package dev.nonstick.store;

import java.util.List;

/** One answer of Redis (RESP2). Immutable, but for the bytes of a bulk, which are the reader's. */
sealed interface Resp {

    /**
     * A value.
     *
     * @param bytes not to be modified
     */
    record Bulk(byte[] bytes) implements Resp {}

    /** No value. */
    record Nil() implements Resp {
        static final Nil INSTANCE = new Nil();
    }

    /** An integer. */
    record Int(long value) implements Resp {}

    /** A word of success. */
    record Simple(String text) implements Resp {}

    /**
     * Redis refused: the command was surely not executed. {@link RedisErrors} reads the message.
     *
     * @param message may repeat what was sent
     */
    record Failure(String message) implements Resp {
        /** Never shows the message: Redis quotes the arguments of commands it does not know. */
        @Override
        public String toString() {
            return "Failure";
        }
    }

    /** An array. */
    record Many(List<Resp> items) implements Resp {}
}
