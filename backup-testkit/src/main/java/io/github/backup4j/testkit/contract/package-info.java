/** What each provider must do, as JUnit tests; needs JUnit and AssertJ, which the rest of the testkit does not. */
@NullMarked
package io.github.backup4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
