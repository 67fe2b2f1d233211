package io.github.backup4j.examples.durable.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.PacedCloud;
import io.github.backup4j.examples.durable.Polled;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of a fleet in a real PostgreSQL, by the scheduler's and the cloud's clock, which the test moves. */
class FleetTaskTest {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration STEP = Duration.ofMinutes(5);

    /** So that the policy of the fleet, which backs it up at 02:00, takes nothing. */
    private static final Instant MORNING = Instant.parse("2026-11-30T06:00:00Z");

    @TempDir
    private static Path files;

    private static LocalDatabase server;

    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .time(VirtualTime.startingAt(MORNING))
            .build();
    private CloudBackup backup = cloud.backup();
    private final SettableClock clock = new SettableClock();
    private final Resource.Disk disk =
            cloud.addDisk(DiskSetup.of("orders", DataSize.gib(40)).withTags(Map.of("app", "shop")));

    private HikariDataSource database;
    private ManualScheduler scheduler;

    @BeforeAll
    static void startDatabase() throws IOException {
        server = new LocalDatabase(files);
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        server.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        database = SchedulerWorker.connect(server.url(), 2);
        SchedulerWorker.createTables(database);
        update("delete from scheduled_tasks");
        update("delete from backup_outcomes");
        cloud.takes(Work.BACKUP, Duration.ofMinutes(12));
        clock.set(MORNING);
        scheduler = worker("first", EVERY);
    }

    @AfterEach
    void close() {
        scheduler.stop();
        database.close();
    }

    private ManualScheduler worker(String name, Duration every) {
        return worker(name, every, () -> backup);
    }

    private ManualScheduler worker(String name, Duration every, Supplier<CloudBackup> ofRounds) {
        return worker(name, Fleet.tagged("shop", "app", "shop"), every, ofRounds);
    }

    private ManualScheduler worker(String name, Fleet ofWorker, Duration every, Supplier<CloudBackup> ofRounds) {
        Outcomes outcomes = new Outcomes(database, cloud.time());
        Duration pause = Duration.ofSeconds(5);
        RecurringTask<Round> fleet = FleetTask.create(ofWorker, FixedDelay.of(every), ofRounds, outcomes, pause);
        TestHelper.ManualSchedulerBuilder builder = TestHelper.createManualScheduler(
                        database, OperationTask.create(() -> backup, outcomes, pause))
                .clock(clock)
                .startTasks(List.of(fleet));
        var unused = SchedulerWorker.besideOthers(builder).schedulerName(new SchedulerName.Fixed(name));
        ManualScheduler worker = builder.build();
        worker.start();
        return worker;
    }

    /** Runs what is due, until a time has passed. */
    private void pass(Duration time) {
        pass(time, STEP);
    }

    private void pass(Duration time, Duration step) {
        Instant until = cloud.time().now().plus(time);
        while (cloud.time().now().isBefore(until)) {
            scheduler.runAnyDueExecutions();
            cloud.time().advance(step);
            clock.set(cloud.time().now());
        }
    }

    @Test
    void rounds_threeInThreeHours_takeThreeBackupsUnderThreeKeys() throws SQLException {
        pass(EVERY.multipliedBy(3).minus(STEP));

        assertThat(texts("select outcome from backup_outcomes")).containsExactly("done", "done", "done");
        assertThat(texts("select split_part(request, '/', 3) from backup_outcomes order by ended_at"))
                .as("the number of the round in the request key")
                .containsExactly("1", "2", "3");
        assertThat(texts("select distinct split_part(request, '/', 2) from backup_outcomes"))
                .as("the series")
                .hasSize(1);
        assertThat(points()).as(cloud.describe()).hasSize(3);
        assertThat(backup.vaults().list()).hasSize(1);
    }

    @Test
    void round_endThatWasNeverStored_isRepeatedAndJoinsItsRun() throws SQLException {
        pass(EVERY.minus(STEP));
        Row before = fleetRow();
        pass(STEP.multipliedBy(3));
        assertThat(points()).as("the second round is under way or done").hasSize(2);

        restore(before);
        pass(EVERY.minus(STEP.multipliedBy(3)));

        assertThat(points())
                .as("the second round, repeated, took nothing\n" + cloud.describe())
                .hasSize(2);
        assertThat(texts("select split_part(request, '/', 3) from backup_outcomes order by ended_at"))
                .containsExactly("1", "2");

        pass(EVERY);
        assertThat(points()).as("the third round").hasSize(3);
    }

    @Test
    void round_failsAfterItsReplyWasLost_nextAttemptTakesNothingTwice() throws SQLException {
        pass(EVERY);
        cloud.faults().loseReplyOf(Call.RESTORE_POINTS_TAKE);
        pass(EVERY);

        assertThat(points()).as(cloud.describe()).hasSize(2);
        assertThat(texts("select outcome from backup_outcomes")).containsExactly("done", "done");
    }

    @Test
    void round_cloudThatIsOut_isRepeatedUnderItsOwnNumber() throws SQLException {
        pass(EVERY);
        cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, new Unavailable("out of order"));
        pass(EVERY);

        assertThat(texts("select split_part(request, '/', 3) from backup_outcomes order by ended_at"))
                .containsExactly("1", "2");
        assertThat(points()).hasSize(2);
    }

    @Test
    void rounds_rowOfTheFleetLost_beginAnotherSeriesThatFindsNoEarlierRun() throws SQLException {
        pass(EVERY.minus(STEP));
        scheduler.stop();
        update("delete from scheduled_tasks where task_name = 'backup-fleet-shop'");
        scheduler = worker("second", EVERY);
        pass(EVERY.minus(STEP));

        assertThat(texts("select distinct split_part(request, '/', 2) from backup_outcomes"))
                .hasSize(2);
        assertThat(points()).hasSize(2);
    }

    /** By default, db-scheduler deletes what a worker has not known for 14 days. */
    @Test
    void worker_ofAnotherFleet_neverDeletesTheTaskThatItDoesNotKnow() throws SQLException {
        scheduler.stop();
        scheduler = worker("office", Fleet.tagged("office", "app", "office"), EVERY, () -> backup);
        scheduler.runAnyDueExecutions();
        clock.set(MORNING.plus(Duration.ofDays(400)));
        scheduler.runDeadExecutionDetection();

        assertThat(texts("select task_name from scheduled_tasks where task_name like 'backup-fleet-%' order by 1"))
                .containsExactly("backup-fleet-office", "backup-fleet-shop");
    }

    /** Ten hours are about 1,200 polls if there is one each half a minute. */
    @Test
    void polls_workOfTenHoursWithPercentages_areFewAndTheEndIsNoticedSoon() throws Exception {
        Duration work = Duration.ofHours(10);
        cloud.takes(Work.BACKUP, work);
        scheduler.stop();
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup huawei = connect(emulator)) {
            backup = huawei;
            scheduler = worker("second", Duration.ofDays(7));
            pass(work.plusHours(1), Duration.ofSeconds(30));
        }

        assertThat(texts("select outcome from backup_outcomes")).containsExactly("done");
        assertThat(Integer.parseInt(texts("select polls from backup_outcomes").get(0)))
                .isLessThan(100);
        assertThat(texts("select extract(epoch from ended_at) from backup_outcomes"))
                .singleElement()
                .satisfies(seconds -> assertThat(Duration.between(
                                MORNING.plus(work), Instant.ofEpochSecond((long) Double.parseDouble(seconds))))
                        .as("late")
                        .isBetween(Duration.ZERO, Duration.ofMinutes(10)));
    }

    /** Without a limit, these two send several times as many requests. */
    @Test
    void polls_byTwoPacedWorkers_sendNoMoreThanBothMay() throws Exception {
        int aMinute = 2;
        int ofOneStep = 5;
        int minutes = 10;
        List<Long> requests = new ArrayList<>();
        cloud.takes(Work.BACKUP, Duration.ofMinutes(20));
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup one = connect(emulator);
                CloudBackup other = connect(emulator)) {
            for (int i = 0; i < 10; i++) {
                take("run-" + i, one);
            }
            List<ManualScheduler> workers = List.of(
                    followed("one", new PacedCloud(one, aMinute, cloud.time())),
                    followed("other", new PacedCloud(other, aMinute, cloud.time())));
            for (int steps = 0; steps < 40 * 12; steps++) {
                if (steps % 12 == 0) {
                    requests.add(emulator.requests());
                }
                workers.forEach(ManualScheduler::runAnyDueExecutions);
                cloud.time().advance(Duration.ofSeconds(5));
                clock.set(cloud.time().now());
            }
            workers.forEach(ManualScheduler::stop);
        }

        assertThat(texts("select outcome from backup_outcomes")).hasSize(10).containsOnly("done");
        for (int i = 0; i + minutes < requests.size(); i++) {
            assertThat(requests.get(i + minutes) - requests.get(i))
                    .as("requests in %d minutes from minute %d; all: %s", minutes, i, requests)
                    .isLessThanOrEqualTo(2L * (aMinute * minutes + ofOneStep));
        }
    }

    /** Every other poll is refused before it is made; the cloud denies those that are. */
    @Test
    void polls_deniedForADayUnderAPace_endAsLost() throws SQLException {
        cloud.takes(Work.BACKUP, Duration.ofDays(3));
        take("run", backup);
        Denying denying = new Denying();
        scheduler.stop();
        scheduler = followed("paced", denying);
        pass(Duration.ofHours(25), Duration.ofMinutes(1));

        assertThat(denying.refusals).as("polls that were not made").isGreaterThan(500);
        assertThat(texts("select outcome || ' ' || split_part(detail, ':', 1) from backup_outcomes"))
                .containsExactly("lost Denied");
        assertThat(Integer.parseInt(texts("select polls from backup_outcomes").get(0)))
                .as("polls that were made")
                .isEqualTo(denying.polls);
    }

    private final class Denying implements Supplier<CloudBackup> {
        private int polls;
        private int refusals;

        @Override
        public CloudBackup get() {
            if (refusals < polls) {
                refusals++;
                throw refusal();
            }
            polls++;
            cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("the permission was revoked"));
            return backup;
        }
    }

    private static Throttled refusal() {
        return new Throttled(
                "the step has not begun", new BackupException.Detail(null, null, null, Duration.ofMinutes(1)), null);
    }

    /** The first attempts are refused before they begin; the first one that does begin meets a cloud that is out for a moment. */
    @Test
    void round_refusedManyTimesBeforeItBegins_isNotGivenUpAtItsFirstFailure() throws SQLException {
        Refusing refusing = new Refusing(100);
        restart(refusing);
        cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, new Unavailable("out of order"));
        pass(Duration.ofMinutes(100), Duration.ofMinutes(1));
        assertThat(refusing.left)
                .as("each refused attempt came again after its minute")
                .isZero();
        pass(EVERY);

        assertThat(texts("select outcome from backup_outcomes")).containsExactly("done");
        assertThat(points()).hasSize(1);
    }

    @Test
    void round_refusedForADay_isGivenUpAndTheNextOneBegins() throws SQLException {
        restart(new Refusing(Integer.MAX_VALUE));
        pass(Duration.ofHours(26), STEP);

        assertThat(texts("select outcome || split_part(request, '/', 3) from backup_outcomes"))
                .containsExactly("given up1");
    }

    private void restart(Supplier<CloudBackup> paced) throws SQLException {
        scheduler.stop();
        update("delete from scheduled_tasks");
        scheduler = worker("refused", Duration.ofHours(12), paced);
    }

    /** Refuses steps before they begin. */
    private final class Refusing implements Supplier<CloudBackup> {
        private int left;

        Refusing(int times) {
            left = times;
        }

        @Override
        public CloudBackup get() {
            if (left == 0) {
                return backup;
            }
            left--;
            throw refusal();
        }
    }

    /** Else the failed vault would have another run under its key, whose restore points no outcome names. */
    @Test
    void round_repeatedAfterARunHasFailed_takesNothingThatNoOutcomeNames() throws SQLException {
        protect(disk);
        protect(tagged("carts"));
        cloud.takes(Work.BACKUP, Duration.ofSeconds(1));
        cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, new Unavailable("out of order"));
        cloud.faults().failNext(Work.BACKUP, "Code.1", "the disk is not to be read");
        pass(EVERY.minus(STEP));

        assertThat(texts("select outcome from backup_outcomes where outcome <> 'not done'"))
                .containsExactlyInAnyOrder("failed", "done");
        assertThat(backup.restorePoints().list().filter(point -> point.status() == RestorePoint.Status.AVAILABLE))
                .as(cloud.describe())
                .isNotEmpty()
                .allSatisfy(point -> assertThat(texts("select detail from backup_outcomes where outcome = 'done'"))
                        .anyMatch(detail -> detail.contains(point.id().value())));
    }

    @Test
    void round_moreVaultsThanRunsAtOnce_startsTheOthersAsRunsEnd() throws SQLException {
        protect(disk);
        protect(tagged("carts"));
        protect(tagged("users"));
        scheduler.stop();
        update("delete from scheduled_tasks");
        scheduler = worker("few", Fleet.tagged("shop", "app", "shop").atMostRuns(1), Duration.ofDays(1), () -> backup);
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            pass(STEP);
            open.add(texts("select task_instance from scheduled_tasks where task_name = 'backup-operation'")
                    .size());
        }

        assertThat(open).as("runs in progress").contains(1).allMatch(runs -> runs <= 1);
        assertThat(texts("select distinct round like '%/1' from backup_outcomes where outcome = 'done'"))
                .containsExactly("t");
        assertThat(texts("select outcome from backup_outcomes where outcome <> 'not done'"))
                .containsExactly("done", "done", "done");
        assertThat(backup.restorePoints().list()).hasSize(3);
    }

    @Test
    void round_noRoomForADay_isGivenUp() throws SQLException {
        protect(disk);
        protect(tagged("carts"));
        cloud.faults().stickNext(Work.BACKUP, 50);
        scheduler.stop();
        update("delete from scheduled_tasks");
        scheduler = worker("few", Fleet.tagged("shop", "app", "shop").atMostRuns(1), EVERY, () -> backup);
        pass(Duration.ofHours(26));

        assertThat(texts("select detail from backup_outcomes where outcome = 'given up'"))
                .singleElement()
                .asString()
                .contains("fleet shop", "in progress");
        assertThat(texts("select round like '%/1' from backup_outcomes where outcome = 'given up'"))
                .containsExactly("t");
    }

    /** The request keys of a fleet with a long name are digests; an underscore is any character to {@code like}. */
    @Test
    void queryOfTheReadme_longName_findsTheRoundsButTheLastFourOfThatFleetOnly() throws SQLException, IOException {
        String name = "gold_" + "x".repeat(35);
        protect(disk);
        protect(tagged("carts"));
        scheduler.stop();
        update("delete from scheduled_tasks");
        scheduler = worker("gold", Fleet.tagged(name, "app", "shop"), EVERY, () -> backup);
        pass(EVERY.multipliedBy(6).minus(STEP));
        new Outcomes(database, cloud.time())
                .record(
                        "another",
                        OpenOperation.begun("token", MORNING)
                                .of(Fleet.tagged(name.replace('_', '-'), "app", "shop"), Round.first()),
                        "done",
                        "of another fleet");

        Matcher query =
                Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        assertThat(query.find()).isTrue();
        String ofFleet = query.group(1).replace("gold", name).replace("select ended_at, detail", "select round");
        assertThat(texts(ofFleet))
                .as("two rounds of two vaults")
                .hasSize(4)
                .allMatch(round -> round.endsWith("/1") || round.endsWith("/2"));
    }

    @Test
    void record_again_replacesWhatIsNotDone() throws SQLException {
        Outcomes outcomes = new Outcomes(database, cloud.time());
        OpenOperation operation = OpenOperation.begun("token", MORNING);

        outcomes.record("request", operation, "failed", "it failed");
        outcomes.record(
                "request", operation.after(new Polled.Done("newer", "result"), MORNING), "done", "restore points [1]");
        outcomes.record("request", operation, "lost", "another worker cannot poll it");

        assertThat(texts("select outcome || ' ' || token || ' ' || detail from backup_outcomes"))
                .containsExactly("done newer restore points [1]");
    }

    @Test
    void record_detailWithANul_isKeptWithoutIt() throws SQLException {
        new Outcomes(database, cloud.time())
                .record("request", OpenOperation.begun("token", MORNING), "refused", "no \0permission");

        assertThat(texts("select detail from backup_outcomes")).containsExactly("no permission");
    }

    private Resource.Disk tagged(String name) {
        return cloud.addDisk(DiskSetup.of(name, DataSize.gib(40)).withTags(Map.of("app", "shop")));
    }

    /** Puts a disk into a vault of its own. */
    private void protect(Resource.Disk member) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("of-" + member.id(), DataSize.gib(100)));
        backup.vaults().add(vault.id(), member);
    }

    private void take(String request, CloudBackup huawei) {
        Resource.Disk member = cloud.addDisk(request, DataSize.gib(1));
        Vault vault = backup.vaults().create(VaultSpec.forDisks(request, DataSize.gib(100)));
        backup.vaults().add(vault.id(), member);
        String token = huawei.restorePoints().take(BackupSpec.of(vault.id())).token();
        boolean unused = scheduler.scheduleIfNotExists(OperationTask.OPERATION
                .instance(request)
                .data(OpenOperation.begun(token, MORNING))
                .scheduledTo(MORNING));
    }

    private ManualScheduler followed(String name, Supplier<CloudBackup> paced) {
        TestHelper.ManualSchedulerBuilder builder = TestHelper.createManualScheduler(
                        database,
                        OperationTask.create(paced, new Outcomes(database, cloud.time()), Duration.ofSeconds(5)))
                .clock(clock);
        var unused = SchedulerWorker.besideOthers(builder).schedulerName(new SchedulerName.Fixed(name));
        ManualScheduler worker = builder.build();
        worker.start();
        return worker;
    }

    private CloudBackup connect(HuaweiEmulator emulator) {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("access-key", "secret-key")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .build();
    }

    private List<String> points() {
        return backup.restorePoints()
                .list(RestorePointFilter.of(disk))
                .map(point -> point.id().value())
                .toList();
    }

    /** What the table holds of the fleet's task between two rounds. */
    private static final class Row {
        private final byte[] data;
        private final Instant due;

        Row(byte[] data, Instant due) {
            this.data = data;
            this.due = due;
        }
    }

    private Row fleetRow() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select task_data, execution_time from scheduled_tasks where task_name = 'backup-fleet-shop'");
                ResultSet rows = query.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return new Row(rows.getBytes(1), rows.getTimestamp(2).toInstant());
        }
    }

    /** Leaves the row as a worker does that dies before it has stored the end of a round, and was found dead. */
    private void restore(Row row) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("update scheduled_tasks set task_data = ?,"
                        + " execution_time = ?, picked = false where task_name = 'backup-fleet-shop'")) {
            update.setBytes(1, row.data);
            update.setTimestamp(2, Timestamp.from(row.due));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void update(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(statement)) {
            int unused = update.executeUpdate();
        }
    }
}
