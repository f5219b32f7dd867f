package dev.nonstick.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class RenderingTest {

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Median.of(List.of(4.0, 1.0, 3.0, 100.0), d -> d)).isEqualTo(3.5);
        assertThat(Median.of(List.<Double>of(), d -> d)).isNaN();
    }

    @Test
    void jsonEscapesAndHasNoNaN() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a\"b", "line\nbreak \\");
        map.put("n", Double.NaN);
        map.put("d", 1.5);
        map.put("l", List.of(1, true));
        map.put("e", List.of());
        assertThat(Json.of(map))
                .isEqualTo(
                        """
                        {
                          "a\\"b": "line\\u000abreak \\\\",
                          "n": null,
                          "d": 1.5000,
                          "l": [
                            1,
                            true
                          ],
                          "e": []
                        }
                        """);
    }

    @Test
    void columnsStandUnderEachOther() {
        TextTable table = new TextTable("name", "n");
        table.row("a", "100");
        table.row("longer", "2");
        assertThat(table)
                .hasToString(
                        """
                        name      n
                        ------  ---
                        a       100
                        longer    2
                        """);
    }

    @Test
    void theChartIsXml() throws Exception {
        Subject odd = FiguresTest.subject("a<b&c", 12);
        Results results =
                new Results(
                        Map.of("machine", "R&D <box>"),
                        List.of(odd, FiguresTest.subject("nonstick", 20)),
                        1000,
                        List.of(),
                        null);
        String svg = Chart.of(results);
        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    }

    @Test
    void aVariantIsHeldAgainstItsBase() {
        Subject base = FiguresTest.subject("nonstick", 20, 40);
        Subject variant = new Subject("after", "", "", "nonstick");
        variant.closed().addAll(FiguresTest.subject("x", 18, 32).closed());
        Results results = new Results(Map.of(), List.of(base, variant), 1, List.of(), null);
        assertThat(Variants.table(results)).contains("after / nonstick", "0.850", "0.800", "0.900");
    }
}
