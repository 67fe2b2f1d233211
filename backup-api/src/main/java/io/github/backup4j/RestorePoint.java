package io.github.backup4j;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one disk or server at one moment, held by a vault: what a restore brings back.
 *
 * <p>A value as read at one moment; {@link RestorePoints#get} reads it again.
 *
 * @param id the cloud's id
 * @param name the name; not unique
 * @param description the description, or ""
 * @param vault the vault that holds it
 * @param run the backup run that made it; null if the cloud does not say
 * @param resource the disk or server it was taken of, which may be gone by now
 * @param resourceName the name that the resource had
 * @param resourceSize how large the resource was, all its disks together; a restored disk has this size
 * @param zone the zone that the resource was in; "" if the cloud does not say
 * @param status whether it can be restored from
 * @param statusText the status in the cloud's own words
 * @param createdAt when it was begun; the data is not older
 * @param expiresAt when it is due to be deleted because of its age, stamped when it was made; null: never by age
 * @param automatic whether a policy made it; retention never deletes one that was taken by hand
 * @param incremental whether it stores only what changed since the one before; restoring is the same either way
 * @param encrypted whether any disk in it is encrypted; what is restored from it is encrypted too. Without its parts, what the
 *     cloud says of the whole, which may be less
 * @param stored how much of the vault it takes now, which grows when the restore point before it is deleted; zero where the
 *     cloud says it of a {@link Vault.Member} as a whole only
 * @param origin where it comes from
 * @param parts the disks in it; for a disk, the one disk; for a server, empty in {@linkplain RestorePoints#list lists}
 *     without parts
 * @param images the whole-server images whose data it holds; it cannot be deleted while they exist
 * @param copies its copies in other regions, as far as they are known here
 */
public record RestorePoint(
        RestorePointId id,
        String name,
        String description,
        VaultId vault,
        @Nullable BackupRunId run,
        Resource resource,
        String resourceName,
        DataSize resourceSize,
        String zone,
        Status status,
        String statusText,
        Instant createdAt,
        @Nullable Instant expiresAt,
        boolean automatic,
        boolean incremental,
        boolean encrypted,
        DataSize stored,
        Origin origin,
        List<Part> parts,
        List<ImageId> images,
        List<Copy> copies)
        implements Retainable {
    /** Refuses null where it is not allowed, and copies the lists. */
    public RestorePoint {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        Require.nonNull(description, "description");
        Require.nonNull(vault, "vault");
        Require.nonNull(resource, "resource");
        Require.nonNull(resourceName, "resourceName");
        Require.nonNull(resourceSize, "resourceSize");
        Require.nonNull(zone, "zone");
        Require.nonNull(status, "status");
        Require.nonNull(statusText, "statusText");
        Require.nonNull(createdAt, "createdAt");
        Require.nonNull(stored, "stored");
        Require.nonNull(origin, "origin");
        parts = List.copyOf(parts);
        images = List.copyOf(images);
        copies = List.copyOf(copies);
    }

    /** Returns whether it is complete and can be restored from now. */
    @Override
    public boolean available() {
        return status == Status.AVAILABLE;
    }

    /**
     * Returns the part of it that holds a disk, from which a new disk can be made alone; empty if the disk is not in it.
     *
     * @param disk the disk
     */
    public Optional<Part> part(Resource.Disk disk) {
        return parts.stream().filter(part -> part.disk().equals(disk)).findFirst();
    }

    /** Returns whether an image depends on it; it cannot be deleted then. */
    @Override
    public boolean pinned() {
        return !images.isEmpty();
    }

    /**
     * One disk in a restore point.
     *
     * @param id the cloud's id of this part, from which a new disk can be made alone
     * @param disk the disk it was taken of
     * @param name the name that the disk had
     * @param size how large the disk was
     * @param bootable whether it is the disk that a server starts from
     * @param encrypted whether the disk is encrypted
     */
    public record Part(
            RestorePointId id, Resource.Disk disk, String name, DataSize size, boolean bootable, boolean encrypted) {
        /** Refuses null. */
        public Part {
            Require.nonNull(id, "id");
            Require.nonNull(disk, "disk");
            Require.nonNull(name, "name");
            Require.nonNull(size, "size");
        }
    }

    /**
     * A copy of a restore point in another region.
     *
     * @param site the region and project of the copy
     * @param vault the vault there; null if the cloud does not say
     * @param restorePoint the id of the copy there; null until it is known
     * @param status how far the copy is
     * @param statusText the status in the cloud's own words
     */
    public record Copy(
            Site site,
            @Nullable VaultId vault,
            @Nullable RestorePointId restorePoint,
            CopyStatus status,
            String statusText) {
        /** Refuses null where it is not allowed. */
        public Copy {
            Require.nonNull(site, "site");
            Require.nonNull(status, "status");
            Require.nonNull(statusText, "statusText");
        }
    }

    /** Whether a restore point can be restored from. */
    public enum Status {
        /** Waiting for its backup to begin. */
        WAITING,
        /** Its backup is running. */
        PROTECTING,
        /** Complete: it can be restored from. */
        AVAILABLE,
        /** A restore is reading it. */
        RESTORING,
        /** It is being deleted. */
        DELETING,
        /** Its backup failed; it holds nothing that can be restored. */
        ERROR,
        /** A status that this API does not know; {@link RestorePoint#statusText()} has the cloud's own word. */
        UNKNOWN
    }

    /** Where a restore point comes from. */
    public enum Origin {
        /** It was taken here. */
        TAKEN,
        /** It is a copy of one in another region. */
        COPIED,
        /** It belongs to another project, which shares it. */
        SHARED
    }

    /** How far a copy is. */
    public enum CopyStatus {
        /** Waiting, or being made. */
        COPYING,
        /** Complete. */
        AVAILABLE,
        /** It failed, or was passed over. */
        FAILED,
        /** A status that this API does not know; {@link Copy#statusText()} has the cloud's own word. */
        UNKNOWN
    }
}
