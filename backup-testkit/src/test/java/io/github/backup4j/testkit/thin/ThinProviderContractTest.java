package io.github.backup4j.testkit.thin;

import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import org.junit.jupiter.api.DisplayName;

/** A provider that implements snapshots and restore points alone keeps the promises about them, and refuses the rest. */
@DisplayName("A thin provider")
class ThinProviderContractTest extends BackupContract {
    @Override
    protected Harness newHarness() {
        return new MapHarness();
    }
}
