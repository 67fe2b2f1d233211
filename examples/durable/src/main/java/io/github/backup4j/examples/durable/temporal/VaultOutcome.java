package io.github.backup4j.examples.durable.temporal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one vault's backup run.
 *
 * @param vault the id of the vault
 * @param restorePoints the ids of the new restore points
 * @param missed the members that have no new restore point, with the reason
 * @param failure why there is no result of the run; null: there is one
 * @param token the token of the run, which may be in progress if there is a failure: {@code Operations.resume} tells; null: none was
 *     started
 */
public record VaultOutcome(
        String vault,
        List<String> restorePoints,
        List<String> missed,
        @Nullable String failure,
        @Nullable String token) {
    /** Copies the lists. */
    public VaultOutcome {
        restorePoints = List.copyOf(restorePoints);
        missed = List.copyOf(missed);
    }
}
