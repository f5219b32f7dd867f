package dev.nonstick.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer and all that was measured of it.
 *
 * @param about what it does
 * @param baseline the subject it is a variant of; null: none
 */
public record Subject(
        String name,
        String about,
        String version,
        @Nullable String baseline,
        List<ClosedSample> closed,
        List<OpenSample> open) {

    public Subject(String name, String about, String version, @Nullable String baseline) {
        this(name, about, version, baseline, new ArrayList<>(), new ArrayList<>());
    }

    public double perSecond() {
        return Median.of(closed, ClosedSample::perSecond);
    }

    public double cpuMicros() {
        return Median.of(closed, ClosedSample::cpuMicros);
    }

    public double openP99Micros() {
        return Median.of(open, OpenSample::p99Micros);
    }
}
