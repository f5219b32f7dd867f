/** The proxies under test and what stands behind them. */
@NullMarked
package dev.nonstick.loadtest.peer;

import org.jspecify.annotations.NullMarked;
