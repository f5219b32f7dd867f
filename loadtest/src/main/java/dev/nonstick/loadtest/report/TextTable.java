package dev.nonstick.loadtest.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns under each other: the first to the left, the rest to the right. */
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... head) {
        rows.add(head);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        String[] rule = new String[widths.length];
        Arrays.setAll(rule, i -> "-".repeat(widths[i]));
        line(text, rows.getFirst(), widths);
        line(text, rule, widths);
        rows.stream().skip(1).forEach(row -> line(text, row, widths));
        return text.toString();
    }

    private static void line(StringBuilder text, String[] row, int[] widths) {
        for (int i = 0; i < row.length; i++) {
            String space = " ".repeat(widths[i] - row[i].length());
            text.append(i == 0 ? row[i] + space : "  " + space + row[i]);
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
    }
}
