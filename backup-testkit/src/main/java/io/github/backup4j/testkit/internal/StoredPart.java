package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One disk in a restore point or an image, with its content. Restore points that found a disk unchanged share one object.
 *
 * @param disk the disk
 * @param name its name; null: the cloud that it was copied from does not report it
 * @param reportedSize its size; null: the cloud that it was copied from does not report it
 * @param bootable whether a server can start from it
 * @param encrypted whether it is encrypted
 * @param content its content
 * @param zone its zone
 * @param type its kind of storage
 */
record StoredPart(
        Resource.Disk disk,
        @Nullable String name,
        @Nullable DataSize reportedSize,
        boolean bootable,
        boolean encrypted,
        DiskContent content,
        String zone,
        String type) {

    /** A disk as it was when a snapshot was taken. */
    static StoredPart of(StoredSnapshot snapshot) {
        return snapshot.source.now().withSize(snapshot.size).withContent(snapshot.content);
    }

    /** The size of the disk, which this cloud always reports. */
    DataSize size() {
        return Objects.requireNonNull(reportedSize);
    }

    StoredPart withContent(DiskContent other) {
        return other == content
                ? this
                : new StoredPart(disk, name, reportedSize, bootable, encrypted, other, zone, type);
    }

    StoredPart withSize(DataSize other) {
        return other.equals(reportedSize)
                ? this
                : new StoredPart(disk, name, other, bootable, encrypted, content, zone, type);
    }

    StoredPart asBootable() {
        return bootable ? this : new StoredPart(disk, name, reportedSize, true, encrypted, content, zone, type);
    }

    /** How the API shows it in a restore point in which it has this id. */
    RestorePoint.Part view(RestorePointId id) {
        return new RestorePoint.Part(id, disk, name, reportedSize, bootable, encrypted);
    }
}
