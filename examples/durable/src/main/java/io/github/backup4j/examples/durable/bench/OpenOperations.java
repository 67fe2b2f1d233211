package io.github.backup4j.examples.durable.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Measures how a few workers follow thousands of backup runs at once: requests a minute, how late the end of a run is noticed, rows and
 * time for each poll. The cloud is an emulator in this process, and the database a real PostgreSQL; the workers have connections of
 * their own to both, but share this process.
 */
public final class OpenOperations {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String WRITES =
            "select n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables where relname = 'scheduled_tasks'";

    private final int count;
    private final int workers;
    private final int threads;
    private final Duration takes;
    private final Instant until;
    private final Instant startUntil;
    private final PrintStream out;
    private final Polls polls = new Polls();

    private OpenOperations(Options options, PrintStream out) {
        count = options.number("operations", 1_000);
        workers = options.number("workers", 4);
        threads = options.number("threads", 4);
        takes = Duration.ofSeconds(options.number("seconds", 40));
        Duration limit = Duration.ofSeconds(options.number("limit-seconds", 150));
        until = Instant.now().plus(limit);
        startUntil = Instant.now().plus(limit.dividedBy(3));
        this.out = out;
    }

    /**
     * Runs the measurement and prints its figures.
     *
     * @param args {@code --operations}, 1,000 by default; {@code --workers}, 4; {@code --threads} of each worker, 4; {@code
     *     --seconds}, 40, after which the runs begin to end, for as long again; {@code --limit-seconds}, 150: after a third of it no
     *     further run is started, and after the whole of it the figures are those of the runs whose end was noticed
     * @throws Exception if it fails
     */
    public static void main(String... args) throws Exception {
        new OpenOperations(
                        new Options(args, Set.of("operations", "workers", "threads", "seconds", "limit-seconds")),
                        System.out)
                .run();
    }

    private void run() throws IOException, SQLException, InterruptedException {
        InMemoryCloud cloud = InMemoryCloud.builder()
                .withUuids()
                .time(VirtualTime.startingAt(TimeSource.system().now()))
                .build();
        List<CloudBackup> clouds = new ArrayList<>();
        List<Scheduler> schedulers = new ArrayList<>();
        Path files = Files.createTempDirectory("open-operations");
        try (HuaweiEmulator emulator =
                        HuaweiEmulator.builder().cloud(cloud).speed(1).start();
                LocalDatabase local = new LocalDatabase(files);
                HikariDataSource database = SchedulerWorker.connect(local.url(), workers * (threads + 3))) {
            SchedulerWorker.createTables(database);
            Instant starting = Instant.now();
            Map<String, Instant> ends = start(cloud, connect(emulator), database);
            Instant begun = Instant.now();
            long requestsBefore = emulator.requests();
            out.printf(
                    Locale.ROOT,
                    "%d runs started in %d s; they end in %d s to %d s%n",
                    ends.size(),
                    Duration.between(starting, begun).toSeconds(),
                    Duration.between(begun, Collections.min(ends.values())).toSeconds(),
                    Duration.between(begun, Collections.max(ends.values())).toSeconds());
            long writesBefore = number(database, WRITES);
            for (int i = 1; i <= workers; i++) {
                CloudBackup backup = connect(emulator);
                clouds.add(backup);
                Scheduler scheduler = SchedulerWorker.scheduler(database, backup, PAUSE, threads)
                        .schedulerName(new SchedulerName.Fixed("worker-" + i))
                        .addSchedulerListener(polls)
                        .build();
                schedulers.add(scheduler);
                scheduler.start();
            }
            Instant firstEnd = Collections.min(ends.values());
            long requestsWhileOpen = -1;
            while (number(database, "select count(*) from scheduled_tasks") > 0
                    && Instant.now().isBefore(until)) {
                TimeUnit.MILLISECONDS.sleep(500);
                if (requestsWhileOpen < 0 && Instant.now().isAfter(firstEnd)) {
                    requestsWhileOpen = emulator.requests() - requestsBefore;
                }
            }
            TimeUnit.SECONDS.sleep(1);
            report(database, ends, Duration.between(begun, Instant.now()), emulator.requests() - requestsBefore);
            out.printf(
                    Locale.ROOT,
                    "requests while all runs were open: %d in %d s%n",
                    Math.max(0, requestsWhileOpen),
                    Math.max(0, Duration.between(begun, firstEnd).toSeconds()));
            schedulers.forEach(Scheduler::stop);
            out.printf(
                    Locale.ROOT,
                    "rows written for each poll: %.2f%n",
                    (double) (number(database, WRITES) - writesBefore) / polls.count.sum());
        } finally {
            schedulers.stream()
                    .filter(scheduler -> !scheduler.getSchedulerState().isShuttingDown())
                    .forEach(Scheduler::stop);
            clouds.forEach(CloudBackup::close);
            delete(files);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static CloudBackup connect(HuaweiEmulator emulator) {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("access-key", "secret-key")
                .endpoint(emulator.address())
                .pollInterval(PAUSE)
                .build();
    }

    /** Starts the runs, which end one after the other, and stores their tokens; returns when each ends, by its request. */
    private Map<String, Instant> start(InMemoryCloud cloud, CloudBackup backup, HikariDataSource database) {
        Map<String, Instant> ends = new HashMap<>();
        SchedulerClient client = SchedulerClient.Builder.create(database)
                .serializer(new JacksonSerializer())
                .build();
        CloudBackup within = cloud.backup();
        try (backup) {
            for (int i = 0; i < count && (i == 0 || Instant.now().isBefore(startUntil)); i++) {
                Resource.Disk disk = cloud.addDisk("disk-" + i, DataSize.gib(1));
                Vault vault = within.vaults().create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)));
                within.vaults().add(vault.id(), disk);
                Duration time = takes.plus(takes.multipliedBy(i).dividedBy(count));
                cloud.takes(Work.BACKUP, time);
                String request = "run-" + i;
                Operation<BackupRun> run = backup.restorePoints().take(BackupSpec.of(vault.id()));
                Instant now = Instant.now();
                ends.put(request, now.plus(time));
                boolean unused = client.scheduleIfNotExists(OperationTask.OPERATION
                        .instance(request)
                        .data(OpenOperation.begun(run.token()))
                        .scheduledTo(now.plus(PAUSE)));
            }
        }
        return ends;
    }

    private void report(HikariDataSource database, Map<String, Instant> ends, Duration took, long requests)
            throws SQLException {
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
                "%d of %d runs noticed by %d workers with %d threads each, in %d s%n",
                late.size(),
                ends.size(),
                workers,
                threads,
                took.toSeconds());
        out.printf(
                Locale.ROOT,
                "lateness of an end: median %.1f s, 99 %% %.1f s, worst %.1f s%n",
                seconds(late.get(late.size() / 2)),
                seconds(late.get(late.size() * 99 / 100)),
                seconds(late.get(late.size() - 1)));
        out.printf(
                Locale.ROOT,
                "polls: %d, %.0f a second; %.1f ms each; requests: %d, %.3f for each poll, %.0f a minute%n",
                polls.count.sum(),
                polls.count.sum() / seconds(took),
                polls.nanos.sum() / 1e6 / polls.count.sum(),
                requests,
                (double) requests / polls.count.sum(),
                requests * 60 / seconds(took));
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

    /** Counts executions, each of which is a poll. */
    private static final class Polls extends AbstractSchedulerListener {
        final LongAdder count = new LongAdder();
        final LongAdder nanos = new LongAdder();

        @Override
        public void onExecutionComplete(ExecutionComplete complete) {
            count.increment();
            nanos.add(complete.getDuration().toNanos());
        }
    }
}
