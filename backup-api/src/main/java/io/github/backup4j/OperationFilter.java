package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which operations a list is limited to: given to {@link Operations#list(OperationFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param kind only those of this kind; null: any
 * @param status only those in this status; null: any
 * @param resource only those on this disk or server; null: any
 * @param vault only those in this vault; null: any
 * @param startedFrom only those begun at this instant or later; null: any
 * @param startedBefore only those begun before this instant; null: any
 */
public record OperationFilter(
        OperationRecord.@Nullable Kind kind,
        OperationRecord.@Nullable Status status,
        @Nullable Resource resource,
        @Nullable VaultId vault,
        @Nullable Instant startedFrom,
        @Nullable Instant startedBefore) {
    private static final OperationFilter ALL = new OperationFilter(null, null, null, null, null, null);

    /** Returns the filter that matches all operations. */
    public static OperationFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param wantedKind the kind
     */
    public OperationFilter ofKind(OperationRecord.Kind wantedKind) {
        Once.given("ofKind", kind, Require.nonNull(wantedKind, "wantedKind"));
        return new OperationFilter(wantedKind, status, resource, vault, startedFrom, startedBefore);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param wantedStatus the status
     */
    public OperationFilter withStatus(OperationRecord.Status wantedStatus) {
        Once.given("withStatus", status, Require.nonNull(wantedStatus, "wantedStatus"));
        return new OperationFilter(kind, wantedStatus, resource, vault, startedFrom, startedBefore);
    }

    /**
     * Returns the same filter, limited to those on one disk or server.
     *
     * @param diskOrServer the disk or server
     */
    public OperationFilter ofResource(Resource diskOrServer) {
        Once.given("ofResource", resource, Require.nonNull(diskOrServer, "diskOrServer"));
        return new OperationFilter(kind, status, diskOrServer, vault, startedFrom, startedBefore);
    }

    /**
     * Returns the same filter, limited to those in one vault.
     *
     * @param vaultId the vault
     */
    public OperationFilter inVault(VaultId vaultId) {
        Once.given("inVault", vault, Require.nonNull(vaultId, "vaultId"));
        return new OperationFilter(kind, status, resource, vaultId, startedFrom, startedBefore);
    }

    /**
     * Returns the same filter, limited to those begun at an instant or later.
     *
     * @param instant the earliest instant
     */
    public OperationFilter startedFrom(Instant instant) {
        Once.given("startedFrom", startedFrom, Require.nonNull(instant, "instant"));
        return new OperationFilter(kind, status, resource, vault, instant, startedBefore);
    }

    /**
     * Returns the same filter, limited to those begun before an instant.
     *
     * @param instant the first instant that is too late
     */
    public OperationFilter startedBefore(Instant instant) {
        Once.given("startedBefore", startedBefore, Require.nonNull(instant, "instant"));
        return new OperationFilter(kind, status, resource, vault, startedFrom, instant);
    }

    /**
     * Returns whether an entry of the cloud's log meets all conditions.
     *
     * @param entry the entry of the cloud's log
     */
    public boolean matches(OperationRecord entry) {
        return (kind == null || kind == entry.kind())
                && (status == null || status == entry.status())
                && (resource == null || resource.equals(entry.resource()))
                && (vault == null || vault.equals(entry.vault()))
                && Require.isWithin(entry.startedAt(), startedFrom, startedBefore);
    }
}
