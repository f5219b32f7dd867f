/** Metrics, the access log and the event log. Called from every event loop; never blocks one. */
@NullMarked
package dev.nonstick.telemetry;

import org.jspecify.annotations.NullMarked;
