/** The configuration file: composed of the settings records of each feature, parsed, validated. */
@NullMarked
package dev.nonstick.config;

import org.jspecify.annotations.NullMarked;
