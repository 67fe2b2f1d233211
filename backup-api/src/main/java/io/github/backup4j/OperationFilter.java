package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which operations a list is limited to: given to {@link Operations#list(OperationFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param kind only those of this kind; null: any
 * @param status only those in this status; null: any
 * @param resource only those on this disk or server; null: any
 * @param vault only those in this vault; null: any
 * @param startedFrom only those begun at this instant or later; null: any
 */
public record OperationFilter(
        OperationRecord.@Nullable Kind kind,
        OperationRecord.@Nullable Status status,
        @Nullable Resource resource,
        @Nullable VaultId vault,
        @Nullable Instant startedFrom) {
    private static final OperationFilter ALL = new OperationFilter(null, null, null, null, null);

    /** Returns the filter that matches all operations. */
    public static OperationFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param operationKind the kind
     */
    public OperationFilter ofKind(OperationRecord.Kind operationKind) {
        Require.nonNull(operationKind, "operationKind");
        return new OperationFilter(operationKind, status, resource, vault, startedFrom);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param operationStatus the status
     */
    public OperationFilter withStatus(OperationRecord.Status operationStatus) {
        Require.nonNull(operationStatus, "operationStatus");
        return new OperationFilter(kind, operationStatus, resource, vault, startedFrom);
    }

    /**
     * Returns the same filter, limited to those on one disk or server.
     *
     * @param diskOrServer the disk or server
     */
    public OperationFilter onResource(Resource diskOrServer) {
        Require.nonNull(diskOrServer, "diskOrServer");
        return new OperationFilter(kind, status, diskOrServer, vault, startedFrom);
    }

    /**
     * Returns the same filter, limited to those in one vault.
     *
     * @param vaultId the vault
     */
    public OperationFilter inVault(VaultId vaultId) {
        Require.nonNull(vaultId, "vaultId");
        return new OperationFilter(kind, status, resource, vaultId, startedFrom);
    }

    /**
     * Returns the same filter, limited to those begun at an instant or later.
     *
     * @param instant the earliest instant
     */
    public OperationFilter startedFrom(Instant instant) {
        Require.nonNull(instant, "instant");
        return new OperationFilter(kind, status, resource, vault, instant);
    }

    /**
     * Returns whether an entry of the cloud's log meets all conditions.
     *
     * @param entry the entry
     */
    public boolean matches(OperationRecord entry) {
        return (kind == null || kind == entry.kind())
                && (status == null || status == entry.status())
                && (resource == null || resource.equals(entry.resource()))
                && (vault == null || vault.equals(entry.vault()))
                && (startedFrom == null || !entry.startedAt().isBefore(startedFrom));
    }
}
