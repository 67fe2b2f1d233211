package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.ImageSource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.snapshots.SnapshotCalls;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;

/** What images are built from: reads it, and refuses what no image can be built from at the moment. Changes nothing. */
public final class ImageSources {
    private final VaultCalls vaults;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final PointCalls points;
    private final SnapshotCalls snapshots;

    public ImageSources(
            VaultCalls vaults, DiskCalls disks, ServerCalls servers, PointCalls points, SnapshotCalls snapshots) {
        this.vaults = vaults;
        this.disks = disks;
        this.servers = servers;
        this.points = points;
        this.snapshots = snapshots;
    }

    /** Returns a restore point that can be restored. */
    RestorePoint point(RestorePointId id) {
        RestorePoint point = points.get(id);
        PointCalls.requireRestorable(point);
        return point;
    }

    /** Returns a snapshot that is available. */
    Snapshot snapshot(SnapshotId id) {
        Snapshot snapshot = snapshots.get(id);
        SnapshotCalls.requireAvailable(snapshot);
        return snapshot;
    }

    /** Refuses a server that cannot be backed up into the vault at the moment. */
    void requireBackupPossible(ImageSource.WholeServer from) {
        requireStill(from.server());
        VaultId vault = from.vault();
        JsonNode seen = vaults.show(vault);
        JsonNode billing = seen.path("billing");
        if (!JsonFields.text(billing, "object_type").equals("server")
                || JsonFields.text(billing, "protect_type").equals("replication")) {
            throw new Conflict("vault " + vault + " is not for backups of servers; nothing was created");
        }
        for (JsonNode member : seen.path("resources")) {
            String status = JsonFields.text(member, "protect_status");
            boolean meant = JsonFields.text(member, "id").equals(from.server().id());
            if (meant && (status.equals("protecting") || status.equals("restoring"))) {
                throw new Busy(from.server() + " is being backed up or restored; try again later; nothing was created");
            }
        }
    }

    /** Refuses a server that something is being done to. */
    void requireStill(Resource.Server server) {
        JsonNode seen = servers.get(server.id());
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later; nothing was created");
        }
    }

    /** Returns a disk of which an image can be built; refuses one in use, and the system disk of a running server. */
    JsonNode stillDisk(Resource.Disk id) {
        JsonNode disk = disks.get(id.id());
        if (!DiskCalls.ready(disk)) {
            throw new Busy(id + " is " + DiskCalls.status(disk) + "; try again later; nothing was created");
        }
        Resource.Server server = DiskCalls.server(disk);
        if (JsonFields.flag(disk, "bootable") && server != null && ServerCalls.running(servers.get(server.id()))) {
            throw new Conflict(
                    id + " is the system disk of " + server + ", which is running; stop it first; nothing was created");
        }
        return disk;
    }
}
