/**
 * What each provider promises, as JUnit tests: extend each {@code ...Contract} class and give it a {@link
 * io.github.backup4j.testkit.contract.Harness}.
 *
 * <pre>{@code
 * class MyCloudContractTest {
 *     @Nested
 *     class Vaults extends VaultsContract {
 *         @Override
 *         protected Harness newHarness() {
 *             return new MyHarness();
 *         }
 *     }
 *     // and so on for the others
 * }
 * }</pre>
 *
 * <p>A provider that differs on purpose overrides the test method and says why. Needs JUnit and AssertJ, which the rest of the
 * testkit does not.
 */
@NullMarked
package io.github.backup4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
