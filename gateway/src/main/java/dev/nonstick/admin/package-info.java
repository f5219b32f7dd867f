/** The operator's listener: health, readiness, metrics. */
@NullMarked
package dev.nonstick.admin;

import org.jspecify.annotations.NullMarked;
