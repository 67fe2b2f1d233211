/** What the packages of this module and the testkit share, and nobody else uses. */
@NullMarked
package io.github.backup4j.internal;

import org.jspecify.annotations.NullMarked;
