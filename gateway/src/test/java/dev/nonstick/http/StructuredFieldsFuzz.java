package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A field is read or malformed; what is read is written and read the same. */
class StructuredFieldsFuzz {

    @FuzzTest
    void parse(byte[] input) throws MalformedFieldException {
        check(new String(input, StandardCharsets.ISO_8859_1));
        check(new String(input, StandardCharsets.UTF_8));
    }

    private static void check(String field) throws MalformedFieldException {
        List<Member> list = parsed(StructuredFields::parseList, field);
        if (list != null) {
            assertThat(StructuredFields.parseList(FieldText.of(list))).isEqualTo(list);
        }
        SequencedMap<String, Member> dictionary = parsed(StructuredFields::parseDictionary, field);
        if (dictionary != null) {
            String written = FieldText.of(dictionary);
            // as lists, because the order counts
            assertThat(new ArrayList<>(StructuredFields.parseDictionary(written).entrySet()))
                    .isEqualTo(new ArrayList<>(dictionary.entrySet()));
        }
        Member.Item item = parsed(StructuredFields::parseItem, field);
        if (item != null) {
            String written = FieldText.of(List.of(item));
            assertThat(StructuredFields.parseItem(written)).isEqualTo(item);
            assertThat(list).containsExactly(item);
        }
    }

    private interface Parser<T> {
        T parse(String field) throws MalformedFieldException;
    }

    /** Null where it is malformed: then what is said follows from kind and place alone. */
    private static <T> @Nullable T parsed(Parser<T> parser, String field) {
        try {
            return parser.parse(field);
        } catch (MalformedFieldException e) {
            assertThat(e.position()).isBetween(0, field.length());
            assertThat(e)
                    .hasMessage(new MalformedFieldException(e.kind(), e.position()).getMessage());
            return null;
        }
    }
}
