package dev.nonstick.cli.demo;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the shop answered, read from its JSON.
 *
 * @param instance "-" where the answer is not the shop's
 */
record Reply(
        int status,
        String instance,
        long pid,
        @Nullable String user,
        int visits,
        List<String> cart) {

    private static final Pattern SHOP =
            Pattern.compile(
                    "\\{\"instance\":\"([^\"]*)\",\"pid\":(\\d+),\"user\":(?:\"([^\"]*)\"|null),"
                            + "\"visits\":(\\d+),\"cart\":\\[(.*?)\\],\"sessionId\":.*\\}\\s*");
    private static final Pattern ITEM = Pattern.compile("\"([^\"]*)\"");

    static Reply of(int status, String body) {
        Matcher shop = SHOP.matcher(body);
        if (status != 200 || !shop.matches()) {
            return new Reply(status, "-", 0, null, 0, List.of());
        }
        return new Reply(
                status,
                shop.group(1),
                Long.parseLong(shop.group(2)),
                shop.group(3),
                Integer.parseInt(shop.group(4)),
                ITEM.matcher(shop.group(5)).results().map(item -> item.group(1)).toList());
    }

    boolean knowsNobody() {
        return status == 200 && user == null && visits == 0 && cart.isEmpty();
    }
}
