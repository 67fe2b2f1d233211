package io.github.backup4j.examples.durable.temporal;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Rehearses a restore, and cleans up whatever happens: after a check that fails, after a step that fails for good, and after the
 * workflow was cancelled. Terminating it instead ends it on the spot: then {@code RestoreDrill.sweep} cleans up.
 */
@WorkflowInterface
public interface DrillWorkflow {
    /**
     * Runs the drill.
     *
     * @param job the drill
     * @return the report, as {@code DrillReport.print()} returns it: evidence to store
     */
    @WorkflowMethod
    String run(DrillJob job);
}
