package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What {@link AmbiguousOutcome} and {@link RequestKey} promise if the reply to a change is lost after the cloud has carried it out: it is
 * carried out once. The call returns its result, or says that the outcome is not known.
 *
 * <p>A call may send several requests that change something. Each case loses the reply of the first, then of the second, and so on.
 */
@DisplayName("Lost replies")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class LostRepliesContract extends ContractTest {
    /** More requests than any call of these cases sends to change something. */
    private static final int MOST = 40;

    /** A call that creates something with a key, and returns the id of its result. */
    private interface KeyedCall {
        Object make(RequestKey key);
    }

    private void loseReply(int before) {
        Assumptions.assumeTrue(harness.loseReply(before), "this harness cannot lose a reply");
    }

    /**
     * Makes a call in rounds, each of which loses the reply of a later request, until the call has no later one.
     *
     * @param prepare prepares a round, and returns its call
     * @param check checks what is there after a round, given the call and its result; empty: the outcome was said to be unknown
     */
    private <C, T> void eachReplyLost(IntFunction<C> prepare, Function<C, T> make, RoundCheck<C, T> check) {
        for (int round = 0; round < MOST; round++) {
            C call = prepare.apply(round);
            loseReply(round);
            Optional<T> result;
            try {
                result = Optional.of(make.apply(call));
            } catch (AmbiguousOutcome unknown) {
                assertThat(unknown.retryable())
                        .as("whether \"%s\" may be repeated blindly", unknown.getMessage())
                        .isFalse();
                result = Optional.empty();
            }
            if (!harness.hasLostReply()) {
                assertThat(round).as("requests that change something").isPositive();
                return;
            }
            check.after(round, call, result);
        }
        throw new AssertionError("the call has sent more than " + MOST + " requests that change something");
    }

    /** What is checked after a round. */
    private interface RoundCheck<C, T> {
        void after(int round, C call, Optional<T> result);
    }

    /**
     * A call of one round.
     *
     * @param make makes it
     * @param key the key of the round
     * @param before the ids of all resources of the kind before it
     */
    private record KeyedRound(KeyedCall make, RequestKey key, Set<Object> before) {
        Object call() {
            return make.make(key);
        }

        Set<Object> madeOf(Stream<?> there) {
            Set<Object> made = there.collect(Collectors.toCollection(LinkedHashSet::new));
            made.removeAll(before);
            return made;
        }
    }

    /**
     * Asserts that a call with a key makes one resource whichever reply is lost, and that the key finds it.
     *
     * @param there the ids of all existing resources of the kind
     */
    private void assertMadeOnce(Supplier<Stream<?>> there, IntFunction<KeyedCall> prepare) {
        eachReplyLost(
                round -> {
                    KeyedCall call = prepare.apply(round);
                    return new KeyedRound(
                            call, RequestKey.of("lost " + round), there.get().collect(Collectors.toSet()));
                },
                KeyedRound::call,
                (round, call, result) -> {
                    assertAtMostOne(round, call.madeOf(later(there)));
                    Object again = call.call();
                    result.ifPresent(first -> assertThat(again)
                            .as("asked for again once reply %s was lost", round)
                            .isEqualTo(first));
                    assertThat(call.madeOf(later(there)))
                            .as("what is there once reply %s was lost and the call was repeated with its key", round)
                            .containsExactly(again);
                });
    }

    /**
     * Asserts that a call without a key makes at most one resource whichever reply is lost.
     *
     * @param there the ids of all existing resources of the kind
     */
    private void assertMadeAtMostOnce(Supplier<Stream<?>> there, IntFunction<Supplier<Object>> prepare) {
        eachReplyLost(
                round -> {
                    Supplier<Object> call = prepare.apply(round);
                    return new KeyedRound(
                            key -> call.get(),
                            RequestKey.of("none"),
                            there.get().collect(Collectors.toSet()));
                },
                KeyedRound::call,
                (round, call, result) -> {
                    Set<Object> made = call.madeOf(later(there));
                    assertAtMostOne(round, made);
                    result.ifPresent(first -> assertThat(made).containsExactly(first));
                });
    }

    private Stream<?> later(Supplier<Stream<?>> there) {
        harness.advance(LONG);
        return there.get();
    }

    private static void assertAtMostOne(int round, Set<Object> made) {
        assertThat(made.size())
                .as("how many of %s there are once reply %s was lost", made, round)
                .isLessThanOrEqualTo(1);
    }

    private Stream<?> resources(Resource.Kind kind) {
        return backup.resources().list(ResourceFilter.all().ofKind(kind)).map(ProtectableResource::resource);
    }

    private Stream<?> disks() {
        return resources(Resource.Kind.DISK);
    }

    private Stream<?> servers() {
        return resources(Resource.Kind.SERVER);
    }

    private Stream<?> vaults() {
        return backup.vaults().list().map(Vault::id);
    }

    private Stream<?> policies() {
        return backup.policies().list().map(Policy::id);
    }

    private Stream<?> runs() {
        return backup.restorePoints().list().map(RestorePoint::run).distinct();
    }

    private Stream<?> snapshots() {
        return backup.snapshots().list().map(Snapshot::id);
    }

    private Stream<?> images() {
        return backup.images().list().map(Image::id);
    }

    @Nested
    @DisplayName("A create with a key")
    class Creates {
        @Test
        @DisplayName("of a vault makes one")
        void create_vault_isOne() {
            requires(Capability.VAULTS);
            assertMadeOnce(LostRepliesContract.this::vaults, round -> {
                VaultSpec spec = VaultSpec.forDisks("orders-" + round, DataSize.gib(100));
                return key -> backup.vaults().create(spec, key).id();
            });
        }

        @Test
        @DisplayName("of a vault that is paid for makes one")
        void subscribe_vault_isOne() {
            requires(Capability.SUBSCRIPTIONS);
            assertMadeOnce(LostRepliesContract.this::vaults, round -> {
                VaultSpec spec = VaultSpec.forDisks("orders-" + round, DataSize.gib(100));
                return key -> done(backup.vaults().subscribe(spec, Subscription.months(1), key))
                        .id();
            });
        }

        @Test
        @DisplayName("of a policy makes one")
        void create_policy_isOne() {
            requires(Capability.POLICIES);
            assertMadeOnce(LostRepliesContract.this::policies, round -> {
                PolicySpec spec = PolicySpec.backup("nightly-" + round, Schedule.dailyAt("02:00"), Retention.days(30));
                return key -> backup.policies().create(spec, key).id();
            });
        }

        @Test
        @DisplayName("of a backup makes one")
        void take_backup_isOne() {
            Vault vault = diskVault("disks", disk("orders", "o"));

            assertMadeOnce(
                    LostRepliesContract.this::runs,
                    round -> key -> done(backup.restorePoints().take(BackupSpec.of(vault.id()), key))
                            .id());
        }

        @Test
        @DisplayName("of backups of several vaults makes one in each")
        void takeAll_backups_isOneInEach() {
            Resource.Disk one = disk("one", "1");
            Resource.Disk other = disk("other", "2");
            BackupSpec ofOne = BackupSpec.of(diskVault("one", one).id()).only(one);
            BackupSpec ofOther = BackupSpec.of(diskVault("other", other).id()).only(other);
            FleetSpec fleet = FleetSpec.of(List.of(ofOne, ofOther));

            eachReplyLost(
                    round -> RequestKey.of("lost " + round),
                    key -> backup.restorePoints().takeAll(fleet, key, LONG),
                    (round, key, result) -> {
                        harness.advance(LONG);
                        for (Resource.Disk disk : List.of(one, other)) {
                            assertThat(backup.restorePoints().list(RestorePointFilter.of(disk)))
                                    .as("restore points of %s once reply %s was lost", disk, round)
                                    .hasSizeLessThanOrEqualTo(round + 1);
                        }
                        assertThat(backup.restorePoints()
                                        .takeAll(fleet, key, LONG)
                                        .complete())
                                .isTrue();
                        for (Resource.Disk disk : List.of(one, other)) {
                            assertThat(backup.restorePoints().list(RestorePointFilter.of(disk)))
                                    .as("restore points of %s once it was repeated, round %s", disk, round)
                                    .hasSize(round + 1);
                        }
                    });
        }

        @Test
        @DisplayName("of a snapshot makes one")
        void take_snapshot_isOne() {
            assertMadeOnce(LostRepliesContract.this::snapshots, round -> {
                SnapshotSpec spec = SnapshotSpec.of(disk("orders-" + round, "o"), "before");
                return key -> done(backup.snapshots().take(spec, key)).id();
            });
        }

        @Test
        @DisplayName("of an image makes one")
        void build_image_isOne() {
            requires(Capability.IMAGES);
            Resource.Disk orders = disk("orders", "o");

            assertMadeOnce(LostRepliesContract.this::images, round -> {
                ImageSpec spec = ImageSpec.of("orders-" + round, ImageSource.disk(orders));
                return key -> done(backup.images().build(spec, key)).id();
            });
        }

        @Test
        @DisplayName("of a copy of an image within the region makes one")
        void copy_image_isOne() {
            requires(Capability.IMAGE_COPY);
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

            assertMadeOnce(
                    LostRepliesContract.this::images,
                    round -> key -> done(backup.images().copy(image.id(), ImageCopySpec.of("copy-" + round), key))
                            .id());
        }

        @Test
        @DisplayName("of a disk from a restore point makes one")
        void restore_pointToNewDisk_isOne() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertMadeOnce(
                    LostRepliesContract.this::disks,
                    round ->
                            key -> done(backup.restorePoints().restore(point.id(), DiskSpec.of("copy-" + round), key)));
        }

        @Test
        @DisplayName("of a disk from a snapshot makes one")
        void restore_snapshotToNewDisk_isOne() {
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));

            assertMadeOnce(
                    LostRepliesContract.this::disks,
                    round -> key -> done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("copy-" + round), key)));
        }

        @Test
        @DisplayName("of a disk from an image makes one")
        void restore_imageToNewDisk_isOne() {
            requires(Capability.IMAGES);
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

            assertMadeOnce(
                    LostRepliesContract.this::disks,
                    round -> key -> done(backup.images().restore(image.id(), DiskSpec.of("copy-" + round), key)));
        }

        @Test
        @DisplayName("of a server from a restore point makes one")
        void restore_pointToNewServer_isOne() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertMadeOnce(
                    LostRepliesContract.this::servers,
                    round -> key ->
                            done(backup.restorePoints().restore(point.id(), ServerSpec.of("twin-" + round), key)));
            assertThat(backup.images().list()).as("temporary images").isEmpty();
        }

        @Test
        @DisplayName("of a server from an image makes one")
        void restore_imageToNewServer_isOne() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));

            assertMadeOnce(
                    LostRepliesContract.this::servers,
                    round -> key -> done(backup.images().restore(image.id(), ServerSpec.of("twin-" + round), key)));
        }

        @Test
        @DisplayName("of a copy in another region makes one")
        void copy_restorePoint_isOne() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            CloudBackup there = harness.backup(harness.otherRegion());
            Vault destination = there.vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(4000)).forReplication());

            eachReplyLost(
                    round -> pointOf(shop, vault),
                    point -> done(backup.restorePoints()
                            .copy(
                                    point.id(),
                                    harness.otherRegion(),
                                    destination.id(),
                                    "copy",
                                    RequestKey.of("copy of " + point.id()))),
                    (round, point, result) -> {
                        harness.advance(LONG);
                        assertThat(backup.restorePoints().get(point.id()).copies())
                                .as("copies once reply %s was lost", round)
                                .hasSize(1);
                        assertThat(there.restorePoints().list()).hasSize(round + 1);
                    });
        }
    }

    @Nested
    @DisplayName("A create without a key")
    class CreatesWithoutAKey {
        @Test
        @DisplayName("of a vault makes at most one")
        void create_vault_isAtMostOne() {
            requires(Capability.VAULTS);
            assertMadeAtMostOnce(LostRepliesContract.this::vaults, round -> {
                VaultSpec spec = VaultSpec.forDisks("orders-" + round, DataSize.gib(100));
                return () -> backup.vaults().create(spec).id();
            });
        }

        @Test
        @DisplayName("of a backup makes at most one")
        void take_backup_isAtMostOne() {
            Vault vault = diskVault("disks", disk("orders", "o"));

            assertMadeAtMostOnce(
                    LostRepliesContract.this::runs,
                    round -> () -> done(backup.restorePoints().take(BackupSpec.of(vault.id())))
                            .id());
        }

        @Test
        @DisplayName("of a snapshot makes at most one")
        void take_snapshot_isAtMostOne() {
            assertMadeAtMostOnce(LostRepliesContract.this::snapshots, round -> {
                SnapshotSpec spec = SnapshotSpec.of(disk("orders-" + round, "o"), "before");
                return () -> done(backup.snapshots().take(spec)).id();
            });
        }

        @Test
        @DisplayName("of a disk from a restore point makes at most one")
        void restore_pointToNewDisk_isAtMostOne() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertMadeAtMostOnce(
                    LostRepliesContract.this::disks,
                    round -> () -> done(backup.restorePoints().restore(point.id(), DiskSpec.of("copy-" + round))));
        }
    }

    @Nested
    @DisplayName("A restore over existing data")
    class Overwriting {
        @Test
        @DisplayName("of a disk overwrites once with its key")
        void restore_overDisk_overwritesOnce() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertOverwrittenOnce(
                    orders, (process, key) -> process.restorePoints().restore(point.id(), InPlace.over(orders), key));
        }

        @Test
        @DisplayName("of a server overwrites once with its key")
        void restore_overServer_overwritesOnce() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertOverwrittenOnce(
                    systemDiskOf(shop),
                    (process, key) -> process.restorePoints().restore(point.id(), InPlace.over(shop), key));
        }

        @Test
        @DisplayName("of a disk that is freed first overwrites once with its key")
        void restore_detachingFirst_overwritesOnce() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));

            assertOverwrittenOnce(
                    data,
                    (process, key) -> process.restorePoints()
                            .restore(point.id(), InPlace.over(data).detachingFirst(), key));

            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("by rolling back overwrites once with its key")
        void rollBack_disk_overwritesOnce() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));

            assertOverwrittenOnce(
                    orders, (process, key) -> process.snapshots().rollBack(snapshot.id(), InPlace.over(orders), key));
        }

        @Test
        @DisplayName("without a key is not repeated by the library")
        void restore_overDiskWithoutAKey_isResultOrAmbiguousWithoutAKey() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "bad");
            loseReply(0);

            try {
                done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));
            } catch (AmbiguousOutcome unknown) {
                assertThat(unknown.retryable()).isFalse();
                assertThat(unknown.requestKey())
                        .as("a key with which a repeat would be safe")
                        .isEmpty();
            }

            assertThat(harness.hasLostReply()).isTrue();
            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("saved");
        }

        private void assertOverwrittenOnce(Resource.Disk content, KeyedOverwrite overwrite) {
            eachReplyLost(
                    round -> {
                        write(content, "bad");
                        return RequestKey.of("lost " + round);
                    },
                    key -> done(overwrite.start(backup, key)),
                    (round, key, result) -> {
                        harness.advance(LONG);
                        String now = read(content);
                        result.ifPresent(done -> assertThat(now)
                                .as("restored although reply %s was lost", round)
                                .isEqualTo("saved"));
                        if (now.equals("saved")) {
                            write(content, "newer");
                            repeat(overwrite, key);
                            assertThat(read(content))
                                    .as("asked for again once reply %s was lost", round)
                                    .isEqualTo("newer");
                        } else {
                            assertThat(now).isEqualTo("bad");
                            done(overwrite.start(harness.backup(), key));
                            assertThat(read(content))
                                    .as("repeated once reply %s was lost, as nothing was overwritten", round)
                                    .isEqualTo("saved");
                        }
                    });
        }

        private void repeat(KeyedOverwrite overwrite, RequestKey key) {
            try {
                done(overwrite.start(harness.backup(), key));
            } catch (Conflict | AmbiguousOutcome unknown) {
                assertThat(unknown.retryable()).isFalse();
            }
            harness.advance(LONG);
        }
    }

    /** A call that overwrites something with a key. */
    private interface KeyedOverwrite {
        Operation<?> start(CloudBackup process, RequestKey key);
    }

    @Nested
    @DisplayName("A change by id")
    class Changes {
        @Test
        @DisplayName("of a vault is made, or its outcome is unknown")
        void vaults_changes_areMadeOnceOrUnknown() {
            requires(Capability.VAULTS);
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks");

            lost(() -> backup.vaults().update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(300))));
            assertThat(backup.vaults().get(vault.id()).capacity()).isEqualTo(DataSize.gib(300));
            lost(() -> backup.vaults().add(vault.id(), orders));
            assertThat(backup.vaults().get(vault.id()).members()).hasSize(1);
            lost(() -> backup.vaults().remove(vault.id(), orders, Removal.DELETING_RESTORE_POINTS));
            harness.advance(A_WHILE);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
            lost(() -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS));
            harness.advance(A_WHILE);
            assertThat(backup.vaults().list()).isEmpty();
        }

        @Test
        @DisplayName("that suspends, moves or locks is made, or its outcome is unknown")
        void vaults_rarerChanges_areMadeOnceOrUnknown() {
            requires(Capability.VAULTS);
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Vault other = diskVault("others");

            if (backup.supports(Capability.MEMBER_SUSPENSION)) {
                lost(() -> backup.vaults().suspend(vault.id(), List.of(orders)));
                assertThat(backup.vaults().get(vault.id()).members()).allMatch(Vault.Member::suspended);
                lost(() -> backup.vaults().unsuspend(vault.id(), List.of(orders)));
                assertThat(backup.vaults().get(vault.id()).members()).noneMatch(Vault.Member::suspended);
            }
            if (backup.supports(Capability.MEMBER_MOVE)) {
                lost(() -> backup.vaults().move(vault.id(), other.id(), List.of(orders)));
                harness.advance(A_WHILE);
                assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
                assertThat(backup.vaults().get(other.id()).members())
                        .extracting(Vault.Member::resource)
                        .containsExactly(orders);
            }
            if (backup.supports(Capability.VAULT_LOCK)) {
                lost(() -> backup.vaults().lockForever(other.id()));
                assertThat(backup.vaults().get(other.id()).locked()).isTrue();
            }
        }

        @Test
        @DisplayName("that offers a restore point, and takes the offer back, is made, or its outcome is unknown")
        void shares_changes_areMadeOnceOrUnknown() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            String project = harness.otherProject().project();

            lost(() -> backup.restorePoints().share(point.id(), project));
            assertThat(backup.restorePoints().shares(point.id())).hasSize(1);
            lost(() -> backup.restorePoints().unshare(point.id(), project));
            assertThat(backup.restorePoints().shares(point.id())).isEmpty();
        }

        @Test
        @DisplayName("of a policy is made, or its outcome is unknown")
        void policies_changes_areMadeOnceOrUnknown() {
            requires(Capability.POLICIES);
            Vault vault = diskVault("disks", disk("orders", "o"));
            Policy policy = nightly(Retention.days(30));

            lost(() -> backup.policies()
                    .update(policy.id(), PolicySpec.backup("weekly", Schedule.dailyAt("04:00"), Retention.latest(5))));
            assertThat(backup.policies().get(policy.id()).name()).isEqualTo("weekly");
            lost(() -> backup.policies().attach(policy.id(), vault.id()));
            assertThat(backup.policies().get(policy.id()).attachments())
                    .extracting(Policy.Attachment::vault)
                    .containsExactly(vault.id());
            lost(() -> backup.policies().detach(policy.id(), vault.id()));
            assertThat(backup.policies().get(policy.id()).attachments()).isEmpty();
            lost(() -> backup.policies().delete(policy.id()));
            assertThat(backup.policies().list()).isEmpty();
        }

        @Test
        @DisplayName("of a restore point or snapshot is made, or its outcome is unknown")
        void pointsAndSnapshots_changes_areMadeOnceOrUnknown() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));

            lost(() -> backup.restorePoints().update(point.id(), new RestorePointUpdate("renamed")));
            assertThat(backup.restorePoints().get(point.id()).name()).isEqualTo("renamed");
            lost(() -> backup.snapshots().update(snapshot.id(), new SnapshotUpdate("renamed", "")));
            assertThat(backup.snapshots().get(snapshot.id()).name()).isEqualTo("renamed");
            lost(() -> backup.restorePoints().delete(point.id()));
            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list()).isEmpty();
            lost(() -> backup.snapshots().delete(snapshot.id()));
            harness.advance(A_WHILE);
            assertThat(backup.snapshots().list()).isEmpty();
        }

        @Test
        @DisplayName("of an image is made, or its outcome is unknown")
        void images_changes_areMadeOnceOrUnknown() {
            requires(Capability.IMAGES);
            Image image = done(backup.images().build(ImageSpec.of("i", ImageSource.disk(disk("orders", "o")))));

            lost(() -> backup.images().update(image.id(), new ImageUpdate("renamed", "", Map.of())));
            assertThat(backup.images().get(image.id()).name()).isEqualTo("renamed");
            lost(() -> backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS));
            harness.advance(A_WHILE);
            assertThat(backup.images().list()).isEmpty();
        }

        /** Makes a change whose first reply is lost. A deletion that is sent again may find nothing left to delete. */
        private void lost(Executable change) {
            loseReply(0);
            try {
                change.execute();
            } catch (AmbiguousOutcome unknown) {
                assertThat(unknown.retryable())
                        .as("whether \"%s\" may be repeated blindly", unknown.getMessage())
                        .isFalse();
            } catch (NotFound gone) {
                throw new AssertionError("a change whose reply was lost cannot say that nothing was there", gone);
            } catch (Throwable e) {
                throw new AssertionError("neither its result nor that it is unknown", e);
            }
            assertThat(harness.hasLostReply()).isTrue();
        }
    }
}
