package io.github.backup4j.plan;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A restore point that a {@link Step} destroys.
 *
 * @param restorePoint the restore point
 * @param resource the disk or server it was taken of
 * @param vault the vault that holds it
 * @param createdAt when its backup began
 * @param stored how much of the vault it takes; null if the cloud does not say
 */
public record Loss(
        RestorePointId restorePoint,
        Resource resource,
        VaultId vault,
        Instant createdAt,
        @Nullable DataSize stored) {
    /** Refuses null where it is not allowed. */
    public Loss {
        Objects.requireNonNull(restorePoint, "restorePoint == null");
        Objects.requireNonNull(resource, "resource == null");
        Objects.requireNonNull(vault, "vault == null");
        Objects.requireNonNull(createdAt, "createdAt == null");
    }

    static Loss of(RestorePoint point) {
        return new Loss(point.id(), point.resource(), point.vault(), point.createdAt(), point.stored());
    }
}
