/** An exchange from the first byte of its request to the last of its response. */
@NullMarked
package dev.nonstick.proxy;

import org.jspecify.annotations.NullMarked;
