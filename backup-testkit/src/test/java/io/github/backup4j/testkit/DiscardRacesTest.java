package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What comes into use between the checks of a deletion and the deletion itself stays. */
class DiscardRacesTest {
    private static final Duration LONG = Duration.ofHours(12);

    /** The last request of the checks before a deletion. */
    private static final String LAST_CHECK = "SnapshotsList";

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Temporary mark = Temporary.of(
            RequestKey.of("work"), cloud.time().now(), cloud.time().now().plus(LONG));

    @Test
    void discard_diskIsAttachedAfterTheChecks_isRefused() {
        Resource.Disk made = madeDisk();
        Resource.Server user = cloud.addServer("user", cloud.addDisk("system", DataSize.gib(40)));
        assertRefused(made, () -> cloud.attach(made, user));
        assertThat(cloud.disksOf(user)).contains(made);
    }

    @Test
    void discard_snapshotIsTakenAfterTheChecks_isRefused() {
        Resource.Disk made = madeDisk();
        assertRefused(
                made,
                () -> backup.snapshots().take(SnapshotSpec.of(made, "finding")).await(LONG));
        assertThat(backup.snapshots().list()).hasSize(1);
    }

    @Test
    void discard_diskIsProtectedAfterTheChecks_isRefused() {
        Resource.Disk made = madeDisk();
        Vault vault = backup.vaults().create(VaultSpec.forDisks("mine", DataSize.gib(100)));
        assertRefused(made, () -> backup.vaults().add(vault.id(), made));
    }

    @Test
    void discard_markIsTakenOffAfterTheChecks_isRefused() {
        Resource.Disk made = madeDisk();
        assertRefused(made, () -> cloud.untag(made, Temporary.TAG));
    }

    @Test
    void discard_anotherDiskIsAttachedToTheServerAfterTheChecks_isRefused() {
        Resource.Server made = madeServer();
        Resource.Disk tools = cloud.addDisk("tools", DataSize.gib(10));
        assertRefused(made, () -> cloud.attach(tools, made));
        assertThat(cloud.disks()).contains(tools);
    }

    @Test
    void discard_snapshotOfADiskOfTheServerIsTakenAfterTheChecks_isRefused() {
        Resource.Server made = madeServer();
        Resource.Disk system = cloud.disksOf(made).get(0);
        assertRefused(
                made,
                () -> backup.snapshots()
                        .take(SnapshotSpec.of(system, "finding").allowingAttached())
                        .await(LONG));
        assertThat(cloud.disks()).contains(system);
    }

    @Test
    void discard_serverIsProtectedAfterTheChecks_isRefused() {
        Resource.Server made = madeServer();
        Vault vault = backup.vaults().create(VaultSpec.forServers("mine", DataSize.gib(400)));
        assertRefused(made, () -> backup.vaults().add(vault.id(), made));
    }

    @Test
    void discard_snapshotOfADiskOfTheServerIsTakenWhileItIsDeleted_keepsThatDisk() {
        Resource.Server made = madeServer();
        Resource.Disk system = cloud.disksOf(made).get(0);
        cloud.takes(Work.DELETE, Duration.ofHours(1));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);
        assertThat(work.poll().ended()).isFalse();
        backup.snapshots()
                .take(SnapshotSpec.of(system, "finding").allowingAttached())
                .await(LONG);
        work.await(LONG);
        assertThatThrownBy(() -> backup.resources().get(made)).isInstanceOf(NotFound.class);
        assertThat(cloud.disks()).contains(system);
    }

    private void assertRefused(Resource made, Runnable meanwhile) {
        AtomicInteger checks = new AtomicInteger();
        AtomicBoolean happened = new AtomicBoolean();
        CloudBackup raced = backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                if (request.operation().equals(LAST_CHECK) && checks.getAndIncrement() == 0) {
                    meanwhile.run();
                    happened.set(true);
                }
            }
        });
        assertThatThrownBy(() -> raced.resources().discard(made, mark).await(LONG))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was deleted");
        assertThat(happened).isTrue();
        cloud.time().advance(LONG);
        assertThat(backup.resources().get(made).resource()).isEqualTo(made);
    }

    private Resource.Disk madeDisk() {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        RestorePoint point = pointOf(disk, VaultSpec.forDisks("disks", DataSize.gib(100)));
        return backup.restorePoints()
                .restore(point.id(), DiskSpec.of("made").withTags(mark.tags()), mark.key())
                .await(LONG);
    }

    private Resource.Server madeServer() {
        Resource.Server shop = cloud.addServer("shop", cloud.addDisk("shop-system", DataSize.gib(40)));
        RestorePoint point = pointOf(shop, VaultSpec.forServers("servers", DataSize.gib(400)));
        return backup.restorePoints()
                .restore(point.id(), ServerSpec.of("made").withTags(mark.tags()), mark.key())
                .await(LONG);
    }

    private RestorePoint pointOf(Resource resource, VaultSpec spec) {
        Vault vault = backup.vaults().create(spec);
        backup.vaults().add(vault.id(), resource);
        return backup.restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(LONG)
                .restorePoints()
                .get(0);
    }
}
