/** The workflows in Temporal's test environment, whose time the clouds follow, and in processes that are killed. */
@NullMarked
package io.github.backup4j.examples.durable.temporal;

import org.jspecify.annotations.NullMarked;
