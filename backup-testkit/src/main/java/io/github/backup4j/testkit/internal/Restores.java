package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Vault.MemberStatus;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.Work;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Restores content: in place, to new disks, and to new servers. */
final class Restores {
    private final SiteStore store;
    private final Jobs jobs;

    Restores(SiteStore store, Jobs jobs) {
        this.store = store;
        this.jobs = jobs;
    }

    // ---- in place

    /**
     * Starts to overwrite a resource; the result of the job is the resource that the target names.
     *
     * @param id the restore point, or one part of it
     * @param key the key of the call
     */
    Job<? extends Resource> overwrite(
            RestoreChecks.Overwriting checked, RestorePointId id, InPlace<?> target, CallKey key) {
        StoredPoint point = checked.point().get();
        return target.overwritten() instanceof Resource.Server server
                ? overwriteServer(point, store.server(server), checked.writes(), target, key)
                : overwriteDisk(point, id, store.disk((Resource.Disk) target.overwritten()), target, key);
    }

    private Job<Resource.Disk> overwriteDisk(
            StoredPoint point, RestorePointId id, StoredDisk disk, InPlace<?> target, CallKey key) {
        StoredPart part = Objects.requireNonNull(point.part(id), "it was checked");
        boolean inSteps = disk.server != null;
        Runnable putBack = free(disk, target);
        return begin(
                inSteps, point, id, Resource.Disk.class, disk.disk, new Writes(Map.of(part, disk), null), putBack, key);
    }

    /** Remembers the key that a caller chose for what has overwritten a disk or server. One without a key leaves that of an earlier one. */
    void note(Resource overwritten, CallKey key) {
        if (key.chosen()) {
            store.overwrittenWith.put(overwritten, key.value());
        }
    }

    /**
     * Leaves what a failed overwriting may leave: where nobody knows how far it came, a disk whose first half is new. Its size stays.
     *
     * @param content what was to be written
     */
    void breakOff(StoredDisk disk, DiskContent content, OperationFailed failure) {
        if (failure.effect() == Effect.UNKNOWN && store.disks.get(disk.disk) == disk) {
            disk.fill(disk.content().halfReplacedBy(content));
        }
    }

    /** Refuses to end work on a disk that was deleted meanwhile. */
    void requireStill(StoredDisk disk) {
        if (store.disks.get(disk.disk) != disk) {
            throw Refusal.failed(Code.GONE, disk.disk + " was deleted while it was being overwritten");
        }
    }

    /**
     * What a restore writes.
     *
     * @param disks the disk that each part is written to
     * @param server the server that has them; null: one disk alone is restored
     */
    private record Writes(
            Map<StoredPart, StoredDisk> disks, @Nullable StoredServer server) {}

    private void requireStill(Writes writes) {
        StoredServer server = writes.server();
        if (server != null && store.servers.get(server.server) != server) {
            throw Refusal.failed(
                            Code.GONE,
                            server.server + " was deleted while it was being restored; nothing was overwritten")
                    .with(Effect.UNCHANGED);
        }
        writes.disks().values().forEach(this::requireStill);
    }

    /** Stops the server that a disk is attached to, if any, and detaches the disk; returns what puts both back. */
    Runnable free(StoredDisk disk, InPlace<?> target) {
        StoredServer server = disk.server;
        if (server == null) {
            return () -> {};
        }
        int place = server.disks.indexOf(disk);
        boolean wasRunning = server.running;
        server.running = false;
        server.state = StoredServer.State.RESTORING;
        store.detach(disk);
        return () -> {
            server.state = StoredServer.State.READY;
            server.running = wasRunning && target.startAfterwards();
            reattach(disk, server, place);
        };
    }

    /** Attaches a disk again where it was, unless it or the server no longer exists. */
    private void reattach(StoredDisk disk, StoredServer server, int place) {
        if (store.disks.get(disk.disk) == disk && store.servers.get(server.server) == server) {
            disk.server = server;
            server.disks.add(Math.min(place, server.disks.size()), disk);
        }
    }

    private Job<Resource.Server> overwriteServer(
            StoredPoint point, StoredServer server, Map<StoredPart, StoredDisk> disks, InPlace<?> target, CallKey key) {
        server.running = false;
        server.state = StoredServer.State.RESTORING;
        Runnable putBack = () -> {
            server.state = StoredServer.State.READY;
            server.running = target.startAfterwards();
        };
        Writes writes = new Writes(disks, server);
        return begin(false, point, point.id(), Resource.Server.class, server.server, writes, putBack, key);
    }

    private <R extends Resource> Job<R> begin(
            boolean inSteps,
            StoredPoint point,
            RestorePointId id,
            Class<R> type,
            R resource,
            Writes writes,
            Runnable putBack,
            CallKey key) {
        List<StoredMember> members = atWork(point, resource);
        point.become(Status.RESTORING);
        members.forEach(member -> member.become(MemberStatus.RESTORING));
        writes.disks().values().forEach(disk -> disk.state = StoredDisk.State.RESTORING);
        LoggedWork entry = store.logStart(OperationRecord.Kind.RESTORE, resource, point.chain.vault, id);
        Runnable settle = () -> {
            point.become(Status.AVAILABLE);
            members.forEach(member -> member.become(MemberStatus.AVAILABLE));
            writes.disks().values().forEach(disk -> disk.state = StoredDisk.State.READY);
            putBack.run();
        };
        Job<R> job = jobs.start(
                inSteps,
                Work.RESTORE,
                type,
                () -> {
                    requireStill(writes);
                    writes.disks().forEach((part, disk) -> {
                        disk.fill(part.content());
                        disk.resize(part.size());
                    });
                    settle.run();
                    note(resource, key);
                    entry.succeed(store.world.time.now());
                    store.world.record(store, "restore finished", resource, id);
                    return resource;
                },
                failure -> {
                    writes.disks().forEach((part, disk) -> breakOff(disk, part.content(), failure));
                    settle.run();
                    entry.fail(
                            store.world.time.now(), failure.code().orElse(null), String.valueOf(failure.getMessage()));
                    store.world.record(store, "restore failed", resource, id);
                });
        entry.runs(job);
        return job;
    }

    /** The members that a restore keeps busy: that of its restore point, and that of a disk of a server that it overwrites alone. */
    private List<StoredMember> atWork(StoredPoint point, Resource overwritten) {
        List<StoredMember> members = new ArrayList<>();
        for (Resource resource : new LinkedHashSet<>(List.of(point.resource(), overwritten))) {
            StoredMember member = store.memberFor(resource);
            if (member != null) {
                members.add(member);
            }
        }
        return members;
    }

    // ---- new disks and servers

    /**
     * Starts to create a disk from a part, with the properties of the spec or else those of the part.
     *
     * @param temporary the key, if what is made with it can be temporary; null: it cannot
     */
    Job<Resource.Disk> newDisk(StoredPart part, DiskSpec spec, @Nullable CallKey temporary) {
        return newDisk(part, null, spec, temporary);
    }

    /**
     * Starts to create a disk from a part likewise, which keeps the restore point in use until the time of the work is over, whether or
     * not somebody polls it.
     *
     * @param from the restore point, of this project or another; null: the part is of something else
     */
    Job<Resource.Disk> newDisk(
            StoredPart part, @Nullable StoredPoint from, DiskSpec spec, @Nullable CallKey temporary) {
        RestoreChecks.requireSize(part, spec);
        DataSize size = RestoreChecks.sizeOf(part, spec);
        StoredServer server = spec.attachedTo() == null ? null : store.server(spec.attachedTo());
        String zone = RestoreChecks.zoneOf(part, spec, server);
        if (server != null) {
            RestoreChecks.requireZoneOf(server, spec);
        }
        RestoreChecks.requireZone(store, zone);
        RestoreChecks.requireQuota(store, List.of(size));
        StoredDisk disk = create(part, spec.name(), size, zone, orElse(spec.type(), part.type()), spec.tags());
        disk.madeWith = temporary == null ? null : temporary.value();
        Runnable release = from == null ? () -> {} : from.use();
        Job<Resource.Disk> job = jobs.start(
                server != null,
                Work.NEW_DISK,
                Resource.Disk.class,
                () -> {
                    release.run();
                    disk.fill(part.content());
                    disk.state = StoredDisk.State.READY;
                    if (server != null) {
                        attach(disk, server);
                    }
                    return disk.disk;
                },
                failure -> {
                    release.run();
                    if (disk.state == StoredDisk.State.CREATING) {
                        store.deleteDisk(disk);
                    }
                });
        job.whenDue(release);
        return job;
    }

    /** Attaches a new disk, or fails and keeps it: it holds data. */
    private void attach(StoredDisk disk, StoredServer server) {
        if (store.servers.get(server.server) != server) {
            throw Refusal.failed(
                    Code.GONE,
                    disk.disk + " was created with its data, but is not attached to " + server.server
                            + ", which no longer exists: attach it to another server, or delete it");
        }
        store.attach(disk, server);
    }

    /**
     * Starts to create a server from parts.
     *
     * @param from the restore point that is in use meanwhile; null: none
     * @param temporary the key, if what is made with it can be temporary; null: it cannot
     */
    Job<Resource.Server> newServer(
            List<StoredPart> parts,
            @Nullable StoredPoint from,
            RestoreChecks.Placement placement,
            ServerSpec spec,
            @Nullable CallKey temporary) {
        String zone = placement.zone();
        RestoreChecks.requireZone(store, zone);
        RestoreChecks.requireQuota(store, RestoreChecks.sizesOf(parts));
        List<StoredPart> bootFirst = new ArrayList<>(parts);
        bootFirst.sort((one, other) -> Boolean.compare(other.bootable(), one.bootable()));
        List<StoredDisk> disks = bootFirst.stream()
                .map(part -> create(part, spec.name() + "-" + part.name(), part.size(), zone, part.type(), Map.of()))
                .toList();
        StoredServer server = store.addServer(new ServerSetup(
                spec.name(),
                disks.stream().map(disk -> disk.disk).toList(),
                zone,
                placement.flavor(),
                placement.network(),
                placement.subnet(),
                spec.tags(),
                null,
                placement.securityGroups(),
                spec.keyPair()));
        server.state = StoredServer.State.CREATING;
        server.madeWith = temporary == null ? null : temporary.value();
        disks.forEach(disk -> disk.madeFor = server.server);
        Runnable release = from == null ? () -> {} : from.use();
        return jobs.start(
                Work.NEW_SERVER,
                Resource.Server.class,
                () -> {
                    release.run();
                    for (int i = 0; i < disks.size(); i++) {
                        disks.get(i).fill(bootFirst.get(i).content());
                        disks.get(i).state = StoredDisk.State.READY;
                    }
                    server.state = StoredServer.State.READY;
                    return server.server;
                },
                failure -> {
                    release.run();
                    store.deleteServer(server);
                    disks.forEach(store::deleteDisk);
                });
    }

    private StoredDisk create(
            StoredPart part, String name, DataSize size, String zone, String type, Map<String, String> tags) {
        StoredDisk disk = store.addDisk(new DiskSetup(name, size, zone, type, part.encrypted(), tags));
        disk.state = StoredDisk.State.CREATING;
        return disk;
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
