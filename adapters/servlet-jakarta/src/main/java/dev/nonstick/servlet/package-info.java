/**
 * Keeps the state of {@code HttpSession} at the Nonstick gateway instead of in the container. Only
 * {@link NonstickInitializer} is meant to be seen from outside; containers find it by themselves.
 */
@NullMarked
package dev.nonstick.servlet;

import org.jspecify.annotations.NullMarked;
