/** The backends: connections, health, balancing state. I/O edge. */
@NullMarked
package dev.nonstick.upstream;

import org.jspecify.annotations.NullMarked;
