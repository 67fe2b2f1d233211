package io.github.backup4j;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.ProtectableResource.Status;
import io.github.backup4j.spi.BackupDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Refuses to discard anything that is not temporary, or that somebody else may rely on. The driver refuses again. */
final class DiscardGuard {
    private static final String NOTHING = "; nothing was deleted";

    private final BackupDriver driver;
    private final Temporary mark;

    DiscardGuard(BackupDriver driver, Temporary mark) {
        this.driver = driver;
        this.mark = mark;
    }

    void check(Resource resource) {
        if (resource instanceof Resource.Unrecognized) {
            throw new Invalid("resource is " + resource + ", neither a disk nor a server" + NOTHING);
        }
        ProtectableResource seen = driver.resources().get(resource);
        requireMark(resource.toString(), seen.tags());
        if (seen.status() == Status.CHANGING) {
            throw new Busy(resource + " is " + described(seen) + "; try again later" + NOTHING, about(resource), null);
        }
        requireUnprotected(seen);
        if (!seen.servers().isEmpty()) {
            throw refused(resource, resource + " is attached to " + seen.servers() + "; detach it first");
        }
        List<Resource.Disk> disks = new ArrayList<>(seen.disks());
        for (Resource.Disk disk : seen.disks()) {
            requireDisk(disk, (Resource.Server) resource);
        }
        if (resource instanceof Resource.Disk disk) {
            disks.add(disk);
        }
        requireNoPoints(resource, disks);
        requireNoSnapshots(resource, disks);
    }

    /** Refuses an image that does not carry the mark, or is in use. */
    void check(Image image) {
        String what = "image " + image.id();
        requireMark(what, image.tags());
        if (image.shared()) {
            throw new Conflict(what + " belongs to another project" + NOTHING);
        }
        if (image.status() == Image.Status.QUEUED || image.status() == Image.Status.SAVING) {
            throw new Busy(what + " is " + image.status() + "; try again later" + NOTHING);
        }
    }

    private void requireMark(String what, Map<String, String> tags) {
        if (mark.isIn(tags)) {
            return;
        }
        String value = tags.get(Temporary.TAG);
        String found = value == null ? "has no tag " + Temporary.TAG : "has tag " + Temporary.TAG + "=" + value;
        throw new Conflict(
                what + " " + found + ", not the mark " + mark + "; it is not temporary work of this key" + NOTHING);
    }

    private void requireUnprotected(ProtectableResource seen) {
        if (seen.vault() != null) {
            throw new Conflict(
                    seen.resource() + " is a member of vault " + seen.vault()
                            + ", so somebody has begun to protect it; remove it there if nobody needs it" + NOTHING,
                    about(seen.resource()).inVault(seen.vault()),
                    null);
        }
    }

    /** The disks of a server are deleted with it, so nobody else may rely on them either. */
    private void requireDisk(Resource.Disk disk, Resource.Server server) {
        ProtectableResource seen = driver.resources().get(disk);
        requireUnprotected(seen);
        if (!seen.servers().stream().allMatch(server::equals)) {
            throw refused(server, disk + " of " + server + " is attached to " + seen.servers() + " too");
        }
    }

    /**
     * Refuses what was backed up, by itself or as a disk of a server. What is temporary cannot have been backed up before it was created.
     */
    private void requireNoPoints(Resource resource, List<Resource.Disk> disks) {
        RestorePointFilter filter =
                RestorePointFilter.all().createdFrom(mark.earliestCreation()).withParts();
        Optional<RestorePoint> found;
        try (var points = driver.restorePoints().list(filter).elements()) {
            found = points.filter(point -> point.resource().equals(resource)
                            || disks.stream()
                                    .anyMatch(disk -> point.resource().equals(disk)
                                            || point.part(disk).isPresent()))
                    .findFirst();
        }
        found.ifPresent(point -> {
            throw refused(
                    resource,
                    resource + " is in a restore point, " + point.id() + " of " + point.resource()
                            + ", so somebody has backed it up; delete it first if nobody needs it");
        });
    }

    private void requireNoSnapshots(Resource resource, List<Resource.Disk> disks) {
        Optional<Snapshot> found;
        try (var snapshots = driver.snapshots().list(SnapshotFilter.all()).elements()) {
            found = snapshots
                    .filter(snapshot -> disks.contains(snapshot.disk()))
                    .findFirst();
        }
        found.ifPresent(snapshot -> {
            throw refused(
                    resource,
                    snapshot.disk() + " has a snapshot, " + snapshot.id()
                            + ", which would be deleted with it; delete it first if nobody needs it");
        });
    }

    private static Conflict refused(Resource resource, String message) {
        return new Conflict(message + NOTHING, about(resource), null);
    }

    private static Detail about(Resource resource) {
        return Detail.NONE.about(resource);
    }

    private static String described(ProtectableResource seen) {
        return seen.statusText() == null ? seen.status().toString() : seen.statusText();
    }
}
