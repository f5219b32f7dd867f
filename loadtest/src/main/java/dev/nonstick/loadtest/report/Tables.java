package dev.nonstick.loadtest.report;

import dev.nonstick.loadtest.report.Figures.Figure;
import java.util.List;

/** The run for a reader: who did how well, cold starts, and P1 to P7. */
final class Tables {
    private Tables() {}

    static String of(Results results, List<Figure> figures) {
        StringBuilder text = new StringBuilder();
        results.facts().forEach((name, value) -> text.append("%-8s %s%n".formatted(name, value)));
        text.append('\n').append(subjects(results));
        text.append(
                """

                cpu us: user and system time of the proxy's process by request (kernel: the \
                kernel's part). busy: of its
                core; below 100 %% the other core was the limit of requests/s. others: of \
                the same core; more
                than a few per cent: disturbed. open: p99 at %.0f requests/s, counted from when due.

                """
                        .formatted(results.openRate()));
        for (Subject subject : results.subjects()) {
            text.append(
                    "%-16s %s (%s)%n"
                            .formatted(subject.name(), subject.about(), subject.version()));
        }
        if (!results.cold().isEmpty()) {
            text.append('\n').append(cold(results));
        }
        String variants = Variants.table(results);
        if (!variants.isEmpty()) {
            text.append('\n').append(variants);
        }
        return text.append('\n').append(figures(figures)).toString();
    }

    private static String subjects(Results results) {
        TextTable table =
                new TextTable(
                        "subject",
                        "cpu us",
                        "kernel",
                        "requests/s",
                        "busy",
                        "others",
                        "p50 ms",
                        "p99 ms",
                        "open p99 ms",
                        "RSS MiB");
        for (Subject subject : results.subjects()) {
            List<ClosedSample> closed = subject.closed();
            table.row(
                    subject.name(),
                    "%.1f".formatted(subject.cpuMicros()),
                    "%.0f %%".formatted(100 * Median.of(closed, ClosedSample::kernelShare)),
                    "%.0f".formatted(subject.perSecond()),
                    "%.0f %%".formatted(100 * Median.of(closed, ClosedSample::busy)),
                    "%.0f %%".formatted(100 * Median.of(closed, ClosedSample::others)),
                    "%.2f".formatted(Median.of(closed, ClosedSample::p50Micros) / 1000),
                    "%.2f".formatted(Median.of(closed, ClosedSample::p99Micros) / 1000),
                    orDash(subject.openP99Micros() / 1000),
                    "%.0f".formatted(Median.of(closed, ClosedSample::residentKib) / 1024));
        }
        return table.toString();
    }

    /** Without an open loop there is none. */
    private static String orDash(double millis) {
        return Double.isNaN(millis) ? "-" : "%.2f".formatted(millis);
    }

    private static String cold(Results results) {
        TextTable table =
                new TextTable("cold start", "first response ms", "requests/s", "p99 ms", "over s");
        for (Cold cold : results.cold()) {
            table.row(
                    cold.subject(),
                    "%.0f".formatted(cold.medianFirstMillis()),
                    "%.0f".formatted(cold.perSecond()),
                    "%.1f".formatted(cold.p99Micros() / 1000),
                    "%.0f".formatted(cold.seconds()));
        }
        return table.toString();
    }

    private static String figures(List<Figure> figures) {
        TextTable table = new TextTable("figure", "value", "target", "", "from");
        for (Figure figure : figures) {
            String unit = figure.unit().isEmpty() ? "" : " " + figure.unit();
            table.row(
                    figure.id() + " " + figure.what(),
                    figure.isMeasured() ? number(figure.value()) + unit : "-",
                    "<= " + number(figure.target()) + unit,
                    !figure.isMeasured() ? "" : figure.isReached() ? "reached" : "missed",
                    figure.isMeasured() ? figure.from() : "not in this run");
        }
        return table.toString();
    }

    private static String number(double value) {
        return (Math.abs(value) >= 20 ? "%.0f" : "%.2f").formatted(value);
    }
}
