package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for a future of an operation moves the clock, as whoever awaits the operation does. */
@Timeout(60)
class ClockFutureTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
    private final Vault vault = backup.vaults()
            .add(
                    backup.vaults()
                            .create(VaultSpec.forDisks("disks", DataSize.gib(200)))
                            .id(),
                    disk);
    private final Instant begun = cloud.time().now();

    @Test
    void get_running_movesTheClockToItsEndAndNoFurther() throws Exception {
        BackupRun run = take().toCompletableFuture().get();

        assertThat(run.complete()).isTrue();
        assertThat(cloud.time().now()).isEqualTo(begun.plus(Work.BACKUP.usual()));
    }

    @Test
    void join_chainOfOperations_movesTheClockThroughAllOfThem() {
        Resource.Disk made = take().toCompletableFuture()
                .thenCompose(run -> backup.restorePoints()
                        .restore(run.restorePoints().get(0).id(), DiskSpec.of("made"))
                        .toCompletableFuture())
                .join();

        assertThat(cloud.disks()).contains(made);
        assertThat(cloud.time().now()).isEqualTo(begun.plus(Work.BACKUP.usual()).plus(Work.NEW_DISK.usual()));
    }

    @Test
    void join_goesOnOnAnotherThread_waitsForItWithoutMovingTheClockFurther() {
        String name = take().toCompletableFuture()
                .thenApplyAsync(run -> run.restorePoints().get(0).source().name())
                .join();

        assertThat(name).isEqualTo("orders");
        assertThat(cloud.time().now()).isEqualTo(begun.plus(Work.BACKUP.usual()));
    }

    @Test
    void get_limitedAndTooShort_movesTheClockThatFarAndTimesOut() {
        CompletableFuture<BackupRun> future = take().toCompletableFuture();

        assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES)).isInstanceOf(TimeoutException.class);

        assertThat(cloud.time().now()).isEqualTo(begun.plus(Duration.ofMinutes(1)));
        assertThat(future).isNotDone();
    }

    @Test
    void get_workFails_throwsItsFailure() {
        cloud.faults().failNext(Work.BACKUP, "E-1", "no power");
        CompletableFuture<BackupRun> future = take().toCompletableFuture();

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OperationFailed.class);
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OperationFailed.class);
    }

    @Test
    void join_workThatStandsStill_saysSoInsteadOfWaitingForEver() {
        cloud.faults().stickNext(Work.BACKUP, 40);
        CompletableFuture<BackupRun> future = take().toCompletableFuture();

        assertThatThrownBy(future::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stands still at 40 %")
                .hasMessageContaining("release()");
    }

    @Test
    void join_anotherThreadReleasesTheWork_goesOn() {
        cloud.faults().stickNext(Work.BACKUP, 40);
        CompletableFuture<BackupRun> future = take().toCompletableFuture();
        Thread other = new Thread(() -> cloud.faults().release());

        other.start();

        assertThat(future.join().complete()).isTrue();
    }

    @Test
    void get_interrupted_endsAndCancelsNothing() {
        CompletableFuture<BackupRun> future = take().toCompletableFuture();
        Thread.currentThread().interrupt();

        assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);

        assertThat(future.join().complete()).isTrue();
    }

    @Test
    void complaint_clockStandsStill_saysWhatToDo() {
        Timeline time = new Timeline(begun);
        ClockFuture<String> future =
                new ClockFuture<>(new World(time, cloud.time(), Set.of(), Limits.none(), false, false));

        assertThat(future.complaint(begun))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("stands still at " + begun).contains("time().advance(...)"));

        time.advance(Duration.ofSeconds(1));
        assertThat(future.complaint(begun)).as("the clock moves").isEmpty();
        future.complete("done");
        assertThat(future.complaint(time.now())).as("it is complete").isEmpty();
    }

    private Operation<BackupRun> take() {
        return backup.restorePoints().take(BackupSpec.of(vault.id()));
    }
}
