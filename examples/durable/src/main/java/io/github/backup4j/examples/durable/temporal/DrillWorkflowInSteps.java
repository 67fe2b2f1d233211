package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.Keys;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The workflow of a drill. Its history holds the token of each step, so that any worker can go on. */
public final class DrillWorkflowInSteps implements DrillWorkflow {
    /** Longer than a drill itself tries to clean up, and than whoever revoked a permission takes to notice. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    /** Longer than a check may take, which is half an hour unless the drill says otherwise. */
    private static final Duration LOOK = Duration.ofHours(2);

    private final Steps limits;
    private final DrillSteps steps;
    private final DrillSteps looks;
    private final DrillSteps cleaning;

    /**
     * Creates it.
     *
     * @param limits the time limits and the retries of its steps
     */
    public DrillWorkflowInSteps(Steps limits) {
        this.limits = limits;
        steps = limits.whole(Duration.ofHours(1), DrillSteps.class);
        looks = limits.wholeOfManyCalls(LOOK, DrillSteps.class);
        cleaning = limits.whole(PATIENCE, DrillSteps.class);
    }

    @Override
    public String run(DrillJob job) {
        String key = Keys.of(
                        Workflow.getInfo().getWorkflowId(), Workflow.getInfo().getOriginalExecutionRunId(), "drill")
                .value();
        DrillLook begun = steps.begin(job, key);
        if (CancellationScope.current().isCancelRequested()) {
            // A drill makes nothing before its first poll, but any poll begins its restore, even one that is to clean
            // up.
            throw new CanceledFailure("cancelled before the restore began");
        }
        AtomicReference<DrillLook> last = new AtomicReference<>(begun);
        try {
            return report(last, look -> looks.look(job, look.token()));
        } catch (TemporalFailure e) {
            // It was cancelled, or a step failed for good. In the scope that was cancelled no further step would begin.
            Workflow.newDetachedCancellationScope(() -> report(last, look -> cleaning.cleanUp(job, look.token())))
                    .run();
            throw e;
        }
    }

    /** Polls until there is a report. */
    private String report(AtomicReference<DrillLook> last, UnaryOperator<DrillLook> poll) {
        long begun = Workflow.currentTimeMillis();
        DrillLook look = poll.apply(last.get());
        while (look.report() == null) {
            last.set(look);
            Duration wanted = look.nextPoll();
            Duration waited = Duration.ofMillis(Workflow.currentTimeMillis() - begun);
            Workflow.sleep(wanted == null ? limits.pauseAfter(waited) : wanted);
            look = poll.apply(look);
        }
        return look.report();
    }
}
