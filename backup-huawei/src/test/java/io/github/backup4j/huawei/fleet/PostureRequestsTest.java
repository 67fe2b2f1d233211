package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a posture of a thousand resources costs in requests: the pages of its lists, and no request for a resource. */
class PostureRequestsTest {
    private static final int RESOURCES = 1_000;
    private static final int IN_A_VAULT = 200;
    private static final int NIGHTS = 3;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();

    @ParameterizedTest
    @EnumSource(Form.class)
    void of_aThousandResources_sendsNoMoreThanThePagesOfItsLists(Form form) throws IOException {
        Resource.Disk scratch = fill();
        Instant since = cloud.time().now().minus(Duration.ofDays(1));
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            long before = emulator.requests();
            long listed = backup.resources().list().count()
                    + backup.vaults().list().count()
                    + backup.policies().list().count()
                    + backup.restorePoints().list().count()
                    + backup.restorePoints()
                            .runs(BackupRunFilter.all().startedFrom(since))
                            .count();
            long pages = emulator.requests() - before;
            assertThat(listed).isGreaterThan(RESOURCES * (long) (1 + NIGHTS));

            long begun = emulator.requests();
            Posture posture = Posture.of(
                    backup, Objectives.defaults().rpo(Duration.ofHours(26)).retention(Duration.ofDays(30)));

            assertThat(emulator.requests() - begun).isLessThanOrEqualTo(pages + 2);
            assertThat(posture.requests()).isEqualTo(emulator.requests() - begun);
            assertThat(posture.resources()).hasSize(RESOURCES + 1);
            assertThat(posture.findings()).extracting(Finding::id).containsExactly("UNPROTECTED/" + scratch);
            assertThat(posture.unknowns())
                    .as("what Huawei Cloud does not tell")
                    .extracting(unknown -> unknown.control())
                    .containsOnly(Control.EMPTY_OR_SHRUNK, Control.VAULT_FULL_AT);
            assertThat(posture.result()).isEqualTo(Result.BREACHED);
        }
    }

    private Resource.Disk fill() {
        CloudBackup backup = cloud.backup();
        Policy policy =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        List<Resource> disks = new ArrayList<>();
        for (int i = 0; i < RESOURCES; i++) {
            Resource.Disk disk = cloud.addDisk("disk-" + i, DataSize.gib(10));
            cloud.write(disk, "content of " + i);
            disks.add(disk);
        }
        for (int i = 0; i < RESOURCES; i += IN_A_VAULT) {
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(10_000)))
                    .id();
            backup.vaults().add(vault, disks.subList(i, i + IN_A_VAULT));
            backup.policies().attach(policy.id(), vault);
        }
        cloud.time().advance(Duration.ofDays(NIGHTS).plus(Duration.ofHours(6)));
        return cloud.addDisk("scratch", DataSize.gib(10));
    }
}
