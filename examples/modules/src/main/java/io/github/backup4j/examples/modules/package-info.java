/** A program on the module path. */
@NullMarked
package io.github.backup4j.examples.modules;

import org.jspecify.annotations.NullMarked;
