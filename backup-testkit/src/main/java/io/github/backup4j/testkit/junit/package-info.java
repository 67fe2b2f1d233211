/**
 * Extensions for JUnit 5.12 and later, and for JUnit 6. They need {@code junit-jupiter-api}, which the testkit does not bring along.
 */
@NullMarked
package io.github.backup4j.testkit.junit;

import org.jspecify.annotations.NullMarked;
