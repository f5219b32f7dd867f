/** The peer benchmark: same work, same machine, same run. */
@NullMarked
package dev.nonstick.loadtest;

import org.jspecify.annotations.NullMarked;
