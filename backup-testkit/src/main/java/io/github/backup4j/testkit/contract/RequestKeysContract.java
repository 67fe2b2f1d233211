package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link RequestKey} promises: whatever is asked for twice with one key is there once. */
@DisplayName("Request keys")
@SuppressWarnings("exports") // JUnit is needed by those alone who extend this
public abstract class RequestKeysContract extends ContractTest {
    private static final RequestKey KEY = RequestKey.of("order 4711");
    private static final RequestKey OTHER_KEY = RequestKey.of("order 4712");

    /** For those who extend this. */
    protected RequestKeysContract() {}

    /** Starts work twice with one key, the second time when it has ended and in another process, and returns its one result. */
    private <T> T once(Function<RequestKey, Operation<T>> start) {
        Operation<T> first = start.apply(KEY);
        Operation<T> joined = start.apply(KEY);
        T result = done(first);
        assertThat(done(joined)).as("joined while it went on").isEqualTo(result);
        backup = harness.backup();
        T again = done(start.apply(KEY));
        assertThat(again).as("asked for again when it was done").isEqualTo(result);
        return result;
    }

    @Nested
    @DisplayName("A vault")
    class Vaults {
        private final VaultSpec spec = VaultSpec.forDisks("orders", DataSize.gib(100))
                .describedAs("of the shop")
                .withTags(Map.of("team", "shop"));

        @Test
        @DisplayName("is created once")
        void create_sameKey_isTheVaultThatIsThere() {
            Vault vault = backup.vaults().create(spec, KEY);

            assertThat(backup.vaults().create(spec, KEY).id()).isEqualTo(vault.id());
            assertThat(harness.backup().vaults().create(spec, KEY).id()).isEqualTo(vault.id());
            assertThat(backup.vaults().list()).hasSize(1);
        }

        @Test
        @DisplayName("shows nothing of its key")
        void create_withKey_isAsTheSpecSays() {
            Vault vault = backup.vaults().create(spec, KEY);

            assertThat(vault.toSpec()).isEqualTo(spec);
            assertThat(backup.vaults().get(vault.id()).toSpec()).isEqualTo(spec);
            assertThat(backup.vaults().list(VaultFilter.all().named("orders")))
                    .singleElement()
                    .extracting(Vault::toSpec)
                    .isEqualTo(spec);
        }

        @Test
        @DisplayName("is refused with the key of another spec")
        void create_sameKeyOtherSpec_isAConflictAndMakesNothing() {
            Vault vault = backup.vaults().create(spec, KEY);

            assertThatThrownBy(() -> backup.vaults().create(spec.withCapacity(DataSize.gib(200)), KEY))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("order 4711");
            assertThat(backup.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
        }

        @Test
        @DisplayName("is another with another key, and without one")
        void create_otherKey_isAnotherVault() {
            Vault vault = backup.vaults().create(spec, KEY);

            assertThat(backup.vaults().create(spec, OTHER_KEY).id()).isNotEqualTo(vault.id());
            assertThat(backup.vaults().create(spec).id()).isNotEqualTo(vault.id());
            assertThat(backup.vaults().list()).hasSize(3);
        }

        @Test
        @DisplayName("is found whatever was changed about it")
        void create_sameKeyAfterUpdate_isTheVaultAsItIsNow() {
            Vault vault = backup.vaults().create(spec, KEY);
            VaultSpec changed = VaultSpec.forDisks("renamed", DataSize.gib(300)).describedAs("of the shop");
            backup.vaults().update(vault.id(), changed);

            Vault found = backup.vaults().create(spec, KEY);

            assertThat(found.id()).isEqualTo(vault.id());
            assertThat(found.toSpec()).isEqualTo(changed);
        }

        @Test
        @DisplayName("is created anew once the first is deleted")
        void create_sameKeyAfterDeletion_isANewVault() {
            Vault vault = backup.vaults().create(spec, KEY);
            backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            Vault next = backup.vaults().create(spec, KEY);

            assertThat(next.id()).isNotEqualTo(vault.id());
            assertThat(backup.vaults().list()).extracting(Vault::id).containsExactly(next.id());
        }

        @Test
        @DisplayName("is bought once")
        void subscribe_sameKey_isTheVaultThatIsThere() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(backup.vaults().subscribe(spec, Subscription.months(1), KEY));

            assertThat(done(backup.vaults().subscribe(spec, Subscription.months(1), KEY))
                            .id())
                    .isEqualTo(vault.id());
            assertThatThrownBy(() -> backup.vaults().subscribe(spec, Subscription.months(2), KEY))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.vaults().list()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("A policy")
    class Policies {
        private final PolicySpec spec = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));

        @Test
        @DisplayName("is created once, and apart from a vault with the same key")
        void create_sameKey_isThePolicyThatIsThere() {
            backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100)), KEY);
            Policy policy = backup.policies().create(spec, KEY);

            assertThat(backup.policies().create(spec, KEY)).isEqualTo(policy);
            assertThat(harness.backup().policies().create(spec, KEY)).isEqualTo(policy);
            assertThat(backup.policies().list()).containsExactly(policy);
        }

        @Test
        @DisplayName("shows nothing of its key")
        void create_withKey_isAsTheSpecSays() {
            Policy policy = backup.policies().create(spec, KEY);

            assertThat(policy.name()).isEqualTo("nightly");
            assertThat(backup.policies().get(policy.id()).name()).isEqualTo("nightly");
            assertThat(backup.policies().list(PolicyFilter.all().named("nightly")))
                    .containsExactly(policy);
        }

        @Test
        @DisplayName("is refused with the key of another spec")
        void create_sameKeyOtherSpec_isAConflictAndMakesNothing() {
            Policy policy = backup.policies().create(spec, KEY);
            PolicySpec other = PolicySpec.backup("nightly", Schedule.dailyAt("03:00"), Retention.days(30));

            assertThatThrownBy(() -> backup.policies().create(other, KEY)).isInstanceOf(Conflict.class);
            assertThat(backup.policies().list()).containsExactly(policy);
        }

        @Test
        @DisplayName("is found whatever was changed about it")
        void create_sameKeyAfterUpdate_isThePolicyAsItIsNow() {
            Policy policy = backup.policies().create(spec, KEY);
            Policy renamed = backup.policies()
                    .update(policy.id(), PolicySpec.backup("weekly", Schedule.dailyAt("04:00"), Retention.latest(5)));

            assertThat(renamed.name()).isEqualTo("weekly");
            assertThat(backup.policies().create(spec, KEY)).isEqualTo(renamed);
        }

        @Test
        @DisplayName("is created anew once the first is deleted")
        void create_sameKeyAfterDeletion_isANewPolicy() {
            Policy policy = backup.policies().create(spec, KEY);
            backup.policies().delete(policy.id());

            assertThat(backup.policies().create(spec, KEY).id()).isNotEqualTo(policy.id());
        }
    }

    @Nested
    @DisplayName("A backup by hand")
    class Backups {
        @Test
        @DisplayName("is taken once")
        void take_sameKey_isTheRunThatIsThere() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            BackupSpec spec = BackupSpec.of(vault.id()).named("by-hand").describedAs("before the move");

            BackupRun.Id run = done(backup.restorePoints().take(spec, KEY)).id();
            BackupRun again = done(harness.backup().restorePoints().take(spec, KEY));

            assertThat(again.id()).isEqualTo(run);
            assertThat(backup.restorePoints().list()).singleElement().satisfies(point -> {
                assertThat(point.run()).isEqualTo(run);
                assertThat(point.name()).isEqualTo("by-hand");
                assertThat(point.description()).isEqualTo("before the move");
            });
        }

        @Test
        @DisplayName("is joined while it goes on")
        void take_sameKeyWhileItRuns_isTheSameRun() {
            Vault vault = diskVault("disks", disk("orders", "o"));
            Operation<BackupRun> first = backup.restorePoints().take(BackupSpec.of(vault.id()), KEY);

            Operation<BackupRun> second = backup.restorePoints().take(BackupSpec.of(vault.id()), KEY);

            assertThat(done(second).id()).isEqualTo(done(first).id());
            assertThat(backup.restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("is refused with the key of another")
        void take_sameKeyOtherSpec_isAConflictAndTakesNothing() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders, disk("stock", "s"));
            done(backup.restorePoints().take(BackupSpec.of(vault.id()).only(orders), KEY));

            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault.id()), KEY))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("is taken anew once its restore points are deleted")
        void take_sameKeyAfterDeletion_isANewRun() {
            Vault vault = diskVault("disks", disk("orders", "o"));
            BackupRun first = done(backup.restorePoints().take(BackupSpec.of(vault.id()), KEY));
            backup.restorePoints().delete(first.restorePoints().get(0).id());
            harness.advance(A_WHILE);

            BackupRun second = done(backup.restorePoints().take(BackupSpec.of(vault.id()), KEY));

            assertThat(second.id()).isNotEqualTo(first.id());
        }
    }

    @Nested
    @DisplayName("A restore")
    class Restores {
        @Test
        @DisplayName("over a disk is made once: what was written after it stays")
        void restore_inPlaceWithSameKey_doesNotOverwriteAgain() {
            Resource.Disk orders = disk("orders", "good");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "bad");
            RequestKey key = KEY.madeAt(harness.now());
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), key));
            write(orders, "newer");

            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), key));
            assertThat(read(orders)).isEqualTo("newer");

            harness.advance(A_WHILE);
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), OTHER_KEY.madeAt(harness.now())));
            assertThat(read(orders)).isEqualTo("good");
        }

        @Test
        @DisplayName("over a server is joined while it goes on")
        void restore_serverWithSameKeyWhileItRuns_isTheSameWork() {
            Resource.Server shop = server("shop", "good");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "bad");
            RequestKey key = KEY.madeAt(harness.now());
            Operation<Resource> first = backup.restorePoints().restore(point.id(), InPlace.over(shop), key);

            Operation<Resource> second = backup.restorePoints().restore(point.id(), InPlace.over(shop), key);

            assertThat(done(second)).isEqualTo(shop);
            assertThat(done(first)).isEqualTo(shop);
            assertThat(read(systemDiskOf(shop))).isEqualTo("good");
        }

        @Test
        @DisplayName("of a restore point makes one disk")
        void restore_pointToNewDiskWithSameKey_isOneDisk() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            Resource.Disk made = once(key -> backup.restorePoints().restore(point.id(), DiskSpec.named("copy"), key));

            assertThat(read(made)).isEqualTo("o");
            assertThat(disks()).isEqualTo(2);
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), DiskSpec.named("other"), KEY))
                    .isInstanceOf(Conflict.class);
            assertThat(disks()).isEqualTo(2);
        }

        @Test
        @DisplayName("of a snapshot makes one disk")
        void restore_snapshotToNewDiskWithSameKey_isOneDisk() {
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));

            Resource.Disk made = once(key -> backup.snapshots().restore(snapshot.id(), DiskSpec.named("copy"), key));

            assertThat(read(made)).isEqualTo("o");
            assertThat(disks()).isEqualTo(2);
        }

        @Test
        @DisplayName("of an image makes one disk")
        void restore_imageToNewDiskWithSameKey_isOneDisk() {
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

            Resource.Disk made = once(key -> backup.images().restore(image.id(), DiskSpec.named("copy"), key));

            assertThat(read(made)).isEqualTo("o");
            assertThat(disks()).isEqualTo(2);
        }

        @Test
        @DisplayName("of a restore point makes one server, and leaves no image")
        void restore_pointToNewServerWithSameKey_isOneServer() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            Resource.Server made =
                    once(key -> backup.restorePoints().restore(point.id(), ServerSpec.named("twin"), key));

            assertThat(read(systemDiskOf(made))).isEqualTo("s");
            assertThat(servers()).isEqualTo(2);
            harness.advance(A_WHILE);
            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("of an image makes one server")
        void restore_imageToNewServerWithSameKey_isOneServer() {
            Resource.Server shop = server("shop", "s");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));

            Resource.Server made = once(key -> backup.images().restore(image.id(), ServerSpec.named("twin"), key));

            assertThat(read(systemDiskOf(made))).isEqualTo("s");
            assertThat(servers()).isEqualTo(2);
        }

        @Test
        @DisplayName("is made anew once what it made is deleted")
        void restore_sameKeyAfterDeletion_isANewDisk() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Resource.Disk first = done(backup.restorePoints().restore(point.id(), DiskSpec.named("copy"), KEY));
            harness.delete(first);

            Resource.Disk second = done(backup.restorePoints().restore(point.id(), DiskSpec.named("copy"), KEY));

            assertThat(second).isNotEqualTo(first);
            assertThat(disks()).isEqualTo(2);
        }

        private long disks() {
            return backup.resources()
                    .list(ResourceFilter.all().ofKind(Resource.Kind.DISK))
                    .count();
        }

        private long servers() {
            return backup.resources()
                    .list(ResourceFilter.all().ofKind(Resource.Kind.SERVER))
                    .count();
        }
    }

    @Nested
    @DisplayName("A snapshot")
    class Snapshots {
        @Test
        @DisplayName("is taken once, and shows nothing of its key")
        void take_sameKey_isTheSnapshotThatIsThere() {
            SnapshotSpec spec = SnapshotSpec.of(disk("orders", "o"), "before").describedAs("the move");

            Snapshot snapshot = once(key -> backup.snapshots().take(spec, key));

            assertThat(snapshot.name()).isEqualTo("before");
            assertThat(snapshot.description()).isEqualTo("the move");
            assertThat(backup.snapshots().list()).containsExactly(snapshot);
        }

        @Test
        @DisplayName("is found whatever was changed about it")
        void take_sameKeyAfterUpdate_isTheSnapshotAsItIsNow() {
            SnapshotSpec spec = SnapshotSpec.of(disk("orders", "o"), "before");
            Snapshot snapshot = done(backup.snapshots().take(spec, KEY));
            backup.snapshots().update(snapshot.id(), "renamed", "and described");

            assertThat(done(backup.snapshots().take(spec, KEY)).id()).isEqualTo(snapshot.id());
            assertThat(backup.snapshots().list()).hasSize(1);
        }

        @Test
        @DisplayName("is refused with the key of another")
        void take_sameKeyOtherSpec_isAConflictAndTakesNothing() {
            Resource.Disk orders = disk("orders", "o");
            done(backup.snapshots().take(SnapshotSpec.of(orders, "before"), KEY));

            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(orders, "after"), KEY))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.snapshots().list()).hasSize(1);
        }

        @Test
        @DisplayName("is taken anew once the first is deleted")
        void take_sameKeyAfterDeletion_isANewSnapshot() {
            SnapshotSpec spec = SnapshotSpec.of(disk("orders", "o"), "before");
            Snapshot first = done(backup.snapshots().take(spec, KEY));
            backup.snapshots().delete(first.id());
            harness.advance(A_WHILE);

            assertThat(done(backup.snapshots().take(spec, KEY)).id()).isNotEqualTo(first.id());
        }
    }

    @Nested
    @DisplayName("An image")
    class Images {
        @Test
        @DisplayName("of a disk is built once, and shows nothing of its key")
        void build_diskWithSameKey_isTheImageThatIsThere() {
            ImageSpec spec = ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))
                    .describedAs("as it was")
                    .withTags(Map.of("team", "shop"));

            Image image = once(key -> backup.images().build(spec, key));

            assertThat(image.description()).isEqualTo("as it was");
            assertThat(image.tags()).isEqualTo(Map.of("team", "shop"));
            assertThat(backup.images().list()).containsExactly(image);
        }

        @Test
        @DisplayName("of a system disk is built once")
        void build_systemDiskWithSameKey_isTheImageThatIsThere() {
            ImageSpec spec = ImageSpec.of("shop", ImageSource.systemDiskOf(server("shop", "s")));

            Image image = once(key -> backup.images().build(spec, key));

            assertThat(backup.images().list()).containsExactly(image);
        }

        @Test
        @DisplayName("of a whole server is built once, and backed up once on the way")
        void build_wholeServerWithSameKey_isTheImageThatIsThere() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            ImageSpec spec = ImageSpec.of("shop", ImageSource.wholeServer(shop, vault.id()));

            Image image = once(key -> backup.images().build(spec, key));

            assertThat(backup.images().list()).containsExactly(image);
            assertThat(backup.restorePoints().list(RestorePointFilter.of(shop))).hasSize(1);
        }

        @Test
        @DisplayName("of a restore point is built once")
        void build_restorePointWithSameKey_isTheImageThatIsThere() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            ImageSpec spec = ImageSpec.of("shop", ImageSource.restorePoint(point.id()));

            Image image = once(key -> backup.images().build(spec, key));

            assertThat(backup.images().list()).containsExactly(image);
        }

        @Test
        @DisplayName("of a snapshot is built once, and leaves nothing behind")
        void build_snapshotWithSameKey_isTheImageThatIsThere() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));
            ImageSpec spec = ImageSpec.of("orders", ImageSource.snapshot(snapshot.id()));

            Image image = once(key -> backup.images().build(spec, key));

            assertThat(backup.images().list()).containsExactly(image);
            harness.advance(A_WHILE);
            assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .hasSize(1);
        }

        @Test
        @DisplayName("is found whatever was changed about it")
        void build_sameKeyAfterUpdate_isTheImageAsItIsNow() {
            ImageSpec spec = ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")));
            Image image = done(backup.images().build(spec, KEY));
            Image updated = backup.images().update(image.id(), "renamed", "described", Map.of("new", "tag"));

            assertThat(done(backup.images().build(spec, KEY)).id()).isEqualTo(image.id());
            assertThat(backup.images().list()).containsExactly(updated);
        }

        @Test
        @DisplayName("is refused with the key of another")
        void build_sameKeyOtherSpec_isAConflictAndBuildsNothing() {
            Resource.Disk orders = disk("orders", "o");
            done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders)), KEY));

            assertThatThrownBy(() -> backup.images().build(ImageSpec.of("other", ImageSource.disk(orders)), KEY))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.images().list()).hasSize(1);
        }

        @Test
        @DisplayName("is copied once within the region")
        void copy_withinTheRegionWithSameKey_isTheCopyThatIsThere() {
            requires(Capability.IMAGE_COPY);
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));
            ImageCopySpec spec = ImageCopySpec.named("copy").describedAs("of the first");

            Image copy = once(key -> backup.images().copy(image.id(), spec, key));

            assertThat(copy.description()).isEqualTo("of the first");
            assertThat(backup.images().list()).containsExactlyInAnyOrder(image, copy);
        }
    }

    @Test
    @DisplayName("A restore point is copied once to another region")
    void copy_sameKey_isTheCopyThatIsThere() {
        requires(Capability.REPLICATION);
        Resource.Server shop = server("shop", "s");
        RestorePoint point = pointOf(shop, serverVault("servers", shop));
        Vault destination = harness.backup(harness.otherRegion())
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

        RestorePoint copied = once(key ->
                backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "the-copy", key));

        assertThat(copied.copies()).hasSize(1);
        assertThat(harness.backup(harness.otherRegion()).restorePoints().list()).hasSize(1);
    }
}
