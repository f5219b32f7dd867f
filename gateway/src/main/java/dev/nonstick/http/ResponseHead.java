package dev.nonstick.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A backend's response head, read in one pass: what it asks of the session, how its body is framed,
 * and the fields that may go on to the client.
 *
 * <p>Thread rule: belongs to one exchange.
 */
public final class ResponseHead {
    private @Nullable String update;
    private @Nullable String control;
    private @Nullable String contentLength;
    private @Nullable String via;
    private boolean connectionClose;
    private int contentLengths;
    private List<String> nominated = List.of();
    private final List<Map.Entry<String, String>> endToEnd = new ArrayList<>(16);

    private ResponseHead() {}

    public static ResponseHead read(Iterable<Map.Entry<String, String>> fields) {
        ResponseHead head = new ResponseHead();
        for (Map.Entry<String, String> field : fields) {
            head.take(field);
        }
        for (String name : head.nominated) {
            head.endToEnd.removeIf(field -> field.getKey().equalsIgnoreCase(name));
        }
        return head;
    }

    private void take(Map.Entry<String, String> field) {
        String name = field.getKey();
        String value = field.getValue();
        switch (FieldName.of(name)) {
            case CONTENT_LENGTH -> {
                contentLengths++;
                contentLength = value;
            }
            case CONNECTION -> nominate(value);
            case VIA -> via = via == null ? value : via + ", " + value;
            case OFFLOAD -> {
                if (name.equalsIgnoreCase("Offload-Update")) {
                    update = update == null ? value : update + ", " + value;
                } else if (name.equalsIgnoreCase("Offload-Control")) {
                    control = control == null ? value : control + ", " + value;
                }
            }
            case TRANSFER_ENCODING, UPGRADE, TE, HOP_BY_HOP -> {}
            case HOST,
                    COOKIE,
                    FORWARDED,
                    X_FORWARDED,
                    X_REQUEST_ID,
                    EXPECT,
                    SEC_WEBSOCKET,
                    END_TO_END ->
                    endToEnd.add(field);
        }
    }

    private void nominate(String value) {
        for (String part : value.split(",", -1)) {
            String option = part.strip().toLowerCase(Locale.ROOT);
            switch (option) {
                case "close" -> connectionClose = true;
                case "keep-alive", "upgrade", "" -> {}
                default -> {
                    if (nominated.isEmpty()) {
                        nominated = new ArrayList<>(2);
                    }
                    nominated.add(option);
                }
            }
        }
    }

    /** The Offload-Update lines joined, or null. */
    public @Nullable String update() {
        return update;
    }

    /** The Offload-Control lines joined, or null. */
    public @Nullable String control() {
        return control;
    }

    public @Nullable String contentLength() {
        return contentLength;
    }

    /** Whether the framing can be read in one way only. */
    public boolean isFramed() {
        return contentLengths <= 1;
    }

    public @Nullable String via() {
        return via;
    }

    public boolean connectionClose() {
        return connectionClose;
    }

    /** Whether the client is told by the backend how this may be cached. */
    public boolean hasCacheControl() {
        for (Map.Entry<String, String> field : endToEnd) {
            if (field.getKey().equalsIgnoreCase("Cache-Control")) {
                return true;
            }
        }
        return false;
    }

    /** The fields that pass, in order. */
    public List<Map.Entry<String, String>> endToEnd() {
        return endToEnd;
    }
}
