package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Each task does what it says, and so does its main, in each world. */
@ParameterizedClass
@ValueSource(strings = {"", "--huawei"})
class TasksTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final String flag;
    private final World world;
    private final CloudBackup backup;
    private final Resource.Disk disk;
    private final Resource.Disk system;
    private final Resource.Disk files;
    private final Resource.Server server;

    TasksTest(String flag) {
        this.flag = flag;
        world = World.of(flag);
        backup = world.backup();
        disk = world.addDisk("orders", DataSize.gib(40));
        system = world.addDisk("shop-system", DataSize.gib(40));
        files = world.addDisk("shop-files", DataSize.gib(100));
        server = world.addServer("shop", system, files);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void nightlyProtection_main_showsAWeek() {
        assertThat(Output.ofMain(AWeekOfNights::main, flag))
                .contains("disk orders   #######>", "server shop   #######>", "7 kept, 0 expired");
    }

    @Test
    void backupNow_takesAPointThatNeverExpires() {
        new NightlyProtection(backup).protect(disk);
        List<String> progress = new ArrayList<>();

        RestorePoint point = new BackupNow(backup).of(disk, "by-hand", seen -> progress.add(seen.toString()));
        world.advance(Duration.ofDays(400));

        assertThat(progress).isNotEmpty();
        RestorePoint later = backup.restorePoints().get(point.id());
        assertThat(later.available()).isTrue();
        assertThat(later.automatic()).isFalse();
        assertThat(later.name()).isEqualTo("by-hand");
    }

    @Test
    void backupNow_unprotected_isRefused() {
        assertThatThrownBy(() -> new BackupNow(backup).of(disk, "by-hand", seen -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("protect it first");
    }

    @Test
    void backupNow_main_tellsWhen() {
        assertThat(Output.ofMain(BackupNow::main, flag))
                .contains("RUNNING")
                .endsWith("before-the-move was taken at 2026-01-01T00:00:00Z\n");
    }

    @Test
    void restoreDisk_bringsBackTheDayBeforeTheAccident() {
        new NightlyProtection(backup).protect(disk);
        Instant accident = writeThreeDays(disk);
        RestoreDisk restore = new RestoreDisk(backup);

        Resource.Disk beside = restore.toNewDisk(disk, accident.minus(DAY), "beside");
        assertThat(world.readText(beside)).isEqualTo("day 2");
        assertThat(world.readText(disk)).isEqualTo("garbage");

        restore.inPlace(disk, accident);
        assertThat(world.readText(disk)).isEqualTo("day 3");
    }

    @Test
    void restoreDisk_attached_freesTheDiskAndStartsTheServerAgain() {
        new NightlyProtection(backup).protect(files);
        Instant accident = writeThreeDays(files);

        new RestoreDisk(backup).inPlace(files, accident);

        assertThat(world.readText(files)).isEqualTo("day 3");
        assertThat(backup.resources().get(server).disks()).containsExactly(system, files);
        assertThat(statusOf(server)).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @Test
    void restoreDisk_nothingFromBefore_saysSo() {
        assertThatThrownBy(() -> new RestoreDisk(backup).inPlace(disk, world.now()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining(disk.id());
    }

    @Test
    void restoreDisk_main_readsTheOrderBack() {
        assertThat(Output.ofMain(RestoreDisk::main, flag))
                .isEqualTo("a new disk holds: one order\nthe disk holds: one order\n");
    }

    @Test
    void restoreServer_bringsBackAllItsDisks() {
        new NightlyProtection(backup).protect(server);
        world.write(system, "system");
        Instant accident = writeThreeDays(files);
        world.write(system, "garbage");

        new RestoreServer(backup).inPlace(server, accident);

        assertThat(world.readText(system)).isEqualTo("system");
        assertThat(world.readText(files)).isEqualTo("day 3");
        assertThat(statusOf(server)).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @Test
    void restoreServer_toNewServer_leavesTheOldOneAlone() {
        new NightlyProtection(backup).protect(server);
        Instant accident = writeThreeDays(files);

        Resource.Server beside =
                new RestoreServer(backup).toNewServer(server, accident, "shop-2", "test-network", "test-subnet");

        assertThat(backup.resources().get(beside).disks())
                .hasSize(2)
                .doesNotContain(system, files)
                .last()
                .satisfies(copy -> assertThat(world.readText(copy)).isEqualTo("day 3"));
        assertThat(world.readText(files)).isEqualTo("garbage");
    }

    @Test
    void restoreServer_main_findsItRunning() {
        assertThat(Output.ofMain(RestoreServer::main, flag))
                .isEqualTo("the server is RUNNING with a system that starts\n");
    }

    @Test
    void snapshotAndRollBack_main_endsWithTheUpgradeThatWorked() {
        assertThat(Output.ofMain(SnapshotAndRollBack::main, flag))
                .isEqualTo("rolled back to version 1\nupgraded to version 2\n");
    }

    @Test
    void snapshotAndRollBack_attached_rollsBackAndStartsTheServerAgain() {
        world.write(files, "version 1");

        boolean done = new SnapshotAndRollBack(backup).upgrade(files, () -> {
            world.write(files, "half of version 2");
            throw new IllegalStateException("failed");
        });

        assertThat(done).isFalse();
        assertThat(world.readText(files)).isEqualTo("version 1");
        assertThat(backup.resources().get(server).disks()).containsExactly(system, files);
        assertThat(statusOf(server)).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @Test
    void snapshotAndRollBack_leavesNoSnapshotBehind() {
        new SnapshotAndRollBack(backup).upgrade(disk, () -> {
            throw new IllegalStateException("failed");
        });
        world.advance(DAY);

        assertThat(backup.snapshots().list()).isEmpty();
    }

    @Test
    void imageAndNewServer_startsWhatTheImageHolds() {
        world.write(system, "as it was");
        ImageAndNewServer task = new ImageAndNewServer(backup);
        Image image = task.build(server, "golden");
        world.write(system, "as it is");

        Resource.Server copy = task.start(image, "shop-2");

        assertThat(statusOf(copy)).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(backup.resources().get(copy).disks())
                .singleElement()
                .satisfies(started -> assertThat(world.readText(started)).isEqualTo("as it was"));
    }

    @Test
    void imageAndNewServer_main_startsTwo() {
        assertThat(Output.ofMain(ImageAndNewServer::main, flag))
                .isEqualTo(
                        "shop-2 starts from: a shop, set up with care\nshop-3 starts from: a shop, set up with care\n");
    }

    @Test
    void testWithTheFake_main_recoversFromTheFaults() {
        assertThat(Output.ofMain(TestWithTheFake::main))
                .contains("try again: ", "vaults after the second try: 1", "disk orders   #######!##>", "1 MISSING")
                .contains("restore points after one more year: 30");
    }

    private ProtectableResource.Status statusOf(Resource resource) {
        return backup.resources().get(resource).status();
    }

    /** Writes on a disk every day before its backup and returns when, right after that, garbage is written. */
    private Instant writeThreeDays(Resource.Disk written) {
        for (int day = 1; day <= 3; day++) {
            world.write(written, "day " + day);
            world.advance(DAY);
        }
        world.write(written, "garbage");
        return world.now();
    }
}
