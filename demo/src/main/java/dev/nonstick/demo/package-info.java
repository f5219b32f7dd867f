/** An embedded Tomcat, one process per instance of the webapp under test. */
@NullMarked
package dev.nonstick.demo;

import org.jspecify.annotations.NullMarked;
