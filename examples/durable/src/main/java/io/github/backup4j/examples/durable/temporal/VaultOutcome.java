package io.github.backup4j.examples.durable.temporal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one vault's backup run.
 *
 * @param vault the id of the vault
 * @param restorePoints the ids of the new restore points
 * @param missed the members that have no new restore point, with the reason
 * @param failure why there is no run; null: there is one
 */
public record VaultOutcome(
        String vault,
        List<String> restorePoints,
        List<String> missed,
        @Nullable String failure) {
    /** Copies the lists. */
    public VaultOutcome {
        restorePoints = List.copyOf(restorePoints);
        missed = List.copyOf(missed);
    }
}
