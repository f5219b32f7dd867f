/**
 * Pure decisions of the session engine: cookie, record, operations, envelope. Time and randomness
 * come in as arguments.
 */
@NullMarked
package dev.nonstick.session;

import org.jspecify.annotations.NullMarked;
