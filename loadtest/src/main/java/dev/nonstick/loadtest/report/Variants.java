package dev.nonstick.loadtest.report;

import java.util.stream.DoubleStream;

/** Before and after: ratios of the rounds, so that a few points can be told from noise. */
final class Variants {
    private Variants() {}

    /** Empty where there are none. */
    static String table(Results results) {
        TextTable table =
                new TextTable(
                        "variant / its base", "cpu", "lowest", "highest", "requests/s", "open p99");
        boolean any = false;
        for (Subject subject : results.subjects()) {
            Subject base = results.subject(String.valueOf(subject.baseline())).orElse(null);
            if (base != null) {
                any = true;
                row(table, new Pair(subject, base));
            }
        }
        return any ? table.toString() : "";
    }

    private static void row(TextTable table, Pair pair) {
        double[] cpu = pair.closed((a, b) -> a.cpuMicros() / b.cpuMicros()).sorted().toArray();
        double perSecond = Median.of(pair.closed((a, b) -> a.perSecond() / b.perSecond()));
        double p99 = Median.of(pair.open((a, b) -> a.p99Micros() / b.p99Micros()));
        table.row(
                pair.one().name() + " / " + pair.other().name(),
                ratio(Median.of(DoubleStream.of(cpu))),
                ratio(cpu[0]),
                ratio(cpu[cpu.length - 1]),
                ratio(perSecond),
                ratio(p99));
    }

    private static String ratio(double value) {
        return Double.isNaN(value) ? "-" : "%.3f".formatted(value);
    }
}
