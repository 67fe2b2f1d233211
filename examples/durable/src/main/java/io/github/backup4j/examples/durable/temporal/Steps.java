package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.PolledOperations;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Objects;

/**
 * The time limits and the retries of steps.
 *
 * @param attempt how long one attempt of a step may take: longer than a call of the provider may, which is 5 minutes by default, so
 *     that no second attempt begins while the first one's call is still on its way. A step of many calls may take longer, but has to
 *     show that it is alive within this time. If its worker is killed, another takes the step after this time
 * @param pause how long to wait before the second attempt where the cloud says nothing else; later pauses are longer, up to six times
 */
public record Steps(Duration attempt, Duration pause) {
    /** Six minutes, five seconds. */
    public static final Steps USUAL = new Steps(Duration.ofMinutes(6), Duration.ofSeconds(5));

    private static final double SLOWER = 1.2;
    private static final int LONGEST = 6;

    /** Refuses null. */
    public Steps {
        Objects.requireNonNull(attempt, "attempt == null");
        Objects.requireNonNull(pause, "pause == null");
    }

    /** Returns the steps of a workflow, each of which is repeated for a time at most. */
    <T> T upTo(Duration time, Class<T> steps) {
        return Workflow.newActivityStub(steps, options(time).build());
    }

    /** Returns such steps, of many calls each, that send heartbeats while they run: see {@link Polls#alive}. */
    <T> T ofManyCalls(Duration time, Class<T> steps) {
        return Workflow.newActivityStub(steps, beating(time).build());
    }

    /** Returns such steps, whose result is not lost if the workflow is cancelled while they run. */
    <T> T wholeOfManyCalls(Duration time, Class<T> steps) {
        return Workflow.newActivityStub(
                steps,
                beating(time)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
    }

    private ActivityOptions.Builder beating(Duration time) {
        return options(time).setStartToCloseTimeout(time).setHeartbeatTimeout(attempt);
    }

    /** Returns such steps, whose result is not lost if the workflow is cancelled while they run. */
    <T> T whole(Duration time, Class<T> steps) {
        return Workflow.newActivityStub(
                steps,
                options(time)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
    }

    /** Returns how long to wait before the next poll where the cloud says nothing else, of work that has taken some time. */
    Duration pauseAfter(Duration waited) {
        return PolledOperations.pause(pause, waited);
    }

    private ActivityOptions.Builder options(Duration time) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(attempt)
                .setScheduleToCloseTimeout(time)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(pause)
                        .setBackoffCoefficient(SLOWER)
                        .setMaximumInterval(pause.multipliedBy(LONGEST))
                        .build());
    }
}
