package io.github.backup4j.huawei.internal.resources;

import java.util.List;

/** The snapshots of disks, as the snapshots package reads them. */
public interface DiskSnapshots {
    /** The ids of the snapshots of a disk, those of the backup service among them. */
    List<String> idsOf(String disk);
}
