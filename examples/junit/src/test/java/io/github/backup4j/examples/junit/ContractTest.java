package io.github.backup4j.examples.junit;

import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;

/** The whole contract, as a provider author runs it. */
class ContractTest extends BackupContract {
    @Override
    protected Harness newHarness() {
        return new InMemoryHarness(InMemoryCloud.create());
    }
}
