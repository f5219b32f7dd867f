package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.BareItem;
import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.Member;
import dev.nonstick.http.Params;
import dev.nonstick.http.StructuredFields;
import dev.nonstick.session.ChangeReader.Asked;
import dev.nonstick.session.ChangeReader.Reading;
import dev.nonstick.session.ChangeReader.Refused;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Broken fields with a fixed seed: refused as a whole or understood as a whole, never thrown. */
class ChangeReaderFuzzTest {
    private static final int MUTATIONS = 100_000;
    private static final Set<String> ALL = Set.of("rotate", "destroy");
    private static final String ALPHABET = "\"\\:?@%(),;=*.-+ \t_/aptincrdelAZ019é\u0000\u007f";

    private static final List<String> MEMBERS =
            List.of(
                    "\"cart\";put=:aGVsbG8=:;t=php",
                    "\"visits\";incr=1",
                    "\"theme\";del",
                    "\"n\";put=42",
                    "%\"caf%c3%a9\";put=:YQ==:;t=\"x y\"",
                    "\"down\";incr=-7");

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void aMutatedUpdateIsUnderstoodAsAWholeOrRefused() {
        int understood = 0;
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < MUTATIONS; i++) {
            if (i % 6 == 0) {
                field.setLength(0);
                for (int n = random.nextInt(1, 5); n > 0; n--) {
                    field.append(field.isEmpty() ? "" : ", ")
                            .append(MEMBERS.get(random.nextInt(MEMBERS.size())));
                }
            }
            mutate(field);
            String update = field.toString();
            Reading reading = ChangeReader.read(update, i % 3 == 0 ? "rotate" : null, ALL);
            switch (reading) {
                case Asked asked -> {
                    understood++;
                    assertThat(Operations.text(asked.change().operations()))
                            .as(update)
                            .isEqualTo(literally(update));
                    assertThat(asked.change().rotation() != Change.Rotation.NONE)
                            .isEqualTo(i % 3 == 0);
                }
                case Refused refused -> assertThat(refused.reason()).isNotBlank();
            }
        }
        assertThat(understood).isBetween(MUTATIONS / 50, MUTATIONS / 2);
    }

    @Test
    void aMutatedControlNeverThrows() {
        for (int i = 0; i < MUTATIONS / 2; i++) {
            StringBuilder field = new StringBuilder(i % 2 == 0 ? "rotate" : "destroy, rotate");
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                mutate(field);
            }
            Reading reading = ChangeReader.read(null, field.toString(), ALL);
            if (reading instanceof Asked(Change change)) {
                assertThat(field.toString().contains("rotate"))
                        .as(field.toString())
                        .isEqualTo(change.rotation() != Change.Rotation.NONE);
            }
        }
    }

    private void mutate(StringBuilder field) {
        int at = random.nextInt(field.length() + 1);
        char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(4)) {
            case 0 -> field.insert(at, c);
            case 1 -> field.delete(at, Math.min(field.length(), at + 1));
            case 2 -> field.insert(at, field.substring(at, Math.min(field.length(), at + 8)));
            default -> {
                if (at < field.length()) {
                    field.setCharAt(at, c);
                }
            }
        }
    }

    /** What the field says, member by member, without any idea of what is allowed. */
    private static String literally(String update) {
        try {
            return StructuredFields.parseList(update).stream()
                    .map(ChangeReaderFuzzTest::literally)
                    .collect(Collectors.joining(", "));
        } catch (MalformedFieldException e) {
            throw new AssertionError("understood, but not a field: " + update, e);
        }
    }

    private static String literally(Member member) {
        Member.Item item = (Member.Item) member;
        Params params = item.params();
        String type = params.get("t") == null ? "" : literally(params.get("t"));
        for (Params.Param param : params.entries()) {
            String name = literally(item.value());
            if (param.value() instanceof BareItem.Bytes(byte[] bytes)) {
                String hex = HexFormat.of().formatHex(bytes);
                return param.name() + " " + name + " " + hex + "(" + type + ")";
            }
            if (param.name().equals("del")) {
                return "del " + name;
            }
            if (!param.name().equals("t")) {
                return param.name() + " " + name + " " + literally(param.value());
            }
        }
        throw new AssertionError("understood, but without an operation: " + member);
    }

    private static String literally(@Nullable BareItem value) {
        return switch (value) {
            case BareItem.Str text -> text.value();
            case BareItem.Display text -> text.value();
            case BareItem.Token token -> token.value();
            case BareItem.Int integer -> Long.toString(integer.value());
            case null, default -> throw new AssertionError("understood, but: " + value);
        };
    }
}
