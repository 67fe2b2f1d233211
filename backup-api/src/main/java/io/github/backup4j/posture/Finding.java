package io.github.backup4j.posture;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A control that is breached.
 *
 * @param control the control
 * @param subject the disk, server or vault
 * @param sentence what is wrong, for a person to read
 * @param since since when the control is breached; null if that is not known
 * @param evidence the facts that show it, by name: ids, instants and figures
 * @param remedy what to do about it
 */
public record Finding(
        Control control,
        Subject subject,
        String sentence,
        @Nullable Instant since,
        Map<String, String> evidence,
        Remedy remedy) {
    /** Refuses null where it is not allowed. */
    public Finding {
        Objects.requireNonNull(control, "control == null");
        Objects.requireNonNull(subject, "subject == null");
        Objects.requireNonNull(sentence, "sentence == null");
        Objects.requireNonNull(evidence, "evidence == null");
        Objects.requireNonNull(remedy, "remedy == null");
    }

    static Finding of(Subject subject, Assessment breached, Remedies remedies) {
        return new Finding(
                breached.control(),
                subject,
                breached.sentence(),
                breached.since(),
                breached.evidence(),
                remedies.of(subject, breached.control()));
    }

    /** Returns an id that stays the same in each report until the finding is remedied, such as {@code "MISSED_RUN/disk 1"}. */
    public String id() {
        return control + "/" + subject.id();
    }

    /** Returns its severity. */
    public Severity severity() {
        return control.severity();
    }

    /** Returns the finding as one line of text, with the name of its subject where it has one. */
    @Override
    public String toString() {
        return severity() + " " + control + ": " + Words.named(subject) + ": " + sentence + "; " + remedy.sentence();
    }
}
