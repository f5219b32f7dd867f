package dev.nonstick.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** P1 to P7 of the specification, from one run: ratios and differences, not absolute figures. */
public final class Figures {
    private static final String OURS = "nonstick";
    private static final String PLAIN = "nonstick-plain";
    private static final String COMMIT = "nonstick-commit";
    private static final String FLOOR = "haproxy";
    private static final String SAME_WORK = "nginx-lua";

    private final Results results;
    private final List<Figure> figures = new ArrayList<>();

    private Figures(Results results) {
        this.results = results;
    }

    /**
     * One line of the table.
     *
     * @param value NaN: not measured in this run
     * @param from what it was computed from
     */
    public record Figure(
            String id, String what, double value, double target, String unit, String from) {
        public boolean isMeasured() {
            return !Double.isNaN(value);
        }

        public boolean isReached() {
            return value <= target;
        }
    }

    public static List<Figure> of(Results results) {
        return new Figures(results).all();
    }

    private List<Figure> all() {
        ratio("P1", "CPU/request, session lookup / nginx+Lua lookup", OURS, SAME_WORK, 0.5);
        ratio("P2", "CPU/request, session lookup / HAProxy plain", OURS, FLOOR, 1.0);
        ratio("P3", "CPU/request, no session / HAProxy plain", PLAIN, FLOOR, 0.9);
        openP99();
        ratio("P5", "CPU/request, one commit / lookup only", COMMIT, OURS, 1.5);
        firstResponse();
        sidecar();
        return figures;
    }

    private void ratio(String id, String what, String ours, String theirs, double target) {
        double a = value(ours, Subject::cpuMicros);
        double b = value(theirs, Subject::cpuMicros);
        String from = "%s %.1f us / %s %.1f us".formatted(ours, a, theirs, b);
        double value =
                pair(ours, theirs)
                        .map(pair -> pair.closed((x, y) -> x.cpuMicros() / y.cpuMicros()))
                        .map(Median::of)
                        .orElse(Double.NaN);
        figures.add(new Figure(id, what, value, target, "", from));
    }

    private void openP99() {
        double a = value(OURS, Subject::openP99Micros) / 1000;
        double b = value(FLOOR, Subject::openP99Micros) / 1000;
        String from =
                "%s %.2f ms - %s %.2f ms at %.0f/s"
                        .formatted(OURS, a, FLOOR, b, results.openRate());
        String what = "p99 at a fixed rate, lookup - HAProxy plain";
        double value =
                pair(OURS, FLOOR)
                        .map(pair -> pair.open((x, y) -> x.p99Micros() - y.p99Micros()))
                        .map(micros -> Median.of(micros) / 1000)
                        .orElse(Double.NaN);
        figures.add(new Figure("P4", what, value, 1, "ms", from));
    }

    private void firstResponse() {
        Optional<Cold> cold = results.cold(OURS);
        double value = cold.map(Cold::medianFirstMillis).orElse(Double.NaN);
        String from = cold.map(c -> c.firstMillis().size() + " starts").orElse("");
        String what = "start to first proxied response with session";
        figures.add(new Figure("P6", what, value, 300, "ms", from));
    }

    private void sidecar() {
        Results.Sidecar sidecar = results.sidecar();
        double value = sidecar == null ? Double.NaN : sidecar.residentKib() / 1024;
        String from = sidecar == null ? "" : sidecar.options();
        String what = "resident memory, small heap, 1 000 requests/s";
        figures.add(new Figure("P7", what, value, 96, "MiB", from));
    }

    private Optional<Pair> pair(String ours, String theirs) {
        return results.subject(ours).flatMap(a -> results.subject(theirs).map(b -> new Pair(a, b)));
    }

    private double value(String name, ToDoubleFunction<Subject> figure) {
        return results.subject(name).map(figure::applyAsDouble).orElse(Double.NaN);
    }
}
