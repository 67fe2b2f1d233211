package io.github.backup4j.examples.durable.bench;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.examples.durable.Options;
import io.github.backup4j.examples.durable.scheduler.LocalDatabase;
import io.github.backup4j.examples.durable.scheduler.OpenOperation;
import io.github.backup4j.examples.durable.scheduler.OperationTask;
import io.github.backup4j.examples.durable.scheduler.SchedulerWorker;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures how a few workers follow thousands of backup runs that are open at once: requests a minute, how late the end of a run is
 * noticed, rows and time for each poll, and which processor time that costs whom. The cloud is an emulator in this process, the database
 * a real PostgreSQL, and each worker a process of its own.
 *
 * <p>All times are of the machine's clock, since it is real processes that are measured: no other clock could see them.
 */
public final class OpenOperations {
    private static final TimeSource MACHINE = TimeSource.system();
    private static final String WRITES =
            "select n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables where relname = 'scheduled_tasks'";
    private static final String IN_PLACE =
            "select n_tup_hot_upd from pg_stat_user_tables where relname = 'scheduled_tasks'";

    private final int count;
    private final int workers;
    private final int threads;
    private final Duration pause;
    private final Duration takes;
    private final Duration spread;
    private final Duration limit;
    private final PrintStream out;
    private final Instant begun = MACHINE.now();

    /** When each run ends, by its request. */
    private final Map<String, Instant> ends = new HashMap<>();

    private OpenOperations(Options options, PrintStream out) {
        count = options.number("operations", 1_000);
        workers = options.number("workers", 4);
        threads = options.number("threads", 4);
        pause = Duration.ofMillis(options.number("pause-millis", 5_000));
        takes = Duration.ofSeconds(options.number("seconds", 60));
        spread = Duration.ofSeconds(options.number("spread-seconds", 60));
        limit = Duration.ofSeconds(options.number("limit-seconds", 240));
        this.out = out;
    }

    /**
     * Runs the measurement and prints its figures.
     *
     * @param args {@code --operations}, 1,000 by default; {@code --workers}, 4; {@code --threads} of each worker, 4; {@code
     *     --pause-millis} before the second poll of a run, 5,000; {@code --seconds} that the first run takes, 60, which has to be longer
     *     than it takes to start all of them; {@code --spread-seconds} that the last one takes longer, 60; {@code
     *     --limit-seconds}, 240, after which the figures are those of the runs whose end was noticed
     * @throws Exception if it fails
     */
    public static void main(String... args) throws Exception {
        new OpenOperations(
                        new Options(
                                args,
                                Set.of(
                                        "operations",
                                        "workers",
                                        "threads",
                                        "pause-millis",
                                        "seconds",
                                        "spread-seconds",
                                        "limit-seconds")),
                        System.out)
                .run();
    }

    private void run() throws IOException, SQLException, InterruptedException {
        InMemoryCloud cloud = InMemoryCloud.builder()
                .withUuids()
                .time(VirtualTime.startingAt(MACHINE.now()))
                .build();
        List<VaultId> vaults = vaults(cloud);
        List<WorkerProcess> processes = new ArrayList<>();
        Path files = Files.createTempDirectory("open-operations");
        try (HuaweiEmulator emulator =
                        HuaweiEmulator.builder().cloud(cloud).speed(1).start();
                LocalDatabase local = new LocalDatabase(files);
                HikariDataSource database = SchedulerWorker.connect(local.url(), 2)) {
            SchedulerWorker.createTables(database);
            startAll(cloud, emulator, vaults, database);
            for (int i = 1; i <= workers; i++) {
                processes.add(new WorkerProcess(List.of(
                        "--cloud",
                        address(emulator),
                        "--database",
                        local.url(),
                        "--name",
                        "worker-" + i,
                        "--threads",
                        String.valueOf(threads),
                        "--pause-millis",
                        String.valueOf(pause.toMillis()))));
            }
            Look first = new Look(emulator, processes, files, database);
            Instant firstEnd = Collections.min(ends.values());
            while (MACHINE.now().isBefore(firstEnd)) {
                pause(processes);
            }
            Look open = new Look(emulator, processes, files, database);
            out.printf(Locale.ROOT, "while all %d runs were open, ", ends.size());
            report(first, open);
            while (number(database, "select count(*) from scheduled_tasks") > 0
                    && MACHINE.now().isBefore(begun.plus(limit))) {
                pause(processes);
            }
            Look last = new Look(emulator, processes, files, database);
            out.print("while they ended, ");
            report(open, last);
            reportEnds(database);
            for (WorkerProcess process : processes) {
                process.stop();
            }
        } finally {
            processes.forEach(WorkerProcess::close);
        }
    }

    private static void pause(List<WorkerProcess> processes) throws InterruptedException {
        if (!processes.stream().allMatch(WorkerProcess::isAlive)) {
            throw new IllegalStateException("a worker has ended by itself; what it said is above");
        }
        TimeUnit.MILLISECONDS.sleep(500);
    }

    private String address(HuaweiEmulator emulator) {
        return "huawei://" + emulator.site().region() + "/" + emulator.site().project() + "?endpoint="
                + emulator.address() + "&pollInterval=" + pause.toMillis() + "ms&credentials=environment";
    }

    /** Each run is of a vault with one disk. */
    private List<VaultId> vaults(InMemoryCloud cloud) {
        CloudBackup within = cloud.backup();
        List<VaultId> vaults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Resource.Disk disk = cloud.addDisk("disk-" + i, DataSize.gib(1));
            Vault vault = within.vaults().create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)));
            within.vaults().add(vault.id(), disk);
            vaults.add(vault.id());
        }
        out.printf(Locale.ROOT, "%d vaults after %.0f s%n", count, seconds(Duration.between(begun, MACHINE.now())));
        return vaults;
    }

    private void startAll(
            InMemoryCloud cloud, HuaweiEmulator emulator, List<VaultId> vaults, HikariDataSource database) {
        Instant starting = MACHINE.now();
        try (CloudBackup backup = HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("access-key", "secret-key")
                .endpoint(emulator.address())
                .pollInterval(pause)
                .build()) {
            SchedulerClient client = SchedulerClient.Builder.create(database)
                    .serializer(new JacksonSerializer())
                    .build();
            for (int i = 0; i < count; i++) {
                Duration time = takes.plus(spread.multipliedBy(i).dividedBy(count));
                cloud.takes(Work.BACKUP, time);
                start("run-" + i, time, BackupSpec.of(vaults.get(i)), backup, client);
            }
        }
        Instant now = MACHINE.now();
        Duration left = Duration.between(now, Collections.min(ends.values()));
        out.printf(
                Locale.ROOT,
                "%d runs started in %.0f s, with %d requests; they end in %.0f s to %.0f s%n",
                count,
                seconds(Duration.between(starting, now)),
                emulator.requests(),
                seconds(left),
                seconds(Duration.between(now, Collections.max(ends.values()))));
        if (left.compareTo(pause.multipliedBy(2)) < 0) {
            throw new IllegalStateException("the first run ends before all of them are watched; give more --seconds");
        }
    }

    private void start(String request, Duration time, BackupSpec spec, CloudBackup backup, SchedulerClient client) {
        // Before the request: the lateness is too large by the time of one request, rather than too small.
        ends.put(request, MACHINE.now().plus(time));
        Operation<BackupRun> run = backup.restorePoints().take(spec);
        boolean unused = client.scheduleIfNotExists(OperationTask.OPERATION
                .instance(request)
                .data(OpenOperation.begun(run.token(), MACHINE.now()))
                .scheduledTo(MACHINE.now().plus(pause)));
    }

    private void reportEnds(HikariDataSource database) throws SQLException {
        List<Duration> late = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select request, outcome, ended_at from backup_outcomes")) {
            while (rows.next()) {
                Instant end = ends.get(rows.getString("request"));
                if (end == null || !rows.getString("outcome").equals("done")) {
                    throw new IllegalStateException(rows.getString("request") + " is " + rows.getString("outcome"));
                }
                late.add(Duration.between(end, rows.getTimestamp("ended_at").toInstant()));
            }
        }
        Collections.sort(late);
        if (late.isEmpty()) {
            throw new IllegalStateException(
                    "the end of no run was noticed within the limit; give a longer --limit-seconds");
        }
        out.printf(
                Locale.ROOT,
                "%d of %d ends noticed; late by %.1f s (median), %.1f s (99 %%), %.1f s (worst)%n",
                late.size(),
                ends.size(),
                seconds(late.get(late.size() / 2)),
                seconds(late.get(late.size() * 99 / 100)),
                seconds(late.get(late.size() - 1)));
    }

    private void report(Look from, Look to) {
        double took = seconds(Duration.between(from.at, to.at));
        long polls = to.polls - from.polls;
        long requests = to.requests - from.requests;
        out.printf(
                Locale.ROOT,
                "%.0f s: %.0f requests a minute; %.1f polls a second, of %.1f ms each; each poll: %.3f requests, %.2f rows"
                        + " written, %.2f of them in place%n",
                took,
                requests * 60 / took,
                polls / took,
                (to.pollNanos - from.pollNanos) / 1e6 / polls,
                (double) requests / polls,
                (double) (to.writes - from.writes) / polls,
                (double) (to.writesInPlace - from.writesInPlace) / polls);
        double emulator = seconds(to.emulator.minus(from.emulator));
        double ofWorkers = seconds(to.ofWorkers.minus(from.ofWorkers));
        double ofDatabase = seconds(to.ofDatabase.minus(from.ofDatabase));
        out.printf(
                Locale.ROOT,
                "    processors: %d, of which workers used %.2f (%.2f ms for each poll), the database %.2f (%.2f ms for each"
                        + " poll), the emulator %.2f (%.1f ms for each request)%n",
                Runtime.getRuntime().availableProcessors(),
                ofWorkers / took,
                ofWorkers * 1000 / polls,
                ofDatabase / took,
                ofDatabase * 1000 / polls,
                emulator / took,
                emulator * 1000 / requests);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static long number(HikariDataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** All counts at a moment. */
    private static final class Look {
        final Instant at = MACHINE.now();
        final long requests;
        final long polls;
        final long pollNanos;
        final long writes;
        final long writesInPlace;
        final Duration emulator;
        final Duration ofWorkers;
        final Duration ofDatabase;

        Look(HuaweiEmulator cloud, List<WorkerProcess> processes, Path programs, HikariDataSource database)
                throws SQLException {
            requests = cloud.requests();
            polls = processes.stream()
                    .mapToLong(process -> process.counted().polls())
                    .sum();
            pollNanos = processes.stream()
                    .mapToLong(process -> process.counted().nanos())
                    .sum();
            writes = number(database, WRITES);
            writesInPlace = number(database, IN_PLACE);
            emulator = processor(ProcessHandle.current());
            ofWorkers = processes.stream().map(WorkerProcess::processor).reduce(Duration.ZERO, Duration::plus);
            // Its processes of the moment: those that end are new ones now and then, and small.
            ofDatabase = ProcessHandle.allProcesses()
                    .filter(process -> process.info().command().orElse("").startsWith(programs.toString()))
                    .map(Look::processor)
                    .reduce(Duration.ZERO, Duration::plus);
        }

        private static Duration processor(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }
}
