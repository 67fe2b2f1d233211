package io.github.backup4j.huawei.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.RecordedLog;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.Traces;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Keys are nowhere to be read, whatever is logged, thrown or printed. */
@Isolated("it reads the log, to which all write")
class SecretsTest {
    private static final String SECRET = "SKSECRETSECRET";
    private static final String SESSION = "TOKENTOKENTOKEN";
    private static final Duration LONG = Duration.ofHours(12);

    private final Logger root = Logger.getLogger("");
    private final Level levelBefore = root.getLevel();
    private final Recorder recorder = new Recorder();
    private final List<String> printed = new ArrayList<>();
    private List<String> log = List.of();

    @BeforeEach
    void listen() {
        log = RecordedLog.listen();
        root.addHandler(recorder);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        RecordedLog.stopListening();
        root.removeHandler(recorder);
        root.setLevel(levelBefore);
    }

    @Test
    void wholeScenario_everythingLogged_noSecretAmongIt() throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup backup = builder()
                        .region(cloud.site().region())
                        .endpoint(emulator.address())
                        .timeSource(cloud.time())
                        .build()) {
            print(backup);
            useDisks(backup, cloud);
            useServers(backup, cloud);
            fail(() -> backup.vaults().get(new VaultId("none")));
            fail(() -> backup.snapshots().delete(new SnapshotId("none")));
            fail(() -> backup.images().delete(new ImageId("none"), Removal.KEEPING_RESTORE_POINTS));
            fail(() -> backup.vaults().create(VaultSpec.forDisks("large", DataSize.gib(100_000_000))));
            print(backup);
        }

        assertThat(log).anyMatch(line -> line.contains("IAM ListProjects"));
        for (String service : List.of("CBR", "EVS", "IMS", "ECS", "BSS")) {
            assertThat(log).anyMatch(line -> line.startsWith("DEBUG") && line.contains(" " + service + " "));
        }
        assertNoSecret();
    }

    @Test
    void failuresOfEveryKind_everythingLogged_noSecretAmongIt() {
        try (ScriptedServer server = new ScriptedServer();
                CloudBackup backup = builder()
                        .region("region-1")
                        .project("project-1")
                        .endpoint(server.address())
                        .timeSource(VirtualTime.create())
                        .build()) {
            server.json(401, "{\"error_code\":\"APIG.0301\",\"error_msg\":\"wrong signature\"}")
                    .json(500, "{\"error_code\":\"BackupService.9910\",\"error_msg\":\"fault\"}")
                    .raw(502, "Content-Type: text/html\r\n", "<html>Bad Gateway</html>")
                    .breakOff()
                    .raw(200, "Content-Type: application/json\r\n", "{\"vault\":")
                    .raw(200, "", "no content type")
                    .raw(302, "Location: http://127.0.0.1:1/\r\n", "")
                    .json(400, "{\"error_code\":null}");
            for (int i = 0; i < 8; i++) {
                fail(() -> backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100))));
            }

            assertThat(server.requests())
                    .hasSizeGreaterThan(8)
                    .allMatch(request -> request.contains(SESSION) && request.contains("Signature="));
            assertNoSecret();
        }
    }

    private void useDisks(CloudBackup backup, InMemoryCloud cloud) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
        print(backup.vaults().add(vault.id(), disk));
        Policy policy =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        backup.policies().attach(policy.id(), vault.id());
        BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));
        RestorePoint point = run.restorePoints().get(0);
        done(backup.restorePoints().restore(point.id(), InPlace.over(disk)));
        done(backup.restorePoints().restore(point.id(), DiskSpec.of("copy")));
        Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
        done(backup.snapshots().rollBack(snapshot.id(), disk));
        Image image = done(backup.images().build(ImageSpec.of("image", ImageSource.snapshot(snapshot.id()))));
        print(backup.images().share(image.id(), "another"));
        backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
        Vault bought = done(backup.vaults().subscribe(vault.toSpec(), Subscription.months(1)));
        backup.vaults().delete(bought.id(), Removal.KEEPING_RESTORE_POINTS);
        print(backup.operations().list().toList());
    }

    private void useServers(CloudBackup backup, InMemoryCloud cloud) {
        Resource.Server server = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)));
        Vault vault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(400)));
        backup.vaults().add(vault.id(), server);
        BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));
        done(backup.restorePoints().restore(run.restorePoints().get(0).id(), InPlace.over(server)));
        print(backup.resources().list().toList());
    }

    private <T> T done(Operation<T> operation) {
        print(operation.token());
        print(operation);
        T result = operation.await(LONG);
        print(operation.token());
        print(String.valueOf(result));
        return result;
    }

    private void fail(Runnable call) {
        Throwable failure = catchThrowable(call::run);
        assertThat(failure).isNotNull();
        print(Traces.of(failure));
    }

    private void print(Object what) {
        printed.add(what.toString());
    }

    private void assertNoSecret() {
        assertThat(log).hasSizeGreaterThan(5);
        assertThat(recorder.lines).isNotEmpty();
        assertThat(String.join("\n", log) + String.join("\n", recorder.lines) + String.join("\n", printed))
                .doesNotContain(SECRET)
                .doesNotContain(SESSION)
                .doesNotContain("Signature=")
                .doesNotContain("SDK-HMAC-SHA256");
    }

    private HuaweiBackup.Builder builder() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder().temporaryKey("AKEXAMPLE", SECRET, SESSION);
        print(builder);
        return builder;
    }

    /** What is logged at any level by those who use the JDK's logging, as OkHttp does. */
    private static final class Recorder extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            Throwable thrown = line.getThrown();
            lines.add(line.getLevel() + " " + line.getLoggerName() + " " + line.getMessage() + " "
                    + (line.getParameters() == null ? "" : List.of(line.getParameters()))
                    + (thrown == null ? "" : Traces.of(thrown)));
        }

        @Override
        public void flush() {
            // There is nothing to flush.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
