package io.github.backup4j.examples.durable.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Denied;
import io.github.backup4j.Resource;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.HistoryEntry;
import io.github.backup4j.testkit.Work;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DrillWorkflowTest {
    private static final String NO_WORKER = "no-worker-at-first";
    private static final int MOST_TRIES = 20_000;

    private static final Duration RESTORE = Duration.ofMinutes(20);

    /** Half of the pause between two polls: Temporal's test server stands still where a cancellation meets the end of a step. */
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(15);

    private final TimedWorld world = new TimedWorld();
    private final Resource.Disk disk = world.backedUpDisk("orders");

    @BeforeEach
    void begin(TestInfo test) {
        world.cloud.takes(Work.NEW_DISK, RESTORE);
        if (!test.getTags().contains(NO_WORKER)) {
            world.startWorker();
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private DrillJob job() {
        return new DrillJob(disk.id(), "drill", Duration.ofHours(4), Duration.ofHours(24));
    }

    @Test
    void run_goodData_reportHoldsAndNothingIsLeft() {
        DrillReport report = DrillReport.parse(world.drill("drill-1").run(job()));

        assertThat(report.held()).as(report.toString()).isTrue();
        assertThat(report.took()).isBetween(RESTORE, RESTORE.plusSeconds(30));
        assertNothingIsLeft();
    }

    @Test
    void run_badData_reportSaysSoAndNothingIsLeft() {
        world.good = false;

        DrillReport report = DrillReport.parse(world.drill("drill-1").run(job()));

        assertThat(report.verified().held()).isFalse();
        assertThat(report.cleanedUp().held()).as(report.toString()).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void run_cancelledWhileRestoring_checksNothingAndNothingIsLeft() {
        DrillWorkflow drill = world.drill("drill-1");
        WorkflowClient.start(drill::run, job());
        world.temporal.sleep(RESTORE.dividedBy(2).plus(BETWEEN_POLLS));
        assertThat(restores()).as("the restore is on its way").hasSize(1);

        WorkflowStub.fromTyped(drill).cancel();

        assertIsCancelled(WorkflowStub.fromTyped(drill));
        assertThat(world.checks).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void run_cancelledWhileItBegins_restoresNothing() {
        DrillWorkflow drill = world.drill("drill-1");
        world.inNextStep.set(() -> {
            WorkflowStub.fromTyped(drill).cancel();
            awaitCancellation("drill-1");
        });

        WorkflowClient.start(drill::run, job());

        assertIsCancelled(WorkflowStub.fromTyped(drill));
        assertThat(restores()).isEmpty();
        assertNothingIsLeft();
    }

    /** The worker starts later: Temporal's test server stands still where a cancellation meets the end of a step. */
    @Test
    @Tag(NO_WORKER)
    void run_cancelledBeforeAWorkerTookIt_restoresNothing() {
        DrillWorkflow drill = world.drill("drill-1");
        WorkflowStub stub = WorkflowStub.fromTyped(drill);
        WorkflowClient.start(drill::run, job());

        stub.cancel();
        world.startWorker();

        assertIsCancelled(stub);
        assertThat(restores()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void run_cancelledWhileChecking_nothingIsLeft() {
        DrillWorkflow drill = world.drill("drill-1");
        world.inNextCheck.set(() -> {
            WorkflowStub.fromTyped(drill).cancel();
            awaitCancellation("drill-1");
        });

        WorkflowClient.start(drill::run, job());

        assertIsCancelled(WorkflowStub.fromTyped(drill));
        assertThat(world.checks).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void run_cancelledWhileDeleting_nothingIsLeft() {
        Duration deletion = Duration.ofMinutes(20);
        world.cloud.takes(Work.DELETE, deletion);
        DrillWorkflow drill = world.drill("drill-1");
        WorkflowClient.start(drill::run, job());
        world.temporal.sleep(RESTORE.plus(deletion.dividedBy(2)).plus(BETWEEN_POLLS));
        assertThat(world.checks).as("the check is over").hasSize(1);

        WorkflowStub.fromTyped(drill).cancel();

        assertIsCancelled(WorkflowStub.fromTyped(drill));
        assertThat(restores()).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void run_cancelledAgainWhileCleaning_nothingIsLeft() {
        DrillWorkflow drill = world.drill("drill-1");
        WorkflowStub stub = WorkflowStub.fromTyped(drill);
        WorkflowClient.start(drill::run, job());
        world.temporal.sleep(RESTORE.dividedBy(2).plus(BETWEEN_POLLS));
        stub.cancel();
        world.temporal.sleep(RESTORE.dividedBy(4));

        stub.cancel();

        assertIsCancelled(stub);
        assertThat(world.checks).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void run_sameWorkflowIdAgain_isAnotherDrill() {
        DrillReport first = DrillReport.parse(world.drill("nightly").run(job()));

        DrillReport second = DrillReport.parse(world.drill("nightly").run(job()));

        assertThat(second.held()).as(second.toString()).isTrue();
        assertThat(second.drill()).isNotEqualTo(first.drill());
        assertThat(restores()).hasSize(2);
        assertNothingIsLeft();
    }

    @Test
    void run_stepThatFailsForGood_failsOnceNothingIsLeft() {
        DrillWorkflow drill = world.drill("drill-1");
        WorkflowClient.start(drill::run, job());
        world.temporal.sleep(RESTORE.dividedBy(2).plus(BETWEEN_POLLS));
        world.cloud.faults().failNext(Call.RESOURCES_LIST, new Denied("the permission to read disks was revoked"));

        assertThatThrownBy(() -> WorkflowStub.fromTyped(drill).getResult(String.class))
                .isInstanceOf(WorkflowFailedException.class)
                .hasStackTraceContaining("the permission to read disks was revoked");
        assertNothingIsLeft();
    }

    /** Waits until the workflow has asked the running step to end, which the step does not notice. */
    private void awaitCancellation(String workflow) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (world.temporal.getWorkflowClient().fetchHistory(workflow).getEvents().stream()
                    .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED)) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the workflow has not asked its step to end: "
                + world.temporal.getWorkflowClient().fetchHistory(workflow).getEvents());
    }

    private static void assertIsCancelled(WorkflowStub drill) {
        assertThatThrownBy(() -> drill.getResult(String.class))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);
    }

    private List<HistoryEntry> restores() {
        return world.cloud.history().stream()
                .filter(entry -> entry.event().equals(Call.RESTORE_POINTS_RESTORE.toString()))
                .toList();
    }

    private void assertNothingIsLeft() {
        assertThat(world.cloud.disks()).as(world.cloud.describe()).containsExactly(disk);
        assertThat(world.cloud.readText(disk)).isEqualTo("the data of orders");
    }
}
