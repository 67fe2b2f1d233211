package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * A vault of a backup of many whose members are not all among the outcomes, with what became of its run. {@code toString}
 * describes it in one line.
 *
 * @param vault the vault
 * @param reason what became of its run, and why its members are not listed, for a person to read
 * @param token the token of its run, which continues in the cloud, for {@link Operations#resume}; null: it does not continue, or
 *     was not started
 * @param cause the exception of the start of the run, its failure, or the exception of its last poll; {@link AmbiguousOutcome}: it
 *     is not known whether it was started; null: none
 * @see FleetResult#unlisted
 */
public record UnlistedVault(
        VaultId vault,
        String reason,
        @Nullable String token,
        @Nullable BackupException cause) {
    /** Refuses null where it is not allowed. */
    public UnlistedVault {
        Require.nonNull(vault, "vault");
        Require.nonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return "vault " + vault + ": " + reason;
    }
}
