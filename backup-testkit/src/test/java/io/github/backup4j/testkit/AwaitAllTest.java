package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Operation;
import io.github.backup4j.Outcomes;
import io.github.backup4j.Progress;
import io.github.backup4j.ProgressOfAll;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waits for many operations where some polls fail, and how much is left by the rate that they see. */
class AwaitAllTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();

    @Test
    void awaitAll_onePollIsDenied_othersAreDoneAndItsTokenIsKept() {
        List<Operation<BackupRun>> runs = runs(3);
        Denied denied = new Denied("no permission to read backup runs");
        cloud.faults().failNext(Call.OPERATIONS_POLL, denied);
        List<ProgressOfAll> told = new ArrayList<>();

        Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG, told::add);

        assertThat(outcomes.complete()).isFalse();
        assertThat(outcomes.results()).hasSize(2);
        assertThat(outcomes.failed()).isEmpty();
        assertThat(outcomes.running()).singleElement().satisfies(running -> {
            assertThat(running.operation()).isEqualTo(runs.get(0));
            assertThat(running.lookFailure()).isEqualTo(denied);
            assertThatThrownBy(running::get).isEqualTo(denied);
            assertThat(backup.operations()
                            .resume(running.token(), BackupRun.class)
                            .await(LONG)
                            .restorePoints())
                    .extracting(RestorePoint::status)
                    .containsExactly(RestorePoint.Status.AVAILABLE);
        });
        assertThat(told).last().satisfies(progress -> {
            assertThat(progress.done()).isEqualTo(2);
            assertThat(progress.failed()).isZero();
            assertThat(progress.running()).isEqualTo(1);
            assertThat(progress.left()).as("it is not known when it ends").isNotEqualTo(Duration.ZERO);
        });
    }

    /** What is known of the others would be lost with the exception. */
    @Test
    void awaitAll_onePollFailsByADefectOfItsProvider_othersAreDoneAndItsTokenIsKept() {
        List<Operation<? extends BackupRun>> all = new ArrayList<>(runs(3));
        IllegalArgumentException defect = new IllegalArgumentException("no such enum");
        Operation<BackupRun> defective = Operation.of(cloud.time(), new Defective(defect));
        all.add(1, defective);

        Outcomes<BackupRun> outcomes = backup.operations().awaitAll(all, LONG);

        assertThat(outcomes.results()).hasSize(3);
        assertThat(outcomes.running()).singleElement().satisfies(running -> {
            assertThat(running.operation()).isEqualTo(defective);
            assertThat(running.token()).isEqualTo("token");
            assertThat(running.lookFailure()).hasCause(defect).hasMessageContaining("IllegalArgumentException");
        });
    }

    private record Defective(RuntimeException defect) implements OperationDriver<BackupRun> {
        @Override
        public String token() {
            return "token";
        }

        @Override
        public Operation.Status<BackupRun> poll() {
            throw defect;
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofSeconds(5);
        }

        @Override
        public CompletionStage<Operation.Status<BackupRun>> settled(Consumer<? super Progress> onProgress) {
            throw defect;
        }
    }

    @Test
    void awaitAll_somePollsFailForAReasonThatPasses_allAreDone() {
        List<Operation<BackupRun>> runs = runs(3);
        for (int i = 0; i < 4; i++) {
            cloud.faults().failNext(Call.OPERATIONS_POLL, new Unavailable("the service does not respond"));
        }

        Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG);

        assertThat(outcomes.complete()).as(outcomes.toString()).isTrue();
    }

    @Test
    void awaitAll_steadyWork_saysHowLongTheRestTakes() {
        cloud.takes(Work.BACKUP, Duration.ofHours(4));
        List<Operation<BackupRun>> runs = runs(4);
        Instant begun = cloud.time().now();
        List<Duration> after = new ArrayList<>();
        List<ProgressOfAll> told = new ArrayList<>();

        Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG, progress -> {
            after.add(Duration.between(begun, cloud.time().now()));
            told.add(progress);
        });

        assertThat(outcomes.complete()).isTrue();
        Duration took = after.get(after.size() - 1);
        int estimates = 0;
        for (int i = 0; i < told.size() - 1; i++) {
            if (told.get(i).percent() < 10) {
                // One percent more or less is still too much of an error.
                continue;
            }
            estimates++;
            Duration left = Objects.requireNonNull(told.get(i).left(), "left");
            assertThat(after.get(i).plus(left))
                    .as("end as expected at %s: %s", after.get(i), told.get(i))
                    .isBetween(
                            took.multipliedBy(85).dividedBy(100),
                            took.multipliedBy(115).dividedBy(100));
        }
        assertThat(estimates).isPositive();
    }

    private List<Operation<BackupRun>> runs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    VaultId vault = backup.vaults()
                            .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)))
                            .id();
                    var unused = backup.vaults().add(vault, cloud.addDisk("disk-" + i, DataSize.gib(10)));
                    return backup.restorePoints().take(BackupSpec.of(vault));
                })
                .toList();
    }
}
