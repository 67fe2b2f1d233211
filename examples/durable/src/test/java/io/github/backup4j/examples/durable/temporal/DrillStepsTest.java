package io.github.backup4j.examples.durable.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.Verifier;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.temporal.activity.ActivityOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrillStepsTest {
    private static final Duration LONG = Duration.ofHours(6);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final AtomicInteger checks = new AtomicInteger();
    private final CountDownLatch heartbeat = new CountDownLatch(1);
    private final List<TestActivityEnvironment> environments = new ArrayList<>();

    @AfterEach
    void close() {
        heartbeat.countDown();
        environments.forEach(TestActivityEnvironment::close);
    }

    @Test
    void look_byTwoWorkersInTurn_checksOnce() {
        Resource.Disk disk = cloud.addDisk(DiskSetup.of("orders", DataSize.gib(40)));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
        backup.vaults().add(vault.id(), disk);
        var unused = backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
        DrillJob job = new DrillJob(disk.id(), "drill", Duration.ofHours(4), Duration.ofHours(24));
        Verifier lasting = (restored, deadline) -> {
            int number = checks.incrementAndGet();
            heartbeat.await();
            return number == 1;
        };

        List<DrillSteps> workers = List.of(onNewWorker(lasting), onNewWorker(lasting));

        DrillLook look = workers.get(0).begin(job, "drill-1");
        for (int looks = 0; look.report() == null && looks < 200; looks++) {
            cloud.time().advance(Duration.ofMinutes(1));
            look = workers.get(looks % 2).look(job, look.token());
        }

        String report = Objects.requireNonNull(look.report(), "the report after 200 looks");
        assertThat(DrillReport.parse(report).verified().held()).as(report).isTrue();
        assertThat(checks).hasValue(1);
    }

    /** A worker whose first heartbeat, which a look sends while the check is running, lets the check end. */
    private DrillSteps onNewWorker(Verifier check) {
        TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
        environments.add(worker);
        worker.registerActivitiesImplementations(new DrillStepsInCloud(() -> backup, check));
        worker.setActivityHeartbeatListener(String.class, details -> heartbeat.countDown());
        return worker.newActivityStub(
                DrillSteps.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(LONG)
                        .setHeartbeatTimeout(LONG)
                        .build());
    }
}
