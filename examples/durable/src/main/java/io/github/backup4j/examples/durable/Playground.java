package io.github.backup4j.examples.durable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.examples.durable.scheduler.LocalDatabase;
import io.github.backup4j.examples.durable.scheduler.SchedulerWorker;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.DiskSetup;
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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What workers need, to try them out: an emulated cloud with three disks that have the tag {@code tier=gold}, and a PostgreSQL. It prints
 * the addresses of both, and then each outcome that workers record. Backups and restores take half a minute. When it is interrupted, it
 * stops the database and deletes its files.
 */
public final class Playground {
    private Playground() {}

    /**
     * Runs until it is killed.
     *
     * @param args {@code --cloud-port}, 8480 by default
     * @throws Exception if the port is taken, or the database does not start
     */
    public static void main(String... args) throws Exception {
        run(new Options(args, Set.of("cloud-port")).number("cloud-port", 8480), System.out);
    }

    private static void run(int port, PrintStream out) throws IOException, SQLException, InterruptedException {
        InMemoryCloud cloud = InMemoryCloud.builder()
                .withUuids()
                .time(VirtualTime.startingAt(TimeSource.system().now()))
                .build();
        for (Work work : new Work[] {Work.BACKUP, Work.NEW_DISK}) {
            cloud.takes(work, Duration.ofSeconds(30));
        }
        for (String name : new String[] {"orders", "carts", "users"}) {
            Resource.Disk disk =
                    cloud.addDisk(DiskSetup.of(name, DataSize.gib(40)).withTags(Map.of("tier", "gold")));
            out.println("disk " + name + ": " + disk.id());
        }
        // At Ctrl-C, the database stops while this is told to end: a question that is under way then fails.
        AtomicBoolean ending = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending.set(true), "end of the playground"));
        Path files = Files.createTempDirectory("playground");
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .port(port)
                        .speed(1)
                        .start();
                LocalDatabase local = new LocalDatabase(files);
                HikariDataSource database = SchedulerWorker.connect(local.url(), 1)) {
            SchedulerWorker.createTables(database);
            out.println("export HUAWEICLOUD_SDK_AK=any");
            out.println("export HUAWEICLOUD_SDK_SK=any");
            out.println("--cloud 'huawei://" + emulator.site().region() + "/"
                    + emulator.site().project() + "?endpoint=" + emulator.address()
                    + "&credentials=environment&dateHeader="
                    + HuaweiEmulator.DATE_HEADER + "'");
            out.println("--database '" + local.url() + "'");
            Set<String> printed = new HashSet<>();
            while (!ending.get()) {
                try {
                    printNew(database, printed, out);
                } catch (SQLException e) {
                    if (!ending.get()) {
                        throw e;
                    }
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** Workers have clocks of their own, so what they record now may have ended up to a minute ago. */
    private static void printNew(HikariDataSource database, Set<String> printed, PrintStream out) throws SQLException {
        Set<String> read = new HashSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select request, ended_at, outcome, polls, detail"
                        + " from backup_outcomes where ended_at > now() - interval '1 minute' order by ended_at")) {
            while (rows.next()) {
                boolean unused = read.add(rows.getString(1));
                if (printed.add(rows.getString(1))) {
                    int polls = rows.getInt(4);
                    out.println(rows.getTimestamp(2) + " " + rows.getString(3)
                            + (polls == 0 ? "" : " after " + polls + (polls == 1 ? " poll" : " polls"))
                            + ", request " + rows.getString(1) + ": " + rows.getString(5));
                }
            }
        }
        boolean unused = printed.retainAll(read);
    }
}
