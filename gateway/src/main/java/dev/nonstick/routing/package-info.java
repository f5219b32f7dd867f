/** Pure decisions of routing: which route, which pool, which backend. */
@NullMarked
package dev.nonstick.routing;

import org.jspecify.annotations.NullMarked;
