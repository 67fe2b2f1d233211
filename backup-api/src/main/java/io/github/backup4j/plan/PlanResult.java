package io.github.backup4j.plan;

import io.github.backup4j.BackupException;
import io.github.backup4j.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The outcome of each step of a plan.
 *
 * @param entries the steps, in their order, each with its outcome
 * @param names what the text calls disks and servers; one that is not among them has its id
 */
public record PlanResult(List<Entry> entries, Map<Resource, String> names) {
    /** Copies the list and the map. */
    public PlanResult {
        entries = List.copyOf(entries);
        names = Map.copyOf(names);
    }

    /** Returns whether each step was applied, or needed no change. */
    public boolean complete() {
        return entries.stream().allMatch(entry -> entry.outcome().complete());
    }

    /** Returns the steps that failed. */
    public List<Entry> failures() {
        return entries.stream()
                .filter(entry -> entry.outcome() instanceof Outcome.Failed)
                .toList();
    }

    /** Returns the steps that were not tried. */
    public List<Entry> notTried() {
        return entries.stream()
                .filter(entry -> entry.outcome() instanceof Outcome.NotTried)
                .toList();
    }

    /** Returns the result as text, one line for each step, with the names that the plan's text has. */
    @Override
    public String toString() {
        return PlanText.of(this);
    }

    /**
     * A step and its outcome.
     *
     * @param step the step
     * @param outcome its outcome
     */
    public record Entry(Step step, Outcome outcome) {
        /** Refuses null. */
        public Entry {
            Objects.requireNonNull(step, "step == null");
            Objects.requireNonNull(outcome, "outcome == null");
        }

        @Override
        public String toString() {
            return outcome + ": " + step;
        }
    }

    /** The outcome of a step. */
    public sealed interface Outcome {
        /** Returns whether the cloud is in the state that the step wants. */
        boolean complete();

        /** The step was carried out. */
        record Applied() implements Outcome {
            @Override
            public boolean complete() {
                return true;
            }

            @Override
            public String toString() {
                return "applied";
            }
        }

        /** The cloud was already in the state that the step wants: an earlier attempt or somebody else changed it. */
        record AlreadySo() implements Outcome {
            @Override
            public boolean complete() {
                return true;
            }

            @Override
            public String toString() {
                return "already so";
            }
        }

        /**
         * The step failed. The failure says whether it changed something.
         *
         * @param failure the exception
         */
        record Failed(BackupException failure) implements Outcome {
            /** Refuses null. */
            public Failed {
                Objects.requireNonNull(failure, "failure == null");
            }

            @Override
            public boolean complete() {
                return false;
            }

            @Override
            public String toString() {
                StringBuilder text = new StringBuilder("failed (").append(said(failure));
                for (Throwable other : failure.getSuppressed()) {
                    text.append("; also ").append(said(other));
                }
                return text.append(')').toString();
            }

            private static String said(Throwable failure) {
                return failure.getClass().getSimpleName() + ": " + failure.getMessage();
            }
        }

        /**
         * The step was not tried.
         *
         * @param reason why: it destroys what the caller did not allow, costs money that the caller did not allow, or depends on a step
         *     that did not succeed
         */
        record NotTried(String reason) implements Outcome {
            /** Refuses null. */
            public NotTried {
                Objects.requireNonNull(reason, "reason == null");
            }

            @Override
            public boolean complete() {
                return false;
            }

            @Override
            public String toString() {
                return "not tried (" + reason + ")";
            }
        }
    }
}
