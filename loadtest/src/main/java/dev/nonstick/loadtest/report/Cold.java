package dev.nonstick.loadtest.report;

import java.util.List;

/**
 * A fresh process.
 *
 * @param firstMillis from exec to the first proxied response with a session, one a start
 * @param perSecond in the closed loop, from the first response on
 */
public record Cold(
        String subject,
        List<Double> firstMillis,
        double seconds,
        double perSecond,
        double p99Micros) {

    public double medianFirstMillis() {
        return Median.of(firstMillis, first -> first);
    }
}
