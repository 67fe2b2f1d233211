package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Work in several steps that nobody polls stays where it is; work in one step does not. */
class UnpolledWorkTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk system = cloud.addDisk("system", DataSize.gib(1));
    private final Resource.Disk data = cloud.addDisk("data", DataSize.gib(1));
    private final Resource.Disk free = cloud.addDisk("free", DataSize.gib(1));
    private final Resource.Server server = cloud.addServer("s", system, data);

    @Test
    void restoreThatDetachesFirst_notPolled_leavesTheServerStoppedAndTheDiskAsItWas() {
        RestorePoint point = pointOf(data);
        cloud.write(data, "new");
        Operation<Resource.Disk> restore =
                backup.restorePoints().restore(point.id(), InPlace.over(data).detachingFirst());

        cloud.time().advance(LONG);
        assertThat(cloud.readText(data)).isEqualTo("new");
        assertThat(cloud.disksOf(server)).doesNotContain(data);
        assertThat(cloud.describe()).contains("99 %");

        assertThat(restore.poll().ended()).isTrue();
        assertThat(cloud.readText(data)).isEqualTo("old");
        assertThat(cloud.disksOf(server)).contains(data);
        assertThat(backup.resources().get(server).status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @Test
    void restoreThatDetachesFirst_withAFuture_ends() {
        RestorePoint point = pointOf(data);
        cloud.write(data, "new");
        var unused = backup.restorePoints()
                .restore(point.id(), InPlace.over(data).detachingFirst())
                .toCompletableFuture();

        cloud.time().advance(LONG);

        assertThat(cloud.readText(data)).isEqualTo("old");
    }

    /** Cancelling a future ends the polling on its behalf. */
    @Test
    void restoreThatDetachesFirst_futureCancelled_staysWhereItIs() {
        RestorePoint point = pointOf(data);
        cloud.write(data, "new");
        Operation<Resource.Disk> restore =
                backup.restorePoints().restore(point.id(), InPlace.over(data).detachingFirst());
        CompletableFuture<Resource.Disk> future = restore.toCompletableFuture();
        assertThat(future.cancel(false)).isTrue();

        cloud.time().advance(LONG);
        assertThat(cloud.readText(data)).isEqualTo("new");

        assertThat(restore.toCompletableFuture().join()).isEqualTo(data);
        assertThat(cloud.readText(data)).isEqualTo("old");
    }

    @Test
    void rollBacks_notPolled_endOnlyWhereNothingHasToBePutBack() {
        SnapshotId ofFree = snapshotOf(free);
        backup.snapshots().rollBack(ofFree, InPlace.over(free));
        cloud.time().advance(LONG);
        assertThat(cloud.readText(free)).isEqualTo("old");

        cloud.write(free, "new");
        backup.snapshots().rollBack(ofFree, InPlace.over(free), RequestKey.of("key"));
        cloud.time().advance(LONG);
        assertThat(cloud.readText(free)).isEqualTo("new");

        SnapshotId ofData = snapshotOf(data);
        backup.snapshots().rollBack(ofData, InPlace.over(data).detachingFirst());
        cloud.time().advance(LONG);
        assertThat(cloud.readText(data)).isEqualTo("new");
    }

    @Test
    void newDisks_notPolled_areIncompleteIfTheyAreAttached() {
        RestorePoint point = pointOf(free);
        Operation<Resource.Disk> alone = backup.restorePoints().restore(point.id(), DiskSpec.of("alone"));
        Operation<Resource.Disk> attached = backup.restorePoints()
                .restore(point.id(), DiskSpec.of("attached").attachedTo(server));
        cloud.time().advance(LONG);

        assertThat(cloud.disksOf(server)).hasSize(2);
        assertThat(backup.resources().list().filter(found -> found.status() == ProtectableResource.Status.CHANGING))
                .as("the disk that is attached later")
                .hasSize(1);
        assertThat(cloud.describe())
                .doesNotContain(alone.token().substring(alone.token().lastIndexOf('/') + 1) + " Disk");

        assertThat(attached.poll().ended()).isTrue();
        assertThat(cloud.disksOf(server)).hasSize(3);
    }

    @Test
    void images_notPolled_areIncompleteIfTheyNeedATemporaryDisk() {
        ImageSource ofPoint = ImageSource.restorePoint(pointOf(free).id());
        ImageSource ofSnapshot = ImageSource.snapshot(snapshotOf(free));
        backup.images().build(ImageSpec.of("of-disk", ImageSource.disk(free)));
        cloud.time().advance(LONG);
        backup.images().build(ImageSpec.of("of-point", ofPoint));
        backup.images().build(ImageSpec.of("of-snapshot", ofSnapshot));
        cloud.time().advance(LONG);

        assertThat(backup.images().list().filter(image -> image.status() == Image.Status.ACTIVE))
                .extracting(Image::name)
                .containsExactly("of-disk");
    }

    private RestorePoint pointOf(Resource resource) {
        if (resource instanceof Resource.Disk disk) {
            cloud.write(disk, "old");
        }
        VaultSpec spec = resource instanceof Resource.Server
                ? VaultSpec.forServers("servers", DataSize.gib(100))
                : VaultSpec.forDisks("disks", DataSize.gib(100));
        VaultId vault = backup.vaults().create(spec).id();
        backup.vaults().add(vault, Set.of(resource));
        return backup.restorePoints()
                .take(BackupSpec.of(vault))
                .await(LONG)
                .restorePoints()
                .get(0);
    }

    private SnapshotId snapshotOf(Resource.Disk disk) {
        cloud.write(disk, "old");
        SnapshotId id = backup.snapshots()
                .take(SnapshotSpec.of(disk, "before").allowingAttached())
                .await(LONG)
                .id();
        cloud.write(disk, "new");
        return id;
    }
}
