/** A cloud in memory, for the tests of whoever uses {@link io.github.backup4j}. */
@NullMarked
package io.github.backup4j.testkit;

import org.jspecify.annotations.NullMarked;
