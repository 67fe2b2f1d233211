package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Temporal's test environment and a cloud in memory, whose clock follows the environment's. */
final class TimedWorld implements AutoCloseable {
    static final String QUEUE = "shop";

    /** Short attempts, since the test server waits for the attempt of a dead worker in real time. */
    static final Steps STEPS = new Steps(Duration.ofSeconds(3), Duration.ofSeconds(5));

    final InMemoryCloud cloud = InMemoryCloud.create();
    final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
            .setInitialTime(cloud.time().now())
            .build());

    /** When operations were polled and still running. */
    final List<Instant> polls = Collections.synchronizedList(new ArrayList<>());

    /** Whether the check of a drill may find the data good. */
    volatile boolean good = true;

    /** What is done once, in the next step of a worker, before the step asks the cloud for anything. */
    final AtomicReference<Runnable> inNextStep = new AtomicReference<>(() -> {});

    /** What is done once, in the next check of a drill. */
    final AtomicReference<Runnable> inNextCheck = new AtomicReference<>(() -> {});

    /** The disks that were checked. */
    final List<String> checks = Collections.synchronizedList(new ArrayList<>());

    Resource.Disk disk(String name) {
        Resource.Disk disk = cloud.addDisk(DiskSetup.of(name, DataSize.gib(40)).withTags(Map.of("app", "shop")));
        cloud.write(disk, "the data of " + name);
        return disk;
    }

    /** A disk with a restore point. */
    Resource.Disk backedUpDisk(String name) {
        Resource.Disk disk = disk(name);
        CloudBackup backup = cloud.backup();
        Vault vault = backup.vaults().create(VaultSpec.forDisks(name, DataSize.gib(200)));
        backup.vaults().add(vault.id(), disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(6));
        temporal.sleep(Duration.between(
                Instant.ofEpochMilli(temporal.currentTimeMillis()), cloud.time().now()));
        return disk;
    }

    /** The cloud as of the time of the environment: work has gone on while no worker did anything. */
    CloudBackup now() {
        inNextStep.getAndSet(() -> {}).run();
        Instant now = Instant.ofEpochMilli(temporal.currentTimeMillis());
        if (now.isAfter(cloud.time().now())) {
            cloud.time().advanceTo(now);
        }
        return cloud.backup().listening(new BackupListener() {
            @Override
            public void workSeen(Work work) {
                polls.add(cloud.time().now());
            }
        });
    }

    void startWorker() {
        Worker worker = temporal.newWorker(QUEUE, TemporalWorker.throttled(1000));
        TemporalWorker.register(worker, this::now, (restored, deadline) -> isGood(restored), STEPS);
        temporal.start();
    }

    boolean isGood(Resource restored) {
        checks.add(restored.id());
        inNextCheck.getAndSet(() -> {}).run();
        return good && cloud.readText((Resource.Disk) restored).startsWith("the data of");
    }

    WorkflowOptions options(String id) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(QUEUE)
                .setWorkflowId(id)
                .build();
    }

    FleetWorkflow fleet(String id) {
        return temporal.getWorkflowClient().newWorkflowStub(FleetWorkflow.class, options(id));
    }

    DrillWorkflow drill(String id) {
        return temporal.getWorkflowClient().newWorkflowStub(DrillWorkflow.class, options(id));
    }

    @Override
    public void close() {
        temporal.close();
    }
}
