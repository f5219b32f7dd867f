/** Medians, the figures of performance.md, table, JSON, chart. */
@NullMarked
package dev.nonstick.loadtest.report;

import org.jspecify.annotations.NullMarked;
