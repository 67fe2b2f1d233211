package io.github.backup4j.huawei.simulation;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a simulated caller does with images. */
final class ImageSteps {
    private static final int MOST = 5;

    private final Scene scene;
    private final PatientCaller caller;
    private final Ledger ledger;
    private final RestoreSteps restores;

    ImageSteps(Scene scene, RestoreSteps restores) {
        this.scene = scene;
        this.restores = restores;
        caller = scene.caller();
        ledger = scene.ledger();
    }

    // ---- to build

    boolean ofSystemDisk() {
        return scene.any(ledger.servers, all -> true)
                .map(server -> build(
                        ImageSource.systemDiskOf(server.id),
                        Image.Kind.SYSTEM_DISK,
                        List.of(server.disks.get(0).content),
                        null))
                .orElse(false);
    }

    boolean ofDisk() {
        return scene.any(ledger.disks, disk -> disk.server == null)
                .map(disk -> build(ImageSource.disk(disk.id), Image.Kind.DATA_DISK, List.of(disk.content), null))
                .orElse(false);
    }

    boolean ofSnapshot() {
        return scene.any(ledger.snapshots, all -> true)
                .map(snapshot -> build(ImageSource.snapshot(snapshot.id()), null, List.of(snapshot.content()), null))
                .orElse(false);
    }

    /** Of a disk's restore point by way of a disk, of a server's as it is. */
    boolean ofPoint() {
        Optional<Ledger.Point> point = scene.any(
                ledger.points,
                candidate ->
                        ledger.images.stream().noneMatch(image -> candidate.id().equals(image.point())));
        return point.map(found -> {
                    boolean server = found.resource() instanceof Resource.Server;
                    return build(
                            ImageSource.restorePoint(found.id()),
                            server ? Image.Kind.WHOLE_SERVER : null,
                            List.copyOf(found.contents().values()),
                            server ? found.id() : null);
                })
                .orElse(false);
    }

    /** Of all disks of a server, by way of a backup, which then is there too. */
    boolean ofServer() {
        Optional<Ledger.VaultEntry> vault =
                scene.any(ledger.vaults, entry -> entry.kind == Resource.Kind.SERVER && !entry.members.isEmpty());
        return vault.flatMap(entry -> scene.any(entry.members, all -> true).map(member -> {
                    Resource.Server server = (Resource.Server) member;
                    return build(
                            ImageSource.wholeServer(server, entry.id),
                            Image.Kind.WHOLE_SERVER,
                            List.copyOf(ledger.contents(server).values()),
                            null);
                }))
                .orElse(false);
    }

    /**
     * Builds an image.
     *
     * @param kind what it shall be of; null: of one disk, and whether a server can start from it is not said anywhere
     * @param point the restore point that it holds on to; null: none, or one that is made for it
     */
    private boolean build(
            ImageSource source, Image.@Nullable Kind kind, List<String> contents, @Nullable RestorePointId point) {
        if (ledger.images.size() >= MOST) {
            return false;
        }
        String name = scene.nextName("image");
        ImageSpec spec = ImageSpec.of(name, source).describedAs("of " + contents);
        Image image = caller.run(
                "build " + name + " of " + source,
                Image.class,
                (backup, key) -> backup.images().build(spec, key));
        RestorePointId behind = point;
        if (source instanceof ImageSource.WholeServer from) {
            behind = image.restorePoint();
            if (behind == null) {
                throw new AssertionError(image + " has no restore point behind it");
            }
            ledger.points.add(
                    new Ledger.Point(behind, from.vault(), from.server(), ledger.contents(from.server()), false));
        }
        ledger.images.add(
                new Ledger.ImageEntry(image.id(), name, kind == null ? image.kind() : kind, contents, behind));
        return true;
    }

    boolean copy() {
        Optional<Ledger.ImageEntry> image =
                scene.any(ledger.images, candidate -> candidate.kind() != Image.Kind.WHOLE_SERVER);
        if (image.isEmpty() || ledger.images.size() >= MOST) {
            return false;
        }
        String name = scene.nextName("image");
        Image copy = caller.run(
                "copy " + image.get().id() + " as " + name,
                Image.class,
                (backup, key) -> backup.images().copy(image.get().id(), ImageCopySpec.of(name), key));
        ledger.images.add(new Ledger.ImageEntry(
                copy.id(), name, image.get().kind(), image.get().contents(), null));
        return true;
    }

    // ---- to make something of

    boolean newDisk() {
        Optional<Ledger.ImageEntry> image =
                scene.any(ledger.images, candidate -> candidate.kind() == Image.Kind.DATA_DISK);
        if (image.isEmpty() || ledger.disks.size() >= 8) {
            return false;
        }
        String name = scene.nextName("disk");
        DiskSpec spec = DiskSpec.of(name).inZone("zone-1").withType("SSD");
        Resource.Disk made = caller.run(
                "make " + name + " of " + image.get().id(),
                Resource.Disk.class,
                (backup, key) -> backup.images().restore(image.get().id(), spec, key));
        ledger.disks.add(new Ledger.Disk(made, name, image.get().contents().get(0)));
        return true;
    }

    boolean newServer() {
        Optional<Ledger.ImageEntry> image =
                scene.any(ledger.images, candidate -> candidate.kind() != Image.Kind.DATA_DISK);
        if (image.isEmpty() || ledger.servers.size() >= 4) {
            return false;
        }
        String name = scene.nextName("server");
        ServerSpec spec = ServerSpec.of(name)
                .withFlavor("s6.large.2")
                .inZone("zone-1")
                .inNetwork("network-1", "subnet-1")
                .withSecurityGroups("group-1");
        Resource.Server made = caller.run(
                "make " + name + " of " + image.get().id(),
                Resource.Server.class,
                (backup, key) -> backup.images().restore(image.get().id(), spec, key));
        restores.addServer(made, name, image.get().contents());
        return true;
    }

    // ---- to remove

    boolean delete() {
        Optional<Ledger.ImageEntry> image = scene.any(ledger.images, all -> true);
        image.ifPresent(entry -> {
            boolean withPoint = scene.random().nextBoolean();
            caller.change(
                    "delete " + entry.id() + (withPoint ? " and what is behind it" : ""),
                    backup -> backup.images()
                            .delete(
                                    entry.id(),
                                    withPoint ? Removal.DELETING_RESTORE_POINTS : Removal.KEEPING_RESTORE_POINTS),
                    () -> caller.look(
                            "is it gone",
                            backup -> backup.images()
                                    .list()
                                    .noneMatch(present -> present.id().equals(entry.id()))));
            ledger.images.remove(entry);
            if (withPoint) {
                ledger.points.removeIf(point -> point.id().equals(entry.point()));
            }
        });
        return image.isPresent();
    }
}
