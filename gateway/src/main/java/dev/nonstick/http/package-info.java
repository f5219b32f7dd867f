/** Pure rules of HTTP: the request gate, field hygiene, structured fields. No I/O, no clock. */
@NullMarked
package dev.nonstick.http;

import org.jspecify.annotations.NullMarked;
