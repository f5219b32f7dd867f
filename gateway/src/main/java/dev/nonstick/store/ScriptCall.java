package dev.nonstick.store;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/**
 * One call of a script with one key: by its hash, or with its source where Redis has lost it.
 *
 * @param arguments the key, then the script's arguments
 */
record ScriptCall(byte[] source, byte[] hash, byte[][] arguments) {

    private static final byte[] ONE_KEY = {'1'};

    Request byHash() {
        return with(Request.cmd(Command.EVALSHA).arg(hash));
    }

    Request bySource() {
        return with(Request.cmd(Command.EVAL).arg(source));
    }

    private Request with(Request request) {
        request.arg(ONE_KEY);
        for (byte[] argument : arguments) {
            request.arg(argument);
        }
        return request;
    }
}
