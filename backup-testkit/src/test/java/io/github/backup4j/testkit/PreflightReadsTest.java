package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Preflight;
import io.github.backup4j.Preflight.ExpectedTime;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a preflight reads beside its checks: how long such restores took, and what is newer than the data. */
class PreflightReadsTest {
    private static final Duration LONG = Duration.ofHours(12);

    private InMemoryCloud cloud = InMemoryCloud.create();
    private CloudBackup backup = cloud.backup();

    // ---- how long it takes

    @Test
    void expectedTime_restoresOfManySizes_restsOnThoseOfHalfToDoubleTheSize() {
        Vault vault = diskVault();
        RestorePoint subject = pointOf(disk("subject", 10), vault);
        for (int gib : List.of(4, 5, 20, 21)) {
            restore(pointOf(disk("disk-" + gib, gib), vault), Duration.ofMinutes(gib));
        }
        assertThat(expected(subject)).isEqualTo(new ExpectedTime(Duration.ofMinutes(5), Duration.ofMinutes(20), 2));
    }

    @Test
    void expectedTime_restoresOfDifferentTimes_isTheirMedianAndTheLongest() {
        RestorePoint subject = pointOf(disk("subject", 10), diskVault());
        for (int minutes : List.of(30, 7, 9)) {
            restore(subject, Duration.ofMinutes(minutes));
        }
        assertThat(expected(subject)).isEqualTo(new ExpectedTime(Duration.ofMinutes(9), Duration.ofMinutes(30), 3));
        restore(subject, Duration.ofMinutes(8));
        assertThat(expected(subject)).isEqualTo(new ExpectedTime(Duration.ofMinutes(8), Duration.ofMinutes(30), 4));
    }

    @Test
    void expectedTime_restoresThatShowNothing_areLeftOut() {
        Vault vault = diskVault();
        RestorePoint subject = pointOf(disk("subject", 10), vault);
        cloud.faults().failNext(Work.RESTORE, "BROKEN", "the storage is broken");
        Operation<?> failing = backup.restorePoints().restore(subject.id(), InPlace.over(diskOf(subject)));
        cloud.time().advance(LONG);
        assertThat(failing.poll().ended()).isTrue();
        RestorePoint deleted = pointOf(disk("deleted", 10), vault);
        restore(deleted, Duration.ofMinutes(5));
        backup.restorePoints().delete(deleted.id());
        cloud.time().advance(Duration.ofHours(1));
        Resource.Server shop = cloud.addServer("shop", disk("system", 10));
        Vault servers = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(400)));
        backup.vaults().add(servers.id(), shop);
        RestorePoint ofServer = take(servers, shop);
        backup.restorePoints().restore(ofServer.id(), InPlace.over(shop)).await(LONG);
        assertThat(preflight(subject).expectedTime()).isNull();
    }

    @Test
    void expectedTime_cloudWithoutALog_isNotKnown() {
        cloud = InMemoryCloud.builder().without(Capability.OPERATION_LOG).build();
        backup = cloud.backup();
        RestorePoint subject = pointOf(disk("subject", 10), diskVault());
        restore(subject, Duration.ofMinutes(5));
        assertThat(preflight(subject).expectedTime()).isNull();
    }

    // ---- what is newer

    @Test
    void newerPoints_failedBackupAndOneThatIsDeleted_holdNoData() {
        Vault vault = diskVault();
        Resource.Disk disk = disk("subject", 10);
        RestorePoint subject = pointOf(disk, vault);
        RestorePoint newer = take(vault, disk);
        cloud.faults().failBackupsOf(disk, "BROKEN", "the storage is broken");
        Operation<?> failing =
                backup.restorePoints().take(BackupSpec.of(vault.id()).only(disk));
        cloud.time().advance(LONG);
        assertThat(failing.poll().ended()).isTrue();
        cloud.faults().clear();
        RestorePoint going = take(vault, disk);
        cloud.takes(Work.DELETE, LONG);
        backup.restorePoints().delete(going.id());
        cloud.time().advance(Duration.ofMinutes(1));
        assertThat(preflight(subject).overwrites())
                .singleElement()
                .satisfies(overwrite -> assertThat(overwrite.newerPoints())
                        .extracting(RestorePoint::id)
                        .containsExactly(newer.id()));
    }

    // ---- what may not be read

    /** The restore reads none of these lists, so that whoever may not read them may still restore. */
    @Test
    void preflight_listsThatMayNotBeRead_passesAndSaysWhatIsNotKnown() {
        Vault vault = diskVault();
        Resource.Disk disk = disk("subject", 10);
        RestorePoint subject = pointOf(disk, vault);
        RestorePoint newer = take(vault, disk);
        restore(subject, Duration.ofMinutes(5));
        assertThat(preflight(subject).unknowns()).isEmpty();

        cloud.faults().failNext(Call.SNAPSHOTS_LIST, new Denied("may not list snapshots"));
        Preflight snapshots = preflight(subject);
        assertThat(snapshots.passes()).isTrue();
        assertThat(snapshots.unknowns()).singleElement().satisfies(check -> {
            assertThat(check.kind()).isEqualTo(Preflight.Kind.NEWER_DATA);
            assertThat(check.evidence()).contains(disk.toString(), "may not list snapshots");
        });
        assertThat(snapshots.overwrites().get(0).newerPoints())
                .extracting(RestorePoint::id)
                .containsExactly(newer.id());
        assertThat(snapshots.toString()).contains("newer snapshots: none that may be read");

        cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Denied("may not list restore points"));
        Preflight points = preflight(subject);
        assertThat(points.unknowns()).extracting(Preflight.Check::kind).containsExactly(Preflight.Kind.NEWER_DATA);
        assertThat(points.toString()).contains("newer restore points: none that may be read");

        cloud.faults().failNext(Call.OPERATIONS_LIST, new Denied("may not read the log"));
        Preflight log = preflight(subject);
        assertThat(log.unknowns()).extracting(Preflight.Check::kind).containsExactly(Preflight.Kind.EXPECTED_TIME);
        assertThat(log.expectedTime()).isNull();
        assertThat(log.toString()).contains("expected time: not known: the log may not be read");
    }

    // ---- steps

    private ExpectedTime expected(RestorePoint point) {
        Preflight preflight = preflight(point);
        ExpectedTime expected = preflight.expectedTime();
        return Objects.requireNonNull(expected, () -> "no expected time in " + preflight);
    }

    private Preflight preflight(RestorePoint point) {
        return backup.restorePoints().preflight(point.id(), InPlace.over(diskOf(point)));
    }

    private void restore(RestorePoint point, Duration time) {
        cloud.takes(Work.RESTORE, time);
        backup.restorePoints().restore(point.id(), InPlace.over(diskOf(point))).await(LONG);
    }

    private static Resource.Disk diskOf(RestorePoint point) {
        return (Resource.Disk) point.resource();
    }

    private Vault diskVault() {
        return backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(400)));
    }

    private RestorePoint pointOf(Resource.Disk disk, Vault vault) {
        backup.vaults().add(vault.id(), disk);
        return take(vault, disk);
    }

    private RestorePoint take(Vault vault, Resource resource) {
        RestorePoint point = backup.restorePoints()
                .take(BackupSpec.of(vault.id()).only(resource))
                .await(LONG)
                .restorePoints()
                .get(0);
        cloud.time().advance(Duration.ofMinutes(50));
        return point;
    }

    private Resource.Disk disk(String name, int gib) {
        return cloud.addDisk(name, DataSize.gib(gib));
    }
}
