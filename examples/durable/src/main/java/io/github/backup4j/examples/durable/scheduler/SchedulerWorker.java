package io.github.backup4j.examples.durable.scheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.TimeSource;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.Options;
import io.github.backup4j.examples.durable.PacedCloud;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A worker for one project of a cloud. Start as many as you like; kill any of them. */
public final class SchedulerWorker {
    private static final String PASSWORD = "BACKUP_DATABASE_PASSWORD";

    /** Longer than any worker runs. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private SchedulerWorker() {}

    /**
     * Runs a worker until it is killed.
     *
     * @param args {@code --cloud huawei://region/project}, whose access key is in the environment; {@code --database
     *     jdbc:postgresql:...}, whose password is in the environment too, as {@code BACKUP_DATABASE_PASSWORD}; {@code
     *     --every-seconds}, when a round begins: it has no default, since what a round takes stays until somebody deletes it; {@code
     *     --name}, {@code --fleet}, {@code --tag-key}, {@code --tag-value}, {@code --runs-at-once}, {@code --threads}, {@code
     *     --requests-a-minute}, without which there is no limit, {@code --heartbeat-millis}, {@code --pause-millis}
     */
    public static void main(String... args) {
        var unused = start(args, CloudBackup::open);
    }

    /** Starts a worker with its own way to the cloud, and returns what stops it. */
    static Runnable start(String[] args, Function<String, CloudBackup> clouds) {
        Options options = new Options(
                args,
                Set.of(
                        "cloud",
                        "database",
                        "name",
                        "fleet",
                        "tag-key",
                        "tag-value",
                        "every-seconds",
                        "runs-at-once",
                        "threads",
                        "requests-a-minute",
                        "heartbeat-millis",
                        "pause-millis"));
        int everySeconds = options.requiredNumber("every-seconds");
        CloudBackup backup = clouds.apply(options.required("cloud"));
        Supplier<CloudBackup> cloud = PacedCloud.of(backup, options.number("requests-a-minute", 0));
        int threads = options.number("threads", 8);
        HikariDataSource database = connect(options.required("database"), threads + 4);
        createTables(database);
        Fleet fleet = Fleet.tagged(
                        options.text("fleet", "shop"),
                        options.text("tag-key", "app"),
                        options.text("tag-value", "shop"))
                .atMostRuns(options.number("runs-at-once", 20));
        Duration pause = Duration.ofMillis(options.number("pause-millis", 5_000));
        Scheduler scheduler = scheduler(database, cloud, pause, threads)
                .startTasks(
                        FleetTask.create(fleet, FixedDelay.ofSeconds(everySeconds), cloud, outcomes(database), pause))
                .schedulerName(new SchedulerName.Fixed(options.text("name", "worker")))
                .heartbeatInterval(Duration.ofMillis(options.number("heartbeat-millis", 60_000)))
                .build();
        scheduler.start();
        return () -> {
            scheduler.stop();
            database.close();
            backup.close();
        };
    }

    private static Outcomes outcomes(DataSource database) {
        return new Outcomes(database, TimeSource.system());
    }

    /**
     * Returns a builder of a scheduler that follows operations.
     *
     * @param database a database with the tables of {@code durable.sql}
     * @param cloud returns the cloud; called once by each poll
     * @param pause how long to wait between the first polls of an operation where the cloud says nothing else
     * @param threads how many polls this worker makes at once
     */
    public static SchedulerBuilder scheduler(
            DataSource database, Supplier<CloudBackup> cloud, Duration pause, int threads) {
        return besideOthers(Scheduler.create(database, List.of(OperationTask.create(cloud, outcomes(database), pause))))
                .threads(threads)
                .pollingInterval(Duration.ofMillis(Math.min(10_000, pause.toMillis())))
                .pollUsingLockAndFetch(1.0, 4.0);
    }

    /**
     * Lets a worker leave the tasks of other fleets alone, which are in the same table and which it does not know. By
     * default, db-scheduler deletes what a worker has not known for 14 days: those fleets would not be backed up any
     * more, and nobody would hear of it.
     *
     * @param builder the builder of a scheduler
     */
    static SchedulerBuilder besideOthers(SchedulerBuilder builder) {
        return builder.serializer(new JacksonSerializer()).deleteUnresolvedAfter(NEVER);
    }

    /**
     * Returns connections to a database.
     *
     * @param url its JDBC URL, without a password: the arguments of a process are seen by all users of its machine. The password, if
     *     there is one, is in the environment variable {@code BACKUP_DATABASE_PASSWORD}
     * @param connections how many at most
     * @throws IllegalArgumentException if the URL holds a password
     */
    public static HikariDataSource connect(String url, int connections) {
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException(
                    "the address of the database holds a password; put it into the environment variable " + PASSWORD);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        String password = System.getenv(PASSWORD);
        if (password != null) {
            config.setPassword(password);
        }
        config.setMaximumPoolSize(connections);
        config.setInitializationFailTimeout(60_000);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    /**
     * Creates the tables that do not exist yet.
     *
     * @param database the database
     */
    public static void createTables(DataSource database) {
        try (InputStream file = SchedulerWorker.class.getResourceAsStream("/durable.sql");
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (file == null) {
                throw new IllegalStateException("durable.sql is not on the class path");
            }
            String tables = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            boolean unused = statement.execute(tables);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the tables could not be created", e);
        }
    }
}
