package io.github.backup4j.testkit.internal;

import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;

/** Creates parts, from which new disks are created, from disks and snapshots. */
final class Parts {
    private Parts() {}

    static StoredPart of(StoredDisk disk) {
        return new StoredPart(
                new RestorePoint.Part(
                        new RestorePointId(disk.disk.id()),
                        disk.disk,
                        disk.name,
                        disk.size,
                        disk.bootable,
                        disk.encrypted),
                disk.content,
                disk.zone,
                disk.type);
    }

    static StoredPart of(StoredSnapshot snapshot) {
        StoredDisk disk = snapshot.source;
        return new StoredPart(
                new RestorePoint.Part(
                        new RestorePointId(disk.disk.id()),
                        disk.disk,
                        disk.name,
                        snapshot.size,
                        disk.bootable,
                        disk.encrypted),
                snapshot.content,
                disk.zone,
                disk.type);
    }
}
