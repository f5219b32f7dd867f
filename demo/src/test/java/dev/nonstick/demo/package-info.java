@NullMarked
package dev.nonstick.demo;

import org.jspecify.annotations.NullMarked;
