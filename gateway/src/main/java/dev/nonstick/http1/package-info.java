/** HTTP/1.1 on the wire (RFC 9112): messages read from and written to Netty channels. */
@NullMarked
package dev.nonstick.http1;

import org.jspecify.annotations.NullMarked;
