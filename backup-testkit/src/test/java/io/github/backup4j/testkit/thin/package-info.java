/** A provider as thin as can be, written from {@link io.github.backup4j.spi} and the contract alone. */
@NullMarked
package io.github.backup4j.testkit.thin;

import org.jspecify.annotations.NullMarked;
