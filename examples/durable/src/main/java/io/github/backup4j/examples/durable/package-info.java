/** What the examples of both engines share: the fleet to back up, its request keys, the options of a worker. */
@NullMarked
package io.github.backup4j.examples.durable;

import org.jspecify.annotations.NullMarked;
