package dev.nonstick.http;

import dev.nonstick.http.BareItem.Bool;
import dev.nonstick.http.BareItem.Bytes;
import dev.nonstick.http.BareItem.Date;
import dev.nonstick.http.BareItem.Dec;
import dev.nonstick.http.BareItem.Display;
import dev.nonstick.http.BareItem.Int;
import dev.nonstick.http.BareItem.Str;
import dev.nonstick.http.BareItem.Token;
import dev.nonstick.http.Member.InnerList;
import dev.nonstick.http.Member.Item;
import java.util.List;
import java.util.Map;

/** Serialises whole members, for the tests. */
final class FieldText {

    private FieldText() {}

    static String of(List<? extends Member> list) {
        StringBuilder out = new StringBuilder();
        for (Member member : list) {
            append(out.isEmpty() ? out : out.append(", "), member);
        }
        return out.toString();
    }

    static String of(Map<String, Member> dictionary) {
        StringBuilder out = new StringBuilder();
        dictionary.forEach(
                (key, member) -> {
                    (out.isEmpty() ? out : out.append(", ")).append(key);
                    if (member instanceof Item(Bool value, Params params) && value.value()) {
                        append(out, params);
                    } else {
                        append(out.append('='), member);
                    }
                });
        return out.toString();
    }

    static void append(StringBuilder out, Member member) {
        switch (member) {
            case Item(BareItem value, Params params) -> {
                append(out, value);
                append(out, params);
            }
            case InnerList list -> {
                out.append('(');
                for (Item item : list.items()) {
                    append(out, item);
                    out.append(' ');
                }
                out.append(')');
                append(out, list.params());
            }
        }
    }

    private static void append(StringBuilder out, Params params) {
        for (Params.Param param : params.entries()) {
            out.append(';').append(param.name());
            if (!param.value().equals(Bool.TRUE)) {
                append(out.append('='), param.value());
            }
        }
    }

    private static void append(StringBuilder out, BareItem value) {
        switch (value) {
            case Int(long number) -> StructuredFields.appendInteger(out, number);
            case Dec(var number) -> out.append(number.toPlainString());
            case Str(String text) -> StructuredFields.appendString(out, text);
            case Token(String text) -> out.append(text);
            case Bytes(byte[] bytes) -> StructuredFields.appendBytes(out, bytes);
            case Bool(boolean bool) -> StructuredFields.appendBoolean(out, bool);
            case Date(long seconds) -> StructuredFields.appendDate(out, seconds);
            case Display(String text) -> StructuredFields.appendDisplayString(out, text);
        }
    }
}
