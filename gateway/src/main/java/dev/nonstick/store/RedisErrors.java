package dev.nonstick.store;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the failures of the Redis client: which are answers of Redis, and what they mean. */
final class RedisErrors {

    /** Redis 6 wraps the error of a command inside a script into one of its own. */
    private static final Pattern INSIDE_SCRIPT = Pattern.compile("@user_script: ?\\d+: -?([A-Z]+)");

    private RedisErrors() {}

    /**
     * Whether Redis itself answered with an error, so that the command was surely not executed. The
     * client reports its own troubles (connection closed, stream not understood) in the same type.
     */
    static boolean isReply(Throwable failure) {
        return failure instanceof Response response
                && response.type() == ResponseType.ERROR
                && !isOfClient(message(failure));
    }

    private static boolean isOfClient(String message) {
        return message.startsWith("CONNECTION_CLOSED")
                || message.startsWith("ILLEGAL_STATE")
                || message.startsWith("Invalid boolean");
    }

    /** Whether Redis does not know the hash of a script; its error has no other sign. */
    static boolean isUnknownScript(Throwable failure) {
        return message(failure).startsWith("NOSCRIPT");
    }

    /** Whether only this command is forbidden, as opposed to this user. */
    static boolean isForbiddenCommand(Throwable failure) {
        return message(failure).startsWith("NOPERM");
    }

    /** What an error answer means. */
    static StoreFault fault(Throwable failure) {
        String message = message(failure);
        if (message.startsWith("ERR max number of clients")) {
            return StoreFault.NOT_SERVING;
        }
        return switch (code(message)) {
            case "LOADING",
                    "READONLY",
                    "MASTERDOWN",
                    "CLUSTERDOWN",
                    "MISCONF",
                    "OOM",
                    "NOREPLICAS",
                    "BUSY" ->
                    StoreFault.NOT_SERVING;
            case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED" -> StoreFault.REFUSED;
            default -> StoreFault.PROTOCOL;
        };
    }

    private static String code(String message) {
        Matcher inside = INSIDE_SCRIPT.matcher(message);
        if (inside.find()) {
            return inside.group(1);
        }
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "" : message;
    }
}
