package shop;

import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;

/** The whole contract, as the author of a provider runs it. */
class ContractTest extends BackupContract {
    @Override
    protected Harness newHarness() {
        return new InMemoryHarness(InMemoryCloud.create());
    }
}
