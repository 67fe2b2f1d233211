package io.github.backup4j.posture;

import java.util.List;
import java.util.Objects;

/**
 * A control that the facts do not decide, with the reason and the subjects concerned.
 *
 * @param control the control
 * @param sentence why it is not known
 * @param subjects the disks, servers or vaults, at least one
 */
public record Unknown(Control control, String sentence, List<Subject> subjects) {
    /** Refuses null, and copies the list. */
    public Unknown {
        Objects.requireNonNull(control, "control == null");
        Objects.requireNonNull(sentence, "sentence == null");
        subjects = List.copyOf(subjects);
    }
}
