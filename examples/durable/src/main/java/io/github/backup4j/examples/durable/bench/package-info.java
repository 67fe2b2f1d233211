/** How many open operations a few workers can follow, and at which cost. */
@NullMarked
package io.github.backup4j.examples.durable.bench;

import org.jspecify.annotations.NullMarked;
