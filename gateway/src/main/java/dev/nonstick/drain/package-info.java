/** Pure decisions of starting and stopping: the drain state machine. */
@NullMarked
package dev.nonstick.drain;

import org.jspecify.annotations.NullMarked;
