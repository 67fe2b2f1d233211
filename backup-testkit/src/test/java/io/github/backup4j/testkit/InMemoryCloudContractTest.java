package io.github.backup4j.testkit;

import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import org.junit.jupiter.api.DisplayName;

/** The in-memory cloud passes the whole contract. */
@DisplayName("The in-memory cloud")
class InMemoryCloudContractTest extends BackupContract {
    @Override
    protected Harness newHarness() {
        return new InMemoryHarness(InMemoryCloud.create());
    }
}
