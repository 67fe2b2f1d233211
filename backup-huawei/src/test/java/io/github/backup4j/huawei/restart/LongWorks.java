package io.github.backup4j.huawei.restart;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.Image.Kind;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All kinds of long work. */
public final class LongWorks {
    /** The restore of a part, which the log of the service may not show. */
    static final String PART = "restore of one disk of a server's restore point";

    private static final String LONG_NAME = text(64);
    private static final String LONGER_NAME = text(128);

    private LongWorks() {}

    public static LongWork named(String name) {
        return Stream.concat(all().stream(), drills().stream())
                .filter(work -> work.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public static List<LongWork> all() {
        return List.of(
                new LongWork(
                        "backup",
                        (world, backup, key) -> backup.restorePoints().take(BackupSpec.of(world.servers), key),
                        (world, things, result) -> things.put(
                                "point "
                                        + ((BackupRun) result)
                                                .restorePoints()
                                                .get(0)
                                                .id(),
                                Inventory.point(world.web, world.servers))),
                new LongWork(
                        "restore of a free disk",
                        (world, backup, key) ->
                                backup.restorePoints().restore(world.freePoint.id(), InPlace.over(world.free), key),
                        LongWorks::freeIsOld),
                new LongWork(
                        "restore of an attached disk",
                        (world, backup, key) -> backup.restorePoints()
                                .restore(
                                        world.dataPoint.id(),
                                        InPlace.over(world.data).detachingFirst(),
                                        key),
                        LongWorks::dataIsOld),
                new LongWork(
                        PART,
                        (world, backup, key) -> backup.restorePoints()
                                .restore(
                                        world.webPoint
                                                .part(world.data)
                                                .orElseThrow()
                                                .id(),
                                        InPlace.over(world.data).detachingFirst(),
                                        key),
                        LongWorks::dataIsOld),
                new LongWork(
                        "restore of a disk of a stopped server",
                        world -> world.cloud.stop(world.web),
                        (world, backup, key) -> backup.restorePoints()
                                .restore(
                                        world.dataPoint.id(),
                                        InPlace.over(world.data).detachingFirst(),
                                        key),
                        (world, things, result) -> {
                            dataIsOld(world, things, result);
                            webIsStopped(world, things);
                        }),
                new LongWork(
                        "restore of an attached disk that leaves the server stopped",
                        (world, backup, key) -> backup.restorePoints()
                                .restore(
                                        world.dataPoint.id(),
                                        InPlace.over(world.data)
                                                .detachingFirst()
                                                .leavingStopped(),
                                        key),
                        (world, things, result) -> {
                            dataIsOld(world, things, result);
                            webIsStopped(world, things);
                        }),
                new LongWork(
                        "restore of a server",
                        (world, backup, key) ->
                                backup.restorePoints().restore(world.webPoint.id(), InPlace.over(world.web), key),
                        (world, things, result) -> {
                            things.put(
                                    Inventory.key(world.root), Inventory.attachedDisk("root", world.web, "old root"));
                            dataIsOld(world, things, result);
                        }),
                new LongWork(
                        "disk of a restore point",
                        (world, backup, key) ->
                                backup.restorePoints().restore(world.freePoint.id(), DiskSpec.of("copy"), key),
                        LongWorks::copyIsMade),
                new LongWork(
                        "disk of a snapshot",
                        (world, backup, key) -> backup.snapshots().restore(world.snapshot, DiskSpec.of("copy"), key),
                        LongWorks::copyIsMade),
                new LongWork(
                        "disk of an image",
                        (world, backup, key) -> backup.images().restore(world.freeImage, DiskSpec.of("copy"), key),
                        LongWorks::copyIsMade),
                new LongWork(
                        "attached disk of a part of a restore point",
                        (world, backup, key) -> backup.restorePoints()
                                .restore(
                                        world.webPoint
                                                .part(world.data)
                                                .orElseThrow()
                                                .id(),
                                        DiskSpec.of("copy").attachedTo(world.web),
                                        key),
                        (world, things, result) -> copyIsAttached(world, things, result, "old data")),
                new LongWork(
                        "attached disk of a snapshot",
                        (world, backup, key) -> backup.snapshots()
                                .restore(world.snapshot, DiskSpec.of("copy").attachedTo(world.web), key),
                        (world, things, result) -> copyIsAttached(world, things, result, "old free")),
                new LongWork(
                        "attached disk of an image",
                        (world, backup, key) -> backup.images()
                                .restore(world.freeImage, DiskSpec.of("copy").attachedTo(world.web), key),
                        (world, things, result) -> copyIsAttached(world, things, result, "old free")),
                new LongWork(
                        "server of a restore point",
                        (world, backup, key) ->
                                backup.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), key),
                        (world, things, result) -> serverIsMade(world, things, result, "twin", "root", "data")),
                new LongWork(
                        "server of a restore point, with much to keep",
                        (world, backup, key) -> backup.restorePoints()
                                .restore(
                                        world.webPoint.id(),
                                        ServerSpec.of(LONG_NAME).withTags(tags(9)),
                                        key),
                        (world, things, result) -> serverIsMade(world, things, result, LONG_NAME, "root", "data")),
                new LongWork(
                        "server of an image",
                        (world, backup, key) -> backup.images().restore(world.rootImage, ServerSpec.of("twin"), key),
                        (world, things, result) -> serverIsMade(world, things, result, "twin", "root")),
                new LongWork(
                        "snapshot",
                        (world, backup, key) -> backup.snapshots()
                                .take(SnapshotSpec.of(world.data, "mark").allowingAttached(), key),
                        (world, things, result) ->
                                things.put("snapshot " + ((Snapshot) result).id(), Inventory.snapshot(world.data))),
                new LongWork(
                        "roll back",
                        (world, backup, key) -> backup.snapshots().rollBack(world.snapshot, world.free),
                        LongWorks::freeIsOld),
                new LongWork(
                        "roll back of a free disk with a key",
                        (world, backup, key) ->
                                backup.snapshots().rollBack(world.snapshot, InPlace.over(world.free), key),
                        LongWorks::freeIsOld),
                new LongWork(
                        "roll back of an attached disk",
                        world -> world.cloud.attach(world.free, world.web),
                        (world, backup, key) -> backup.snapshots()
                                .rollBack(
                                        world.snapshot, InPlace.over(world.free).detachingFirst(), key),
                        (world, things, result) -> {
                            things.put(
                                    Inventory.key(world.free), Inventory.attachedDisk("free", world.web, "old free"));
                            things.put(
                                    Inventory.key(world.web),
                                    Inventory.server("web", true, List.of(world.root, world.data, world.free)));
                        }),
                image("image of a disk", world -> ImageSource.disk(world.free), Kind.DATA_DISK, "new free"),
                image(
                        "image of a system disk",
                        world -> ImageSource.systemDiskOf(world.web),
                        Kind.SYSTEM_DISK,
                        "new root"),
                image("image of a snapshot", world -> ImageSource.snapshot(world.snapshot), Kind.DATA_DISK, "old free"),
                image(
                        "image of a disk's restore point",
                        world -> ImageSource.restorePoint(world.dataPoint.id()),
                        Kind.DATA_DISK,
                        "old data"),
                new LongWork(
                        "image of a snapshot, with much to keep",
                        (world, backup, key) -> backup.images()
                                .build(
                                        ImageSpec.of(LONGER_NAME, ImageSource.snapshot(world.snapshot))
                                                .describedAs(text(1024))
                                                .withTags(tags(9)),
                                        key),
                        (world, things, result) ->
                                imageIsMade(world, things, result, LONGER_NAME, Kind.DATA_DISK, "old free")),
                new LongWork(
                        "image of a server's restore point",
                        (world, backup, key) -> backup.images()
                                .build(ImageSpec.of("image", ImageSource.restorePoint(world.webPoint.id())), key),
                        (world, things, result) -> things.put(
                                "image " + ((Image) result).id(), Inventory.image("image", Kind.WHOLE_SERVER))),
                new LongWork(
                        "copy of an image",
                        (world, backup, key) -> backup.images().copy(world.freeImage, ImageCopySpec.of("second"), key),
                        (world, things, result) ->
                                imageIsMade(world, things, result, "second", Kind.DATA_DISK, "old free")),
                new LongWork(
                        "export of an image",
                        (world, backup, key) ->
                                backup.images().export(world.freeImage, "bucket:file.qcow2", Image.Format.QCOW2),
                        (world, things, result) ->
                                require(things, world.cloud.readExport("bucket:file.qcow2").length > 0, "a file")),
                new LongWork(
                        "copy of a restore point",
                        (world, backup, key) -> backup.restorePoints()
                                .copy(world.webPoint.id(), SmallWorld.otherRegion(), world.elsewhere, "copy", key),
                        (world, things, result) -> require(things, world.copies() == 1, "one copy")),
                new LongWork(
                        "order of capacity",
                        world -> world.cloud
                                .backup()
                                .vaults()
                                .subscribe(world.servers, Subscription.months(1))
                                .await(SmallWorld.LONG),
                        (world, backup, key) ->
                                backup.vaults().buyCapacity(world.servers, CapacityOrder.of(DataSize.gib(800))),
                        (world, things, result) -> require(
                                things,
                                ((Vault) result).capacity().equals(DataSize.gib(800)),
                                "a capacity of 800 GiB")),
                new LongWork(
                        "order of a vault",
                        (world, backup, key) -> backup.vaults()
                                .subscribe(
                                        VaultSpec.forDisks("bought", DataSize.gib(100)), Subscription.months(1), key),
                        (world, things, result) -> things.put(
                                "vault " + ((Vault) result).id(), Inventory.vault("bought", List.of(), List.of()))));
    }

    private static LongWork image(String name, Function<SmallWorld, ImageSource> source, Kind kind, String content) {
        return new LongWork(
                name,
                (world, backup, key) -> backup.images().build(ImageSpec.of("image", source.apply(world)), key),
                (world, things, result) -> imageIsMade(world, things, result, "image", kind, content));
    }

    /** Drills, whose tokens are not of the provider. They leave nothing. */
    static List<LongWork> drills() {
        return List.of(
                drill("drill of a disk", world -> RestoreDrill.of(world.free).to(DiskSpec.of("drill"))),
                drill(
                        "drill of a server",
                        world -> RestoreDrill.of(world.web)
                                .to(ServerSpec.of("drill").inNetwork("drill-network", "drill-subnet"))));
    }

    private static LongWork drill(String name, Function<SmallWorld, RestoreDrill> definition) {
        Function<SmallWorld, RestoreDrill> drill =
                world -> definition.apply(world).verifiedBy((restored, deadline) -> true);
        return new LongWork(
                name,
                world -> {},
                (world, backup, key) -> drill.apply(world).start(backup, key),
                (world, backup, token) -> drill.apply(world).resume(backup, token),
                (world, things, result) -> {
                    DrillReport report = (DrillReport) result;
                    boolean good = report.restored().held()
                            && report.verified().held()
                            && report.cleanedUp().held();
                    require(things, good, "a good drill, not " + report);
                });
    }

    // ---- what is there afterwards

    private static void freeIsOld(SmallWorld world, SortedMap<String, String> things, Object result) {
        things.put(Inventory.key(world.free), Inventory.freeDisk("free", "old free"));
    }

    private static void dataIsOld(SmallWorld world, SortedMap<String, String> things, Object result) {
        things.put(Inventory.key(world.data), Inventory.attachedDisk("data", world.web, "old data"));
    }

    private static void webIsStopped(SmallWorld world, SortedMap<String, String> things) {
        things.put(Inventory.key(world.web), Inventory.server("web", false, List.of(world.root, world.data)));
    }

    private static void copyIsMade(SmallWorld world, SortedMap<String, String> things, Object result) {
        things.put(Inventory.key((Resource) result), Inventory.freeDisk("copy", "old free"));
    }

    private static void copyIsAttached(
            SmallWorld world, SortedMap<String, String> things, Object result, String content) {
        Resource.Disk made = (Resource.Disk) result;
        things.put(Inventory.key(made), Inventory.attachedDisk("copy", world.web, content));
        things.put(Inventory.key(world.web), Inventory.server("web", true, List.of(world.root, world.data, made)));
    }

    private static void imageIsMade(
            SmallWorld world, SortedMap<String, String> things, Object result, String name, Kind kind, String content) {
        ImageId id = ((Image) result).id();
        things.put("image " + id, Inventory.image(name, kind));
        require(things, world.contentOf(id).equals(content), "an image that holds " + content);
    }

    private static void serverIsMade(
            SmallWorld world, SortedMap<String, String> things, Object result, String name, String... disks) {
        Resource.Server server = (Resource.Server) result;
        List<Resource.Disk> made = world.cloud.disksOf(server);
        things.put(Inventory.key(server), Inventory.server(name, true, made));
        for (int i = 0; i < disks.length; i++) {
            String disk = name + "-" + disks[i];
            things.put(Inventory.key(made.get(i)), Inventory.attachedDisk(disk, server, "old " + disks[i]));
        }
    }

    /** Lets the comparison fail, and say why, if something that is in no inventory is not as it shall be. */
    private static void require(SortedMap<String, String> things, boolean condition, String what) {
        if (!condition) {
            things.put("beyond the inventory", what);
        }
    }

    // ---- what takes room in a token

    /** Characters that take three bytes each, and do not compress. */
    private static String text(int length) {
        Random random = new Random(length);
        return random.ints(length, 0x4e00, 0x9f00).mapToObj(Character::toString).collect(Collectors.joining());
    }

    private static Map<String, String> tags(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> i + text(35), i -> i + text(42)));
    }
}
