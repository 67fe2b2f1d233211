package io.github.backup4j.posture;

import io.github.backup4j.DataSize;
import io.github.backup4j.posture.Assessment.Result;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The posture of one vault.
 *
 * @param subject the vault
 * @param capacity its capacity
 * @param used the used part of it; null if the cloud does not say
 * @param members how many resources it protects
 * @param assessments one for each control of a vault, in their order
 */
public record VaultPosture(
        Subject.OfVault subject,
        DataSize capacity,
        @Nullable DataSize used,
        int members,
        List<Assessment> assessments) {
    /** Refuses null where it is not allowed, and copies the list. */
    public VaultPosture {
        Objects.requireNonNull(subject, "subject == null");
        Objects.requireNonNull(capacity, "capacity == null");
        assessments = List.copyOf(assessments);
    }

    /** Returns the worst result of its controls. */
    public Result result() {
        return assessments.stream()
                .map(Assessment::result)
                .max(Result::compareTo)
                .orElse(Result.UNKNOWN);
    }

    /**
     * Returns the assessment of a control.
     *
     * @param control a control of a vault
     * @throws io.github.backup4j.Invalid if it is a control of a disk or server
     */
    public Assessment of(Control control) {
        return Posture.only(assessments, control, subject);
    }
}
