/** Where the gateway's time and memory go. */
@NullMarked
package dev.nonstick.loadtest.profile;

import org.jspecify.annotations.NullMarked;
