package io.github.backup4j.testkit.internal;

import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import io.github.backup4j.testkit.Work;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deletes temporary disks and servers, and refuses all others. */
final class Discards {
    private final SiteStore store;
    private final Jobs jobs;
    private final Temporary mark;

    Discards(SiteStore store, Jobs jobs, Temporary mark) {
        this.store = store;
        this.jobs = jobs;
        this.mark = mark;
    }

    @SuppressWarnings("unchecked") // the job deletes and returns the resource that it is given
    <R extends Resource> Job<R> start(R resource) {
        return resource instanceof Resource.Server server
                ? (Job<R>) discard(store.server(server))
                : (Job<R>) discard(store.disk((Resource.Disk) resource));
    }

    private Job<Resource.Disk> discard(StoredDisk disk) {
        Resource.Disk resource = disk.disk;
        require(resource, disk.tags, disk.madeWith, disk.createdAt);
        requireDetached(disk);
        requireIdle(disk);
        requireUnused(disk);
        disk.state = StoredDisk.State.DELETING;
        return jobs.start(
                Work.DELETE,
                Resource.Disk.class,
                () -> {
                    if (store.disks.get(resource) == disk) {
                        requireStill(disk);
                        store.deleteDisk(disk);
                    }
                    return resource;
                },
                failure -> disk.state = StoredDisk.State.READY);
    }

    private Job<Resource.Server> discard(StoredServer server) {
        Resource.Server resource = server.server;
        List<StoredDisk> disks = requireDeletable(server);
        if (server.state != StoredServer.State.READY && server.state != StoredServer.State.ERROR) {
            throw Refusal.busy(resource + " is " + server.statusText() + "; try again later; nothing was deleted");
        }
        disks.forEach(Discards::requireIdle);
        server.state = StoredServer.State.DELETING;
        return jobs.start(
                Work.DELETE,
                Resource.Server.class,
                () -> {
                    if (isStill(server, disks)) {
                        store.deleteServer(server);
                        disks.forEach(store::deleteDisk);
                    }
                    return resource;
                },
                failure -> server.state = StoredServer.State.READY);
    }

    /** The disks of a server that may be deleted; they go with it. */
    private List<StoredDisk> requireDeletable(StoredServer server) {
        Resource.Server resource = server.server;
        require(resource, server.tags, server.madeWith, server.createdAt);
        requireUnprotected(resource);
        List<StoredDisk> disks = List.copyOf(server.disks);
        for (StoredDisk disk : disks) {
            if (!resource.equals(disk.madeFor)) {
                throw refused(
                        Code.ATTACHED,
                        resource,
                        disk.disk + " is attached to " + resource + ", but was not made together with it; detach it");
            }
            requireUnused(disk);
        }
        return disks;
    }

    /** Somebody may have attached or protected a disk, or taken it over, since its deletion was requested. */
    private void requireStill(StoredDisk disk) {
        require(disk.disk, disk.tags, disk.madeWith, disk.createdAt);
        requireDetached(disk);
        requireUnused(disk);
    }

    /**
     * Returns whether a server is still there; false if its disks are gone, too. Somebody may have taken it over, or deleted it and
     * kept its disks, since its deletion was requested: that is refused.
     */
    private boolean isStill(StoredServer server, List<StoredDisk> disks) {
        if (store.servers.get(server.server) != server) {
            if (disks.stream().allMatch(disk -> disk.deleted)) {
                return false;
            }
            throw Refusal.notFound(
                    Code.GONE,
                    server.server + " is gone, perhaps deleted by somebody else, and its disks are left; nothing was"
                            + " deleted");
        }
        if (!requireDeletable(server).equals(disks)) {
            throw refused(
                    Code.ATTACHED,
                    server.server,
                    "the disks of " + server.server + " are not those that it had before");
        }
        return true;
    }

    private void require(
            Resource resource, Map<String, String> tags, @Nullable String madeWith, @Nullable Instant createdAt) {
        if (!mark.isIn(tags)) {
            throw refused(Code.NOT_TEMPORARY, resource, resource + " does not carry the mark " + mark);
        }
        if (!mark.key().value().equals(madeWith)) {
            throw refused(
                    Code.NOT_TEMPORARY,
                    resource,
                    resource + " carries the mark " + mark + ", but was not made by work of that mark");
        }
        if (createdAt == null || !mark.mayHaveMade(createdAt)) {
            throw refused(
                    Code.NOT_TEMPORARY,
                    resource,
                    resource + " was created at " + createdAt + ", before the work of mark " + mark + " began");
        }
    }

    private static void requireIdle(StoredDisk disk) {
        if (disk.state != StoredDisk.State.READY && disk.state != StoredDisk.State.ERROR) {
            throw Refusal.busy(disk.disk + " is " + disk.statusText() + "; try again later; nothing was deleted");
        }
    }

    private void requireUnused(StoredDisk disk) {
        requireUnprotected(disk.disk);
        if (store.snapshots.values().stream().anyMatch(snapshot -> snapshot.source == disk)) {
            throw refused(Code.ATTACHED, disk.disk, disk.disk + " has snapshots, which would be deleted with it");
        }
    }

    private static void requireDetached(StoredDisk disk) {
        StoredServer server = disk.server;
        if (server != null) {
            throw refused(Code.ATTACHED, disk.disk, disk.disk + " is attached to " + server.server);
        }
    }

    private boolean isProtected(Resource resource) {
        return store.memberFor(resource) != null
                || !store.pointsOf(resource).isEmpty()
                || (resource instanceof Resource.Disk disk && store.anyPointHolds(disk));
    }

    private void requireUnprotected(Resource resource) {
        if (isProtected(resource)) {
            throw refused(Code.ALREADY_PROTECTED, resource, resource + " is in a vault or has restore points");
        }
    }

    private static Conflict refused(Code code, Resource resource, String message) {
        return new Conflict(
                message + "; nothing was deleted", Refusal.detail(code).about(resource), null);
    }
}
