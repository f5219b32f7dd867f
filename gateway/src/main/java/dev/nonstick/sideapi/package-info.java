/** The side API: what backends ask of a session beside their responses. */
@NullMarked
package dev.nonstick.sideapi;

import org.jspecify.annotations.NullMarked;
