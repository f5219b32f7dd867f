/**
 * Pure decisions of the cookie vault: which of a backend's cookies the gateway keeps, and which it
 * gives back. Time comes in as an argument.
 */
@NullMarked
package dev.nonstick.vault;

import org.jspecify.annotations.NullMarked;
