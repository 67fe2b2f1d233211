package io.github.backup4j.posture;

import io.github.backup4j.posture.Assessment.Result;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a control, from the facts.
 *
 * @param result the result
 * @param sentence why
 * @param since since when the control is breached; null: it is not, or that is not known
 * @param evidence the facts that decide, by name
 * @param asked whether an objective asks for the control at all; if not, no fact matters
 */
record Answer(Result result, String sentence, @Nullable Instant since, Map<String, String> evidence, boolean asked) {
    static Answer ok(String sentence) {
        return new Answer(Result.OK, sentence, null, Map.of(), true);
    }

    static Answer notAsked(String sentence) {
        return new Answer(Result.NOT_ASSESSABLE, sentence, null, Map.of(), false);
    }

    static Answer nothingToAssess(String sentence) {
        return new Answer(Result.NOT_ASSESSABLE, sentence, null, Map.of(), true);
    }

    static Answer unknown(String sentence) {
        return new Answer(Result.UNKNOWN, sentence, null, Map.of(), true);
    }

    static Answer breached(String sentence) {
        return breached(sentence, null);
    }

    static Answer breached(String sentence, @Nullable Instant since) {
        return new Answer(Result.BREACHED, sentence, since, Map.of(), true);
    }

    /** Returns the same answer with one more deciding fact; unchanged if the fact is null. */
    Answer with(String name, @Nullable Object fact) {
        if (fact == null) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(evidence);
        more.put(name, fact.toString());
        return new Answer(result, sentence, since, more, asked);
    }

    Assessment of(Control control) {
        return new Assessment(control, result, sentence, since, evidence);
    }
}
