package dev.nonstick.http;

import dev.nonstick.http.MalformedFieldException.Kind;
import dev.nonstick.http.Member.InnerList;
import dev.nonstick.http.Member.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Structure of a field: lists, dictionaries, inner lists, parameters (RFC 9651, sections 4.2.1 to
 * 4.2.3). One pass from left to right; {@link BareItemParser} reads the values at the same cursor.
 */
final class FieldParser {

    private final FieldCursor in;
    private final BareItemParser bareItems;
    private int members;

    FieldParser(String text) throws MalformedFieldException {
        this.in = new FieldCursor(text);
        this.bareItems = new BareItemParser(in);
        if (text.length() > StructuredFields.MAX_FIELD) {
            throw in.malformed(Kind.FIELD_TOO_LONG);
        }
    }

    /** Section 4.2.1. */
    List<Member> list() throws MalformedFieldException {
        List<Member> list = new ArrayList<>();
        in.skipSpaces();
        while (!in.atEnd()) {
            list.add(member());
            if (!anotherMember()) {
                break;
            }
        }
        return Collections.unmodifiableList(list);
    }

    /** Section 4.2.2. */
    SequencedMap<String, Member> dictionary() throws MalformedFieldException {
        SequencedMap<String, Member> dictionary = new LinkedHashMap<>();
        in.skipSpaces();
        while (!in.atEnd()) {
            String key = key();
            dictionary.put(key, in.skip('=') ? member() : flag());
            if (!anotherMember()) {
                break;
            }
        }
        return Collections.unmodifiableSequencedMap(dictionary);
    }

    /** Section 4.2.3, as a whole field. */
    Item onlyItem() throws MalformedFieldException {
        in.skipSpaces();
        Item item = item();
        in.skipSpaces();
        if (!in.atEnd()) {
            throw in.malformed(Kind.BAD_ITEM);
        }
        return item;
    }

    /** Goes to the next member, if there is one; a comma must have one after it. */
    private boolean anotherMember() throws MalformedFieldException {
        in.skipOptionalWhitespace();
        if (in.atEnd()) {
            return false;
        }
        if (!in.skip(',')) {
            throw in.malformed(Kind.BAD_SEPARATOR);
        }
        in.skipOptionalWhitespace();
        if (in.atEnd()) {
            throw in.malformed(Kind.TRAILING_COMMA);
        }
        return true;
    }

    private Member member() throws MalformedFieldException {
        return in.skip('(') ? innerList() : item();
    }

    /** A dictionary key without a value is true. */
    private Item flag() throws MalformedFieldException {
        count();
        return new Item(BareItem.Bool.TRUE, params());
    }

    private Item item() throws MalformedFieldException {
        count();
        return new Item(bareItems.next(), params());
    }

    /** Section 4.2.1.2, after the parenthesis. */
    private InnerList innerList() throws MalformedFieldException {
        count();
        List<Item> items = new ArrayList<>();
        while (true) {
            in.skipSpaces();
            if (in.skip(')')) {
                return new InnerList(items, params());
            }
            items.add(item());
            if (in.peek() != ' ' && in.peek() != ')') {
                throw in.malformed(in.atEnd() ? Kind.UNEXPECTED_END : Kind.BAD_INNER_LIST);
            }
        }
    }

    private void count() throws MalformedFieldException {
        if (++members > StructuredFields.MAX_MEMBERS) {
            throw in.malformed(Kind.TOO_MANY_MEMBERS);
        }
    }

    /** Section 4.2.3.2. */
    private Params params() throws MalformedFieldException {
        if (in.peek() != ';') {
            return Params.NONE;
        }
        List<Params.Param> params = new ArrayList<>(4);
        for (int count = 1; in.skip(';'); count++) {
            if (count > StructuredFields.MAX_PARAMS) {
                throw in.malformed(Kind.TOO_MANY_PARAMETERS);
            }
            in.skipSpaces();
            String name = key();
            put(params, name, in.skip('=') ? bareItems.next() : BareItem.Bool.TRUE);
        }
        return new Params(params);
    }

    /** A repeated name keeps its first place and its last value. */
    private static void put(List<Params.Param> params, String name, BareItem value) {
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).name().equals(name)) {
                params.set(i, new Params.Param(name, value));
                return;
            }
        }
        params.add(new Params.Param(name, value));
    }

    /** Section 4.2.3.3. */
    private String key() throws MalformedFieldException {
        if (!FieldChars.startsKey(in.peek())) {
            throw in.malformed(in.atEnd() ? Kind.UNEXPECTED_END : Kind.BAD_KEY);
        }
        int start = in.position();
        do {
            in.advance();
        } while (FieldChars.inKey(in.peek()));
        return in.name(start);
    }
}
