/** Child processes, their ports, and what the kernel says of them. */
@NullMarked
package dev.nonstick.loadtest.process;

import org.jspecify.annotations.NullMarked;
