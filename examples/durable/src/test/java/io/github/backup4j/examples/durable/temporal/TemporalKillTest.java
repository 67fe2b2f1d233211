package io.github.backup4j.examples.durable.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.examples.durable.EmulatedCloud;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.Workers;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.testservice.v1.SleepRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.serviceclient.TestServiceStubs;
import io.temporal.serviceclient.TestServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker that is killed with -9 after the cloud has carried out a change for it; another worker goes on. Temporal's test server and
 * the cloud outlive the workers; time is real, except that a test may skip the pauses of a workflow.
 */
class TemporalKillTest {
    private static final String QUEUE = "shop";

    /** The pause between two polls, in which a test has time to cancel even if the machine pauses; the test skips the rest. */
    private static final Duration LONG_PAUSE = Duration.ofMinutes(10);

    /** How long an attempt of a step may take; once its worker has been killed, a test skips this time. */
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * On a busy machine, a step of a workflow may take longer than the second after which Temporal calls it a deadlock, and has to be
     * repeated. The workers of fleets go without this, so that a deadlock is found.
     */
    private static final Map<String, String> WITHOUT_DEADLOCK_DETECTOR = Map.of("TEMPORAL_DEBUG", "true");

    private final int port = freePort();
    private final TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(port, true);
    private final WorkflowServiceStubs service =
            WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget("127.0.0.1:" + port)
                    .setSystemInfoTimeout(ForgetfulWorker.PATIENCE)
                    .setRpcTimeout(ForgetfulWorker.PATIENCE)
                    .build());
    private final TestServiceStubs time = TestServiceStubs.newServiceStubs(TestServiceStubsOptions.newBuilder()
            .setTarget("127.0.0.1:" + port)
            .setRpcTimeout(ForgetfulWorker.PATIENCE)
            .validateAndBuildWithDefaults());
    private final WorkflowClient client = WorkflowClient.newInstance(service);

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        time.shutdownNow();
        service.shutdownNow();
        server.close();
    }

    static Stream<Arguments> fleetKills() {
        return Boolean.getBoolean("durable.long")
                ? Stream.of(
                        Arguments.of("/checkpoints", 1),
                        Arguments.of("/vaults", 1),
                        Arguments.of("/vaults", 2),
                        Arguments.of("/policies", 1))
                : Stream.of(Arguments.of("/checkpoints", 1));
    }

    @ParameterizedTest
    @MethodSource("fleetKills")
    void fleet_workerKilled_anotherGoesOn(String path, int change) throws Exception {
        try (EmulatedCloud world = new EmulatedCloud(3, Duration.ofSeconds(2));
                Workers workers = new Workers(directory)) {
            FleetWorkflow fleet = client.newWorkflowStub(FleetWorkflow.class, options("night-1"));
            Process first = startWorker(world, workers, ATTEMPT, PAUSE, Map.of());
            world.killAfter(path, change, first);
            WorkflowClient.start(fleet::run, Fleet.tagged("shop", "app", "shop"));
            workers.awaitDeath(first);
            skip(ATTEMPT);
            anotherGoesOn(world, workers);

            FleetReport report = result(workers, fleet, FleetReport.class);

            assertThat(report.vaults()).as(workers.said()).singleElement().satisfies(vault -> {
                assertThat(vault.failure()).isNull();
                assertThat(vault.restorePoints()).hasSize(3);
            });
            world.assertNothingDoubled(1);
        }
    }

    static IntStream drillKills() {
        return Boolean.getBoolean("durable.long") ? IntStream.of(1, 2) : IntStream.of(1);
    }

    /** The first change of a drill makes the disk, the last one deletes it. */
    @ParameterizedTest
    @MethodSource("drillKills")
    void drill_workerKilled_anotherGoesOnAndNothingIsLeft(int change) throws Exception {
        try (EmulatedCloud world = new EmulatedCloud(1, Duration.ofSeconds(2));
                Workers workers = new Workers(directory)) {
            Resource.Disk disk = world.disks.get(0);
            backUp(world.cloud.backup(), disk);
            DrillWorkflow drill = client.newWorkflowStub(DrillWorkflow.class, options("drill-1"));
            Process first = startWorker(world, workers);
            world.killAfter("volumes", change, first);
            WorkflowClient.start(
                    drill::run, new DrillJob(disk.id(), "drill", Duration.ofHours(1), Duration.ofHours(4)));
            workers.awaitDeath(first);
            skip(ATTEMPT);
            anotherGoesOn(world, workers);

            DrillReport report = DrillReport.parse(result(workers, drill, String.class));

            assertThat(report.held()).as(report + "\n" + workers.said()).isTrue();
            assertThat(world.cloud.disks()).as(world.cloud.describe()).containsExactly(disk);
            assertThat(world.disksSeen)
                    .as("the disk, and the one that was restored")
                    .hasSize(2);
        }
    }

    /** The workflow is cancelled while it waits for its restore; the worker dies while it waits for the deletion of the disk. */
    @Test
    void drill_cancelledAndWorkerKilledWhileCleaning_anotherGoesOnAndNothingIsLeft() throws Exception {
        try (EmulatedCloud world = new EmulatedCloud(1, Duration.ofSeconds(2));
                Workers workers = new Workers(directory)) {
            Resource.Disk disk = world.disks.get(0);
            backUp(world.cloud.backup(), disk);
            DrillWorkflow drill = client.newWorkflowStub(DrillWorkflow.class, options("drill-1"));
            WorkflowStub stub = WorkflowStub.fromTyped(drill);
            Process first = startWorker(world, workers, LONG_PAUSE, LONG_PAUSE, WITHOUT_DEADLOCK_DETECTOR);
            WorkflowClient.start(
                    drill::run, new DrillJob(disk.id(), "drill", Duration.ofHours(1), Duration.ofHours(4)));
            workers.await(() -> "the wait for the restore\n" + history(stub), () -> isWaiting(stub));
            stub.cancel();
            workers.await(() -> "the deletion\n" + history(stub), () -> isWaiting(stub) && isDeletedOrGoesOn(world));
            Workers.kill(first);
            skip(LONG_PAUSE);
            anotherGoesOn(world, workers);

            assertThatThrownBy(() -> result(workers, drill, String.class))
                    .hasCauseInstanceOf(WorkflowFailedException.class)
                    .hasRootCauseInstanceOf(CanceledFailure.class);

            assertThat(world.cloud.disks()).as(world.cloud.describe()).containsExactly(disk);
            assertThat(world.disksSeen)
                    .as("the disk, and the one that was restored")
                    .hasSize(2);
        }
    }

    /**
     * Whether the workflow waits for its next poll. At another moment, a cancellation may meet the end of a step: Temporal's test server
     * then refuses what the worker answers, and the workflow never goes on; the real server goes on.
     */
    private boolean isWaiting(WorkflowStub workflow) {
        List<HistoryEvent> events = events(workflow);
        return events.get(events.size() - 1).getEventType() == EventType.EVENT_TYPE_TIMER_STARTED;
    }

    /** Lets time pass for a workflow that waits, or for an attempt whose worker was killed. */
    private void skip(Duration duration) {
        var unused = time.blockingStub()
                .unlockTimeSkippingWithSleep(SleepRequest.newBuilder()
                        .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(duration.toSeconds()))
                        .build());
    }

    /** Ends all work of the cloud, and then the pause of the workflow, unless the restored disk is gone. */
    private boolean isDeletedOrGoesOn(EmulatedCloud world) {
        world.emulator.advance(Duration.ofSeconds(10));
        boolean deleted = world.disksSeen.size() == 2 && world.cloud.disks().size() == 1;
        if (!deleted) {
            skip(LONG_PAUSE);
        }
        return deleted;
    }

    private Process startWorker(EmulatedCloud world, Workers workers) throws IOException {
        return startWorker(world, workers, ATTEMPT, PAUSE, WITHOUT_DEADLOCK_DETECTOR);
    }

    private Process startWorker(
            EmulatedCloud world, Workers workers, Duration attempt, Duration pause, Map<String, String> environment)
            throws IOException {
        return workers.start(ForgetfulWorker.class, words(world, attempt, pause), environment);
    }

    /** Starts another worker, in this process: it has connections of its own, and knows nothing of the one that was killed. */
    private void anotherGoesOn(EmulatedCloud world, Workers workers) {
        workers.add(
                ForgetfulWorker.start(words(world, ATTEMPT, PAUSE).toArray(String[]::new), address -> world.open()));
    }

    private List<String> words(EmulatedCloud world, Duration attempt, Duration pause) {
        return List.of(
                "--cloud",
                world.address(),
                "--temporal",
                "127.0.0.1:" + port,
                "--queue",
                QUEUE,
                "--attempt-seconds",
                String.valueOf(attempt.toSeconds()),
                "--pause-seconds",
                String.valueOf(pause.toSeconds()),
                "--steps-a-second",
                "100");
    }

    private static void backUp(CloudBackup backup, Resource.Disk disk) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
        backup.vaults().add(vault.id(), disk);
        var unused = backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));
    }

    private static WorkflowOptions options(String id) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(QUEUE)
                .setWorkflowId(id)
                .setWorkflowTaskTimeout(Duration.ofSeconds(3))
                .build();
    }

    private <T> T result(Workers workers, Object workflow, Class<T> type) throws Exception {
        WorkflowStub stub = WorkflowStub.fromTyped(workflow);
        CompletableFuture<T> result = stub.getResultAsync(type);
        workers.await(() -> "the end of the workflow\n" + history(stub), result::isDone);
        return result.get();
    }

    private String history(WorkflowStub workflow) {
        return events(workflow).stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    private List<HistoryEvent> events(WorkflowStub workflow) {
        return client.fetchHistory(
                        Objects.requireNonNull(workflow.getExecution()).getWorkflowId())
                .getEvents();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }
}
