package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one disk at one moment, kept beside the disk itself.
 *
 * <p>Quick to take and to go back to, but no backup: it is lost with its disk. A value as read at one moment.
 *
 * @param id the cloud's id
 * @param name the name; not unique
 * @param description the description; null: none
 * @param disk the disk it was taken of
 * @param size how large the disk was
 * @param reportedStatus whether it can be used
 * @param encrypted whether the disk is encrypted; a disk created from it is encrypted too
 * @param ofBackup whether the backup service created it for its own work; it must be left alone
 * @param createdAt when it was begun; null if the cloud does not say
 */
public record Snapshot(
        SnapshotId id,
        String name,
        @Nullable String description,
        Resource.Disk disk,
        DataSize size,
        Reported<Status> reportedStatus,
        boolean encrypted,
        boolean ofBackup,
        @Nullable Instant createdAt) {
    /** Refuses null where it is not allowed. */
    public Snapshot {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        description = Require.textOrNull(description);
        Require.nonNull(disk, "disk");
        Require.nonNull(size, "size");
        Require.nonNull(reportedStatus, "reportedStatus");
    }

    /** Returns what can be changed about it, as it is: change it and hand it to {@link Snapshots#update}. */
    public SnapshotUpdate toUpdate() {
        return new SnapshotUpdate(name, description == null ? "" : description);
    }

    /** Returns whether it can be used. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** Whether a snapshot can be used. */
    public enum Status {
        /** Being taken. */
        CREATING,
        /** Complete. */
        AVAILABLE,
        /** Its disk is being rolled back to it. */
        ROLLING_BACK,
        /** The backup service is reading it. */
        BACKING_UP,
        /** Being deleted. */
        DELETING,
        /** It could not be taken, or not be deleted. */
        ERROR,
        /** A status that this API does not know; {@link Snapshot#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }
}
