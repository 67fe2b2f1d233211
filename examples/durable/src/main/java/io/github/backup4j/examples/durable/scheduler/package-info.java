/** Protections and operations as db-scheduler tasks in PostgreSQL. {@code OperationTask} is the adapter. */
@NullMarked
package io.github.backup4j.examples.durable.scheduler;

import org.jspecify.annotations.NullMarked;
