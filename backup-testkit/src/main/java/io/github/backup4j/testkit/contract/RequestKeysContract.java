package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link RequestKey} promises: whatever is asked for twice with one key is there once. */
@DisplayName("Request keys")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class RequestKeysContract extends ContractTest {
    private static final RequestKey KEY = RequestKey.of("order 4711");
    private static final RequestKey OTHER_KEY = RequestKey.of("order 4712");

    /** By how much the clock of a caller may be wrong: a few minutes either way. */
    private static final List<Duration> OFF = List.of(Duration.ofMinutes(3), Duration.ofMinutes(-3));

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

    private CloudBackup withClockOff(Duration ahead) {
        Optional<CloudBackup> off = harness.backupWithClockOff(ahead);
        Assumptions.assumeTrue(off.isPresent(), "what is under test has no clock of its own that could be wrong");
        return off.orElseThrow();
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
        @DisplayName("is bought with a key of its own, whatever was created with the same")
        void subscribe_keyOfACreatedVault_isAnotherVault() {
            requires(Capability.SUBSCRIPTIONS);
            Vault created = backup.vaults().create(spec, KEY);

            Vault bought = done(backup.vaults().subscribe(spec, Subscription.months(1), KEY));

            assertThat(bought.id()).isNotEqualTo(created.id());
            assertThat(backup.vaults().create(spec, KEY).id()).isEqualTo(created.id());
            assertThat(backup.vaults().list()).hasSize(2);
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
    @DisplayName("A manual backup")
    class Backups {
        @Test
        @DisplayName("is taken once")
        void take_sameKey_isTheRunThatIsThere() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            BackupSpec spec = BackupSpec.of(vault.id()).named("by-hand").describedAs("before the move");

            BackupRunId run = done(backup.restorePoints().take(spec, KEY)).id();
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
        @DisplayName("is taken once, whatever the clock of the caller says")
        void take_sameKeyWithClockOff_isTheRunThatIsThere() {
            BackupSpec spec =
                    BackupSpec.of(diskVault("disks", disk("orders", "o")).id());
            for (Duration ahead : OFF) {
                CloudBackup off = withClockOff(ahead);
                assertTakenOnce(off, spec, RequestKey.of("order " + ahead));
                assertTakenOnce(
                        off,
                        spec,
                        RequestKey.of("told order " + ahead)
                                .madeAt(harness.now().plus(ahead)));
            }
        }

        private void assertTakenOnce(CloudBackup process, BackupSpec spec, RequestKey key) {
            int present = (int) backup.restorePoints().list().count();

            BackupRunId run = done(process.restorePoints().take(spec, key)).id();

            assertThat(done(process.restorePoints().take(spec, key)).id()).isEqualTo(run);
            assertThat(done(backup.restorePoints().take(spec, key)).id()).isEqualTo(run);
            assertThat(backup.restorePoints().list()).as("with %s", key).hasSize(present + 1);
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

            Resource.Disk made = once(key -> backup.restorePoints().restore(point.id(), DiskSpec.of("copy"), key));

            assertThat(read(made)).isEqualTo("o");
            assertThat(disks()).isEqualTo(2);
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), DiskSpec.of("other"), KEY))
                    .isInstanceOf(Conflict.class);
            assertThat(disks()).isEqualTo(2);
        }

        @Test
        @DisplayName("of a snapshot makes one disk")
        void restore_snapshotToNewDiskWithSameKey_isOneDisk() {
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));

            Resource.Disk made = once(key -> backup.snapshots().restore(snapshot.id(), DiskSpec.of("copy"), key));

            assertThat(read(made)).isEqualTo("o");
            assertThat(disks()).isEqualTo(2);
        }

        @Test
        @DisplayName("of an image makes one disk")
        void restore_imageToNewDiskWithSameKey_isOneDisk() {
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

            Resource.Disk made = once(key -> backup.images().restore(image.id(), DiskSpec.of("copy"), key));

            assertThat(read(made)).isEqualTo("o");
            assertThat(disks()).isEqualTo(2);
        }

        @Test
        @DisplayName("of a restore point makes one server, and leaves no image")
        void restore_pointToNewServerWithSameKey_isOneServer() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            Resource.Server made = once(key -> backup.restorePoints().restore(point.id(), ServerSpec.of("twin"), key));

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

            Resource.Server made = once(key -> backup.images().restore(image.id(), ServerSpec.of("twin"), key));

            assertThat(read(systemDiskOf(made))).isEqualTo("s");
            assertThat(servers()).isEqualTo(2);
        }

        @Test
        @DisplayName("is made anew once what it made is deleted")
        void restore_sameKeyAfterDeletion_isANewDisk() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Resource.Disk first = done(backup.restorePoints().restore(point.id(), DiskSpec.of("copy"), KEY));
            harness.delete(first);

            Resource.Disk second = done(backup.restorePoints().restore(point.id(), DiskSpec.of("copy"), KEY));

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
    @DisplayName("A restore over existing data")
    class InPlaceRestores {
        /** More entries than a provider reads of a history at once, if it reads little. */
        private static final int MANY = 21;

        @Test
        @DisplayName("is refused with the key of another restore point, and overwrites nothing")
        void restore_overDiskWithKeyOfAnotherPoint_isAConflictAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "first");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            write(orders, "second");
            RestorePoint second = pointOf(orders, vault);

            assertKeyIsOfOnePoint(first, second, orders, InPlace.over(orders));
        }

        @Test
        @DisplayName("is found again however many restores others have made since, and overwrites nothing")
        void restore_sameKeyAfterManyByOthers_overwritesNothing() {
            Resource.Disk orders = disk("orders", "first");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            write(orders, "second");
            RestorePoint second = pointOf(orders, vault);
            // Nobody polls it: its process has died.
            var unused = harness.backup().restorePoints().restore(first.id(), InPlace.over(orders), KEY);
            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("first");
            for (int others = 0; others < MANY; others++) {
                done(backup.restorePoints().restore(second.id(), InPlace.over(orders)));
            }
            write(orders, "written since");

            done(harness.backup().restorePoints().restore(first.id(), InPlace.over(orders), KEY));

            assertThat(read(orders))
                    .as("what is on %s once the call was repeated with its key", orders)
                    .isEqualTo("written since");
        }

        @Test
        @DisplayName("of a disk that is freed first is refused with the key of another restore point")
        void restore_detachingFirstWithKeyOfAnotherPoint_isAConflictAndOverwritesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "first");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = diskVault("disks", data);
            RestorePoint first = pointOf(data, vault);
            write(data, "second");
            RestorePoint second = pointOf(data, vault);

            assertKeyIsOfOnePoint(first, second, data, InPlace.over(data).detachingFirst());

            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("of a server is refused with the key of another restore point")
        void restore_overServerWithKeyOfAnotherPoint_isAConflictAndOverwritesNothing() {
            Resource.Server shop = server("shop", "first");
            Vault vault = serverVault("servers", shop);
            RestorePoint first = pointOf(shop, vault);
            write(systemDiskOf(shop), "second");
            RestorePoint second = pointOf(shop, vault);

            assertKeyIsOfOnePoint(first, second, systemDiskOf(shop), InPlace.over(shop));
        }

        /** Both for a key that says nothing of when it was chosen, and for one that does. */
        private void assertKeyIsOfOnePoint(
                RestorePoint first, RestorePoint second, Resource.Disk content, InPlace<?> target) {
            for (RequestKey key : List.of(KEY, OTHER_KEY.madeAt(harness.now()))) {
                done(backup.restorePoints().restore(first.id(), target, key));
                assertThat(read(content)).isEqualTo("first");
                write(content, "newer");

                assertThatThrownBy(() -> done(backup.restorePoints().restore(second.id(), target, key)))
                        .as("another restore point with %s", key)
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining(key.value());
                assertThatThrownBy(() -> done(harness.backup().restorePoints().restore(second.id(), target, key)))
                        .as("another restore point with %s, by another process", key)
                        .isInstanceOf(Conflict.class);
                harness.advance(A_WHILE);
                assertThat(read(content)).isEqualTo("newer");

                done(harness.backup().restorePoints().restore(first.id(), target, key));
                assertThat(read(content)).as("the same once more").isEqualTo("newer");
            }
        }

        @Test
        @DisplayName("is refused with the key of one that did it otherwise")
        void restore_sameKeyOtherMappings_isAConflictAndOverwritesNothing() {
            Resource.Disk system = harness.addDisk("shop-system", DataSize.gib(40));
            Resource.Disk one = disk("one", "1");
            Resource.Disk two = disk("two", "2");
            Resource.Server shop = harness.addServer("shop", system, one, two);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            InPlace<?> crossed = InPlace.over(shop).mapping(one, two).mapping(two, one);
            done(backup.restorePoints().restore(point.id(), InPlace.over(shop), KEY));
            write(one, "newer");

            assertThatThrownBy(() -> done(harness.backup().restorePoints().restore(point.id(), crossed, KEY)))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> done(harness.backup()
                            .restorePoints()
                            .restore(point.id(), InPlace.over(shop).leavingStopped(), KEY)))
                    .isInstanceOf(Conflict.class);
            harness.advance(A_WHILE);

            assertThat(read(one)).isEqualTo("newer");
            assertThat(read(two)).isEqualTo("2");
            done(harness.backup().restorePoints().restore(point.id(), crossed, OTHER_KEY));
            assertThat(read(one)).isEqualTo("2");
            assertThat(read(two)).isEqualTo("1");
        }

        @Test
        @DisplayName("is made once, even if the key does not say when it was chosen")
        void restore_sameKeyWithoutInstant_doesNotOverwriteAgain() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "bad");
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), KEY));
            write(orders, "newer");

            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), KEY));
            harness.advance(LONG);
            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), KEY));
            assertThat(read(orders)).isEqualTo("newer");

            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), OTHER_KEY));
            assertThat(read(orders)).isEqualTo("saved");
        }

        @Test
        @DisplayName("that frees the disk, or of a server, is made once without an instant as well")
        void restore_freeingOrServerWithSameKeyWithoutInstant_doesNotOverwriteAgain() {
            Resource.Server shop = serverWithDataDisk("shop", "saved", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint ofShop = pointOf(shop, serverVault("servers", shop));
            RestorePoint ofData = pointOf(data, diskVault("disks", data));
            InPlace<?> freeing = InPlace.over(data).detachingFirst();
            done(backup.restorePoints().restore(ofData.id(), freeing, KEY));
            write(data, "newer");

            done(harness.backup().restorePoints().restore(ofData.id(), freeing, KEY));
            assertThat(read(data)).isEqualTo("newer");

            done(backup.restorePoints().restore(ofShop.id(), InPlace.over(shop), OTHER_KEY));
            assertThat(read(data)).isEqualTo("saved");
            write(systemDiskOf(shop), "newer");

            done(harness.backup().restorePoints().restore(ofShop.id(), InPlace.over(shop), OTHER_KEY));
            assertThat(read(systemDiskOf(shop))).isEqualTo("newer");
        }

        @Test
        @DisplayName("is made once, even if the key was chosen by a clock that is wrong")
        void restore_sameKeyChosenByAWrongClock_doesNotOverwriteAgain() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            for (Duration ahead : OFF) {
                RequestKey key =
                        RequestKey.of("order " + ahead).madeAt(harness.now().plus(ahead));
                assertMadeOnce(backup, point, orders, key);
            }
        }

        @Test
        @DisplayName("is made once, whatever the clock of the caller says")
        void restore_sameKeyWithClockOff_doesNotOverwriteAgain() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            for (Duration ahead : OFF) {
                CloudBackup off = withClockOff(ahead);
                RequestKey key = RequestKey.of("order " + ahead);
                assertMadeOnce(off, point, orders, key);
                assertMadeOnce(
                        off,
                        point,
                        orders,
                        RequestKey.of("told order " + ahead)
                                .madeAt(harness.now().plus(ahead)));
            }
        }

        private void assertMadeOnce(CloudBackup process, RestorePoint point, Resource.Disk disk, RequestKey key) {
            write(disk, "bad");
            done(process.restorePoints().restore(point.id(), InPlace.over(disk), key));
            assertThat(read(disk)).as("restored with %s", key).isEqualTo("saved");
            write(disk, "newer");

            done(process.restorePoints().restore(point.id(), InPlace.over(disk), key));
            assertThat(read(disk)).as("asked for again with %s", key).isEqualTo("newer");
            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(disk), key));
            assertThat(read(disk))
                    .as("asked for again with %s by another process", key)
                    .isEqualTo("newer");
        }

        @Test
        @DisplayName("is remembered after one with another key")
        void restore_secondKey_isRememberedToo() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), KEY));
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), OTHER_KEY));
            write(orders, "newer");

            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), OTHER_KEY));

            assertThat(read(orders)).isEqualTo("newer");
        }
    }

    @Nested
    @DisplayName("One key for restores of several kinds")
    class OneKeyForSeveral {
        @Test
        @DisplayName("is refused for a new disk or server once it has overwritten a server")
        void restore_keyOfInPlace_isAConflictForWhatIsNew() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            done(backup.restorePoints().restore(point.id(), InPlace.over(shop), KEY));
            write(systemDiskOf(shop), "newer");

            assertRefused(point, DiskSpec.of("new"));
            assertRefused(point, ServerSpec.of("new"));

            assertThat(read(systemDiskOf(shop))).isEqualTo("newer");
            assertResources(1, 1);
        }

        @Test
        @DisplayName("is refused over a server, or for a new one, once it has made a disk")
        void restore_keyOfNewDisk_isAConflictForTheOthers() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            done(backup.restorePoints().restore(point.id(), DiskSpec.of("new"), KEY));
            write(systemDiskOf(shop), "newer");

            assertRefused(point, InPlace.over(shop));
            assertRefused(point, ServerSpec.of("new"));

            assertThat(read(systemDiskOf(shop))).isEqualTo("newer");
            assertResources(2, 1);
        }

        @Test
        @DisplayName("is refused over a server, or for a new disk, once it has made a server")
        void restore_keyOfNewServer_isAConflictForTheOthers() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            done(backup.restorePoints().restore(point.id(), ServerSpec.of("new"), KEY));
            write(systemDiskOf(shop), "newer");

            assertRefused(point, InPlace.over(shop));
            assertRefused(point, DiskSpec.of("new"));

            assertThat(read(systemDiskOf(shop))).isEqualTo("newer");
            assertResources(2, 2);
        }

        @Test
        @DisplayName("is refused for a new disk once it has overwritten one, and the other way round")
        void restore_keyOfADiskOverwritten_isAConflictForANewOne() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders), KEY));
            write(orders, "newer");

            assertRefused(point, DiskSpec.of("new"));
            assertResources(1, 0);

            done(backup.restorePoints().restore(point.id(), DiskSpec.of("new"), OTHER_KEY));
            assertThatThrownBy(() ->
                            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), OTHER_KEY)))
                    .isInstanceOf(Conflict.class);
            assertThat(read(orders)).isEqualTo("newer");
            assertResources(2, 0);
        }

        @Test
        @DisplayName("is refused for a server of an image once it has made a disk, and the other way round")
        void restore_imageToDiskAndServerWithOneKey_isAConflict() {
            Resource.Server shop = server("shop", "s");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));
            done(backup.images().restore(image.id(), DiskSpec.of("new"), KEY));

            assertThatThrownBy(() -> done(harness.backup().images().restore(image.id(), ServerSpec.of("new"), KEY)))
                    .isInstanceOf(Conflict.class);
            assertResources(2, 1);

            done(backup.images().restore(image.id(), ServerSpec.of("new"), OTHER_KEY));
            assertThatThrownBy(() -> done(harness.backup().images().restore(image.id(), DiskSpec.of("new"), OTHER_KEY)))
                    .isInstanceOf(Conflict.class);
            assertResources(3, 2);
        }

        @Test
        @DisplayName("may be used for a restore point, a snapshot and an image: they are calls of three services")
        void restore_pointSnapshotAndImageWithOneKey_areThreeDisks() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders))));

            Resource.Disk ofPoint = done(backup.restorePoints().restore(point.id(), DiskSpec.of("copy"), KEY));
            Resource.Disk ofSnapshot = done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("copy"), KEY));
            Resource.Disk ofImage = done(backup.images().restore(image.id(), DiskSpec.of("copy"), KEY));

            assertThat(List.of(ofPoint, ofSnapshot, ofImage)).doesNotHaveDuplicates();
            assertResources(4, 0);
        }

        private void assertRefused(RestorePoint point, InPlace<?> target) {
            assertThatThrownBy(() -> done(harness.backup().restorePoints().restore(point.id(), target, KEY)))
                    .as("over %s", target.overwritten())
                    .isInstanceOf(Conflict.class);
            harness.advance(A_WHILE);
        }

        private void assertRefused(RestorePoint point, DiskSpec spec) {
            assertThatThrownBy(() -> done(harness.backup().restorePoints().restore(point.id(), spec, KEY)))
                    .as("to a new disk")
                    .isInstanceOf(Conflict.class);
            harness.advance(A_WHILE);
        }

        private void assertRefused(RestorePoint point, ServerSpec spec) {
            if (backup.supports(Capability.RESTORE_TO_NEW_SERVER)) {
                assertThatThrownBy(() -> done(harness.backup().restorePoints().restore(point.id(), spec, KEY)))
                        .as("to a new server")
                        .isInstanceOf(Conflict.class);
                harness.advance(A_WHILE);
            }
        }

        private void assertResources(int disks, int servers) {
            assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .hasSize(disks);
            assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                    .hasSize(servers);
            assertThat(backup.images()
                            .list()
                            .filter(image -> !image.name().equals("shop")
                                    && !image.name().equals("orders")))
                    .isEmpty();
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
            backup.snapshots().update(snapshot.id(), new SnapshotUpdate("renamed", "and described"));

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
            Image updated =
                    backup.images().update(image.id(), new ImageUpdate("renamed", "described", Map.of("new", "tag")));

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
            ImageCopySpec spec = ImageCopySpec.of("copy").describedAs("of the first");

            Image copy = once(key -> backup.images().copy(image.id(), spec, key));

            assertThat(copy.description()).isEqualTo("of the first");
            assertThat(backup.images().list()).containsExactlyInAnyOrder(image, copy);
        }

        /** A cloud may find the copy by its key. Not all do, which {@link io.github.backup4j.RequestKey} says: that copy is paid for. */
        @Test
        @DisplayName("may be copied to another region by each call")
        void copy_toAnotherRegionWithSameKey_isMadeOnceOrByEachCall() {
            requires(Capability.IMAGE_COPY);
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));
            ImageCopySpec spec = ImageCopySpec.of("copy").to(harness.otherRegion());

            assertThat(done(backup.images().copy(image.id(), spec, KEY))).isEqualTo(image);
            assertThat(done(backup.images().copy(image.id(), spec, KEY))).isEqualTo(image);

            assertThat(harness.backup(harness.otherRegion()).images().list())
                    .hasSizeBetween(1, 2)
                    .allMatch(copy -> copy.name().equals("copy") && copy.status() == Image.Status.ACTIVE);
            assertThat(backup.images().list()).containsExactly(image);
        }
    }

    @Nested
    @DisplayName("A copy of a restore point in another region")
    class Copies {
        private Vault destination(String name) {
            return harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers(name, DataSize.gib(100)).forReplication());
        }

        private RestorePoint serverPoint() {
            Resource.Server shop = server("shop", "s");
            return pointOf(shop, serverVault("servers", shop));
        }

        private Stream<RestorePoint> copies() {
            return harness.backup(harness.otherRegion()).restorePoints().list();
        }

        @Test
        @DisplayName("is made once")
        void copy_sameKey_isTheCopyThatIsThere() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint();
            Vault destination = destination("copies");

            RestorePoint copied = once(key ->
                    backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "the-copy", key));

            assertThat(copied.copies()).hasSize(1);
            assertThat(copies()).hasSize(1);
        }

        @Test
        @DisplayName("is refused with the key of one in another vault or project there")
        void copy_sameKeyOtherPlace_isAConflictAndCopiesNothing() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint();
            Vault destination = destination("copies");
            Vault other = destination("others");
            Site elsewhere = new Site(harness.otherRegion().region(), "project-9");
            done(backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "the-copy", KEY));

            assertThatThrownBy(() -> done(harness.backup()
                            .restorePoints()
                            .copy(point.id(), harness.otherRegion(), other.id(), "the-copy", KEY)))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> done(harness.backup()
                            .restorePoints()
                            .copy(point.id(), elsewhere, destination.id(), "the-copy", KEY)))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(copies()).singleElement().extracting(RestorePoint::vault).isEqualTo(destination.id());
            assertThat(backup.restorePoints().get(point.id()).copies()).hasSize(1);
        }

        @Test
        @DisplayName("is refused with the key of one in another vault there while that is being made")
        void copy_sameKeyOtherVaultWhileItRuns_isAConflictAndCopiesNothing() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint();
            Vault destination = destination("copies");
            Vault other = destination("others");
            Operation<RestorePoint> copying =
                    backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "the-copy", KEY);

            assertThatThrownBy(() -> harness.backup()
                            .restorePoints()
                            .copy(point.id(), harness.otherRegion(), other.id(), "the-copy", KEY))
                    .isInstanceOf(Conflict.class);

            assertThat(done(copying).copies()).hasSize(1);
            assertThat(copies()).singleElement().extracting(RestorePoint::vault).isEqualTo(destination.id());
        }

        /** A cloud need not tell the name that was asked for; then the copy that is there is the result. */
        @Test
        @DisplayName(
                "keeps its name when it is asked for with another: that is refused, or gives the copy that is there")
        void copy_sameKeyOtherName_renamesNothingAndCopiesNothing() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint();
            Vault destination = destination("copies");
            RestorePoint copied = done(
                    backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "the-copy", KEY));

            try {
                RestorePoint again = done(harness.backup()
                        .restorePoints()
                        .copy(point.id(), harness.otherRegion(), destination.id(), "other-name", KEY));
                assertThat(again).isEqualTo(copied);
            } catch (Conflict refused) {
                assertThat(refused).hasMessageContaining(KEY.value());
            }

            harness.advance(LONG);
            assertThat(copies()).singleElement().extracting(RestorePoint::name).isEqualTo("the-copy");
        }
    }

    @Nested
    @DisplayName("Text that looks like the mark of a key")
    class Marks {
        private static final String MARK = "abcdefghijklmnopqrst";

        @Test
        @DisplayName("is refused as a tag of what is made, in words")
        void make_tagNamedAsAMark_isInvalidAndMakesNothing() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "s")));
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders))));
            for (String name : List.of("backup4j-request", "backup4j-restore", "backup4j-anything", "backup4j_disk")) {
                Map<String, String> tags = Map.of("team", "shop", name, MARK);
                VaultSpec ofVault = VaultSpec.forDisks("v", DataSize.gib(10)).withTags(tags);
                DiskSpec ofDisk = DiskSpec.of("d").withTags(tags);
                ServerSpec ofServer = ServerSpec.of("s").withTags(tags);
                ImageSpec ofImage = ImageSpec.of("i", ImageSource.disk(orders)).withTags(tags);
                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        () -> backup.vaults().create(ofVault),
                        () -> backup.vaults().create(ofVault, KEY),
                        () -> backup.vaults().subscribe(ofVault, Subscription.months(1), KEY),
                        () -> backup.images().build(ofImage),
                        () -> backup.images().build(ofImage, KEY),
                        () -> backup.restorePoints().restore(point.id(), ofDisk, KEY),
                        () -> backup.restorePoints().restore(point.id(), ofServer, KEY),
                        () -> backup.snapshots().restore(snapshot.id(), ofDisk, KEY),
                        () -> backup.images().restore(image.id(), ofDisk, KEY),
                        () -> backup.images().restore(image.id(), ofServer, KEY))) {
                    assertThatThrownBy(call)
                            .isInstanceOf(Invalid.class)
                            .hasMessageContaining(name)
                            .hasMessageContaining("choose another name");
                }
            }
            harness.advance(LONG);
            assertThat(backup.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
            assertThat(backup.images().list()).containsExactly(image);
            assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .hasSize(1);
        }

        @Test
        @DisplayName("is refused as a tag of what is updated, which stays as it was")
        void update_tagNamedAsAMark_isInvalidAndChangesNothing() {
            Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)), KEY);
            Image image = done(backup.images().build(ImageSpec.of("i", ImageSource.disk(disk("orders", "o"))), KEY));
            Map<String, String> tags = Map.of("backup4j-request", MARK);

            assertThatThrownBy(() ->
                            backup.vaults().update(vault.id(), vault.toSpec().withTags(tags)))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images().update(image.id(), new ImageUpdate("i", "", tags)))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
            assertThat(backup.images().get(image.id())).isEqualTo(image);
        }

        @Test
        @DisplayName("is refused as the name of a policy, and no other name is read back shortened")
        void policy_namedAsWithAMark_isInvalid() {
            PolicySpec spec = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));

            assertThatThrownBy(() -> backup.policies().create(spec.named("nightly_b4j_" + MARK), KEY))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("nightly_b4j_" + MARK);

            Policy policy = backup.policies().create(spec.named("nightly_b4j_short"), KEY);
            assertThat(policy.name()).isEqualTo("nightly_b4j_short");
            assertThatThrownBy(() -> backup.policies()
                            .update(policy.id(), policy.toSpec().named("x_b4j_" + MARK)))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.policies().list()).containsExactly(policy);
        }

        @Test
        @DisplayName("is refused as the end of a description, and no other end is read back shortened")
        void description_endingAsWithAMark_isInvalid() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            String marked = "before the move [backup4j " + MARK + "]";

            assertThatThrownBy(() -> backup.restorePoints()
                            .take(BackupSpec.of(vault.id()).describedAs(marked)))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(marked);
            assertThatThrownBy(() -> backup.images()
                            .build(ImageSpec.of("i", ImageSource.disk(orders)).describedAs(marked), KEY))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() ->
                            backup.snapshots().take(SnapshotSpec.of(orders, "s").describedAs(marked), KEY))
                    .isInstanceOf(Invalid.class);
            harness.advance(LONG);
            assertThat(backup.restorePoints().list()).isEmpty();
            assertThat(backup.images().list()).isEmpty();
            assertThat(backup.snapshots().list()).isEmpty();

            String plain = "see [backup4j] and [backup4j short]";
            assertThat(done(backup.restorePoints()
                                    .take(BackupSpec.of(vault.id()).describedAs(plain), KEY))
                            .restorePoints())
                    .singleElement()
                    .extracting(RestorePoint::description)
                    .isEqualTo(plain);
        }

        @Test
        @DisplayName("is refused as the end of an updated description, and what is updated stays as it was")
        void update_descriptionEndingAsWithAMark_isInvalidAndChangesNothing() {
            Resource.Disk orders = disk("orders", "o");
            Image image = done(backup.images().build(ImageSpec.of("i", ImageSource.disk(orders)), KEY));
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "s"), KEY));
            String marked = "[backup4j " + MARK + "]";

            assertThatThrownBy(() -> backup.images().update(image.id(), new ImageUpdate("i", marked, Map.of())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots().update(snapshot.id(), new SnapshotUpdate("s", marked)))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.images().get(image.id())).isEqualTo(image);
            assertThat(backup.snapshots().get(snapshot.id())).isEqualTo(snapshot);
        }
    }
}
