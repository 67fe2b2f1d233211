package io.github.backup4j.testkit;

import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import org.junit.jupiter.api.DisplayName;

/** An in-memory cloud that keeps schedules in their zones passes the whole contract. */
@DisplayName("The in-memory cloud, with schedules in zones")
class ZonedInMemoryCloudContractTest extends BackupContract {
    @Override
    protected Harness newHarness() {
        return new InMemoryHarness(InMemoryCloud.builder().withZonedSchedules().build());
    }
}
