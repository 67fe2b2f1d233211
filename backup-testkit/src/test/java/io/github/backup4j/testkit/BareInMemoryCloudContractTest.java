package io.github.backup4j.testkit;

import io.github.backup4j.Capability;
import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

/** An in-memory cloud with all services and nothing beyond them refuses what it lacks, and keeps all other promises. */
@DisplayName("The in-memory cloud, without capabilities")
class BareInMemoryCloudContractTest extends BackupContract {
    /** What whole services need. */
    private static final Set<Capability> SERVICES =
            EnumSet.of(Capability.VAULTS, Capability.POLICIES, Capability.IMAGES, Capability.OPERATION_LOG);

    @Override
    protected Harness newHarness() {
        EnumSet<Capability> extras = EnumSet.allOf(Capability.class);
        extras.removeAll(SERVICES);
        return new InMemoryHarness(InMemoryCloud.builder()
                .without(extras.toArray(new Capability[0]))
                .build());
    }
}
