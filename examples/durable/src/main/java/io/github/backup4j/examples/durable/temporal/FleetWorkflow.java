package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.Fleet;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** Backs up a fleet: plans its protection, takes a backup in each vault, watches the runs, and reports. */
@WorkflowInterface
public interface FleetWorkflow {
    /**
     * Runs the whole. A worker that goes on, and an execution that was reset, join what this execution has begun. Started again, even
     * with the same workflow id, it takes new backups.
     *
     * @param fleet the fleet
     */
    @WorkflowMethod
    FleetReport run(Fleet fleet);

    /** Returns the outcomes that are known by now, one for each vault. */
    @QueryMethod
    List<VaultOutcome> outcomes();
}
