/** Clients: a probe, a closed loop, an open loop. */
@NullMarked
package dev.nonstick.loadtest.load;

import org.jspecify.annotations.NullMarked;
