package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Unsupported;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.InMemoryCloud;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A case of the contract")
class ContractTestTest {
    private final CloudBackup backup =
            InMemoryCloud.builder().without(Capability.VAULTS).build().backup();

    @Test
    void refusesByCapabilities_refusedByThePortableType_skipped() {
        Unsupported refusal = catchThrowableOfType(
                Unsupported.class, () -> backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10))));

        assertThat(ContractTest.refusesByCapabilities(refusal, backup.capabilities()))
                .isTrue();
        assertThat(ContractTest.refusesByCapabilities(refusal, Set.of(Capability.VAULTS)))
                .as("although the cloud has it")
                .isFalse();
    }

    @Test
    void refusesByCapabilities_refusedByADriver_notSkipped() {
        Unsupported refusal = new Unsupported("no rollback here", Capability.VAULTS);

        assertThat(ContractTest.refusesByCapabilities(refusal, Set.of())).isFalse();
    }
}
