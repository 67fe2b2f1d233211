/**
 * A cloud in memory for tests: start at {@link io.github.backup4j.testkit.InMemoryCloud}.
 *
 * <p>Most tests need that and its {@link io.github.backup4j.testkit.VirtualTime} alone; {@link
 * io.github.backup4j.testkit.Faults} make things go wrong. Nothing here needs a test framework.
 */
@NullMarked
package io.github.backup4j.testkit;

import org.jspecify.annotations.NullMarked;
