package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.internal.DiskContent;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of restore points, compared with a model that knows nothing of chains: whatever is taken, deleted and
 * expires, what remains restores exactly, and a vault is charged for each block that a point does not share with the point
 * before it.
 */
@DisplayName("A chain of restore points")
class ChainTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final int BLOCK = DiskContent.BLOCK;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void anyLife_takenDeletedExpiredMoved_restoresExactlyAndIsChargedOnce(long seed) {
        Life life = new Life(seed);
        for (int step = 0; step < 90; step++) {
            life.step();
            life.check(step);
        }
        life.checkEveryPoint();
    }

    /** What a point found is what it says forever, whatever changes afterwards and whatever it shares with the points around it. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void anyLifeOfAServer_disksAttachedDetachedEnlargedLeftOut_eachPointIsAsItWasTaken(long seed) {
        ServerLife life = new ServerLife(seed);
        for (int step = 0; step < 60; step++) {
            life.step();
            life.check(step);
        }
        life.checkContents();
    }

    @Test
    void delete_theFullOneOfThree_chargesTheNextForEverythingThatItStillNeeds() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, disk);
        List<RestorePoint> points = new ArrayList<>();
        cloud.write(disk, bytes(10 * BLOCK, 1));
        points.add(take(backup, BackupSpec.of(vault)));
        cloud.writeAt(disk, 0, bytes(2 * BLOCK, 2));
        points.add(take(backup, BackupSpec.of(vault)));
        cloud.writeAt(disk, BLOCK, bytes(BLOCK, 3));
        points.add(take(backup, BackupSpec.of(vault)));
        assertThat(stored(backup, points)).containsExactly(10L, 2L, 1L);

        backup.restorePoints().delete(points.remove(0).id());
        cloud.time().advance(Duration.ofMinutes(5));

        assertThat(stored(backup, points)).containsExactly(10L, 1L);
        assertThat(backup.restorePoints().get(points.get(0).id()).incremental()).isFalse();
        assertThat(backup.restorePoints().get(points.get(1).id()).incremental()).isTrue();
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.bytes(11L * BLOCK));

        backup.restorePoints().delete(points.remove(0).id());
        cloud.time().advance(Duration.ofMinutes(5));

        assertThat(stored(backup, points)).containsExactly(10L);
        assertThat(backup.restorePoints().get(points.get(0).id()).incremental()).isFalse();
    }

    @Test
    void delete_theOneThatHeldLess_chargesTheNextNoLongerForWhatCameBack() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, disk);
        byte[] whole = bytes(4 * BLOCK, 1);
        List<RestorePoint> points = new ArrayList<>();
        cloud.write(disk, whole);
        points.add(take(backup, BackupSpec.of(vault)));
        cloud.write(disk, Arrays.copyOf(whole, 2 * BLOCK));
        points.add(take(backup, BackupSpec.of(vault)));
        backup.restorePoints().restore(points.get(0).id(), InPlace.over(disk)).await(LONG);
        points.add(take(backup, BackupSpec.of(vault)));
        assertThat(stored(backup, points)).containsExactly(4L, 0L, 2L);

        backup.restorePoints().delete(points.remove(1).id());
        cloud.time().advance(Duration.ofMinutes(5));

        assertThat(stored(backup, points)).containsExactly(4L, 0L);
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.bytes(4L * BLOCK));
    }

    @Test
    void delete_theOneBeforeAFullOne_leavesTheFullOneAsItIs() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, disk);
        cloud.write(disk, bytes(4 * BLOCK, 1));
        List<RestorePoint> points = new ArrayList<>();
        points.add(take(backup, BackupSpec.of(vault)));
        points.add(take(backup, BackupSpec.of(vault)));
        points.add(take(backup, BackupSpec.of(vault).inFull()));
        points.add(take(backup, BackupSpec.of(vault)));
        assertThat(stored(backup, points)).containsExactly(4L, 0L, 4L, 0L);

        backup.restorePoints().delete(points.remove(1).id());
        cloud.time().advance(Duration.ofMinutes(5));

        assertThat(stored(backup, points)).containsExactly(4L, 4L, 0L);
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.bytes(8L * BLOCK));
    }

    @Test
    void failed_betweenTwo_isChargedNothingAndNothingBuildsOnIt() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, disk);
        cloud.write(disk, bytes(4 * BLOCK, 1));
        List<RestorePoint> points = new ArrayList<>();
        points.add(take(backup, BackupSpec.of(vault)));
        cloud.writeAt(disk, 0, bytes(BLOCK, 2));
        cloud.faults().failNext(Work.BACKUP, "E", "broken");
        assertThatThrownBy(() -> take(backup, BackupSpec.of(vault))).isInstanceOf(OperationFailed.class);
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.bytes(4L * BLOCK));

        points.add(take(backup, BackupSpec.of(vault)));

        assertThat(stored(backup, points)).as("it builds on the first").containsExactly(4L, 1L);
        RestorePoint failed = backup.restorePoints()
                .list(RestorePointFilter.of(disk).withStatus(RestorePoint.Status.ERROR))
                .findFirst()
                .orElseThrow();
        backup.restorePoints().delete(failed.id());
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(stored(backup, points)).as("the failed one gone").containsExactly(4L, 1L);
    }

    @Test
    void server_diskAddedLater_isChargedInFullForThatDiskOnly() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(1));
        Resource.Disk data = cloud.addDisk("data", DataSize.gib(1));
        Resource.Server server = cloud.addServer("s", system);
        cloud.write(system, bytes(3 * BLOCK, 1));
        cloud.write(data, bytes(5 * BLOCK, 1));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, server);
        List<RestorePoint> points = new ArrayList<>();
        points.add(take(backup, BackupSpec.of(vault)));
        cloud.attach(data, server);
        points.add(take(backup, BackupSpec.of(vault)));
        cloud.writeAt(data, 0, bytes(BLOCK, 2));
        points.add(take(backup, BackupSpec.of(vault)));

        assertThat(stored(backup, points)).containsExactly(3L, 5L, 1L);
    }

    @Test
    void inFull_roomForTheChangesOnly_failsWhileAnIncrementalOneFits() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, disk);
        cloud.write(disk, bytes(4 * BLOCK, 1));
        take(backup, BackupSpec.of(vault));
        cloud.writeAt(disk, 0, bytes(BLOCK, 2));
        cloud.faults().fill(vault, DataSize.bytes(3L * BLOCK));

        assertThatThrownBy(() -> take(backup, BackupSpec.of(vault).inFull())).isInstanceOf(OperationFailed.class);

        assertThat(stored(backup, List.of(take(backup, BackupSpec.of(vault))))).containsExactly(1L);
    }

    @Test
    void copy_arrivesBetweenTwo_isBuiltOnByTheLaterOne() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Site elsewhere = new Site("region-2", "project-2");
        CloudBackup there = cloud.at(elsewhere).backup();
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        Resource.Server server = cloud.addServer("s", disk);
        VaultId vault = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, server);
        VaultId copies = there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
        List<RestorePoint> points = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            cloud.writeAt(disk, (long) i * BLOCK, bytes((3 - i) * BLOCK, i + 1));
            points.add(take(backup, BackupSpec.of(vault)));
        }
        assertThat(stored(backup, points)).containsExactly(3L, 2L, 1L);

        for (int i : new int[] {0, 2, 1}) {
            backup.restorePoints()
                    .copy(points.get(i).id(), elsewhere, copies, "copy")
                    .await(LONG);
        }

        List<RestorePoint> oldestFirst =
                new ArrayList<>(there.restorePoints().list().toList());
        Collections.reverse(oldestFirst);
        assertThat(stored(there, oldestFirst)).containsExactly(3L, 2L, 1L);
        assertThat(there.vaults().get(copies).used()).isEqualTo(DataSize.bytes(6L * BLOCK));
    }

    private static long bytes(@Nullable DataSize said) {
        return Objects.requireNonNull(said, "the in-memory cloud says it").bytes();
    }

    private static List<Long> stored(CloudBackup backup, List<RestorePoint> points) {
        return points.stream()
                .map(point -> bytes(backup.restorePoints().get(point.id()).stored()) / BLOCK)
                .toList();
    }

    private static RestorePoint take(CloudBackup backup, BackupSpec spec) {
        return backup.restorePoints().take(spec).await(LONG).restorePoints().get(0);
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A cloud, and beside it the model of what has to be in it. */
    private static final class Life {
        private final long seed;
        private final Random random;
        private final InMemoryCloud cloud = InMemoryCloud.create();
        private final CloudBackup backup = cloud.backup();
        private final List<VaultId> vaults = new ArrayList<>();
        private final List<ModelDisk> disks = new ArrayList<>();
        private final List<String> did = new ArrayList<>(List.of("begin"));

        Life(long seed) {
            this.seed = seed;
            random = new Random(seed);
            for (int i = 0; i < 2; i++) {
                vaults.add(backup.vaults()
                        .create(VaultSpec.forDisks("vault", DataSize.gib(50)))
                        .id());
            }
            for (int i = 0; i < 3; i++) {
                ModelDisk disk = new ModelDisk(cloud.addDisk("disk", DataSize.gib(1)), vaults.get(i % 2));
                backup.vaults().add(disk.vault, disk.disk);
                disks.add(disk);
            }
            List<Retention> rules = List.of(
                    Retention.latest(3),
                    Retention.days(4),
                    new Retention.Latest(2, 2, 1, 0, 0, ZoneOffset.ofHours(3), DayOfWeek.MONDAY));
            for (VaultId vault : vaults) {
                backup.policies()
                        .attach(
                                backup.policies()
                                        .create(PolicySpec.backup(
                                                "policy",
                                                Schedule.dailyAt("02:00", "14:00"),
                                                rules.get(random.nextInt(rules.size()))))
                                        .id(),
                                vault);
            }
        }

        void step() {
            ModelDisk disk = disks.get(random.nextInt(disks.size()));
            switch (random.nextInt(14)) {
                case 0, 1 -> write(disk);
                case 2, 3, 4 -> overwrite(disk);
                case 5, 6 -> take(disk, random.nextInt(5) == 0);
                case 7 -> delete(disk);
                case 8 -> pass(Duration.ofHours(random.nextInt(60)));
                case 9 -> restore(disk);
                case 10 -> failToTake(disk);
                case 11 -> enlarge(disk);
                case 12 -> attachOrDetach(disk);
                default -> move(disk);
            }
            passTheNextSlotIfItIsNear();
        }

        /** So that nothing is busy when the next step begins; no step takes longer than ten minutes. */
        private void passTheNextSlotIfItIsNear() {
            Instant now = cloud.time().now();
            Instant day = now.truncatedTo(ChronoUnit.DAYS);
            for (Instant slot : List.of(day.plus(Duration.ofHours(2)), day.plus(Duration.ofHours(14)))) {
                Instant over = slot.plus(Duration.ofMinutes(11));
                if (now.isAfter(slot.minus(Duration.ofMinutes(20))) && now.isBefore(over)) {
                    cloud.time().advanceTo(over);
                    learn();
                }
            }
        }

        private void write(ModelDisk disk) {
            byte[] content = randomBytes(12);
            did.add("write " + disk.disk + " " + content.length);
            cloud.write(disk.disk, content);
            disk.replace(content);
        }

        private void overwrite(ModelDisk disk) {
            int offset = random.nextInt(14 * BLOCK);
            byte[] content = randomBytes(3);
            did.add("overwrite " + disk.disk + " " + offset + " " + content.length);
            cloud.writeAt(disk.disk, offset, content);
            disk.overwrite(offset, content);
        }

        private void take(ModelDisk disk, boolean full) {
            did.add("take " + disk.disk + (full ? " in full" : ""));
            BackupSpec spec = BackupSpec.of(disk.vault).only(disk.disk);
            RestorePoint point = backup.restorePoints()
                    .take(full ? spec.inFull() : spec)
                    .await(LONG)
                    .restorePoints()
                    .get(0);
            if (full) {
                disk.forcedFull.put(point.id(), true);
            }
            learn();
        }

        private void failToTake(ModelDisk disk) {
            did.add("fail to take " + disk.disk);
            cloud.faults().failNext(Work.BACKUP, "E", "broken");
            assertThatThrownBy(() -> backup.restorePoints()
                            .take(BackupSpec.of(disk.vault).only(disk.disk))
                            .await(LONG))
                    .isInstanceOf(OperationFailed.class);
            learn();
        }

        private void delete(ModelDisk disk) {
            if (!disk.points.isEmpty()) {
                List<RestorePointId> ids = List.copyOf(disk.points.keySet());
                RestorePointId id = ids.get(random.nextInt(ids.size()));
                did.add("delete " + id);
                backup.restorePoints().delete(id);
                pass(Duration.ofMinutes(1));
            }
        }

        private void restore(ModelDisk disk) {
            if (!disk.points.isEmpty()) {
                List<RestorePointId> ids = List.copyOf(disk.points.keySet());
                RestorePointId id = ids.get(random.nextInt(ids.size()));
                ModelPoint point = disk.point(id);
                if (disk.server != null) {
                    attachOrDetach(disk);
                }
                // A restore shrinks an enlarged disk back, and does not overwrite a smaller one.
                if (disk.size.compareTo(point.size) < 0) {
                    enlarge(disk, point.size);
                }
                did.add("restore " + id);
                backup.restorePoints().restore(id, InPlace.over(disk.disk)).await(LONG);
                disk.become(point);
                learn();
            }
        }

        private void enlarge(ModelDisk disk) {
            enlarge(disk, DataSize.bytes(disk.size.bytes() + DataSize.gib(1).bytes()));
        }

        private void enlarge(ModelDisk disk, DataSize size) {
            did.add("enlarge " + disk.disk + " to " + size);
            cloud.enlarge(disk.disk, size);
            disk.size = size;
        }

        /** The first disk of a server becomes bootable, and stays so. */
        private void attachOrDetach(ModelDisk disk) {
            if (disk.server == null) {
                Resource.Disk other = cloud.addDisk("other", DataSize.gib(1));
                boolean first = random.nextBoolean();
                Resource.Server server = cloud.addServer("server", first ? disk.disk : other);
                if (!first) {
                    cloud.attach(disk.disk, server);
                }
                did.add("attach " + disk.disk + (first ? " as the first disk" : ""));
                disk.bootable |= first;
                disk.server = server;
            } else {
                did.add("detach " + disk.disk);
                cloud.detach(disk.disk);
                disk.server = null;
            }
        }

        private void move(ModelDisk disk) {
            VaultId other = disk.vault.equals(vaults.get(0)) ? vaults.get(1) : vaults.get(0);
            did.add("move " + disk.disk + " to " + other);
            backup.vaults().move(disk.vault, other, List.of(disk.disk));
            disk.vault = other;
        }

        private void pass(Duration duration) {
            did.add("pass " + duration);
            cloud.time().advance(duration);
            learn();
        }

        /** Takes over what has appeared and what is gone; what each holds is what is on its disk. */
        private void learn() {
            for (ModelDisk disk : disks) {
                List<RestorePoint> there = new ArrayList<>(backup.restorePoints()
                        .list(RestorePointFilter.of(disk.disk))
                        .toList());
                Collections.reverse(there);
                there.stream()
                        .filter(RestorePoint::available)
                        .filter(point -> !disk.points.containsKey(point.id()))
                        .forEach(disk::appear);
                disk.points
                        .keySet()
                        .removeIf(id ->
                                there.stream().noneMatch(point -> point.id().equals(id)));
                disk.settle();
            }
        }

        void check(int step) {
            String where = "seed " + seed + " step " + step + " " + did.get(did.size() - 1);
            for (VaultId vault : vaults) {
                long expected = disks.stream()
                        .filter(disk -> disk.vault.equals(vault))
                        .mapToLong(ModelDisk::charge)
                        .sum();
                assertThat(bytes(backup.vaults().get(vault).used()))
                        .as(() -> where + ": used of " + vault + "\n" + did + "\n" + cloud.describe())
                        .isEqualTo(expected);
            }
            for (ModelDisk disk : disks) {
                for (RestorePointId id : disk.points.keySet()) {
                    RestorePoint point = backup.restorePoints().get(id);
                    assertThat(point.available())
                            .as(() -> where + ": " + id + "\n" + cloud.describe())
                            .isTrue();
                    assertThat(bytes(point.stored()))
                            .as(() -> where + ": stored of " + id + "\n" + did + "\n" + cloud.describe())
                            .isEqualTo(disk.chargeOf(id));
                    assertThat(point.source().size())
                            .as(() -> where + ": size of " + id + "\n" + did + "\n" + cloud.describe())
                            .isEqualTo(disk.point(id).size);
                    assertThat(point.parts())
                            .as(() -> where + ": disk in " + id + "\n" + did + "\n" + cloud.describe())
                            .singleElement()
                            .satisfies(part -> {
                                assertThat(part.disk()).isEqualTo(disk.disk);
                                assertThat(part.size()).isEqualTo(disk.point(id).size);
                                assertThat(part.bootable()).isEqualTo(disk.point(id).bootable);
                            });
                    assertThat(point.incremental())
                            .as(() -> where + ": full " + id + "\n" + cloud.describe())
                            .isEqualTo(!disk.point(id).full);
                }
                assertThat(cloud.read(disk.disk))
                        .as(() -> where + ": " + disk.disk + "\n" + cloud.describe())
                        .isEqualTo(disk.bytes());
                checkMember(where, disk);
            }
        }

        private void checkMember(String where, ModelDisk disk) {
            Vault.Member member = backup.vaults().get(disk.vault).members().stream()
                    .filter(each -> each.resource().equals(disk.disk))
                    .findFirst()
                    .orElseThrow();
            assertThat(bytes(member.stored()))
                    .as(() -> where + ": stored of " + disk.disk + "\n" + did + "\n" + cloud.describe())
                    .isEqualTo(disk.charge());
            assertThat(member.restorePoints())
                    .as(() -> where + ": restore points of " + disk.disk + "\n" + did + "\n" + cloud.describe())
                    .isEqualTo(disk.points.size());
        }

        void checkEveryPoint() {
            for (ModelDisk disk : disks) {
                for (RestorePointId id : List.copyOf(disk.points.keySet())) {
                    Resource.Disk restored = backup.restorePoints()
                            .restore(id, DiskSpec.of("restored"))
                            .await(LONG);
                    assertThat(cloud.read(restored))
                            .as(() -> "seed " + seed + ": content of " + id + "\n" + did + "\n" + cloud.describe())
                            .isEqualTo(disk.point(id).bytes);
                    learn();
                }
                backup.vaults().remove(disk.vault, List.of(disk.disk), Removal.DELETING_RESTORE_POINTS);
            }
            cloud.time().advance(Duration.ofHours(1));
            assertThat(vaults)
                    .allSatisfy(vault -> assertThat(backup.vaults().get(vault).used())
                            .as(() -> "seed " + seed + ": nothing is left\n" + cloud.describe())
                            .isEqualTo(DataSize.ZERO));
        }

        private byte[] randomBytes(int blocks) {
            byte[] bytes = new byte[random.nextInt(blocks * BLOCK)];
            if (random.nextBoolean()) {
                Arrays.fill(bytes, (byte) random.nextInt(3));
            } else {
                random.nextBytes(bytes);
            }
            return bytes;
        }
    }

    /** A server whose disks come and go, and beside it what each of its restore points found. */
    private static final class ServerLife {
        private final long seed;
        private final Random random;
        private final InMemoryCloud cloud = InMemoryCloud.create();
        private final CloudBackup backup = cloud.backup();
        private final VaultId vault;
        private final Resource.Server server;
        private final List<Resource.Disk> all = new ArrayList<>();
        private final List<Resource.Disk> attached = new ArrayList<>();
        private final Set<Resource.Disk> excluded = new HashSet<>();
        private final Set<Resource.Disk> bootable = new HashSet<>();
        private final Map<Resource.Disk, DataSize> sizes = new HashMap<>();
        private final Map<Resource.Disk, String> names = new HashMap<>();
        private final Map<RestorePointId, FoundServer> points = new LinkedHashMap<>();
        private final List<String> did = new ArrayList<>(List.of("begin"));

        ServerLife(long seed) {
            this.seed = seed;
            random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                String name = "disk " + i;
                Resource.Disk disk = cloud.addDisk(name, DataSize.gib(1));
                all.add(disk);
                sizes.put(disk, DataSize.gib(1));
                names.put(disk, name);
            }
            attached.add(all.get(0));
            bootable.add(all.get(0));
            server = cloud.addServer("server", all.get(0));
            vault = backup.vaults()
                    .create(VaultSpec.forServers("vault", DataSize.gib(50)))
                    .id();
            backup.vaults().add(vault, server);
            backup.policies()
                    .attach(
                            backup.policies()
                                    .create(PolicySpec.backup("policy", Schedule.dailyAt("02:00"), Retention.latest(6)))
                                    .id(),
                            vault);
        }

        void step() {
            Resource.Disk disk = all.get(random.nextInt(all.size()));
            switch (random.nextInt(10)) {
                case 0 -> enlarge(disk);
                case 1, 2 -> attachOrDetach(disk);
                case 3 -> exclude();
                case 4 -> write(disk);
                default -> take();
            }
        }

        private void enlarge(Resource.Disk disk) {
            DataSize size =
                    DataSize.bytes(2 * sizes.getOrDefault(disk, DataSize.ZERO).bytes());
            if (size.compareTo(DataSize.gib(64)) <= 0) {
                did.add("enlarge " + disk + " to " + size);
                cloud.enlarge(disk, size);
                sizes.put(disk, size);
            }
        }

        /** The disks that are left out stay so when they are detached; one that is backed up remains. */
        private void attachOrDetach(Resource.Disk disk) {
            if (!attached.contains(disk)) {
                did.add("attach " + disk);
                cloud.attach(disk, server);
                attached.add(disk);
            } else if (included().stream().anyMatch(other -> !other.equals(disk))) {
                did.add("detach " + disk);
                cloud.detach(disk);
                attached.remove(disk);
            }
        }

        private void exclude() {
            List<Resource.Disk> some = new ArrayList<>(attached);
            some.remove(random.nextInt(some.size()));
            some.removeIf(disk -> random.nextBoolean());
            did.add("exclude " + some);
            backup.vaults().addServerExcluding(vault, server, Set.copyOf(some));
            excluded.clear();
            excluded.addAll(some);
        }

        private void write(Resource.Disk disk) {
            did.add("write " + disk);
            cloud.write(disk, "content " + random.nextInt());
        }

        /** By hand, or by the policy in the coming night. */
        private void take() {
            if (random.nextBoolean()) {
                did.add("take");
                ChainTest.take(backup, BackupSpec.of(vault));
            } else {
                did.add("pass a night");
                cloud.time()
                        .advanceTo(
                                cloud.time().now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(30)));
            }
            Set<RestorePointId> there = new HashSet<>();
            backup.restorePoints().list(RestorePointFilter.of(server)).forEach(point -> {
                there.add(point.id());
                points.computeIfAbsent(point.id(), unused -> found());
            });
            points.keySet().retainAll(there);
        }

        private List<Resource.Disk> included() {
            return attached.stream().filter(disk -> !excluded.contains(disk)).toList();
        }

        private FoundServer found() {
            List<String> disks = new ArrayList<>();
            Map<Resource.Disk, String> texts = new HashMap<>();
            long bytes = 0;
            for (Resource.Disk disk : included()) {
                DataSize size = sizes.getOrDefault(disk, DataSize.ZERO);
                disks.add(inWords(disk, names.get(disk), size, bootable.contains(disk), false));
                texts.put(disk, cloud.readText(disk));
                bytes += size.bytes();
            }
            return new FoundServer(DataSize.bytes(bytes), disks, texts);
        }

        private static String inWords(
                Resource.Disk disk,
                @Nullable String name,
                @Nullable DataSize size,
                boolean bootable,
                boolean encrypted) {
            return disk + " \"" + name + "\" of " + size + (bootable ? ", bootable" : "")
                    + (encrypted ? ", encrypted" : "");
        }

        void check(int step) {
            String where = "seed " + seed + " step " + step;
            points.forEach((id, found) -> {
                RestorePoint point = backup.restorePoints().get(id);
                assertThat(point.source().size())
                        .as(() -> where + ": size of " + id + "\n" + did + "\n" + cloud.describe())
                        .isEqualTo(found.size);
                assertThat(point.parts())
                        .as(() -> where + ": disks in " + id + "\n" + did + "\n" + cloud.describe())
                        .extracting(part ->
                                inWords(part.disk(), part.name(), part.size(), part.bootable(), part.encrypted()))
                        .containsExactlyElementsOf(found.disks);
            });
        }

        void checkContents() {
            assertThat(points).isNotEmpty();
            for (RestorePointId id : List.copyOf(points.keySet())) {
                FoundServer found = Objects.requireNonNull(points.get(id));
                for (RestorePoint.Part part : backup.restorePoints().get(id).parts()) {
                    Resource.Disk restored = backup.restorePoints()
                            .restore(part.id(), DiskSpec.of("restored"))
                            .await(Duration.ofMinutes(30));
                    assertThat(cloud.readText(restored))
                            .as(() -> "seed " + seed + ": " + part + " in " + id + "\n" + did)
                            .isEqualTo(found.texts.get(part.disk()));
                }
                backup.restorePoints().delete(id);
            }
        }
    }

    /**
     * What a restore point found.
     *
     * @param size the size of the disks together
     * @param disks the disks, in words
     * @param texts the content of each
     */
    private record FoundServer(DataSize size, List<String> disks, Map<Resource.Disk, String> texts) {}

    /** A disk as a map of blocks, each of which has a number that changes with its bytes. */
    private static final class ModelDisk {
        final Resource.Disk disk;
        final Map<RestorePointId, ModelPoint> points = new LinkedHashMap<>();
        final Map<RestorePointId, Boolean> forcedFull = new HashMap<>();
        VaultId vault;
        DataSize size = DataSize.gib(1);
        boolean bootable;
        Resource.@Nullable Server server;
        private Map<Integer, Integer> versions = new TreeMap<>();
        private byte[] bytes = new byte[0];
        private int lastVersion;

        ModelDisk(Resource.Disk disk, VaultId vault) {
            this.disk = disk;
            this.vault = vault;
        }

        byte[] bytes() {
            return bytes;
        }

        void replace(byte[] content) {
            byte[] before = bytes;
            Map<Integer, Integer> old = versions;
            bytes = content;
            versions = new TreeMap<>();
            for (int block = 0; block * BLOCK < content.length; block++) {
                Integer same = old.get(block);
                boolean kept = same != null && Arrays.equals(block(before, block), block(content, block));
                versions.put(block, kept && same != null ? same : ++lastVersion);
            }
        }

        void overwrite(int offset, byte[] content) {
            if (content.length == 0) {
                return;
            }
            byte[] before = bytes;
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, offset + content.length));
            System.arraycopy(content, 0, bytes, offset, content.length);
            for (int block = offset / BLOCK; block <= (offset + content.length - 1) / BLOCK; block++) {
                boolean kept = versions.containsKey(block) && Arrays.equals(block(before, block), block(bytes, block));
                if (!kept) {
                    versions.put(block, ++lastVersion);
                }
            }
        }

        void become(ModelPoint point) {
            bytes = point.bytes;
            size = point.size;
            versions = new TreeMap<>(point.versions);
        }

        void appear(RestorePoint point) {
            points.put(point.id(), new ModelPoint(bytes.clone(), new TreeMap<>(versions), size, bootable));
            point(point.id()).full = forcedFull.containsKey(point.id());
        }

        /** What is the first of all is full, and stays so. */
        void settle() {
            points.values().stream().findFirst().ifPresent(first -> first.full = true);
        }

        ModelPoint point(RestorePointId id) {
            ModelPoint point = points.get(id);
            if (point == null) {
                throw new AssertionError("the model has no " + id);
            }
            return point;
        }

        long charge() {
            return points.keySet().stream().mapToLong(this::chargeOf).sum();
        }

        long chargeOf(RestorePointId id) {
            ModelPoint base = new ModelPoint(new byte[0], new TreeMap<>(), size, bootable);
            for (Map.Entry<RestorePointId, ModelPoint> entry : points.entrySet()) {
                if (entry.getKey().equals(id)) {
                    break;
                }
                base = entry.getValue();
            }
            ModelPoint point = point(id);
            Map<Integer, Integer> before = point.full ? new TreeMap<>() : base.versions;
            return point.versions.entrySet().stream()
                            .filter(block -> !block.getValue().equals(before.get(block.getKey())))
                            .count()
                    * BLOCK;
        }

        private static byte[] block(byte[] bytes, int block) {
            int start = Math.min(bytes.length, block * BLOCK);
            return Arrays.copyOf(Arrays.copyOfRange(bytes, start, bytes.length), BLOCK);
        }
    }

    private static final class ModelPoint {
        final byte[] bytes;
        final Map<Integer, Integer> versions;
        final DataSize size;
        final boolean bootable;
        boolean full;

        ModelPoint(byte[] bytes, Map<Integer, Integer> versions, DataSize size, boolean bootable) {
            this.bytes = bytes;
            this.versions = versions;
            this.size = size;
            this.bootable = bootable;
        }
    }
}
