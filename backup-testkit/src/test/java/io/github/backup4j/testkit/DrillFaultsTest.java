package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a drill says of a restore that fails: in one process, and where each poll is of a drill that was resumed from its token. */
class DrillFaultsTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final RequestKey KEY = RequestKey.of("drill");

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
    private final RestoreDrill drill =
            RestoreDrill.of(disk).to(DiskSpec.of("drill")).verifiedBy((restored, deadline) -> true);

    @BeforeEach
    void backUp() {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        var unused = backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
    }

    @AfterEach
    void close() {
        backup.close();
    }

    @Test
    void start_restoreFails_failsAndRestoresNothingElse() {
        cloud.faults().failNext(Work.NEW_DISK, "E-17", "the storage is on fire");

        DrillReport report = drill.start(backup, KEY).await(LONG);

        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("the storage is on fire");
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(cloud.disks()).containsExactly(disk);
    }

    @Test
    void resume_beforeEachPollAndTheRestoreFails_restoresAnewOnceAndSaysSo() {
        cloud.faults().failNext(Work.NEW_DISK, "E-17", "the storage is on fire");

        DrillReport report = resumedBeforeEachPoll();

        assertThat(report.restored().held()).as("%s", report).isTrue();
        assertThat(report.restored().why()).contains("begun anew");
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(cloud.disks()).containsExactly(disk);
    }

    @Test
    void resume_beforeEachPollAndTheRestoreFailsTwice_fails() {
        cloud.faults().failNext(Work.NEW_DISK, "E-17", "the storage is on fire");
        cloud.faults().failNext(Work.NEW_DISK, "E-18", "the storage is on fire again");

        DrillReport report = resumedBeforeEachPoll();

        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("begun anew", "the storage is on fire again");
        assertThat(cloud.disks()).containsExactly(disk);
    }

    private DrillReport resumedBeforeEachPoll() {
        String token = drill.start(backup, KEY).token();
        for (int i = 0; i < 360; i++) {
            Operation<DrillReport> work = drill.resume(backup, token);
            if (work.poll() instanceof Operation.Status.Succeeded<DrillReport> succeeded) {
                return succeeded.result();
            }
            token = work.token();
            cloud.time().advance(Duration.ofSeconds(30));
        }
        throw new AssertionError("the drill did not end");
    }
}
