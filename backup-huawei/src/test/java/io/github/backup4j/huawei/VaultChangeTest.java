package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of one property sends that one alone, so that what others change between its read and its write stays. */
class VaultChangeTest {
    @ParameterizedTest
    @EnumSource(Form.class)
    void update_othersChangeTheRestMeanwhile_bothChangesStay(Form form) throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = EmulatedBackup.builder()
                        .region(cloud.site().region())
                        .project(cloud.site().project())
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(emulator.address())
                        .timeSource(cloud.time())
                        .build()) {
            CloudBackup others = cloud.reopenForAnEmulator();
            VaultId id = backup.vaults()
                    .create(VaultSpec.forDisks("orders", DataSize.gib(100)).withTag("stage", "test"))
                    .id();

            Vault updated = backup.vaults().update(id, present -> {
                Vault theirs = others.vaults().get(id);
                Vault unused = others.vaults()
                        .update(
                                id,
                                theirs.toSpec()
                                        .named("theirs")
                                        .withUsageAlertAt(42)
                                        .withAutoExpand(true)
                                        .withTag("team", "shop"));
                return present.withCapacity(DataSize.gib(300)).withTag("stage", "live");
            });

            assertThat(updated.name()).isEqualTo("theirs");
            assertThat(updated.usageAlertPercent()).isEqualTo(42);
            assertThat(updated.autoExpand()).isTrue();
            assertThat(updated.capacity()).isEqualTo(DataSize.gib(300));
            assertThat(updated.tags()).containsEntry("team", "shop").containsEntry("stage", "live");
        }
    }
}
