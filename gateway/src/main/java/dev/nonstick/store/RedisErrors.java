package dev.nonstick.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the error answers of Redis mean. Stateless. */
final class RedisErrors {

    /** Redis 6 wraps the error of a command inside a script into one of its own. */
    private static final Pattern INSIDE_SCRIPT = Pattern.compile("@user_script: ?\\d+: -?([A-Z]+)");

    private RedisErrors() {}

    /** Whether Redis does not know the hash of a script; its error has no other sign. */
    static boolean isUnknownScript(String message) {
        return message.startsWith("NOSCRIPT");
    }

    /** Whether only this command is forbidden, as opposed to this user. */
    static boolean isForbiddenCommand(String message) {
        return message.startsWith("NOPERM");
    }

    /** What an error answer means. */
    static StoreFault fault(String message) {
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
}
