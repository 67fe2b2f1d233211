package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.Keys;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The workflow of a fleet. */
public final class FleetWorkflowInSteps implements FleetWorkflow {
    private final FleetSteps steps;
    private final FleetSteps watching;
    private final List<VaultOutcome> outcomes = new ArrayList<>();

    /**
     * Creates it.
     *
     * @param limits the time limits and the retries of its steps
     */
    public FleetWorkflowInSteps(Steps limits) {
        steps = limits.upTo(Duration.ofHours(1), FleetSteps.class);
        watching = limits.upTo(Duration.ofDays(1), FleetSteps.class);
    }

    @Override
    public FleetReport run(Fleet fleet) {
        List<String> vaults = steps.plan(fleet);
        WorkflowSemaphore room = Workflow.newWorkflowSemaphore(fleet.runsAtOnce());
        List<Promise<Void>> runs = new ArrayList<>();
        for (String vault : vaults) {
            runs.add(Async.procedure(() -> {
                room.acquire();
                try {
                    outcomes.add(backUp(vault));
                } finally {
                    room.release();
                }
            }));
        }
        Promise.allOf(runs).get();
        return new FleetReport(fleet.name(), outcomes, steps.report());
    }

    @Override
    public List<VaultOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** One vault that fails hides nothing of the others. */
    private VaultOutcome backUp(String vault) {
        try {
            String key = Keys.of(Workflow.getInfo().getWorkflowId(), "take", vault).value();
            return watching.watch(steps.take(vault, key));
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure) {
                throw e;
            }
            return new VaultOutcome(vault, List.of(), List.of(), String.valueOf(e.getCause()));
        }
    }
}
