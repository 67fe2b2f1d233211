package io.github.backup4j.examples.durable.scheduler;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.Throttled;
import io.github.backup4j.examples.durable.KnownOperations;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The adapter: one row for each operation in progress, one poll for each execution of its task. */
public final class OperationTask {
    /** The tasks, whose instances are named by the request key of the operation. */
    public static final TaskDescriptor<OpenOperation> OPERATION =
            TaskDescriptor.of("backup-operation", OpenOperation.class);

    private static final int LONGEST = 6;

    private final Supplier<CloudBackup> cloud;
    private final Outcomes outcomes;
    private final Duration pause;
    private final KnownOperations known = new KnownOperations();

    private OperationTask(Supplier<CloudBackup> cloud, Outcomes outcomes, Duration pause) {
        this.cloud = cloud;
        this.outcomes = outcomes;
        this.pause = pause;
    }

    /**
     * Returns the task.
     *
     * @param cloud returns the cloud; called once by each poll
     * @param outcomes where outcomes are recorded
     * @param pause how long to wait between the first polls where the cloud says nothing else; later pauses are longer
     */
    public static CustomTask<OpenOperation> create(Supplier<CloudBackup> cloud, Outcomes outcomes, Duration pause) {
        OperationTask task = new OperationTask(cloud, outcomes, pause);
        return Tasks.custom(OPERATION)
                .onDeadExecutionRevive()
                .onFailure(new FailureHandler.OnFailureRetryLater<>(pause))
                .execute((instance, context) -> task.poll(instance));
    }

    private CompletionHandler<OpenOperation> poll(TaskInstance<OpenOperation> instance) {
        OpenOperation open = instance.getData();
        CloudBackup backup;
        try {
            backup = cloud.get();
        } catch (Throttled e) {
            return again(open, e.retryAfter().orElse(null)); // nothing was polled
        }
        try {
            Operation<?> operation = known.of(backup, open.token());
            Operation.Status<?> status = operation.poll();
            OpenOperation polled = open.polled(operation.token());
            if (status instanceof Operation.Status.Running<?> running) {
                known.keep(operation);
                return again(polled, running.nextPoll());
            }
            if (status instanceof Operation.Status.Failed<?> failed) {
                return ended(
                        instance,
                        polled,
                        "failed",
                        String.valueOf(failed.failure().getMessage()));
            }
            return ended(instance, polled, "done", text(((Operation.Status.Succeeded<?>) status).result()));
        } catch (BackupException e) {
            Instant now = outcomes.now();
            return open.lost(e, now)
                    ? ended(instance, open, "lost", e.getClass().getSimpleName() + ": " + e.getMessage())
                    : again(open.failed(e, now), e.retryAfter().orElse(null));
        }
    }

    /** Names the restore points of a run, which stay until somebody deletes them, and the members that it missed. */
    private static String text(Object result) {
        if (!(result instanceof BackupRun run)) {
            return result.toString();
        }
        return "backup run " + run.id() + " made restore points "
                + run.restorePoints().stream().map(point -> point.id().value()).toList()
                + Stream.concat(run.failures().stream(), run.skipped().stream())
                        .map(missed -> "; " + missed)
                        .collect(Collectors.joining());
    }

    /**
     * Stores the token, and when the next poll is worthwhile, in one update: a worker killed before this update only repeats the poll.
     */
    private CompletionHandler<OpenOperation> again(OpenOperation polled, @Nullable Duration nextPoll) {
        Instant now = outcomes.now();
        long times = Duration.between(polled.begunAt(), now).dividedBy(pause.multipliedBy(10));
        Duration usual = pause.multipliedBy(Math.max(1, Math.min(times, LONGEST)));
        Instant next = now.plus(nextPoll == null ? usual : nextPoll);
        return (complete, task) -> task.reschedule(complete, next, polled);
    }

    private CompletionHandler<OpenOperation> ended(
            TaskInstance<OpenOperation> instance, OpenOperation operation, String outcome, String detail) {
        outcomes.record(instance.getId(), operation, outcome, detail);
        return (complete, task) -> task.remove();
    }
}
