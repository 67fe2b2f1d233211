package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.contract.Harness.Made;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What two processes get that do the same at the same moment: create a resource with one {@link RequestKey}, or resume
 * the operation of one token. A resource that one of them was given stays, and no temporary resource is left.
 */
@DisplayName("Two processes at the same moment")
@Timeout(1800)
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class RacesContract extends ContractTest {
    private static final int ROUNDS = 5;

    /** Ends a test that hangs; on a busy machine, a race may take minutes. */
    private static final int SECONDS_FOR_BOTH = 600;

    /** How far time moves between the two calls: a service tells by its clock which resource it created first. */
    private static final Duration TICK = Duration.ofMillis(1);

    /** How long the cloud hides new resources, if a harness can do that. */
    private static final Duration LAG = Duration.ofSeconds(2);

    /** A call with a key, which returns the id of its result. */
    private interface KeyedCall {
        Object make(CloudBackup process, RequestKey key);
    }

    // ---- races

    /** Lets two processes make a call at the same moment, and returns the result of each. */
    private <T> List<T> both(Function<CloudBackup, T> call) {
        List<CloudBackup> processes = List.of(harness.backup(), harness.backup());
        CyclicBarrier start = new CyclicBarrier(processes.size());
        ExecutorService threads = Executors.newFixedThreadPool(processes.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (CloudBackup process : processes) {
                running.add(threads.submit(() -> {
                    harness.joinRace();
                    try {
                        int unused = start.await(SECONDS_FOR_BOTH, TimeUnit.SECONDS);
                        return call.apply(process);
                    } finally {
                        harness.leaveRace();
                    }
                }));
            }
            letTimePassUntilDone(running);
            return results(running);
        } finally {
            threads.shutdownNow();
        }
    }

    private void letTimePassUntilDone(List<? extends Future<?>> running) {
        for (Future<?> each : running) {
            for (int ticks = 0; ticks < SECONDS_FOR_BOTH * 1000 && !each.isDone(); ticks++) {
                try {
                    Object unused = each.get(1, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    harness.advance(TICK);
                } catch (ExecutionException e) {
                    // Reported with the results.
                    break;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /**
     * Returns all results once all calls have ended, so that none continues in a world that a failed test has closed.
     */
    private static <T> List<T> results(List<Future<T>> running) {
        List<T> results = new ArrayList<>();
        AssertionError failed = null;
        for (Future<T> each : running) {
            try {
                results.add(each.get(SECONDS_FOR_BOTH, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException e) {
                AssertionError failure = new AssertionError("one of two processes got no result: " + e, e);
                if (failed != null) {
                    failure.addSuppressed(failed);
                }
                failed = failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        if (failed != null) {
            throw failed;
        }
        return results;
    }

    /**
     * Asserts in several rounds that both get the same resource, and that it exists once.
     *
     * @param there the ids of all existing resources of the kind
     * @param prepare prepares a round, and returns its call
     */
    private void assertMadeOnce(Made kind, Function<CloudBackup, Stream<?>> there, IntFunction<KeyedCall> prepare) {
        for (int round = 1; round <= ROUNDS; round++) {
            KeyedCall call = prepare.apply(round);
            RequestKey key = RequestKey.of("race " + round);
            Set<Object> before = there.apply(backup).collect(Collectors.toSet());

            List<Object> got = both(process -> call.make(process, key));

            harness.advance(A_WHILE);
            Set<Object> made = there.apply(backup).collect(Collectors.toCollection(LinkedHashSet::new));
            made.removeAll(before);
            assertThat(got.get(1)).as("the second caller, in round %s", round).isEqualTo(got.get(0));
            assertThat(made).as("what is there after round %s", round).contains(got.get(0));
            assertThat(made.size())
                    .as("how many of %s are there after round %s", made, round)
                    .isBetween(1, harness.mayLeaveASecond(kind) ? 2 : 1);
            assertThat(call.make(harness.backup(), key))
                    .as("asked for again after round %s", round)
                    .isEqualTo(got.get(0));
        }
    }

    private static Stream<Resource> resources(CloudBackup backup, Resource.Kind kind) {
        return backup.resources().list(ResourceFilter.all().ofKind(kind)).map(ProtectableResource::resource);
    }

    private static Stream<Resource> disks(CloudBackup backup) {
        return resources(backup, Resource.Kind.DISK);
    }

    private static Stream<Resource> servers(CloudBackup backup) {
        return resources(backup, Resource.Kind.SERVER);
    }

    private static Stream<ImageId> images(CloudBackup backup) {
        return backup.images().list().map(Image::id);
    }

    @Nested
    @DisplayName("with one key")
    class OneKey {
        @Test
        @DisplayName("get one vault")
        void create_vaultTwiceAtOnce_isOneVault() {
            requires(Capability.VAULTS);
            assertMadeOnce(
                    Made.VAULT,
                    process -> process.vaults().list().map(Vault::id),
                    round -> (process, key) -> process.vaults()
                            .create(VaultSpec.forDisks("orders-" + round, DataSize.gib(100)), key)
                            .id());
        }

        @Test
        @DisplayName("get one policy")
        void create_policyTwiceAtOnce_isOnePolicy() {
            assertMadeOnce(
                    Made.POLICY,
                    process -> process.policies().list().map(Policy::id),
                    round -> (process, key) -> process.policies()
                            .create(
                                    PolicySpec.backup(
                                            "nightly-" + round, Schedule.dailyAt("02:00"), Retention.days(30)),
                                    key)
                            .id());
        }

        @Test
        @DisplayName("get one backup")
        void take_backupTwiceAtOnce_isOneRun() {
            assertMadeOnce(
                    Made.BACKUP, process -> process.restorePoints().list().map(RestorePoint::run), round -> {
                        BackupSpec spec = BackupSpec.of(diskVault("disks-" + round, disk("orders-" + round, "o"))
                                .id());
                        return (process, key) ->
                                done(process.restorePoints().take(spec, key)).id();
                    });
        }

        @Test
        @DisplayName("get one snapshot")
        void take_snapshotTwiceAtOnce_isOneSnapshot() {
            assertMadeOnce(Made.SNAPSHOT, process -> process.snapshots().list().map(Snapshot::id), round -> {
                SnapshotSpec spec = SnapshotSpec.of(disk("orders-" + round, "o"), "before");
                return (process, key) ->
                        done(process.snapshots().take(spec, key)).id();
            });
        }

        @Test
        @DisplayName("get one new disk of a restore point")
        void restore_pointToNewDiskTwiceAtOnce_isOneDisk() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertMadeOnce(Made.DISK, RacesContract::disks, round -> {
                DiskSpec spec = DiskSpec.of("copy-" + round);
                return (process, key) -> done(process.restorePoints().restore(point.id(), spec, key));
            });
        }

        @Test
        @DisplayName("get one new disk of a snapshot")
        void restore_snapshotToNewDiskTwiceAtOnce_isOneDisk() {
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));

            assertMadeOnce(Made.DISK, RacesContract::disks, round -> {
                DiskSpec spec = DiskSpec.of("copy-" + round);
                return (process, key) -> done(process.snapshots().restore(snapshot.id(), spec, key));
            });
        }

        @Test
        @DisplayName("get one new disk of an image")
        void restore_imageToNewDiskTwiceAtOnce_isOneDisk() {
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

            assertMadeOnce(Made.DISK, RacesContract::disks, round -> {
                DiskSpec spec = DiskSpec.of("copy-" + round);
                return (process, key) -> done(process.images().restore(image.id(), spec, key));
            });
        }

        @Test
        @DisplayName("get one new server of a restore point, and leave no image")
        void restore_pointToNewServerTwiceAtOnce_isOneServer() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertMadeOnce(Made.SERVER, RacesContract::servers, round -> {
                ServerSpec spec = ServerSpec.of("twin-" + round);
                return (process, key) -> done(process.restorePoints().restore(point.id(), spec, key));
            });

            assertThat(images(backup)).isEmpty();
            assertNoStrayDisks();
        }

        @Test
        @DisplayName("get one new server of an image")
        void restore_imageToNewServerTwiceAtOnce_isOneServer() {
            Resource.Server shop = server("shop", "s");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));

            assertMadeOnce(Made.SERVER, RacesContract::servers, round -> {
                ServerSpec spec = ServerSpec.of("twin-" + round);
                return (process, key) -> done(process.images().restore(image.id(), spec, key));
            });

            assertNoStrayDisks();
        }

        @Test
        @DisplayName("get one image of a disk")
        void build_imageOfDiskTwiceAtOnce_isOneImage() {
            assertMadeOnce(Made.IMAGE, RacesContract::images, round -> {
                ImageSpec spec = ImageSpec.of("orders-" + round, ImageSource.disk(disk("orders-" + round, "o")));
                return (process, key) -> done(process.images().build(spec, key)).id();
            });
        }

        @Test
        @DisplayName("get one image of a snapshot, and leave no disk")
        void build_imageOfSnapshotTwiceAtOnce_isOneImage() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));

            assertMadeOnce(Made.IMAGE, RacesContract::images, round -> {
                ImageSpec spec = ImageSpec.of("orders-" + round, ImageSource.snapshot(snapshot.id()));
                return (process, key) -> done(process.images().build(spec, key)).id();
            });

            assertThat(disks(backup)).containsExactly(snapshot.disk());
        }

        @Test
        @DisplayName("get one image of a disk's restore point, and leave no disk")
        void build_imageOfDiskPointTwiceAtOnce_isOneImage() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertMadeOnce(Made.IMAGE, RacesContract::images, round -> {
                ImageSpec spec = ImageSpec.of("orders-" + round, ImageSource.restorePoint(point.id()));
                return (process, key) -> done(process.images().build(spec, key)).id();
            });

            assertThat(disks(backup)).containsExactly(orders);
        }

        @Test
        @DisplayName("get one image of a server's restore point")
        void build_imageOfServerPointTwiceAtOnce_isOneImage() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            assertMadeOnce(Made.IMAGE, RacesContract::images, round -> {
                Resource.Server shop = server("shop-" + round, "s");
                RestorePoint point = pointOf(shop, serverVault("servers-" + round, shop));
                ImageSpec spec = ImageSpec.of("shop-" + round, ImageSource.restorePoint(point.id()));
                return (process, key) -> done(process.images().build(spec, key)).id();
            });
        }

        @Test
        @DisplayName("overwrite a disk once")
        void restore_overADiskTwiceAtOnce_isDoneOnce() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            for (int round = 1; round <= ROUNDS; round++) {
                write(orders, "bad");
                RequestKey key = RequestKey.of("race " + round);

                List<Resource> got =
                        both(process -> done(process.restorePoints().restore(point.id(), InPlace.over(orders), key)));

                assertThat(got).containsExactly(orders, orders);
                assertThat(read(orders)).isEqualTo("saved");
                write(orders, "newer");
                done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), key));
                assertThat(read(orders)).as("after round %s", round).isEqualTo("newer");
            }
        }

        @Test
        @DisplayName("get the same vault that is paid for in advance, and none is undone")
        void subscribe_twiceAtOnce_isTheSameVaultAndNoneIsUndone() {
            requires(Capability.SUBSCRIPTIONS);
            for (int round = 1; round <= ROUNDS; round++) {
                VaultSpec spec = VaultSpec.forDisks("bought-" + round, DataSize.gib(100));
                RequestKey key = RequestKey.of("race " + round);
                Set<VaultId> before = vaults();

                List<Optional<VaultId>> got = both(process -> bought(process, spec, key));

                harness.advance(A_WHILE);
                Set<VaultId> made = vaults();
                made.removeAll(before);
                assertThat(made.size())
                        .as("how many were bought in round %s", round)
                        .isBetween(1, harness.mayLeaveASecond(Made.ORDERED_VAULT) ? 2 : 1);
                List<VaultId> told = got.stream().flatMap(Optional::stream).toList();
                assertThat(made).as("those that are there").containsAll(told);
                VaultId again = bought(harness.backup(), spec, key).orElseThrow();
                assertThat(again).as("asked for again after round %s", round).isIn(made);
                assertThat(told).as("what they were told in round %s", round).containsOnly(again);
                harness.advance(A_WHILE);
                assertThat(vaults()).as("none is undone").containsAll(made);
            }
        }

        /** Returns the vault that was bought; empty if an order in progress could not be told from this one. */
        private Optional<VaultId> bought(CloudBackup process, VaultSpec spec, RequestKey key) {
            try {
                return Optional.of(done(process.vaults().subscribe(spec, Subscription.months(1), key))
                        .id());
            } catch (AmbiguousOutcome underWay) {
                assertThat(underWay.requestKey().map(RequestKey::value)).contains(key.value());
                return Optional.empty();
            }
        }

        private Set<VaultId> vaults() {
            return backup.vaults().list().map(Vault::id).collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    private void assertNoStrayDisks() {
        Set<Resource> attached = servers(backup)
                .flatMap(server -> harness.disksOf((Resource.Server) server).stream())
                .collect(Collectors.toSet());
        assertThat(disks(backup)).as("disks that are in a server").hasSameElementsAs(attached);
    }

    @Nested
    @DisplayName("with a key each")
    class KeyEach {
        /** A cloud may need something of a restore point for one call at a time. */
        @Test
        @DisplayName(
                "get a new server each of one restore point, at the latest when they repeat the call, and leave no image")
        void restore_pointToNewServerTwiceAtOnce_isAServerForEach() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            for (int round = 1; round <= ROUNDS; round++) {
                List<Resource> before = servers(backup).toList();
                Deque<String> names =
                        new ConcurrentLinkedDeque<>(List.of("twin-" + round + "-one", "twin-" + round + "-two"));

                List<Attempt> attempts = both(process -> attempt(process, point, names.remove()));

                List<Resource.Server> got = new ArrayList<>();
                for (Attempt attempt : attempts) {
                    harness.advance(A_WHILE);
                    Attempt again = attempt(harness.backup(), point, attempt.name());
                    assertThat(again.made())
                            .as("%s, asked for again after round %s, after %s", attempt.name(), round, attempt)
                            .isPresent();
                    attempt.made().ifPresent(made -> assertThat(again.made()).contains(made));
                    got.addAll(again.made().stream().toList());
                }
                assertThat(servers(backup))
                        .as("what is there after round %s, in which they got %s", round, attempts)
                        .hasSize(before.size() + 2)
                        .containsAll(before)
                        .containsAll(got);
                assertThat(got)
                        .as("after round %s", round)
                        .doesNotHaveDuplicates()
                        .allSatisfy(made -> assertThat(read(systemDiskOf(made))).isEqualTo("s"));
            }
            assertThat(images(backup)).isEmpty();
            assertThat(backup.restorePoints().get(point.id()).pinned()).isFalse();
            assertNoStrayDisks();
        }

        private Attempt attempt(CloudBackup process, RestorePoint point, String name) {
            try {
                return new Attempt(
                        name,
                        Optional.of(done(process.restorePoints()
                                .restore(point.id(), ServerSpec.of(name), RequestKey.of(name)))));
            } catch (Busy refused) {
                return new Attempt(name, Optional.empty());
            }
        }

        /** A call, by the name of its server, and what it made; empty: it was refused as busy. */
        private record Attempt(String name, Optional<Resource.Server> made) {}
    }

    @Nested
    @DisplayName("with one token")
    class OneToken {
        @Test
        @DisplayName("carry an image of a snapshot through, once, and leave no disk")
        void resume_imageOfSnapshotTwiceAtOnce_isOneImage() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "o"), "before")));
            for (int round = 1; round <= ROUNDS; round++) {
                assertOneMoreImage(ImageSpec.of("orders-" + round, ImageSource.snapshot(snapshot.id())), round);
            }
            assertThat(disks(backup)).containsExactly(snapshot.disk());
        }

        @Test
        @DisplayName("carry an image of a disk's restore point through, once, and leave no disk")
        void resume_imageOfDiskPointTwiceAtOnce_isOneImage() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            for (int round = 1; round <= ROUNDS; round++) {
                assertOneMoreImage(ImageSpec.of("orders-" + round, ImageSource.restorePoint(point.id())), round);
            }
            assertThat(disks(backup)).containsExactly(orders);
        }

        private void assertOneMoreImage(ImageSpec spec, int round) {
            List<ImageId> before = images(backup).toList();
            String token = backup.images().build(spec).token();

            List<ImageId> got = both(process ->
                    done(process.operations().resume(token, Image.class)).id());

            harness.advance(A_WHILE);
            assertThat(got.get(1)).as("the second process, in round %s", round).isEqualTo(got.get(0));
            List<ImageId> built =
                    images(backup).filter(image -> !before.contains(image)).toList();
            assertThat(built).as("what is there after round %s", round).contains(got.get(0));
            assertThat(built.size())
                    .as("how many of %s are there after round %s", built, round)
                    .isBetween(1, harness.mayLeaveASecond(Made.IMAGE) ? 2 : 1);
            Resource.Disk made = done(backup.images().restore(got.get(0), DiskSpec.of("of the image")));
            assertThat(read(made)).isEqualTo("o");
            harness.delete(made);
        }

        @Test
        @DisplayName("carry a restore that frees the disk through, once, and put all back")
        void resume_restoreThatDetachesFirstTwiceAtOnce_isDoneOnce() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            for (int round = 1; round <= ROUNDS; round++) {
                write(data, "bad");
                String token = backup.restorePoints()
                        .restore(point.id(), InPlace.over(data).detachingFirst())
                        .token();

                List<Resource> got = both(process -> done(process.operations().resume(token, Resource.class)));

                assertThat(got).containsExactly(data, data);
                assertThat(read(data)).as("after round %s", round).isEqualTo("saved");
                assertThat(harness.disksOf(shop))
                        .as("after round %s", round)
                        .hasSize(2)
                        .contains(data);
                assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
                write(data, "newer");
                done(harness.backup().operations().resume(token, Resource.class));
                assertThat(read(data)).as("resumed again after round %s", round).isEqualTo("newer");
            }
        }

        @Test
        @DisplayName("with one key roll a disk back once, and put all back")
        void rollBack_sameKeyTwiceAtOnce_isDoneOnce() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Snapshot snapshot =
                    done(backup.snapshots().take(SnapshotSpec.of(data, "mark").allowingAttached()));
            InPlace<Resource.Disk> target = InPlace.over(data).detachingFirst();
            for (int round = 1; round <= ROUNDS; round++) {
                write(data, "bad");
                RequestKey key = RequestKey.random();

                List<Resource.Disk> got =
                        both(process -> done(process.snapshots().rollBack(snapshot.id(), target, key)));

                assertThat(got).containsExactly(data, data);
                assertThat(read(data)).as("after round %s", round).isEqualTo("saved");
                assertThat(harness.disksOf(shop)).as("after round %s", round).contains(data);
                assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
                write(data, "newer");
                done(harness.backup().snapshots().rollBack(snapshot.id(), target, key));
                assertThat(read(data))
                        .as("asked for again after round %s", round)
                        .isEqualTo("newer");
            }
        }

        @Test
        @DisplayName("carry a new server of a restore point through, once, and leave no image")
        void resume_newServerOfPointTwiceAtOnce_isOneServer() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            for (int round = 1; round <= ROUNDS; round++) {
                String token = backup.restorePoints()
                        .restore(point.id(), ServerSpec.of("twin-" + round))
                        .token();

                List<Resource.Server> got =
                        both(process -> done(process.operations().resume(token, Resource.Server.class)));

                harness.advance(A_WHILE);
                assertThat(got.get(1))
                        .as("the second process, in round %s", round)
                        .isEqualTo(got.get(0));
                assertThat(servers(backup)).hasSize(1 + round).contains(got.get(0));
                assertThat(disks(backup)).hasSize(1 + round);
                assertThat(read(systemDiskOf(got.get(0)))).isEqualTo("s");
                assertThat(images(backup)).isEmpty();
            }
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }
    }

    @Nested
    @DisplayName("with one key, while the cloud does not show what is new")
    class Lagging {
        private static final RequestKey KEY = RequestKey.of("order 4711");

        @Test
        @DisplayName("lose no vault that they were given")
        void create_vaultTwiceWithinTheLag_leavesWhatWasGiven() {
            VaultSpec spec = VaultSpec.forDisks("orders", DataSize.gib(100));

            assertNothingGivenIsLost(
                    process -> process.vaults().list().map(Vault::id),
                    (process, key) -> process.vaults().create(spec, key).id());
        }

        @Test
        @DisplayName("lose no policy that they were given")
        void create_policyTwiceWithinTheLag_leavesWhatWasGiven() {
            PolicySpec spec = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));

            assertNothingGivenIsLost(
                    process -> process.policies().list().map(Policy::id),
                    (process, key) -> process.policies().create(spec, key).id());
        }

        @Test
        @DisplayName("lose no snapshot that they were given")
        void take_snapshotTwiceWithinTheLag_leavesWhatWasGiven() {
            SnapshotSpec spec = SnapshotSpec.of(disk("orders", "o"), "before");

            assertNothingGivenIsLost(
                    process -> process.snapshots().list().map(Snapshot::id),
                    (process, key) -> done(process.snapshots().take(spec, key)).id());
        }

        @Test
        @DisplayName("lose no disk that they were given")
        void restore_newDiskTwiceWithinTheLag_leavesWhatWasGiven() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertNothingGivenIsLost(
                    RacesContract::disks,
                    (process, key) -> done(process.restorePoints().restore(point.id(), DiskSpec.of("copy"), key)));
        }

        /** One after the other, and then two at once. */
        private void assertNothingGivenIsLost(Function<CloudBackup, Stream<?>> there, KeyedCall call) {
            Assumptions.assumeTrue(harness.lag(LAG), "this harness cannot let lists lag");
            Set<Object> given = new LinkedHashSet<>();
            given.add(call.make(backup, KEY));
            given.add(call.make(harness.backup(), KEY));

            assertStillThere(given, there, call, KEY);

            RequestKey next = RequestKey.of("order 4712");
            Set<Object> givenAtOnce = new LinkedHashSet<>(both(process -> call.make(process, next)));

            assertStillThere(givenAtOnce, there, call, next);
            assertThat(there.apply(backup).collect(Collectors.<Object>toSet())).containsAll(given);
        }

        private void assertStillThere(
                Set<Object> given, Function<CloudBackup, Stream<?>> there, KeyedCall call, RequestKey key) {
            harness.advance(A_WHILE);
            assertThat(call.make(harness.backup(), key)).as("once all is shown").isIn(given);
            harness.advance(A_WHILE);
            assertThat(there.apply(backup).collect(Collectors.<Object>toSet())).containsAll(given);
        }
    }
}
