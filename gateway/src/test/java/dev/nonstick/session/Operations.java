package dev.nonstick.session;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Operations as one readable text. */
final class Operations {
    private Operations() {}

    static String text(List<Operation> operations) {
        return operations.stream().map(Operations::text).collect(Collectors.joining(", "));
    }

    private static String text(Operation operation) {
        return switch (operation) {
            case Operation.Put put -> "put " + put.name() + " " + text(put.value());
            case Operation.PutIfAbsent put ->
                    "put-if-absent " + put.name() + " " + text(put.value());
            case Operation.Append append -> "append " + append.name() + " " + text(append.value());
            case Operation.Delete delete -> "del " + delete.name();
            case Operation.Increment increment -> "incr " + increment.name() + " " + increment.by();
        };
    }

    private static String text(Attribute value) {
        return switch (value) {
            case Attribute.Counter counter -> Long.toString(counter.value());
            case Attribute.Blob blob ->
                    HexFormat.of().formatHex(blob.value()) + "(" + blob.type() + ")";
        };
    }
}
