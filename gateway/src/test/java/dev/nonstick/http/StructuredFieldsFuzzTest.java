package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.Member.InnerList;
import dev.nonstick.http.Member.Item;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Random fields with fixed seeds: what is written is read back, and nothing breaks the parser. */
class StructuredFieldsFuzzTest {

    private static final int MUTATIONS = 200_000;

    private static final String ALPHABET = "\"\\:?@%(),;=*.-+ \t_/azAZ019é\u0000\u007f";

    private final SplittableRandom random = new SplittableRandom(9651);

    @Test
    void readsBackWhatIsWritten() throws MalformedFieldException {
        for (int round = 0; round < 5_000; round++) {
            List<Member> list = randomList();
            StringBuilder field = new StringBuilder();
            for (Member member : list) {
                FieldText.append(field.isEmpty() ? field : field.append(", "), member);
            }
            assertThat(StructuredFields.parseList(field.toString())).isEqualTo(list);
        }
    }

    @Test
    void mutationsGiveAValueOrTheOneException() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    int good = 0;
                    StringBuilder field = new StringBuilder();
                    for (int i = 0; i < MUTATIONS; i++) {
                        if (i % 50 == 0) {
                            field.setLength(0);
                            for (Member member : randomList()) {
                                FieldText.append(
                                        field.isEmpty() ? field : field.append(", "), member);
                            }
                        }
                        mutate(field);
                        good += parses(field.toString()) ? 1 : 0;
                    }
                    assertThat(good).isBetween(MUTATIONS / 100, MUTATIONS - MUTATIONS / 100);
                });
    }

    @Test
    void theLongestFieldsTakeBoundedTime() {
        for (String unit :
                List.of(
                        "(", ":", "\"", "%\"", "%", "\\", "a;", ";a", ",", "a,", "1", "=", " ",
                        "(a ")) {
            String field = unit.repeat(StructuredFields.MAX_FIELD / unit.length());
            Assertions.assertTimeout(
                    Duration.ofSeconds(2),
                    () -> {
                        parses(field);
                        parses("a=" + field.substring(2));
                        parses("\"" + field.substring(1));
                        parses(":" + field.substring(2) + ":");
                    });
        }
    }

    /** Whether either form accepts the field; anything but the one exception fails the test. */
    private static boolean parses(String field) {
        boolean good = false;
        try {
            StructuredFields.parseDictionary(field);
            good = true;
        } catch (MalformedFieldException e) {
            assertThat(e.position()).isBetween(0, field.length());
        }
        try {
            StructuredFields.parseList(field);
            good = true;
        } catch (MalformedFieldException e) {
            assertThat(e.position()).isBetween(0, field.length());
        }
        return good;
    }

    private void mutate(StringBuilder field) {
        int at = random.nextInt(field.length() + 1);
        char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(4)) {
            case 0 -> field.insert(at, c);
            case 1 -> field.replace(at, Math.min(at + 1, field.length()), String.valueOf(c));
            case 2 -> field.delete(at, Math.min(at + 1 + random.nextInt(3), field.length()));
            default -> field.insert(at, field, at, Math.min(at + 8, field.length()));
        }
    }

    private List<Member> randomList() {
        List<Member> list = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            list.add(random.nextInt(4) == 0 ? randomInnerList() : randomItem());
        }
        return list;
    }

    private InnerList randomInnerList() {
        List<Item> items = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            items.add(randomItem());
        }
        return new InnerList(items, randomParams());
    }

    private Item randomItem() {
        return new Item(randomBareItem(), randomParams());
    }

    private Params randomParams() {
        List<Params.Param> params = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            params.add(new Params.Param("p" + i + "_-.*", randomBareItem()));
        }
        return new Params(params);
    }

    private BareItem randomBareItem() {
        return switch (random.nextInt(8)) {
            case 0 ->
                    new BareItem.Int(
                            random.nextLong(-999_999_999_999_999L, 1_000_000_000_000_000L));
            case 1 -> new BareItem.Dec(BigDecimal.valueOf(random.nextInt(), 1 + random.nextInt(3)));
            case 2 -> new BareItem.Str(randomText(0x20, 0x7f));
            case 3 -> new BareItem.Token("*t" + random.nextInt(1000) + ":/");
            case 4 -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield new BareItem.Bytes(bytes);
            }
            case 5 -> random.nextBoolean() ? BareItem.Bool.TRUE : BareItem.Bool.FALSE;
            case 6 -> new BareItem.Date(random.nextInt());
            default -> new BareItem.Display(randomText(0, 0x11000));
        };
    }

    private String randomText(int from, int to) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            int c = random.nextInt(from, to);
            text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 'x' : c);
        }
        return text.toString();
    }
}
