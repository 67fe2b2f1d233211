/** Clouds and workers in processes of their own, which tests kill. */
@NullMarked
package io.github.backup4j.examples.durable;

import org.jspecify.annotations.NullMarked;
