package dev.nonstick.servlet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Lists and Dictionaries of RFC 9651, section 4.2. Input is bounded and every failure is a
 * {@link MalformedFieldException}.
 */
final class SfParser {

    /** Longest field value that is looked at, in characters: 48 KiB. */
    static final int MAX_LENGTH = 48 * 1024;

    private final SfScanner in;

    private SfParser(String text) throws MalformedFieldException {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedFieldException(
                    text.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        in = new SfScanner(text);
    }

    static List<SfItem> list(String text) throws MalformedFieldException {
        SfParser parser = new SfParser(text);
        List<SfItem> members = new ArrayList<>();
        parser.in.skipSpaces();
        while (!parser.in.atEnd()) {
            members.add(parser.itemOrInnerList());
            parser.nextMember();
        }
        return members;
    }

    static Map<String, SfItem> dictionary(String text) throws MalformedFieldException {
        SfParser parser = new SfParser(text);
        Map<String, SfItem> members = new LinkedHashMap<>();
        parser.in.skipSpaces();
        while (!parser.in.atEnd()) {
            String key = parser.in.key();
            SfItem value =
                    parser.in.accept('=')
                            ? parser.itemOrInnerList()
                            : new SfItem(true, parser.parameters());
            members.put(key, value);
            parser.nextMember();
        }
        return members;
    }

    private SfItem itemOrInnerList() throws MalformedFieldException {
        return in.accept('(') ? innerList() : item();
    }

    private SfItem innerList() throws MalformedFieldException {
        List<SfItem> items = new ArrayList<>();
        while (true) {
            in.skipSpaces();
            if (in.accept(')')) {
                return new SfItem(Collections.unmodifiableList(items), parameters());
            }
            items.add(item());
            if (in.peek() != ' ' && in.peek() != ')') {
                throw in.expected("space or )");
            }
        }
    }

    private SfItem item() throws MalformedFieldException {
        return new SfItem(in.bareItem(), parameters());
    }

    private Map<String, Object> parameters() throws MalformedFieldException {
        if (in.peek() != ';') {
            return Map.of();
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        while (in.accept(';')) {
            in.skipSpaces();
            String key = in.key();
            parameters.put(key, in.accept('=') ? in.bareItem() : true);
        }
        return parameters;
    }

    /** Goes to the next member or the end; a comma at the end is an error (4.2.1). */
    private void nextMember() throws MalformedFieldException {
        in.skipOptionalWhitespace();
        if (in.atEnd()) {
            return;
        }
        if (!in.accept(',')) {
            throw in.expected("comma");
        }
        in.skipOptionalWhitespace();
        if (in.atEnd()) {
            throw in.expected("member after the comma");
        }
    }
}
