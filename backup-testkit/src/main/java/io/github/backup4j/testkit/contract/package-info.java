/**
 * What each provider promises, as JUnit tests: extend {@link io.github.backup4j.testkit.contract.BackupContract}, and give it a
 * {@link io.github.backup4j.testkit.contract.Harness}.
 *
 * <p>What a provider does not keep on purpose it states as {@link io.github.backup4j.testkit.contract.Divergences}. Needs JUnit
 * (5.12 or newer) and AssertJ, which the rest of the testkit does not.
 */
@NullMarked
package io.github.backup4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
