/** Fleets and drills as Temporal workflows. {@code Polls} is the adapter. */
@NullMarked
package io.github.backup4j.examples.durable.temporal;

import org.jspecify.annotations.NullMarked;
