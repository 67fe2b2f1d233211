package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The conditions on the backup runs of a list: given to {@link RestorePoints#runs(BackupRunFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param vault only runs in this vault; null: any
 * @param resource only runs that this disk or server was a member of; null: any
 * @param startedFrom only runs begun at this instant or later; null: any
 * @param startedBefore only runs begun before this instant; null: any
 * @param missed whether only runs in which a member got no restore point are listed; false by default
 */
public record BackupRunFilter(
        @Nullable VaultId vault,
        @Nullable Resource resource,
        @Nullable Instant startedFrom,
        @Nullable Instant startedBefore,
        boolean missed) {
    private static final BackupRunFilter ALL = new BackupRunFilter(null, null, null, null, false);

    /** Returns the filter that matches all runs. */
    public static BackupRunFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to runs in one vault.
     *
     * @param vaultId the vault
     * @throws Invalid if another vault was given before
     */
    public BackupRunFilter inVault(VaultId vaultId) {
        Once.given("inVault", vault, Require.nonNull(vaultId, "vaultId"));
        return new BackupRunFilter(vaultId, resource, startedFrom, startedBefore, missed);
    }

    /**
     * Returns the same filter, limited to runs that one disk or server was a member of.
     *
     * @param diskOrServer the disk or server
     * @throws Invalid if another one was given before
     */
    public BackupRunFilter ofResource(Resource diskOrServer) {
        Once.given("ofResource", resource, Require.nonNull(diskOrServer, "diskOrServer"));
        return new BackupRunFilter(vault, diskOrServer, startedFrom, startedBefore, missed);
    }

    /**
     * Returns the same filter, limited to runs begun at an instant or later.
     *
     * @param instant the earliest instant
     * @throws Invalid if another instant was given before
     */
    public BackupRunFilter startedFrom(Instant instant) {
        Once.given("startedFrom", startedFrom, Require.nonNull(instant, "instant"));
        return new BackupRunFilter(vault, resource, instant, startedBefore, missed);
    }

    /**
     * Returns the same filter, limited to runs begun before an instant.
     *
     * @param instant the first instant that is too late
     * @throws Invalid if another instant was given before
     */
    public BackupRunFilter startedBefore(Instant instant) {
        Once.given("startedBefore", startedBefore, Require.nonNull(instant, "instant"));
        return new BackupRunFilter(vault, resource, startedFrom, instant, missed);
    }

    /** Returns the same filter, limited to runs in which a member got no restore point. */
    public BackupRunFilter missedOnly() {
        return new BackupRunFilter(vault, resource, startedFrom, startedBefore, true);
    }

    /**
     * Returns whether a run meets all conditions.
     *
     * @param run the run
     */
    public boolean matches(BackupRunRecord run) {
        return (vault == null || vault.equals(run.vault()))
                && (resource == null || run.member(resource).isPresent())
                && Require.isWithin(run.startedAt(), startedFrom, startedBefore)
                && (!missed || !run.missed().isEmpty());
    }
}
