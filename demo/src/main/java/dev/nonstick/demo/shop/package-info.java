/**
 * The Corner Shop: a servlet webapp as people wrote them for twenty years. Login, visit counter and
 * cart live in the {@code HttpSession}, in the memory of one process. It knows nothing of the
 * gateway.
 */
@NullMarked
package dev.nonstick.demo.shop;

import org.jspecify.annotations.NullMarked;
