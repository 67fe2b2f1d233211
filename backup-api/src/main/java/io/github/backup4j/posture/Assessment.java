package io.github.backup4j.posture;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of one control, from the facts.
 *
 * @param control the control
 * @param result the result
 * @param sentence why, for a person to read
 * @param since since when the control is breached; null if it is not, or that is not known
 * @param evidence the facts that decide, by name: ids, instants and figures
 */
public record Assessment(
        Control control,
        Result result,
        String sentence,
        @Nullable Instant since,
        Map<String, String> evidence) {
    /** Refuses null where it is not allowed, and copies the map. */
    public Assessment {
        Objects.requireNonNull(control, "control == null");
        Objects.requireNonNull(result, "result == null");
        Objects.requireNonNull(sentence, "sentence == null");
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** Returns the assessment as one line of text. */
    @Override
    public String toString() {
        return control + " " + result + ": " + sentence;
    }

    /** The result of a control, from best to worst: of several results, the last in this order counts. */
    public enum Result {
        /** The control does not apply: there is no such objective, or another control reports the problem. */
        NOT_ASSESSABLE,
        /** The facts show that the control holds. */
        OK,
        /** The facts do not decide: a list broke off, a log has expired, a clock is off, or the cloud does not say. */
        UNKNOWN,
        /** The facts show that the control does not hold. */
        BREACHED
    }
}
