package dev.nonstick.drain;

import java.time.Duration;

/**
 * How long stopping may take.
 *
 * @param requestTimeout for exchanges under way when the gateway stops listening
 * @param flush for commits and touches that are not yet in the store
 */
public record DrainSettings(Duration requestTimeout, Duration flush) {}
