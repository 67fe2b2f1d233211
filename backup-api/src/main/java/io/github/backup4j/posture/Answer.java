package io.github.backup4j.posture;

import io.github.backup4j.posture.Assessment.Result;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a control makes of the facts.
 *
 * @param result what they say
 * @param sentence why
 * @param since since when it is breached; null: it is not, or nobody can say
 * @param evidence the facts that decide, by name
 * @param asked whether an objective asks for it at all; if not, no fact matters
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

    /** The same with one more fact that decides; nothing where the cloud does not say it. */
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
