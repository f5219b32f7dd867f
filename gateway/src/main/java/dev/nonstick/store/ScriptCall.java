package dev.nonstick.store;

import java.nio.charset.StandardCharsets;

/**
 * One call of a script with one key: by its hash, or with its source where Redis has lost it.
 *
 * @param arguments the key, then the script's arguments
 */
record ScriptCall(byte[] source, byte[] hash, byte[][] arguments) {

    private static final byte[] EVALSHA = "EVALSHA".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVAL = "EVAL".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONE_KEY = {'1'};

    byte[][] byHash() {
        return words(EVALSHA, hash);
    }

    byte[][] bySource() {
        return words(EVAL, source);
    }

    private byte[][] words(byte[] command, byte[] script) {
        byte[][] words = new byte[3 + arguments.length][];
        words[0] = command;
        words[1] = script;
        words[2] = ONE_KEY;
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        return words;
    }
}
