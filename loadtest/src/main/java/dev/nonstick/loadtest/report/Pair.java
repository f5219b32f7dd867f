package dev.nonstick.loadtest.report;

import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Two subjects of one run, compared round by round: they had their turns one after the other, so
 * what the machine did to a round it did to both.
 */
record Pair(Subject one, Subject other) {

    DoubleStream closed(ToDoubleBiFunction<ClosedSample, ClosedSample> figure) {
        return IntStream.range(0, Math.min(one.closed().size(), other.closed().size()))
                .mapToDouble(i -> figure.applyAsDouble(one.closed().get(i), other.closed().get(i)));
    }

    DoubleStream open(ToDoubleBiFunction<OpenSample, OpenSample> figure) {
        return IntStream.range(0, Math.min(one.open().size(), other.open().size()))
                .mapToDouble(i -> figure.applyAsDouble(one.open().get(i), other.open().get(i)));
    }
}
