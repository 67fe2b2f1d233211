package io.github.backup4j.posture;

import io.github.backup4j.plan.Step;
import java.util.Objects;

/** What to do about a {@link Finding}. There may be more kinds of remedies in later versions. */
public sealed interface Remedy {
    /** Returns the remedy in a sentence, for a person to read. */
    String sentence();

    /**
     * A change that {@link Posture#plan} can carry out, if the caller allows what it destroys or costs.
     *
     * @param step the change
     */
    record Change(Step step) implements Remedy {
        /** Refuses null. */
        public Change {
            Objects.requireNonNull(step, "step == null");
        }

        @Override
        public String sentence() {
            int lost = step.destroys().size();
            return step
                    + (lost == 0 ? "" : "; this DESTROYS " + Words.count(lost, "restore point"))
                    + (step instanceof Step.BuyCapacity ? "; this COSTS MONEY" : "")
                    + (step instanceof Step.ResizeVault ? "; this COSTS MORE" : "");
        }

        /** Returns the sentence. */
        @Override
        public String toString() {
            return sentence();
        }
    }

    /**
     * Something that a person has to do or to decide.
     *
     * @param sentence what
     */
    record Advice(String sentence) implements Remedy {
        /** Refuses null. */
        public Advice {
            Objects.requireNonNull(sentence, "sentence == null");
        }

        /** Returns the sentence. */
        @Override
        public String toString() {
            return sentence;
        }
    }
}
