package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.FleetMembers;
import io.github.backup4j.examples.durable.Keys;
import io.github.backup4j.examples.durable.VaultMembers;
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
    private final FleetSteps lists;
    private final FleetSteps watching;
    private final List<VaultOutcome> outcomes = new ArrayList<>();

    /**
     * Creates it.
     *
     * @param limits the time limits and the retries of its steps
     */
    public FleetWorkflowInSteps(Steps limits) {
        steps = limits.upTo(Duration.ofHours(1), FleetSteps.class);
        lists = limits.ofManyCalls(Duration.ofHours(1), FleetSteps.class);
        watching = limits.upTo(Duration.ofDays(1), FleetSteps.class);
    }

    @Override
    public FleetReport run(Fleet fleet) {
        List<String> notDone = new ArrayList<>(plan(fleet));
        FleetMembers members = lists.members(fleet);
        notDone.addAll(members.uncovered());
        WorkflowSemaphore room = Workflow.newWorkflowSemaphore(fleet.runsAtOnce());
        List<Promise<Void>> runs = new ArrayList<>();
        for (VaultMembers vault : members.vaults()) {
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
        return new FleetReport(fleet.name(), outcomes, notDone, report());
    }

    /** What is protected already is backed up even if the protection cannot be brought up to date. */
    private List<String> plan(Fleet fleet) {
        try {
            return lists.plan(fleet);
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure) {
                throw e;
            }
            return List.of("the protection could not be planned: " + e.getCause());
        }
    }

    /** What was backed up is reported even if the posture cannot be. */
    private List<String> report() {
        try {
            return lists.report();
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure) {
                throw e;
            }
            return List.of("NOT READ: the posture: " + e.getCause());
        }
    }

    @Override
    public List<VaultOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /**
     * One vault that fails hides nothing of the others. The key holds the id of this execution, which a reset keeps: the workflow id alone
     * is the same every night if a cron schedule starts the workflow, and would find the run of the first night.
     */
    private VaultOutcome backUp(VaultMembers members) {
        String token = null;
        try {
            String key = Keys.of(
                            Workflow.getInfo().getWorkflowId(),
                            Workflow.getInfo().getOriginalExecutionRunId(),
                            "take",
                            members.vault())
                    .value();
            token = steps.take(members, key);
            return watching.watch(token);
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure) {
                throw e;
            }
            return new VaultOutcome(members.vault(), List.of(), List.of(), String.valueOf(e.getCause()), token);
        }
    }
}
