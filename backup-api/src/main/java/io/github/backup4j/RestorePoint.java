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
 * @param description the description; null: none
 * @param vault the vault that holds it
 * @param provenance where it comes from, and what created it
 * @param source the disk or server it was taken of, as that was then
 * @param reportedStatus whether it can be restored from
 * @param createdAt when it was begun; the data is not older
 * @param expiresAt when it is due to be deleted because of its age, stamped when it was created; null: never by age
 * @param content what it holds
 * @param images the whole-server images whose data it holds; it cannot be deleted while they exist
 * @param copies its copies in other regions, as far as they are known here
 */
public record RestorePoint(
        RestorePointId id,
        String name,
        @Nullable String description,
        VaultId vault,
        Provenance provenance,
        Source source,
        Reported<Status> reportedStatus,
        Instant createdAt,
        @Nullable Instant expiresAt,
        Content content,
        List<ImageId> images,
        List<Copy> copies)
        implements Retainable {
    /** Refuses null where it is not allowed, and copies the lists. */
    public RestorePoint {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        description = Require.textOrNull(description);
        Require.nonNull(vault, "vault");
        Require.nonNull(provenance, "provenance");
        Require.nonNull(source, "source");
        Require.nonNull(reportedStatus, "reportedStatus");
        Require.nonNull(createdAt, "createdAt");
        Require.nonNull(content, "content");
        images = List.copyOf(images);
        copies = List.copyOf(copies);
    }

    /** Returns what can be changed about it, as it is: change it and hand it to {@link RestorePoints#update}. */
    public RestorePointUpdate toUpdate() {
        return new RestorePointUpdate(name);
    }

    /** Returns the disk or server it was taken of, which may be gone by now. */
    public Resource resource() {
        return source.resource();
    }

    /** Returns whether it can be restored from. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** Returns the backup run that created it; null if the cloud does not say. */
    public @Nullable BackupRunId run() {
        return provenance.run();
    }

    /** Returns where it comes from. */
    public Origin origin() {
        return provenance.origin();
    }

    /** Returns whether a policy created it; retention never deletes one that was taken manually. */
    @Override
    public boolean automatic() {
        return provenance.automatic();
    }

    /** Returns whether it stores only what changed since the one before; restoring is the same either way. */
    public boolean incremental() {
        return content.incremental();
    }

    /** Returns whether any disk in it is encrypted, as {@link Content#encrypted()} says. */
    public boolean encrypted() {
        return content.encrypted();
    }

    /** Returns how much of the vault it takes, as {@link Content#stored()} says; null if the cloud does not say. */
    public @Nullable DataSize stored() {
        return content.stored();
    }

    /** Returns why it is not application-consistent, as {@link Content#agentFailure()} says; null if the cloud does not say so. */
    public @Nullable AgentFailure agentFailure() {
        return content.agentFailure();
    }

    /** Returns the disks in it, as {@link Content#parts()} says. */
    public List<Part> parts() {
        return content.parts();
    }

    /** Returns whether it is complete and can be restored from now. */
    @Override
    public boolean available() {
        return status() == Status.AVAILABLE;
    }

    /**
     * Returns the part of it that holds a disk, from which that disk can be restored alone, in place or to a new one; empty if
     * the disk is not in it.
     *
     * @param disk the disk
     */
    public Optional<Part> part(Resource.Disk disk) {
        return parts().stream().filter(part -> part.disk().equals(disk)).findFirst();
    }

    /** Returns whether an image depends on it; it cannot be deleted then. */
    @Override
    public boolean pinned() {
        return !images.isEmpty();
    }

    /**
     * Where a restore point comes from, and what created it.
     *
     * @param origin where it comes from
     * @param automatic whether a policy created it; retention never deletes one that was taken manually
     * @param run the backup run that created it; null if the cloud does not say
     */
    public record Provenance(
            Origin origin, boolean automatic, @Nullable BackupRunId run) {
        /** Refuses null where it is not allowed. */
        public Provenance {
            Require.nonNull(origin, "origin");
        }
    }

    /**
     * What a restore point was taken of, as it was then.
     *
     * @param resource the disk or server, which may be gone by now
     * @param name the name that it had; null if the cloud does not say
     * @param size how large it was, all its disks together; a restored disk has this size. Null if the cloud does not say,
     *     as it may while the backup is running
     * @param zone the zone that it was in; null if the cloud does not say
     */
    public record Source(
            Resource resource,
            @Nullable String name,
            @Nullable DataSize size,
            @Nullable String zone) {
        /** Refuses null where it is not allowed. */
        public Source {
            Require.nonNull(resource, "resource");
            name = Require.textOrNull(name);
            zone = Require.textOrNull(zone);
        }
    }

    /**
     * What a restore point holds.
     *
     * @param incremental whether it stores only what changed since the one before; restoring is the same either way
     * @param encrypted whether any disk in it is encrypted; what is restored from it is encrypted too. Without its parts, what the
     *     cloud says of the whole, which may be less
     * @param stored how much of the vault it takes now, which grows when the restore point before it is deleted; null where the
     *     cloud says it of a {@link Vault.Member} as a whole only
     * @param parts the disks in it; for a disk, the one disk; for a server, empty in {@linkplain RestorePoints#list lists} that do
     *     not tell them
     * @param agentFailure why the agent in the server took no part in an application-consistent backup; null if the cloud does not
     *     say so, which does not mean that it took part
     */
    public record Content(
            boolean incremental,
            boolean encrypted,
            @Nullable DataSize stored,
            List<Part> parts,
            @Nullable AgentFailure agentFailure) {
        /** Copies the list. */
        public Content {
            parts = List.copyOf(parts);
        }

        /**
         * Creates a content of which the cloud says nothing about an agent.
         *
         * @param incremental as {@link #incremental()}
         * @param encrypted as {@link #encrypted()}
         * @param stored as {@link #stored()}
         * @param parts as {@link #parts()}
         */
        public Content(boolean incremental, boolean encrypted, @Nullable DataSize stored, List<Part> parts) {
            this(incremental, encrypted, stored, parts, null);
        }
    }

    /**
     * One disk in a restore point.
     *
     * @param id the cloud's id of this part, from which the disk can be restored alone, in place or to a new one
     * @param disk the disk it was taken of
     * @param name the name that the disk had; null if the cloud does not say
     * @param size how large the disk was; null if the cloud does not say, as it may while the backup is running
     * @param bootable whether it is the disk that a server starts from
     * @param encrypted whether the disk is encrypted
     */
    public record Part(
            RestorePointId id,
            Resource.Disk disk,
            @Nullable String name,
            @Nullable DataSize size,
            boolean bootable,
            boolean encrypted) {
        /** Refuses null where it is not allowed. */
        public Part {
            Require.nonNull(id, "id");
            Require.nonNull(disk, "disk");
            name = Require.textOrNull(name);
        }
    }

    /**
     * A copy of a restore point in another region.
     *
     * @param site the region and project of the copy
     * @param vault the vault there; null if the cloud does not say
     * @param restorePoint the id of the copy there; null until it is known
     * @param reportedStatus how far the copy is
     */
    public record Copy(
            Site site,
            @Nullable VaultId vault,
            @Nullable RestorePointId restorePoint,
            Reported<CopyStatus> reportedStatus) {
        /** Refuses null where it is not allowed. */
        public Copy {
            Require.nonNull(site, "site");
            Require.nonNull(reportedStatus, "reportedStatus");
        }

        /** Returns how far the copy is. */
        public CopyStatus status() {
            return reportedStatus.value();
        }

        /** Returns the status in the cloud's own words; null if the cloud does not say. */
        public @Nullable String statusText() {
            return reportedStatus.text();
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
        UNRECOGNIZED
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
        /** Waiting, or being created. */
        COPYING,
        /** Complete. */
        AVAILABLE,
        /** It failed, or was passed over. */
        FAILED,
        /** A status that this API does not know; {@link Copy#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }
}
