package dev.nonstick.loadtest.report;

/** One measurement in the open loop; latencies count from when a request was due. */
public record OpenSample(
        double perSecond,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros,
        double cpuMicros) {}
