package io.github.backup4j.examples.durable.scheduler;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.examples.durable.Polled;
import io.github.backup4j.examples.durable.PolledOperations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

/** The adapter: one row for each operation in progress, one poll for each execution of its task. */
public final class OperationTask {
    /** The tasks, whose instances are named by the request key of the operation. */
    public static final TaskDescriptor<OpenOperation> OPERATION =
            TaskDescriptor.of("backup-operation", OpenOperation.class);

    private final PolledOperations operations;
    private final Outcomes outcomes;
    private final Duration pause;

    private OperationTask(Supplier<CloudBackup> cloud, Outcomes outcomes, Duration pause) {
        operations = new PolledOperations(cloud);
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

    /**
     * Polls an operation once. Then its row stores the token, and when the next poll is worthwhile, in one update: a worker killed before
     * this update only repeats the poll.
     */
    private CompletionHandler<OpenOperation> poll(TaskInstance<OpenOperation> instance) {
        Polled polled = operations.poll(instance.getData().token());
        Instant now = outcomes.now();
        OpenOperation open = instance.getData().after(polled, now);
        if (polled instanceof Polled.Again again && !open.isGivenUp(again, now)) {
            Duration wait = Objects.requireNonNullElse(again.after(), open.pause(pause, now));
            return (complete, row) -> row.reschedule(complete, now.plus(wait), open);
        }
        outcomes.record(instance.getId(), open, polled.outcome(), polled.text());
        return (complete, row) -> row.remove();
    }
}
