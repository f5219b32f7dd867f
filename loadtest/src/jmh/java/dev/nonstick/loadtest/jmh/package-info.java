/** Micro-benchmarks of the pure pieces of the request path. */
@NullMarked
package dev.nonstick.loadtest.jmh;

import org.jspecify.annotations.NullMarked;
