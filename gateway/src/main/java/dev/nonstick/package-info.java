/** The composition root: starts and stops a gateway. */
@NullMarked
package dev.nonstick;

import org.jspecify.annotations.NullMarked;
