package dev.nonstick.loadtest.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The middle one; the mean of the two in the middle where their number is even. */
public final class Median {
    private Median() {}

    /** NaN where there is none. */
    public static <T> double of(List<T> samples, ToDoubleFunction<T> figure) {
        return of(samples.stream().mapToDouble(figure));
    }

    /** NaN where there is none. */
    public static double of(DoubleStream samples) {
        double[] sorted = samples.sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
