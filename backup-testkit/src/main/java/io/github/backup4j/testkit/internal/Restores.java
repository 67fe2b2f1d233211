package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
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
import java.util.LinkedHashMap;
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
     */
    Job<? extends Resource> overwrite(StoredPoint point, RestorePointId id, InPlace<?> target) {
        Resource overwritten = target.overwritten();
        StoredPart part = point.part(id);
        Resource taken = part == null ? point.resource() : part.view().disk();
        if (!overwritten.equals(taken)) {
            throw wrongResource(point, id, taken, overwritten);
        }
        if (overwritten instanceof Resource.Server server) {
            return overwriteServer(point, store.server(server), target);
        }
        return overwriteDisk(point, Objects.requireNonNull(part), store.disk((Resource.Disk) overwritten), target);
    }

    private static RuntimeException wrongResource(
            StoredPoint point, RestorePointId id, Resource taken, Resource overwritten) {
        String alone = point.parts.stream()
                .filter(part -> point.id.equals(id) && part.view().disk().equals(overwritten))
                .map(part -> "; " + overwritten + " is part "
                        + part.view().id() + " of it, which can be restored alone")
                .findFirst()
                .orElse("");
        return Refusal.invalid(
                Code.WRONG_RESOURCE,
                "restore point " + id + " was taken of " + taken + ", not of " + overwritten + alone
                        + "; nothing was overwritten");
    }

    private Job<Resource.Disk> overwriteDisk(
            StoredPoint point, StoredPart part, StoredDisk disk, InPlace<?> target) {
        StoredServer server = disk.server;
        requireIdle(disk);
        if (server != null && !target.detachFirst()) {
            throw Refusal.conflict(
                    Code.ATTACHED,
                    disk.disk + " is attached to " + server.server
                            + ", and cannot be restored; detach it, or restore with detachingFirst(); nothing was"
                            + " overwritten");
        }
        requireRoom(part, disk);
        Runnable putBack = free(disk, target);
        return begin(point, part.view().id(), Resource.Disk.class, disk.disk, Map.of(part, disk), putBack);
    }

    /** Stops the server that a disk is attached to, if any, and detaches the disk; returns what puts both back. */
    Runnable free(StoredDisk disk, InPlace<?> target) {
        StoredServer server = disk.server;
        if (server == null) {
            return () -> {};
        }
        requireIdle(server);
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

    private Job<Resource.Server> overwriteServer(StoredPoint point, StoredServer server, InPlace<?> target) {
        requireIdle(server);
        Map<StoredPart, StoredDisk> writes = new LinkedHashMap<>();
        for (Resource.Disk source : target.mappings().keySet()) {
            if (point.parts.stream().noneMatch(part -> part.view().disk().equals(source))) {
                throw Refusal.invalid(
                        Code.UNKNOWN_DISK,
                        "mapping names " + source + ", which is not in restore point " + point.id
                                + "; nothing was overwritten");
            }
        }
        for (StoredPart part : point.parts) {
            Resource.Disk wanted = target.mappings()
                    .getOrDefault(part.view().disk(), part.view().disk());
            StoredDisk disk = server.disks.stream()
                    .filter(attached -> attached.disk.equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalid(
                            Code.UNKNOWN_DISK,
                            wanted + " is not attached to " + server.server + "; map "
                                    + part.view().disk() + " to a disk that is; nothing was overwritten"));
            requireIdle(disk);
            requireRoom(part, disk);
            requireFits(part, disk);
            if (writes.containsValue(disk)) {
                throw Refusal.invalid(
                        Code.UNKNOWN_DISK, "two disks would be restored onto " + wanted + "; nothing was overwritten");
            }
            writes.put(part, disk);
        }
        server.running = false;
        server.state = StoredServer.State.RESTORING;
        return begin(point, point.id, Resource.Server.class, server.server, writes, () -> {
            server.state = StoredServer.State.READY;
            server.running = target.startAfterwards();
        });
    }

    private <R extends Resource> Job<R> begin(
            StoredPoint point,
            RestorePointId id,
            Class<R> type,
            R resource,
            Map<StoredPart, StoredDisk> writes,
            Runnable putBack) {
        StoredMember member = store.memberFor(resource);
        point.become(Status.RESTORING);
        if (member != null) {
            member.status = MemberStatus.RESTORING;
        }
        writes.values().forEach(disk -> disk.state = StoredDisk.State.RESTORING);
        LogEntry entry = store.logStart(OperationRecord.Kind.RESTORE, resource, point.chain.vault, id);
        Runnable settle = () -> {
            point.become(Status.AVAILABLE);
            if (member != null) {
                member.status = MemberStatus.AVAILABLE;
            }
            writes.values().forEach(disk -> disk.state = StoredDisk.State.READY);
            putBack.run();
        };
        Job<R> job = jobs.start(
                Work.RESTORE,
                type,
                () -> {
                    writes.forEach((part, disk) -> {
                        disk.content = part.content();
                        disk.size = part.size();
                    });
                    settle.run();
                    entry.succeed(store.world.time.now());
                    store.world.record(store, "restore finished", resource, id);
                    return resource;
                },
                failure -> {
                    settle.run();
                    entry.fail(
                            store.world.time.now(), failure.code().orElse(null), String.valueOf(failure.getMessage()));
                    store.world.record(store, "restore failed", resource, id);
                });
        entry.runs(job);
        return job;
    }

    private void requireIdle(StoredDisk disk) {
        StoredMember member = store.memberFor(disk.disk);
        if (disk.state != StoredDisk.State.READY || (member != null && member.busy())) {
            throw Refusal.busy(disk.disk + " is being worked on: " + disk.statusText() + "; try again later");
        }
    }

    private void requireIdle(StoredServer server) {
        StoredMember member = store.memberFor(server.server);
        if (server.state != StoredServer.State.READY || (member != null && member.busy())) {
            throw Refusal.busy(server.server + " is being worked on: " + server.statusText() + "; try again later");
        }
    }

    private static void requireRoom(StoredPart part, StoredDisk disk) {
        if (disk.size.compareTo(part.size()) < 0) {
            throw Refusal.conflict(
                    Code.TOO_SMALL,
                    disk.disk + " has " + disk.size + ", less than the " + part.size()
                            + " that were backed up; enlarge it first; nothing was overwritten");
        }
    }

    private static void requireFits(StoredPart part, StoredDisk disk) {
        boolean another = !part.view().disk().equals(disk.disk);
        if (another && disk.bootable && !part.view().bootable()) {
            throw Refusal.conflict(
                    Code.WRONG_KIND,
                    part.view().disk() + " is a data disk and cannot be restored onto " + disk.disk
                            + ", which the server starts from; nothing was overwritten");
        }
        if (another && disk.bootable && part.view().encrypted()) {
            throw Refusal.conflict(
                    Code.ENCRYPTED,
                    part.view().disk() + " is encrypted and cannot be restored onto " + disk.disk
                            + ", which the server starts from; nothing was overwritten");
        }
    }

    // ---- new disks and servers

    /**
     * Starts to create a disk from a part, with the properties of the spec or else those of the part.
     *
     * @param temporary the key, if what is made with it can be temporary; null: it cannot
     */
    Job<Resource.Disk> newDisk(StoredPart part, DiskSpec spec, @Nullable CallKey temporary) {
        DataSize original = part.size();
        DataSize size = spec.size() == null ? original : spec.size();
        if (size.compareTo(original) < 0) {
            throw Refusal.invalid(
                    Code.TOO_SMALL, "disk size is " + size + ", less than the " + original + " of the original");
        }
        StoredServer server = spec.attachedTo() == null ? null : store.server(spec.attachedTo());
        String zone = orElse(spec.zone(), server == null ? part.zone() : server.zone);
        if (server != null) {
            requireZone(spec, zone, server);
        }
        StoredDisk disk = create(part, spec.name(), size, zone, orElse(spec.type(), part.type()), spec.tags());
        disk.madeWith = temporary == null ? null : temporary.value();
        return jobs.start(
                Work.NEW_DISK,
                Resource.Disk.class,
                () -> {
                    disk.content = part.content();
                    disk.state = StoredDisk.State.READY;
                    if (server != null) {
                        attach(disk, server);
                    }
                    return disk.disk;
                },
                failure -> {
                    if (disk.state == StoredDisk.State.CREATING) {
                        store.deleteDisk(disk);
                    }
                });
    }

    private static void requireZone(DiskSpec spec, String zone, StoredServer server) {
        if (!zone.equals(server.zone)) {
            throw Refusal.invalid(
                    Code.WRONG_PLACE,
                    "disk \"" + spec.name() + "\" would be in zone " + zone + ", but " + server.server + " is in zone "
                            + server.zone + "; nothing was made");
        }
    }

    /** Attaches a new disk, or fails and keeps it: it holds data. */
    private void attach(StoredDisk disk, StoredServer server) {
        if (store.servers.get(server.server) != server) {
            throw Refusal.failed(
                    Code.GONE,
                    disk.disk + " was made with its data, but is not attached: there is no " + server.server
                            + " any more; attach the disk to another server, or delete it");
        }
        store.attach(disk, server);
    }

    /**
     * Starts to create a server from parts, with the properties of the spec or else those of the original.
     *
     * @param temporary the key, if what is made with it can be temporary; null: it cannot
     */
    Job<Resource.Server> newServer(
            List<StoredPart> parts, @Nullable StoredServer original, ServerSpec spec, @Nullable CallKey temporary) {
        String flavor = known(spec.flavor(), original == null ? null : original.flavor, "flavor", spec);
        String network = known(spec.network(), original == null ? null : original.network, "network", spec);
        String subnet = known(spec.subnet(), original == null ? null : original.subnet, "subnet", spec);
        String zone = orElse(spec.zone(), parts.get(0).zone());
        List<StoredPart> bootFirst = new ArrayList<>(parts);
        bootFirst.sort((one, other) ->
                Boolean.compare(other.view().bootable(), one.view().bootable()));
        List<StoredDisk> disks = bootFirst.stream()
                .map(part ->
                        create(part, spec.name() + "-" + part.view().name(), part.size(), zone, part.type(), Map.of()))
                .toList();
        StoredServer server = store.addServer(new ServerSetup(
                spec.name(),
                disks.stream().map(disk -> disk.disk).toList(),
                zone,
                flavor,
                network,
                subnet,
                spec.tags()));
        server.state = StoredServer.State.CREATING;
        server.madeWith = temporary == null ? null : temporary.value();
        disks.forEach(disk -> disk.madeFor = server.server);
        return jobs.start(
                Work.NEW_SERVER,
                Resource.Server.class,
                () -> {
                    for (int i = 0; i < disks.size(); i++) {
                        disks.get(i).content = bootFirst.get(i).content();
                        disks.get(i).state = StoredDisk.State.READY;
                    }
                    server.state = StoredServer.State.READY;
                    return server.server;
                },
                failure -> {
                    store.deleteServer(server);
                    disks.forEach(store::deleteDisk);
                });
    }

    private StoredDisk create(
            StoredPart part, String name, DataSize size, String zone, String type, Map<String, String> tags) {
        StoredDisk disk =
                store.addDisk(new DiskSetup(name, size, zone, type, part.view().encrypted(), tags));
        disk.state = StoredDisk.State.CREATING;
        return disk;
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private static String known(@Nullable String asked, @Nullable String original, String what, ServerSpec spec) {
        if (asked != null) {
            return asked;
        }
        if (original != null) {
            return original;
        }
        throw Refusal.invalid(
                Code.INCOMPLETE_SPEC,
                what + " of server \"" + spec.name()
                        + "\" is not given, and the server that the data was taken of does not exist any more to tell");
    }
}
