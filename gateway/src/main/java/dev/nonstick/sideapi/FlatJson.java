package dev.nonstick.sideapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the little JSON (RFC 8259) that calls are made of: an object of strings, integers and
 * booleans, or one with a single list of such objects. Whatever else there is ends the reading at
 * once, so that nothing is built from it, however deep or long it is.
 */
final class FlatJson {
    /** Members of an object. */
    private static final int MAX_MEMBERS = 8;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(4)
                                    .maxNumberLength(20)
                                    .maxNameLength(64)
                                    .maxStringLength(64 * 1024 * 1024)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private FlatJson() {}

    /**
     * An object of strings, integers ({@link Long}) and booleans; an empty text is an empty object.
     */
    static Map<String, Object> object(byte[] text) throws MalformedCallException {
        if (text.length == 0) {
            return Map.of();
        }
        try (JsonParser in = FACTORY.createParser(text)) {
            in.nextToken();
            Map<String, Object> object = object(in, "the body");
            end(in);
            return object;
        } catch (IOException e) {
            throw noJson();
        }
    }

    /**
     * The objects of the only member of an object.
     *
     * @param member its name
     * @param most how many objects there may be
     */
    static List<Map<String, Object>> list(byte[] text, String member, int most)
            throws MalformedCallException {
        String expected = "an object with one member, " + member + ": a list of objects";
        try (JsonParser in = FACTORY.createParser(text)) {
            expect(in.nextToken() == JsonToken.START_OBJECT, "the body", expected);
            expect(member.equals(in.nextFieldName()), "the body", expected);
            expect(in.nextToken() == JsonToken.START_ARRAY, member, "a list");
            List<Map<String, Object>> objects = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                expect(objects.size() < most, member, "at most " + most);
                objects.add(object(in, member + "[" + objects.size() + "]"));
            }
            expect(in.nextToken() == JsonToken.END_OBJECT, "the body", expected);
            end(in);
            return objects;
        } catch (IOException e) {
            throw noJson();
        }
    }

    private static Map<String, Object> object(JsonParser in, String where)
            throws IOException, MalformedCallException {
        expect(in.currentToken() == JsonToken.START_OBJECT, where, "an object");
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            expect(members.size() < MAX_MEMBERS, where, "fewer members");
            String name = in.currentName();
            members.put(name, value(in, where));
        }
        return members;
    }

    private static Object value(JsonParser in, String where)
            throws IOException, MalformedCallException {
        Object value =
                switch (in.nextToken()) {
                    case VALUE_STRING -> in.getText();
                    case VALUE_NUMBER_INT -> in.getLongValue();
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    case null, default -> null;
                };
        if (value == null) {
            throw new MalformedCallException(where, "strings, integers and booleans in it");
        }
        return value;
    }

    private static void end(JsonParser in) throws IOException, MalformedCallException {
        expect(in.nextToken() == null, "the body", "nothing after the object");
    }

    private static void expect(boolean holds, String where, String expected)
            throws MalformedCallException {
        if (!holds) {
            throw new MalformedCallException(where, expected);
        }
    }

    private static MalformedCallException noJson() {
        return new MalformedCallException("the body", "JSON, without duplicate members");
    }

    /** A member of a type; null where it is not there. */
    static <T> @Nullable T member(
            Map<String, Object> object, String name, Class<T> type, String expected)
            throws MalformedCallException {
        Object value = object.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new MalformedCallException(name, expected);
        }
        return type.cast(value);
    }
}
