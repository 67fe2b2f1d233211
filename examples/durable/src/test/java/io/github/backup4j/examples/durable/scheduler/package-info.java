/** The tasks on a real PostgreSQL, with workers that are killed. */
@NullMarked
package io.github.backup4j.examples.durable.scheduler;

import org.jspecify.annotations.NullMarked;
