package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Preflight;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * In random worlds: a restore is accepted exactly if its preflight passes, and otherwise refused with the failure of its first failed
 * check; no preflight changes anything.
 */
class PreflightPropertyTest {
    private static final int WORLDS = Integer.getInteger("preflight.worlds", 150);
    private static final long FIRST = Long.getLong("preflight.first", 1);
    private static final int ATTEMPTS = 25;

    /** How often each kind of check failed first, and how often a preflight passed: all that matters has to occur. */
    private final Map<String, Integer> met = new TreeMap<>();

    @Test
    void restore_inRandomWorlds_isAcceptedIfAndOnlyIfItsPreflightPasses() {
        for (long seed = FIRST; seed < FIRST + WORLDS; seed++) {
            new RandomWorld(seed).play();
        }

        assertThat(met.keySet())
                .as("what the worlds met: %s", met)
                .contains(
                        "passes InPlace",
                        "passes DiskSpec",
                        "passes ServerSpec",
                        "passes rollback",
                        "ATTACHMENT",
                        "DISK_MAPPING",
                        "PLACEMENT",
                        "QUOTA",
                        "SAME_RESOURCE",
                        "SIZE",
                        "SOURCE",
                        "SOURCE_CONTENT",
                        "SOURCE_STATUS",
                        "SPEC",
                        "TARGET",
                        "TARGET_STATUS",
                        "ZONE");
    }

    private final class RandomWorld {
        private final long seed;
        private final Random random;
        private final InMemoryCloud cloud = InMemoryCloud.create();
        private final CloudBackup backup = cloud.backup();
        private final List<Resource.Disk> disks = new ArrayList<>();
        private final List<Resource.Server> servers = new ArrayList<>();
        private final List<RestorePointId> points = new ArrayList<>();
        private final List<SnapshotId> snapshots = new ArrayList<>();

        RandomWorld(long seed) {
            this.seed = seed;
            random = new Random(seed);
            points.add(new RestorePointId("nothing"));
            snapshots.add(new SnapshotId("nothing"));
        }

        void play() {
            for (int i = 0; i < 4; i++) {
                disks.add(cloud.addDisk("disk-" + i, DataSize.gib(10 + random.nextInt(3))));
            }
            for (int i = 0; i < 2; i++) {
                servers.add(cloud.addServer("server-" + i, serverDisks(i)));
            }
            var diskVault = backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(500)));
            var serverVault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(500)));
            backup.vaults().add(diskVault.id(), disks.toArray(Resource[]::new));
            backup.vaults().add(serverVault.id(), servers.toArray(Resource[]::new));
            for (int i = 0; i < ATTEMPTS; i++) {
                switch (random.nextInt(9)) {
                    case 0 -> take(BackupSpec.of(diskVault.id()));
                    case 1 -> take(BackupSpec.of(serverVault.id()));
                    case 2 -> snapshot();
                    case 3 -> change();
                    case 4 -> cloud.time().advance(Duration.ofMinutes(random.nextInt(30)));
                    default -> attempt();
                }
            }
        }

        private Resource.Disk[] serverDisks(int server) {
            List<Resource.Disk> all = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                all.add(cloud.addDisk("disk-" + i + "-of-" + server, DataSize.gib(10 + random.nextInt(2))));
            }
            disks.addAll(all.subList(all.size() - 1, all.size()));
            return all.toArray(Resource.Disk[]::new);
        }

        private void take(BackupSpec spec) {
            Throwable unused = catchThrowable(() -> backup.restorePoints().take(spec));
            if (random.nextBoolean()) {
                cloud.time().advance(Duration.ofHours(1));
            }
            points.clear();
            points.add(new RestorePointId("nothing"));
            backup.restorePoints().list().forEach(point -> {
                points.add(point.id());
                backup.restorePoints().get(point.id()).parts().stream()
                        .map(RestorePoint.Part::id)
                        .forEach(points::add);
            });
        }

        private void snapshot() {
            Throwable unused = catchThrowable(() -> backup.snapshots()
                    .take(SnapshotSpec.of(any(disks), "snapshot-" + random.nextInt(1000))
                            .allowingAttached()));
            backup.snapshots().list().map(Snapshot::id).forEach(snapshots::add);
        }

        private void change() {
            Throwable unused = switch (random.nextInt(7)) {
                case 0 -> catchThrowable(() -> cloud.enlarge(any(disks), DataSize.gib(13 + random.nextInt(9))));
                case 1 -> catchThrowable(() -> cloud.delete(any(disks)));
                case 2 -> catchThrowable(() -> cloud.delete(any(servers)));
                case 3 -> catchThrowable(() -> cloud.stop(any(servers)));
                case 4 -> catchThrowable(() -> cloud.attach(any(disks), any(servers)));
                case 5 -> catchThrowable(() -> cloud.detach(any(disks)));
                default ->
                    catchThrowable(() -> cloud.limitDisks(cloud.disks().size() + random.nextInt(3), DataSize.gib(500)));
            };
        }

        private void attempt() {
            RestorePointId point = any(points);
            SnapshotId snapshot = any(snapshots);
            InPlace<Resource.Disk> free = InPlace.over(any(disks));
            InPlace<Resource.Disk> over = random.nextBoolean() ? free.detachingFirst() : free;
            switch (random.nextInt(7)) {
                case 0 ->
                    compare(
                            "rollback",
                            () -> backup.snapshots().preflight(snapshot, over),
                            () -> backup.snapshots().rollBack(snapshot, over));
                case 1 -> {
                    DiskSpec spec = diskSpec();
                    compare(
                            "DiskSpec",
                            () -> backup.snapshots().preflight(snapshot, spec),
                            () -> backup.snapshots().restore(snapshot, spec));
                }
                default -> {
                    RestoreTarget target = target(point);
                    compare(
                            target.getClass().getSimpleName(),
                            () -> backup.restorePoints().preflight(point, target),
                            () -> restore(point, target));
                }
            }
        }

        private Operation<?> restore(RestorePointId point, RestoreTarget target) {
            if (target instanceof InPlace<?> inPlace) {
                return backup.restorePoints().restore(point, inPlace);
            }
            return target instanceof DiskSpec disk
                    ? backup.restorePoints().restore(point, disk)
                    : backup.restorePoints().restore(point, (ServerSpec) target);
        }

        private RestoreTarget target(RestorePointId point) {
            Resource original = original(point);
            return switch (random.nextInt(4)) {
                case 0 -> diskSpec();
                case 1 -> serverSpec();
                default -> inPlace(random.nextInt(4) == 0 || original == null ? anyResource() : original);
            };
        }

        private @Nullable Resource original(RestorePointId point) {
            return backup.restorePoints()
                    .list()
                    .flatMap(found -> found.id().equals(point)
                            ? Stream.of(found.resource())
                            : found.parts().stream()
                                    .filter(part -> part.id().equals(point))
                                    .map(RestorePoint.Part::disk))
                    .findFirst()
                    .orElse(null);
        }

        private Resource anyResource() {
            return random.nextBoolean() ? any(disks) : any(servers);
        }

        private InPlace<?> inPlace(Resource over) {
            InPlace<?> target = InPlace.over(over);
            if (over instanceof Resource.Server && random.nextInt(3) == 0) {
                List<Resource.Disk> all = cloud.disks();
                target = target.mapping(any(all), any(all));
            }
            return random.nextBoolean() ? target.detachingFirst() : target;
        }

        private DiskSpec diskSpec() {
            DiskSpec spec = DiskSpec.of("disk").withSize(DataSize.gib(9 + random.nextInt(12)));
            return switch (random.nextInt(8)) {
                case 6 -> spec.attachedTo(any(servers));
                case 7 -> spec.attachedTo(any(servers)).inZone("zone-" + random.nextInt(3));
                case 0 -> spec.inZone("zone-" + random.nextInt(6));
                case 1 -> spec.withTags(Map.of("backup4j-mine", "1"));
                case 2 -> spec.withType(random.nextBoolean() ? "SAS" : "SSD");
                default -> spec;
            };
        }

        private ServerSpec serverSpec() {
            ServerSpec spec = ServerSpec.of("server");
            return switch (random.nextInt(4)) {
                case 0 -> spec.inZone("zone-" + random.nextInt(6));
                case 1 ->
                    spec.withFlavor("s6.large.2")
                            .inNetwork("network-1", "subnet-1")
                            .withSecurityGroups("group-1");
                default -> spec;
            };
        }

        private void compare(String what, Supplier<Preflight> read, Supplier<Operation<?>> start) {
            String before = cloud.describe();
            Preflight preflight = read.get();
            assertThat(cloud.describe())
                    .as("seed %d, after\n%s", seed, preflight)
                    .isEqualTo(before);
            Throwable thrown = catchThrowable(start::get);
            if (preflight.passes()) {
                assertThat(thrown)
                        .as("seed %d, after\n%s\n%s", seed, preflight, before)
                        .isNull();
                met.merge("passes " + what, 1, Integer::sum);
                return;
            }
            Preflight.Check first = preflight.failures().get(0);
            BackupException failure = Objects.requireNonNull(first.failure(), "a failed check has one");
            assertThat(thrown)
                    .as("seed %d, after\n%s\n%s", seed, preflight, before)
                    .isInstanceOf(BackupException.class)
                    .hasSameClassAs(failure)
                    .hasMessage(failure.getMessage());
            assertThat(((BackupException) thrown).code())
                    .as("seed %d, after\n%s", seed, preflight)
                    .isEqualTo(failure.code());
            met.merge(first.kind().name(), 1, Integer::sum);
        }

        private <T> T any(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }
    }
}
