package dev.nonstick.loadtest.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Bars in an SVG: CPU by request, and p99 at a fixed rate. */
final class Chart {
    private static final int WIDTH = 860;
    private static final int NAMES = 150;
    private static final int BARS = 600;
    private static final int STEP = 26;
    private static final int HEAD = 34;

    private final StringBuilder svg = new StringBuilder();
    private int y = 10;

    private Chart() {}

    static String of(Results results) {
        Chart chart = new Chart();
        List<Subject> subjects = results.subjects();
        chart.panel("CPU microseconds by request (proxy's process)", subjects, Subject::cpuMicros);
        if (subjects.stream().noneMatch(subject -> Double.isNaN(subject.openP99Micros()))) {
            chart.panel(
                    "p99 in ms at %.0f requests/s, counted from when due"
                            .formatted(results.openRate()),
                    subjects,
                    subject -> subject.openP99Micros() / 1000);
        }
        chart.panel("requests/s, 64 connections", subjects, Subject::perSecond);
        String foot =
                "%s, %s, %s"
                        .formatted(
                                results.facts().getOrDefault("date", ""),
                                results.facts().getOrDefault("commit", ""),
                                results.facts().getOrDefault("machine", ""));
        chart.text(10, chart.y + 10, "foot", foot);
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" \
        viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="13">
        <style>text{fill:#222}.foot{fill:#666;font-size:11px}.head{font-weight:bold}\
        .theirs{fill:#9aa5b1}.ours{fill:#d9480f}</style>
        <rect width="100%%" height="100%%" fill="#fff"/>
        %3$s</svg>
        """
                .formatted(WIDTH, chart.y + 22, chart.svg);
    }

    private void panel(String title, List<Subject> subjects, ToDoubleFunction<Subject> figure) {
        double longest = subjects.stream().mapToDouble(figure).max().orElse(1);
        text(10, y + 16, "head", title);
        y += HEAD;
        for (Subject subject : subjects) {
            double value = figure.applyAsDouble(subject);
            if (Double.isFinite(value)) {
                double width = longest > 0 ? value / longest * BARS : 0;
                svg.append(
                        String.format(
                                Locale.ROOT,
                                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\""
                                        + " height=\"%d\"/>%n",
                                subject.name().matches("nonstick(-.*)?")
                                                || subject.baseline() != null
                                        ? "ours"
                                        : "theirs",
                                NAMES,
                                y,
                                width,
                                STEP - 8));
                text(NAMES + (int) width + 6, y + 14, "", value(value));
            }
            text(10, y + 14, "", subject.name());
            y += STEP;
        }
        y += 12;
    }

    private static String value(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
    }

    private void text(int x, int baseline, String style, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n"
                        .formatted(style, x, baseline, escaped));
    }
}
