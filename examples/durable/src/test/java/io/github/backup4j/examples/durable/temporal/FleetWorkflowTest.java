package io.github.backup4j.examples.durable.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.Denied;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Throttled;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
