package io.github.backup4j.huawei.emulator.internal.world;

import io.github.backup4j.huawei.emulator.internal.http.Uuids;

/**
 * The snapshots that backups are made from. EVS and CBR show a UUID as their id; the in-memory cloud calls them by a
 * name with the id of the backup.
 */
public final class BackupSnapshots {
    private static final String NAME = "autobk_snapshot_";

    private BackupSnapshots() {}

    /** The id of the snapshot of a backup of one disk. */
    public static String idOf(String backup) {
        return Uuids.of("snapshot of ", backup);
    }

    /** The id that clients see of a snapshot of the in-memory cloud. */
    public static String shown(String id) {
        return id.startsWith(NAME) ? idOf(id.substring(NAME.length())) : id;
    }
}
