package dev.nonstick.loadtest.report;

/**
 * One measurement in the closed loop.
 *
 * @param cpuMicros CPU time of the proxy's process, by request
 * @param kernelShare the kernel's part of it, 0 to 1
 * @param busy CPU time of the proxy's process by wall time, 0 to 1: below 1 the core of the load
 *     generator, the backend and Redis was the limit
 * @param others time of everything else on the proxy's core by wall time, 0 to 1: above a few
 *     hundredths something disturbed the measurement
 * @param residentKib afterwards
 */
public record ClosedSample(
        double perSecond,
        double p50Micros,
        double p99Micros,
        double cpuMicros,
        double kernelShare,
        double busy,
        double others,
        double residentKib) {}
