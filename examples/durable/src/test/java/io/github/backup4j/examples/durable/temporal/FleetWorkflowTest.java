package io.github.backup4j.examples.durable.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Throttled;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import io.temporal.activity.Activity;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetWorkflowTest {
    private static final Fleet SHOP = Fleet.tagged("shop", "app", "shop");

    private final TimedWorld world = new TimedWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void run_workOfHours_endsWithRestorePointsAfterFewPolls() {
        List<Resource.Disk> disks = List.of(world.disk("orders"), world.disk("carts"), world.disk("users"));
        world.cloud.takes(Work.BACKUP, Duration.ofHours(3));
        Instant begun = world.cloud.time().now();
        world.startWorker();

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(report.vaults()).as(world.cloud.describe()).allSatisfy(vault -> {
            assertThat(vault.failure()).isNull();
            assertThat(vault.missed()).isEmpty();
        });
        assertThat(disks).allSatisfy(disk -> assertThat(pointsOf(disk)).hasSize(1));
        assertThat(Duration.between(begun, world.cloud.time().now())).isGreaterThanOrEqualTo(Duration.ofHours(3));
        assertThat(world.polls)
                .as("polls in 3 hours: every 30 seconds once it has taken a while")
                .hasSizeBetween(300, 420);
    }

    @Test
    void run_sameWorkflowIdAgain_takesBackupsOfItsOwn() {
        Resource.Disk disk = world.disk("orders");
        world.startWorker();
        String first = world.fleet("nightly").run(SHOP).vaults().toString();

        String second = world.fleet("nightly").run(SHOP).vaults().toString();

        assertThat(second).isNotEqualTo(first);
        assertThat(pointsOf(disk))
                .as("a cron schedule has the same workflow id each night")
                .hasSize(2);
    }

    @Test
    void run_cronSchedule_eachRoundTakesBackupsOfItsOwn() {
        Resource.Disk disk = world.disk("orders");
        world.cloud.takes(Work.BACKUP, Duration.ofMinutes(5));
        world.startWorker();
        FleetWorkflow fleet = world.temporal
                .getWorkflowClient()
                .newWorkflowStub(
                        FleetWorkflow.class,
                        world.options("nightly").toBuilder()
                                .setCronSchedule("*/20 * * * *")
                                .build());

        WorkflowClient.start(fleet::run, SHOP);
        world.temporal.sleep(Duration.ofMinutes(70));

        assertThat(pointsOf(disk))
                .as("the rounds at 00:20, 00:40 and 01:00\n" + world.cloud.describe())
                .hasSize(3);
    }

    @Test
    void run_replyOfATakeIsLost_repeatsTheStepWithoutAnotherBackup() {
        Resource.Disk disk = world.disk("orders");
        world.startWorker();
        var unused = world.fleet("nightly").run(SHOP);
        world.cloud.faults().loseReplyOf(Call.RESTORE_POINTS_TAKE);

        FleetReport second = world.fleet("nightly").run(SHOP);

        assertThat(second.vaults()).allSatisfy(vault -> {
            assertThat(vault.failure()).isNull();
            assertThat(vault.restorePoints()).hasSize(1);
        });
        assertThat(pointsOf(disk)).as(world.cloud.describe()).hasSize(2);
    }

    @Test
    void run_planThatFailsInPart_saysSoAndBacksUpTheRest() {
        Resource.Disk disk = world.backedUpDisk("orders");
        world.cloud.faults().failNext(Call.POLICIES_CREATE, new Denied("no permission for policies"));
        world.startWorker();

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(report.notDone()).isNotEmpty();
        assertThat(report.vaults()).allMatch(vault -> vault.failure() == null);
        assertThat(pointsOf(disk))
                .as("the one before, and the one of this round")
                .hasSize(2);
    }

    @Test
    void watch_throttledPoll_isRepeatedAfterTheDelayThatTheCloudAskedFor() {
        world.disk("orders");
        Duration wanted = Duration.ofSeconds(90);
        world.cloud.faults().failNext(Call.OPERATIONS_POLL, new Throttled("too many requests", wanted(wanted), null));
        Instant begun = world.cloud.time().now();
        world.startWorker();

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(report.vaults()).allMatch(vault -> vault.failure() == null);
        Duration untilNext = Duration.between(begun, world.polls.get(0));
        assertThat(untilNext).as("not after %s", TimedWorld.STEPS.pause()).isBetween(wanted, wanted.plusSeconds(60));
    }

    @Test
    void run_vaultThatRefuses_isItsOutcomeAndHidesNothing() {
        world.disk("orders");
        world.cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, new Denied("no permission to back up"));
        world.startWorker();

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(report.vaults())
                .singleElement()
                .satisfies(vault -> assertThat(vault.failure()).contains("no permission to back up"));
        assertThat(report.findings()).as("what the posture says of it").isNotEmpty();
    }

    @Test
    void watch_deniedPoll_isRepeatedSinceTheRunGoesOn() {
        Resource.Disk disk = world.disk("orders");
        for (int i = 0; i < 3; i++) {
            world.cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("the permission was revoked"));
        }
        world.startWorker();

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(report.vaults()).singleElement().satisfies(vault -> {
            assertThat(vault.failure()).isNull();
            assertThat(vault.restorePoints()).hasSize(1);
        });
        assertThat(pointsOf(disk)).hasSize(1);
    }

    @Test
    void watch_operationThatIsGone_hasTheTokenOfTheRun() {
        world.disk("orders");
        world.cloud.faults().failNext(Call.OPERATIONS_POLL, new NotFound("there is no such run"));
        world.startWorker();

        FleetReport report = world.fleet("night-1").run(SHOP);

        VaultOutcome lost = report.vaults().get(0);
        assertThat(lost.failure()).contains("there is no such run");
        assertThat(world.cloud
                        .backup()
                        .operations()
                        .resume(String.valueOf(lost.token()), BackupRun.class)
                        .await(Duration.ofHours(6))
                        .vault()
                        .value())
                .isEqualTo(lost.vault());
    }

    @Test
    void report_listBreaksOffOnce_isReadAgain() {
        world.disk("orders");
        world.startWorker();
        AtomicInteger reports = inEachReport(attempt -> {
            if (attempt == 1) {
                world.cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Denied("it broke off"));
            }
        });

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(reports).hasValue(2);
        assertThat(report.findings()).noneMatch(text -> text.contains("it broke off"));
    }

    @Test
    void report_listCannotBeRead_saysSo() {
        world.disk("orders");
        world.startWorker();
        AtomicInteger reports = inEachReport(attempt ->
                world.cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Denied("no permission to list")));

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(reports).hasValue(5);
        assertThat(report.findings().get(0)).startsWith("NOT READ: ").contains("no permission to list");
        assertThat(report.findings()).anyMatch(text -> text.startsWith("UNKNOWN "));
        assertThat(report.vaults()).allMatch(vault -> vault.failure() == null);
    }

    @Test
    void report_isRefused_isNoEndOfTheWorkflow() {
        world.disk("orders");
        world.startWorker();
        inEachReport(attempt -> {
            throw new Denied("the access key is gone");
        });

        FleetReport report = world.fleet("night-1").run(SHOP);

        assertThat(report.findings())
                .singleElement()
                .asString()
                .startsWith("NOT READ: ")
                .contains("the access key is gone");
        assertThat(report.vaults()).allMatch(vault -> vault.failure() == null);
    }

    /** Does something in each attempt of the last step, before that asks the cloud for anything; counts them. */
    private AtomicInteger inEachReport(IntConsumer action) {
        AtomicInteger attempts = new AtomicInteger();
        world.inNextStep.set(new Runnable() {
            @Override
            public void run() {
                world.inNextStep.set(this);
                if (Activity.getExecutionContext().getInfo().getActivityType().equals("FleetReport")) {
                    action.accept(attempts.incrementAndGet());
                }
            }
        });
        return attempts;
    }

    @Test
    void texts_moreFindingsThanAReportNames_saysHowManyMore() {
        for (int i = 0; i < 60; i++) {
            world.disk("disk-" + i);
        }
        Posture posture = Posture.of(world.cloud.backup(), Objectives.defaults().rpo(Duration.ofHours(26)));

        List<String> texts = FleetStepsInCloud.texts(posture);

        int more = posture.findings().size() - 50;
        assertThat(more).isPositive();
        assertThat(texts).contains(posture.findings().get(49).toString(), "and " + more + " more findings");
    }

    private static BackupException.Detail wanted(Duration retryAfter) {
        return new BackupException.Detail("429", null, 429, retryAfter);
    }

    /** Those that workflows took: the policy of the fleet takes others at 02:00, and the time may run past that. */
    private List<String> pointsOf(Resource.Disk disk) {
        return world.cloud
                .backup()
                .restorePoints()
                .list(RestorePointFilter.of(disk))
                .filter(point -> !point.provenance().automatic())
                .map(Object::toString)
                .toList();
    }
}
