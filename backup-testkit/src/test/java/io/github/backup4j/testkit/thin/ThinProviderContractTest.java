package io.github.backup4j.testkit.thin;

import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import org.junit.jupiter.api.DisplayName;

/** A provider of snapshots and restore points alone keeps the whole contract by its capabilities and limits. */
@DisplayName("A thin provider")
class ThinProviderContractTest extends BackupContract {
    @Override
    protected Harness newHarness() {
        return new MapHarness();
    }
}
