package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.internal.DiskContent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on one cloud. What they do is bounded, and so is how long a test waits for them. */
@DisplayName("A cloud that many threads use")
@Timeout(120)
class ThreadSafetyTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 25;
    /** Other threads move the clock meanwhile, by much more than the work takes. */
    private static final Duration LONG = Duration.ofDays(3_650);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void eachItsOwnVault_takeAndAdvance_everyPointIsThereOnce() throws Exception {
        List<VaultId> vaults = inParallel(thread -> {
            CloudBackup backup = cloud.reopen();
            Resource.Disk disk = cloud.addDisk("disk-of-" + thread, DataSize.gib(1));
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("vault-of-" + thread, DataSize.gib(10)))
                    .id();
            backup.vaults().add(vault, disk);
            for (int round = 0; round < ROUNDS; round++) {
                cloud.write(disk, "round " + round);
                BackupRun run = backup.restorePoints()
                        .take(BackupSpec.of(vault).named("round " + round))
                        .await(LONG);
                assertThat(run.complete()).isTrue();
                cloud.time().advance(Duration.ofMinutes(round));
            }
            return vault;
        });

        assertThat(vaults).doesNotHaveDuplicates().hasSize(THREADS);
        List<RestorePoint> points = cloud.backup().restorePoints().list().toList();
        assertThat(points).hasSize(THREADS * ROUNDS).allMatch(RestorePoint::available);
        assertThat(points).extracting(RestorePoint::id).doesNotHaveDuplicates();
        for (VaultId vault : vaults) {
            assertThat(cloud.backup().vaults().get(vault).used())
                    .as(cloud::describe)
                    .isEqualTo(DataSize.bytes((long) ROUNDS * DiskContent.BLOCK));
            assertThat(points.stream().filter(point -> point.vault().equals(vault) && !point.incremental()))
                    .as("one full one")
                    .hasSize(1);
        }
        assertThat(cloud.history())
                .isSortedAccordingTo(Comparator.comparing(HistoryEntry::at))
                .filteredOn(entry -> entry.event().equals("backup finished"))
                .hasSize(THREADS * ROUNDS);
    }

    @Test
    void allTheSameVault_take_someAreRefusedAndNoneIsLost() throws Exception {
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        cloud.backup().vaults().add(vault, disk);

        List<Integer> taken = inParallel(thread -> {
            int made = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try {
                    cloud.backup().restorePoints().take(BackupSpec.of(vault)).await(LONG);
                    made++;
                } catch (Busy busy) {
                    cloud.time().advance(Duration.ofMinutes(1));
                }
            }
            return made;
        });

        int made = taken.stream().mapToInt(Integer::intValue).sum();
        assertThat(made).isPositive();
        assertThat(cloud.backup().restorePoints().list()).hasSize(made).allMatch(RestorePoint::available);
        assertThat(cloud.backup().vaults().get(vault).member(disk).orElseThrow().status())
                .isEqualTo(Vault.MemberStatus.AVAILABLE);
    }

    @Test
    void allAdvance_theClock_movesByTheSum() throws Exception {
        List<Instant> ends = inParallel(thread -> {
            for (int round = 0; round < 200; round++) {
                cloud.time().advance(Duration.ofSeconds(1));
            }
            return cloud.time().now();
        });

        assertThat(cloud.time().now())
                .isEqualTo(VirtualTime.DEFAULT_START.plusSeconds(200L * THREADS))
                .isAfterOrEqualTo(ends.stream().max(Instant::compareTo).orElseThrow());
    }

    @Test
    void callbacks_thatCallBackIn_neitherDeadlockNorGetLost() throws Exception {
        ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Resource.Disk disk = cloud.addDisk("d" + i, DataSize.gib(1));
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("v" + i, DataSize.gib(10)))
                    .id();
            cloud.backup().vaults().add(vault, disk);
            futures.add(takeAgainAndAgain(vault, 5, seen));
        }

        List<Boolean> unused = inParallel(thread -> {
            for (int round = 0; round < 60; round++) {
                cloud.time().advance(Duration.ofMinutes(1));
            }
            return true;
        });
        // A callback that ran after the last move of the clock has begun a backup that waits for the next.
        for (int round = 0; round < 5; round++) {
            cloud.time().advance(Duration.ofHours(1));
        }

        assertThat(futures)
                .allSatisfy(
                        future -> assertThat(future.get(60, TimeUnit.SECONDS)).isEqualTo(5));
        assertThat(seen).hasSize(THREADS * 5);
        assertThat(cloud.backup().restorePoints().list()).hasSize(THREADS * 5).allMatch(RestorePoint::available);
    }

    @Test
    void callback_thatWaitsForAnotherThread_isNotInsideTheLock() throws Exception {
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        cloud.backup().vaults().add(vault, disk);
        Operation<BackupRun> operation = cloud.backup().restorePoints().take(BackupSpec.of(vault));
        CompletableFuture<Long> counted = operation
                .toCompletableFuture()
                .thenApply(run -> CompletableFuture.supplyAsync(
                                () -> cloud.backup().restorePoints().list().count(), threads)
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join());

        cloud.time().advance(Duration.ofHours(1));

        assertThat(counted.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void callback_thatThrows_doesNotReachWhoMovesTheClock() throws Exception {
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        cloud.backup().vaults().add(vault, disk);
        Operation<BackupRun> operation = cloud.backup().restorePoints().take(BackupSpec.of(vault));
        CompletableFuture<BackupRun> broken = operation.toCompletableFuture().thenApply(run -> {
            throw new IllegalStateException("in a callback");
        });
        CompletableFuture<BackupRun> whole = operation.toCompletableFuture();

        cloud.time().advance(Duration.ofHours(1));

        assertThat(broken).isCompletedExceptionally();
        assertThat(whole.get(60, TimeUnit.SECONDS).complete()).isTrue();
        assertThat(cloud.time().now()).isEqualTo(VirtualTime.DEFAULT_START.plus(Duration.ofHours(1)));
    }

    /** Each backup starts the next from the callback of the one before. */
    private CompletableFuture<Integer> takeAgainAndAgain(
            VaultId vault, int times, ConcurrentLinkedQueue<Integer> seen) {
        if (times == 0) {
            return CompletableFuture.completedFuture(0);
        }
        return cloud.backup()
                .restorePoints()
                .take(BackupSpec.of(vault))
                .toCompletableFuture()
                .thenCompose(run -> {
                    seen.add(run.restorePoints().size());
                    return takeAgainAndAgain(vault, times - 1, seen);
                })
                .thenApply(later -> later + 1);
    }

    private <T> List<T> inParallel(Numbered<T> work) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            tasks.add(() -> work.run(number));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks, 90, TimeUnit.SECONDS)) {
            results.add(Objects.requireNonNull(future.get()));
        }
        return results;
    }

    /**
     * What one of several threads does.
     *
     * @param <T> what it results in
     */
    private interface Numbered<T> {
        T run(int thread) throws Exception;
    }
}
