package io.github.backup4j.examples.durable.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.examples.durable.EmulatedCloud;
import io.github.backup4j.examples.durable.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker that is killed with -9 right after the cloud has carried out a change for it; the database is restarted; another worker goes
 * on.
 */
class SchedulerKillTest {
    @TempDir
    private static Path files;

    private static LocalDatabase database;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startDatabase() throws IOException {
        database = new LocalDatabase(files);
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        database.close();
    }

    static Stream<Arguments> kills() {
        Stream<Arguments> usual = Stream.of(Arguments.of("/checkpoints", 1));
        return Boolean.getBoolean("durable.long")
                ? Stream.concat(
                        usual,
                        Stream.of(
                                Arguments.of("/vaults", 1),
                                Arguments.of("/vaults", 2),
                                Arguments.of("/vaults", 3),
                                Arguments.of("/policies", 1)))
                : usual;
    }

    @ParameterizedTest
    @MethodSource("kills")
    void round_workerKilledAndDatabaseRestarted_anotherGoesOn(String path, int change) throws Exception {
        try (HikariDataSource connections = SchedulerWorker.connect(database.url(), 1)) {
            SchedulerWorker.createTables(connections);
        }
        update("delete from scheduled_tasks");
        update("delete from backup_outcomes");
        try (EmulatedCloud world = new EmulatedCloud(3, Duration.ofSeconds(3));
                Workers workers = new Workers(directory)) {
            Process first = workers.start(SchedulerWorker.class, options(world, "first"));
            world.killAfter(path, change, first);
            workers.awaitDeath(first);
            database.restart();
            workers.add(
                    SchedulerWorker.start(options(world, "second").toArray(String[]::new), address -> world.open()));
            database.restart();

            workers.await(
                    () -> "the outcome of the round",
                    () -> !texts("select outcome from backup_outcomes").isEmpty());
            workers.await(
                    () -> "no operation left",
                    () -> texts("select task_instance from scheduled_tasks where task_name = 'backup-operation'")
                            .isEmpty());

            assertThat(texts("select outcome from backup_outcomes"))
                    .as(workers.said())
                    .containsExactly("done");
            world.assertNothingDoubled(1);
        }
    }

    private static List<String> options(EmulatedCloud world, String name) {
        return List.of(
                "--cloud",
                world.address(),
                "--database",
                database.url(),
                "--name",
                name,
                "--every-seconds",
                "3600",
                "--heartbeat-millis",
                "500",
                "--pause-millis",
                "500",
                "--threads",
                "4");
    }

    private static List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static void update(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement update = connection.createStatement()) {
            int unused = update.executeUpdate(statement);
        }
    }
}
