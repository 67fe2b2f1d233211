package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.drill.Verifier;
import io.github.backup4j.examples.durable.Options;
import io.github.backup4j.examples.durable.PacedCloud;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A worker for the workflows of one project of a cloud. Start as many as you like; kill any of them. */
public final class TemporalWorker {
    private TemporalWorker() {}

    /**
     * Runs a worker until it is killed.
     *
     * @param args {@code --cloud huawei://region/project}, whose access key is in the environment; {@code --temporal host:port},
     *     {@code --queue}, by default the cloud's; {@code --steps-a-second} of all workers, {@code --requests-a-minute} of this one,
     *     without which there is no limit, {@code --attempt-seconds}, {@code --pause-seconds}
     */
    public static void main(String... args) {
        var unused = start(
                args, CloudBackup::open, WorkflowServiceStubsOptions.newBuilder(), WorkerFactoryOptions.newBuilder());
    }

    /** Starts a worker with its own way to the cloud and to Temporal, and returns what stops it. */
    static Runnable start(
            String[] args,
            Function<String, CloudBackup> clouds,
            WorkflowServiceStubsOptions.Builder way,
            WorkerFactoryOptions.Builder memory) {
        Options options = new Options(
                args,
                Set.of(
                        "cloud",
                        "temporal",
                        "queue",
                        "steps-a-second",
                        "requests-a-minute",
                        "attempt-seconds",
                        "pause-seconds"));
        CloudBackup backup = clouds.apply(options.required("cloud"));
        WorkflowServiceStubs service = WorkflowServiceStubs.newServiceStubs(
                way.setTarget(options.text("temporal", "127.0.0.1:7233")).build());
        WorkerFactory factory = WorkerFactory.newInstance(WorkflowClient.newInstance(service), memory.build());
        Steps steps = new Steps(
                Duration.ofSeconds(options.number(
                        "attempt-seconds", (int) Steps.USUAL.attempt().toSeconds())),
                Duration.ofSeconds(options.number(
                        "pause-seconds", (int) Steps.USUAL.pause().toSeconds())));
        String queue = options.text("queue", queue(backup));
        PacedCloud cloud = PacedCloud.of(backup, options.number("requests-a-minute", 0));
        // Replace this check by one that reads your data.
        register(
                factory.newWorker(queue, throttled(options.number("steps-a-second", 10))),
                cloud,
                (restored, deadline) ->
                        cloud.begun().resources().get(restored).size().bytes() > 0,
                steps);
        factory.start();
        return () -> {
            factory.shutdownNow();
            service.shutdownNow();
            backup.close();
        };
    }

    /**
     * Returns the task queue of a project. All calls to the project are activities of this queue, so that a rate that is set for the
     * queue is the rate of the project, however many workers there are. It counts steps; a step makes one request or many.
     *
     * @param backup the cloud
     */
    public static String queue(CloudBackup backup) {
        return "backup4j/" + backup.site().region() + "/" + backup.site().project();
    }

    /**
     * Returns the options of a worker that spares a project: the server hands out that many steps a second to all workers together.
     *
     * @param stepsASecond how many
     */
    public static WorkerOptions throttled(double stepsASecond) {
        return WorkerOptions.newBuilder()
                .setMaxTaskQueueActivitiesPerSecond(stepsASecond)
                .setMaxConcurrentActivityExecutionSize(8)
                .build();
    }

    /**
     * Registers the workflows and their steps.
     *
     * @param worker the worker
     * @param cloud returns the cloud; called once by each attempt of a step
     * @param check the check of what a drill has restored
     * @param steps the time limits and the retries of steps
     */
    public static void register(Worker worker, Supplier<CloudBackup> cloud, Verifier check, Steps steps) {
        worker.registerWorkflowImplementationFactory(FleetWorkflow.class, () -> new FleetWorkflowInSteps(steps));
        worker.registerWorkflowImplementationFactory(DrillWorkflow.class, () -> new DrillWorkflowInSteps(steps));
        worker.registerActivitiesImplementations(new FleetStepsInCloud(cloud), new DrillStepsInCloud(cloud, check));
    }
}
