package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What {@code apply} has done so far. One thread writes it; another reads it if the process is interrupted. */
final class ApplyJournal {
    private final List<Plan> plans;
    private final List<List<PlanResult.Entry>> ended = new ArrayList<>();
    private final List<PlanResult> results = new ArrayList<>();
    private boolean inStep;
    private boolean stopped;

    /**
     * Creates it.
     *
     * @param plans the plans, in the order in which they are applied
     */
    ApplyJournal(List<Plan> plans) {
        this.plans = new ArrayList<>(plans);
    }

    /** Begins with the next plan, which may differ from the one given at first. No plan may start after {@link #stop}. */
    synchronized void begin(Plan plan) {
        requireGoingOn();
        plans.set(ended.size(), plan);
        ended.add(new ArrayList<>());
    }

    /** Begins with a step of the current plan. No step may start after {@link #stop}. */
    synchronized void beginStep() {
        requireGoingOn();
        inStep = true;
    }

    /** Adds the outcome of a step of the current plan. */
    synchronized void add(PlanResult.Entry entry) {
        current().add(entry);
        inStep = false;
        notifyAll();
    }

    /** Adds the result of the current plan. */
    synchronized void add(PlanResult result) {
        results.add(result);
    }

    /** Lets no further step start. */
    synchronized void stop() {
        stopped = true;
    }

    /** Waits some time until the current step, if there is one, has ended. */
    synchronized void awaitStep(Duration most) {
        long until = System.nanoTime() + most.toNanos();
        try {
            long left = until - System.nanoTime();
            while (inStep && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether a step was attempted. */
    synchronized boolean hasChanges() {
        return inStep
                || ended.stream()
                        .flatMap(List::stream)
                        .anyMatch(entry -> !(entry.outcome() instanceof PlanResult.Outcome.NotTried));
    }

    /** Returns the exit code if all steps of all plans have ended. */
    synchronized OptionalInt code() {
        int code = ExitCode.SAFE;
        for (int i = 0; i < plans.size(); i++) {
            if (i >= ended.size() || ended.get(i).size() < plans.get(i).steps().size()) {
                return OptionalInt.empty();
            }
            code = Math.max(code, ApplyCommand.codeOf(plans.get(i), ended.get(i)));
        }
        return OptionalInt.of(code);
    }

    /** Returns the results so far. */
    synchronized ArrayNode results() {
        List<Integer> all = IntStream.range(0, results.size()).boxed().toList();
        return Json.array(all, i -> JsonViews.of(plans.get(i), results.get(i)));
    }

    /**
     * Returns all plans, each as far as it was applied.
     *
     * @param reason why no more of them was
     * @param command the command that goes on, for the plans of which something is left; null: none can
     */
    synchronized ArrayNode cutShort(String reason, @Nullable String command) {
        ArrayNode all = results();
        for (int i = results.size(); i < plans.size(); i++) {
            boolean begun = i < ended.size();
            List<PlanResult.Entry> done = begun ? ended.get(i) : List.of();
            ObjectNode node = JsonViews.cutShort(plans.get(i), done, begun && inStep, reason);
            if (!begun) {
                // It is planned again before it begins, and may have steps then.
                node.put("complete", false);
            }
            boolean left = !begun || done.size() < plans.get(i).steps().size();
            all.add(Json.put(node, "continueWith", left ? command : null));
        }
        return all;
    }

    /** Returns the outcome of each step for people: of the current plan, as those before it were shown, and of those after it. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        for (int i = results.size(); i < plans.size(); i++) {
            List<PlanResult.Entry> done = i < ended.size() ? ended.get(i) : List.of();
            List<Step> steps = plans.get(i).steps();
            for (int s = 0; s < steps.size(); s++) {
                boolean unknown = s == done.size() && inStep && i < ended.size();
                String outcome = s < done.size()
                        ? done.get(s).outcome().toString()
                        : unknown ? "started, outcome not known" : "not tried";
                text.append("  ")
                        .append(outcome)
                        .append(": ")
                        .append(Words.line(plans.get(i).describe(steps.get(s))))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** Returns the step that is attempted now, for people; null: the current plan has none left. */
    synchronized @Nullable String next() {
        Plan plan = plans.get(ended.size() - 1);
        int done = current().size();
        return done < plan.steps().size() ? plan.describe(plan.steps().get(done)) : null;
    }

    private List<PlanResult.Entry> current() {
        return ended.get(ended.size() - 1);
    }

    private void requireGoingOn() {
        if (stopped) {
            throw new IllegalStateException("interrupted; the process is ending");
        }
    }
}
