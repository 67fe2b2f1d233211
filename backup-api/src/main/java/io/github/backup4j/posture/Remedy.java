package io.github.backup4j.posture;

import java.util.Objects;

/** What to do about a {@link Finding}. There may be more kinds of remedies in later versions. */
public sealed interface Remedy permits Remedy.Advice {
    /** Returns the remedy in a sentence, for a person to read. */
    String sentence();

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
