package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which backup runs a list is limited to: given to {@link RestorePoints#runs(BackupRunFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param vault only those in this vault; null: any
 * @param resource only those that this disk or server was a member of; null: any
 * @param startedFrom only those begun at this instant or later; null: any
 * @param startedBefore only those begun before this instant; null: any
 * @param missed whether only those are listed in which a member got no restore point; false by default
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
     * Returns the same filter, limited to those in one vault.
     *
     * @param vaultId the vault
     */
    public BackupRunFilter inVault(VaultId vaultId) {
        Once.given("inVault", vault, Require.nonNull(vaultId, "vaultId"));
        return new BackupRunFilter(vaultId, resource, startedFrom, startedBefore, missed);
    }

    /**
     * Returns the same filter, limited to those that one disk or server was a member of.
     *
     * @param diskOrServer the disk or server
     */
    public BackupRunFilter ofResource(Resource diskOrServer) {
        Once.given("ofResource", resource, Require.nonNull(diskOrServer, "diskOrServer"));
        return new BackupRunFilter(vault, diskOrServer, startedFrom, startedBefore, missed);
    }

    /**
     * Returns the same filter, limited to those begun at an instant or later.
     *
     * @param instant the earliest instant
     */
    public BackupRunFilter startedFrom(Instant instant) {
        Once.given("startedFrom", startedFrom, Require.nonNull(instant, "instant"));
        return new BackupRunFilter(vault, resource, instant, startedBefore, missed);
    }

    /**
     * Returns the same filter, limited to those begun before an instant.
     *
     * @param instant the first instant that is too late
     */
    public BackupRunFilter startedBefore(Instant instant) {
        Once.given("startedBefore", startedBefore, Require.nonNull(instant, "instant"));
        return new BackupRunFilter(vault, resource, startedFrom, instant, missed);
    }

    /** Returns the same filter, limited to those in which a member got no restore point. */
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
                && (resource == null || run.member(resource) != null)
                && Require.isWithin(run.startedAt(), startedFrom, startedBefore)
                && (!missed || !run.missed().isEmpty());
    }
}
