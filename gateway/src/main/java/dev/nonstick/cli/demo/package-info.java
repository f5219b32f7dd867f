/**
 * The {@code demo} command: a play in six acts with real processes, that anybody can watch and that
 * checks every claim it makes. It knows the product only from outside: files, command lines, ports.
 */
@NullMarked
package dev.nonstick.cli.demo;

import org.jspecify.annotations.NullMarked;
