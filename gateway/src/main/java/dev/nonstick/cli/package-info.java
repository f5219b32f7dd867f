/** The command line. */
@NullMarked
package dev.nonstick.cli;

import org.jspecify.annotations.NullMarked;
