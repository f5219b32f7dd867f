/** The session store: the port, its implementations and the loop that commits. I/O edge. */
@NullMarked
package dev.nonstick.store;

import org.jspecify.annotations.NullMarked;
