package io.github.backup4j.huawei.simulation;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.testkit.InMemoryCloud;
import java.util.List;
import java.util.Optional;

/** What a simulated caller brings back from restore points. */
final class RestoreSteps {
    private final Scene scene;
    private final InMemoryCloud cloud;
    private final PatientCaller caller;
    private final Ledger ledger;
    private final ByHand byHand;

    RestoreSteps(Scene scene) {
        this.scene = scene;
        cloud = scene.cloud();
        caller = scene.caller();
        ledger = scene.ledger();
        byHand = new ByHand(scene);
    }

    boolean restoreDisk() {
        Optional<Ledger.Point> point = scene.any(
                ledger.points,
                candidate -> candidate.resource() instanceof Resource.Disk
                        && ledger.disks.stream().anyMatch(disk -> disk.id.equals(candidate.resource())));
        if (point.isEmpty()) {
            return false;
        }
        Ledger.Disk disk = ledger.disk(point.get().resource());
        boolean start = scene.random().nextInt(4) > 0;
        InPlace<Resource.Disk> free = disk.server == null
                ? InPlace.over(disk.id)
                : InPlace.over(disk.id).detachingFirst();
        InPlace<Resource.Disk> target = start ? free : free.leavingStopped();
        caller.run(
                "restore " + disk.id + " of " + point.get().id(),
                Resource.Disk.class,
                (backup, key) -> {
                    byHand.startIfTold(disk.server);
                    return backup.restorePoints().restore(point.get().id(), target, key);
                },
                () -> ledger.points.contains(point.get()));
        disk.content = point.get().on(disk.id);
        if (disk.server != null && !start) {
            disk.server.running = false;
        }
        return true;
    }

    boolean restoreDiskOfServer() {
        Optional<Ledger.Point> point = scene.any(
                ledger.points,
                candidate -> candidate.resource() instanceof Resource.Server
                        && ledger.disks.stream()
                                .anyMatch(disk -> candidate.contents().containsKey(disk.id)));
        if (point.isEmpty()) {
            return false;
        }
        Ledger.Disk disk = scene.any(
                        ledger.disks, candidate -> point.get().contents().containsKey(candidate.id))
                .orElseThrow();
        RestorePointId part = cloud.backup()
                .restorePoints()
                .get(point.get().id())
                .part(disk.id)
                .orElseThrow()
                .id();
        InPlace<Resource.Disk> target = disk.server == null
                ? InPlace.over(disk.id)
                : InPlace.over(disk.id).detachingFirst();
        caller.run(
                "restore " + disk.id + " of part " + part + " of " + point.get().id(),
                Resource.Disk.class,
                (backup, key) -> {
                    byHand.startIfTold(disk.server);
                    return byHand.makingRoom(
                            disk.id, () -> backup.restorePoints().restore(part, target, key));
                },
                () -> ledger.points.contains(point.get()));
        byHand.startIfTold(disk.server);
        disk.content = point.get().on(disk.id);
        return true;
    }

    boolean restoreServer() {
        Optional<Ledger.Point> point = scene.any(
                ledger.points,
                candidate -> candidate.resource() instanceof Resource.Server
                        && ledger.contents(candidate.resource())
                                .keySet()
                                .equals(candidate.contents().keySet()));
        if (point.isEmpty()) {
            return false;
        }
        Ledger.Server server = ledger.server(point.get().resource());
        caller.run(
                "restore " + server.id + " of " + point.get().id(),
                Resource.Server.class,
                (backup, key) -> backup.restorePoints().restore(point.get().id(), InPlace.over(server.id), key),
                () -> ledger.points.contains(point.get()));
        server.disks.forEach(disk -> disk.content = point.get().on(disk.id));
        server.running = true;
        return true;
    }

    boolean newDiskOfPoint() {
        Optional<Ledger.Point> point =
                scene.any(ledger.points, candidate -> candidate.resource() instanceof Resource.Disk);
        if (point.isEmpty() || ledger.disks.size() >= 8) {
            return false;
        }
        String name = scene.nextName("disk");
        Resource.Disk made = caller.run(
                "make " + name + " of " + point.get().id(),
                Resource.Disk.class,
                (backup, key) -> backup.restorePoints().restore(point.get().id(), DiskSpec.of(name), key));
        String content = point.get().contents().values().iterator().next();
        ledger.disks.add(new Ledger.Disk(made, name, content));
        return true;
    }

    boolean attachedDiskOfPoint() {
        Optional<Ledger.Point> point =
                scene.any(ledger.points, candidate -> candidate.resource() instanceof Resource.Disk);
        Optional<Ledger.Server> server = scene.any(ledger.servers, candidate -> candidate.disks.size() < 4);
        if (point.isEmpty() || server.isEmpty() || ledger.disks.size() >= 8) {
            return false;
        }
        String name = scene.nextName("disk");
        DiskSpec spec = DiskSpec.of(name).attachedTo(server.get().id);
        Resource.Disk made = caller.run(
                "make " + name + " of " + point.get().id() + " on " + server.get().id,
                Resource.Disk.class,
                (backup, key) -> backup.restorePoints().restore(point.get().id(), spec, key));
        Ledger.Disk disk = new Ledger.Disk(
                made, name, point.get().contents().values().iterator().next());
        server.get().add(disk);
        ledger.disks.add(disk);
        return true;
    }

    boolean newServerOfPoint() {
        Optional<Ledger.Point> point = scene.any(
                ledger.points,
                candidate -> candidate.resource() instanceof Resource.Server
                        && ledger.servers.stream().anyMatch(server -> server.id.equals(candidate.resource())));
        if (point.isEmpty() || ledger.servers.size() >= 4) {
            return false;
        }
        String name = scene.nextName("server");
        Resource.Server made = caller.run(
                "make " + name + " of " + point.get().id(),
                Resource.Server.class,
                (backup, key) -> backup.restorePoints().restore(point.get().id(), ServerSpec.of(name), key));
        addServer(made, name, List.copyOf(point.get().contents().values()));
        return true;
    }

    /** Takes in a new server, whose disks nobody has named. */
    void addServer(Resource.Server id, String name, List<String> contents) {
        Ledger.Server server = new Ledger.Server(id, name);
        List<Resource.Disk> disks = cloud.disksOf(id);
        if (disks.size() != contents.size()) {
            throw new AssertionError(id + " has " + disks + ", and should have had " + contents);
        }
        for (int i = 0; i < disks.size(); i++) {
            String diskName = cloud.backup().resources().get(disks.get(i)).name();
            Ledger.Disk disk = new Ledger.Disk(disks.get(i), diskName, contents.get(i));
            server.add(disk);
            ledger.disks.add(disk);
        }
        ledger.servers.add(server);
    }
}
