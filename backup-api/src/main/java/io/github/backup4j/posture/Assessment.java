package io.github.backup4j.posture;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the facts say about one control.
 *
 * @param control the control
 * @param result what they say
 * @param sentence why, in words
 * @param since since when the control is breached; null where it is not, or nobody can say
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

    /** Returns all of it in one line. */
    @Override
    public String toString() {
        return control + " " + result + ": " + sentence;
    }

    /** What the facts say about a control; of several, the last counts. */
    public enum Result {
        /** It asks for nothing here: there is no such objective, or another control says what is wrong. */
        NOT_ASSESSABLE,
        /** The facts show that it holds. */
        OK,
        /** The facts do not tell: a list broke off, a log has expired, a clock is off, or the cloud does not say. */
        UNKNOWN,
        /** The facts show that it does not hold. */
        BREACHED
    }
}
