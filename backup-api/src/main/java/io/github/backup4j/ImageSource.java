package io.github.backup4j;

/** What an image is built from. */
public sealed interface ImageSource {
    /**
     * Returns the disk that a server starts from; its data disks are left out.
     *
     * @param server the server
     */
    static ImageSource systemDiskOf(Resource.Server server) {
        return new SystemDisk(server);
    }

    /**
     * Returns all disks of a server. A backup into the vault is created first, takes space there, and stays for as long as
     * the image does.
     *
     * @param server the server
     * @param vault a vault for servers that holds the server, or in which there is room for it
     */
    static ImageSource wholeServer(Resource.Server server, VaultId vault) {
        return new WholeServer(server, vault);
    }

    /**
     * Returns one disk.
     *
     * @param disk the disk; one that a server starts from must not be in use by a running server
     */
    static ImageSource disk(Resource.Disk disk) {
        return new OneDisk(disk);
    }

    /**
     * Returns a restore point. Of a server it gives an image of all its disks, which holds on to the restore point: that cannot
     * be deleted while the image exists, and no second image can be built from it. Of a disk it gives an image with a copy of
     * the data, which does not.
     *
     * @param restorePoint the restore point
     */
    static ImageSource restorePoint(RestorePointId restorePoint) {
        return new FromRestorePoint(restorePoint);
    }

    /**
     * Returns a snapshot of a disk.
     *
     * @param snapshot the snapshot
     */
    static ImageSource snapshot(SnapshotId snapshot) {
        return new FromSnapshot(snapshot);
    }

    /**
     * The disk that a server starts from.
     *
     * @param server the server
     */
    record SystemDisk(Resource.Server server) implements ImageSource {
        /** Refuses null. */
        public SystemDisk {
            Require.nonNull(server, "server");
        }
    }

    /**
     * All disks of a server.
     *
     * @param server the server
     * @param vault the vault that the backup behind the image goes to
     */
    record WholeServer(Resource.Server server, VaultId vault) implements ImageSource {
        /** Refuses null. */
        public WholeServer {
            Require.nonNull(server, "server");
            Require.nonNull(vault, "vault");
        }
    }

    /**
     * One disk.
     *
     * @param disk the disk
     */
    record OneDisk(Resource.Disk disk) implements ImageSource {
        /** Refuses null. */
        public OneDisk {
            Require.nonNull(disk, "disk");
        }
    }

    /**
     * A restore point.
     *
     * @param restorePoint the restore point
     */
    record FromRestorePoint(RestorePointId restorePoint) implements ImageSource {
        /** Refuses null. */
        public FromRestorePoint {
            Require.nonNull(restorePoint, "restorePoint");
        }
    }

    /**
     * A snapshot.
     *
     * @param snapshot the snapshot
     */
    record FromSnapshot(SnapshotId snapshot) implements ImageSource {
        /** Refuses null. */
        public FromSnapshot {
            Require.nonNull(snapshot, "snapshot");
        }
    }

    /**
     * A source that this API cannot build an image from, such as a file; it appears only in what is read.
     *
     * @param text the source in the cloud's own words
     */
    record Unrecognized(String text) implements ImageSource {
        /** Refuses null. */
        public Unrecognized {
            Require.nonNull(text, "text");
        }
    }
}
