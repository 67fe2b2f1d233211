package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads that ask one cloud for the same things with the same few keys, in an order that a seed gives. */
@DisplayName("Request keys that many threads use")
@Timeout(120)
class RequestKeyStressTest {
    private static final int THREADS = 8;
    private static final int CALLS = 150;
    private static final int KEYS = 6;

    /** Other threads move the clock meanwhile, by much more than the work takes. */
    private static final Duration LONG = Duration.ofDays(3_650);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** What each key of each kind has made, by what the callers were told. */
    private final Map<String, Set<Object>> told = new ConcurrentHashMap<>();

    /** One for each key, so that neither limits nor work that goes on are in the way. */
    private final List<Resource.Disk> disks = new ArrayList<>();

    private final List<VaultId> vaults = new ArrayList<>();
    private final List<RestorePointId> points = new ArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private enum Kind {
        VAULT,
        ORDERED_VAULT,
        POLICY,
        BACKUP,
        SNAPSHOT,
        IMAGE,
        DISK
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void manyThreads_randomKeys_oneThingPerKey(long seed) throws Exception {
        for (int key = 0; key < KEYS; key++) {
            prepare(key);
        }
        int vaultsBefore = vaults.size();
        int pointsBefore = points.size();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed * THREADS + thread);
            running.add(threads.submit(() -> {
                CloudBackup process = cloud.reopen();
                int unused = start.await(60, TimeUnit.SECONDS);
                for (int call = 0; call < CALLS; call++) {
                    ask(process, Kind.values()[random.nextInt(Kind.values().length)], random.nextInt(KEYS), random);
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            var unused = each.get(60, TimeUnit.SECONDS);
        }

        assertThat(told).as("all kinds and keys were used").hasSize(Kind.values().length * KEYS);
        assertThat(told).allSatisfy((key, things) -> assertThat(things).as(key).hasSize(1));
        CloudBackup backup = cloud.backup();
        assertThat(backup.vaults().list()).hasSize(vaultsBefore + 2 * KEYS);
        assertThat(backup.policies().list()).hasSize(KEYS);
        assertThat(backup.restorePoints().list()).hasSize(pointsBefore + KEYS);
        assertThat(backup.snapshots().list()).hasSize(KEYS);
        assertThat(backup.images().list()).hasSize(KEYS);
        assertThat(cloud.disks()).hasSize(2 * KEYS);
        Set<Object> all = new HashSet<>();
        told.values().forEach(all::addAll);
        assertThat(all).as("no two keys share a thing").hasSize(told.size());
    }

    private void prepare(int key) {
        Resource.Disk disk = cloud.addDisk("disk-" + key, DataSize.gib(1));
        CloudBackup backup = cloud.backup();
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("vault-of-" + key, DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, disk);
        disks.add(disk);
        vaults.add(vault);
        points.add(backup.restorePoints()
                .take(BackupSpec.of(vault))
                .await(LONG)
                .restorePoints()
                .get(0)
                .id());
    }

    /** One call in four is with other parameters, which never makes anything that the key has not made. */
    private void ask(CloudBackup process, Kind kind, int number, Random random) {
        String name = kind.name().toLowerCase(Locale.ROOT) + "-" + number;
        Set<Object> things = told.computeIfAbsent(name, key -> ConcurrentHashMap.newKeySet());
        RequestKey key = RequestKey.of("key " + number);
        boolean otherParameters = !things.isEmpty() && random.nextInt(4) == 0;
        if (otherParameters) {
            assertThatThrownBy(() -> make(process, kind, number, name + "-other", key))
                    .as("%s with the key of %s", name + "-other", name)
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("key " + number);
            return;
        }
        try {
            things.add(make(process, kind, number, name, key));
        } catch (Busy backupAndImageOfOneDisk) {
            assertThat(kind).isIn(Kind.BACKUP, Kind.IMAGE, Kind.DISK, Kind.SNAPSHOT);
        }
    }

    private Object make(CloudBackup process, Kind kind, int number, String name, RequestKey key) {
        return switch (kind) {
            case VAULT ->
                process.vaults()
                        .create(VaultSpec.forDisks(name, DataSize.gib(10)), key)
                        .id();
            case ORDERED_VAULT ->
                process.vaults()
                        .subscribe(VaultSpec.forDisks(name, DataSize.gib(10)), Subscription.years(5), key)
                        .await(LONG)
                        .id();
            case POLICY ->
                process.policies()
                        .create(PolicySpec.backup(name, Schedule.dailyAt("02:00"), Retention.days(30)), key)
                        .id();
            case BACKUP ->
                process.restorePoints()
                        .take(BackupSpec.of(vaults.get(number)).named(name), key)
                        .await(LONG)
                        .id();
            case SNAPSHOT ->
                process.snapshots()
                        .take(SnapshotSpec.of(disks.get(number), name), key)
                        .await(LONG)
                        .id();
            case IMAGE ->
                process.images()
                        .build(ImageSpec.of(name, ImageSource.disk(disks.get(number))), key)
                        .await(LONG)
                        .id();
            case DISK ->
                process.restorePoints()
                        .restore(points.get(number), DiskSpec.of(name), key)
                        .await(LONG);
        };
    }

    /** A key that many use to overwrite one disk overwrites it once, until another key does. */
    @Test
    void manyThreads_oneDiskOverwritten_onceForEachKey() throws Exception {
        prepare(0);
        Resource.Disk disk = disks.get(0);
        for (int round = 0; round < 10; round++) {
            RequestKey key = RequestKey.of("round " + round);
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Resource>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                running.add(threads.submit(() -> {
                    int unused = start.await(60, TimeUnit.SECONDS);
                    return cloud.reopen()
                            .restorePoints()
                            .restore(points.get(0), InPlace.over(disk), key)
                            .await(LONG);
                }));
            }
            for (Future<Resource> each : running) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(disk);
            }
        }

        assertThat(cloud.history())
                .filteredOn(entry -> entry.event().equals("restore finished"))
                .hasSize(10);
    }

    /** The cloud keeps one key for each disk, so that an older one overwrites again. */
    @Test
    void restore_keyBeforeTheLast_isFreeAgain() {
        prepare(0);
        Resource.Disk disk = disks.get(0);
        cloud.write(disk, "newer");
        restore(disk, "first");
        restore(disk, "second");
        cloud.write(disk, "newest");

        restore(disk, "second");
        assertThat(cloud.readText(disk)).isEqualTo("newest");
        restore(disk, "first");
        assertThat(cloud.readText(disk)).isEmpty();
    }

    private void restore(Resource.Disk disk, String key) {
        var unused = cloud.reopen()
                .restorePoints()
                .restore(points.get(0), InPlace.over(disk), RequestKey.of(key))
                .await(LONG);
    }

    /** This cloud knows what a copy was asked for with; others may not know its name. */
    @Test
    void copy_sameKeyOtherNameOrPoint_isAConflict() {
        Site there = new Site("region-2", "project-2");
        CloudBackup backup = cloud.backup();
        Resource.Server server = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(1)));
        Vault vault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(10)));
        backup.vaults().add(vault.id(), server);
        RestorePointId one = pointIn(vault);
        RestorePointId two = pointIn(vault);
        VaultId copies = cloud.at(there)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(10)).forReplication())
                .id();
        RequestKey key = RequestKey.of("copy");
        var unused =
                backup.restorePoints().copy(one, there, copies, "the-copy", key).await(LONG);

        assertThatThrownBy(() -> backup.restorePoints().copy(one, there, copies, "other", key))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> backup.restorePoints().copy(two, there, copies, "the-copy", key))
                .isInstanceOf(Conflict.class);
        assertThat(cloud.at(there).backup().restorePoints().list()).hasSize(1);
    }

    private RestorePointId pointIn(Vault vault) {
        return cloud.backup()
                .restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(LONG)
                .restorePoints()
                .get(0)
                .id();
    }
}
