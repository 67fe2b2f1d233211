package io.github.backup4j.posture;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A control that the facts do not decide, with the reason and the subjects concerned.
 *
 * @param control the control
 * @param sentence why it is not known
 * @param subjects the disks, servers or vaults, at least one
 */
public record Unknown(Control control, String sentence, List<Subject> subjects) {
    private static final int NAMED = 3;

    /** Refuses null, and copies the list. */
    public Unknown {
        Objects.requireNonNull(control, "control == null");
        Objects.requireNonNull(sentence, "sentence == null");
        subjects = List.copyOf(subjects);
    }

    /** Returns it as one line of text, with the names of three subjects at most. */
    @Override
    public String toString() {
        String named = subjects.stream().limit(NAMED).map(Words::named).collect(Collectors.joining(", "));
        String more = subjects.size() > NAMED ? " and " + (subjects.size() - NAMED) + " more" : "";
        return "UNKNOWN " + control + ": " + named + more + ": " + sentence;
    }
}
