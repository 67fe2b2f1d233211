package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Snapshot;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.Work;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds images from servers, disks, restore points and snapshots. */
final class ImageBuilding {
    private final SiteEngine engine;
    private final SiteStore store;

    ImageBuilding(SiteEngine engine) {
        this.engine = engine;
        store = engine.store;
    }

    Job<Image> build(ImageSpec spec) {
        ImageSource source = spec.source();
        if (source instanceof ImageSource.SystemDisk from) {
            return ofSystemDisk(spec, store.server(from.server()));
        }
        if (source instanceof ImageSource.WholeServer from) {
            return ofWholeServer(spec, store.server(from.server()), store.vault(from.vault()));
        }
        if (source instanceof ImageSource.OneDisk from) {
            return ofDisk(spec, store.disk(from.disk()));
        }
        if (source instanceof ImageSource.FromRestorePoint from) {
            return ofPoint(spec, store.point(from.restorePoint()));
        }
        if (source instanceof ImageSource.FromSnapshot from) {
            return ofSnapshot(spec, store.snapshot(from.snapshot()));
        }
        throw new IllegalStateException("source is " + source);
    }

    /** Creates an active image that was built elsewhere, from a disk that is unknown here. */
    StoredImage foreign(String name, Image.Kind kind, DataSize size) {
        if (kind != Image.Kind.SYSTEM_DISK && kind != Image.Kind.DATA_DISK) {
            throw new IllegalArgumentException("kind is " + kind + "; give SYSTEM_DISK or DATA_DISK");
        }
        String id = store.world.nextId("image");
        DiskSetup disk = DiskSetup.of(name, size);
        StoredPart part = new StoredPart(
                Resource.disk(id),
                name,
                size,
                kind == Image.Kind.SYSTEM_DISK,
                disk.encrypted(),
                DiskContent.EMPTY,
                disk.zone(),
                disk.type());
        StoredImage image =
                new StoredImage(new ImageId(id), kind, null, store.world.time.now(), name, "", Map.of(), List.of(part));
        image.status = Image.Status.ACTIVE;
        store.images.put(image.id, image);
        return image;
    }

    /** Creates a copy of an image; the copy is not complete yet. */
    StoredImage copyOf(StoredImage image, SiteStore target, ImageCopySpec spec) {
        StoredImage copy = new StoredImage(
                new ImageId(store.world.nextId("image")),
                image.kind,
                image.source,
                store.world.time.now(),
                spec.name(),
                spec.description(),
                image.tags,
                image.parts);
        copy.status = Image.Status.SAVING;
        copy.server = image.server;
        target.images.put(copy.id, copy);
        return copy;
    }

    private Job<Image> ofSystemDisk(ImageSpec spec, StoredServer server) {
        requireIdle(server);
        if (server.disks.isEmpty()) {
            throw Refusal.conflict(
                    Code.NO_SYSTEM_DISK, server.server + " has no disk to start from; nothing was created");
        }
        StoredImage image =
                begin(spec, Image.Kind.SYSTEM_DISK, List.of(server.disks.get(0).now()), server);
        return finish(image, () -> {});
    }

    private Job<Image> ofDisk(ImageSpec spec, StoredDisk disk) {
        if (disk.state != StoredDisk.State.READY) {
            throw Refusal.busy(disk.disk + " is " + disk.statusText() + "; try again later; nothing was created");
        }
        if (disk.bootable() && disk.server != null && disk.server.running) {
            throw Refusal.conflict(
                    Code.WRONG_STATE,
                    disk.disk + " is the system disk of " + disk.server.server
                            + ", which is running; stop it first; nothing was created");
        }
        return finish(
                begin(spec, kindOf(disk.bootable()), List.of(disk.now()), disk.bootable() ? disk.server : null),
                () -> {});
    }

    private Job<Image> ofSnapshot(ImageSpec spec, StoredSnapshot snapshot) {
        if (snapshot.status != Snapshot.Status.AVAILABLE) {
            throw Refusal.conflict(
                    Code.NOT_AVAILABLE,
                    "snapshot " + snapshot.id + " is " + snapshot.status + ", not available; nothing was changed");
        }
        StoredDisk disk = snapshot.source;
        return finishInSteps(begin(
                spec, kindOf(disk.bootable()), List.of(StoredPart.of(snapshot)), disk.bootable() ? disk.server : null));
    }

    private Job<Image> ofPoint(ImageSpec spec, StoredPoint point) {
        if (!point.available()) {
            throw point.status() == Status.RESTORING
                    ? Refusal.busy("restore point " + point.id()
                            + " is being restored from; try again later; nothing was changed")
                    : Refusal.conflict(
                            Code.NOT_AVAILABLE,
                            "restore point " + point.id() + " is " + point.status()
                                    + ", not available; nothing was changed");
        }
        if (!(point.resource() instanceof Resource.Server server)) {
            StoredImage image = begin(spec, Image.Kind.DATA_DISK, point.parts, null);
            Runnable release = point.use();
            Job<Image> job = finish(true, image, release, failure -> release.run());
            job.whenDue(release);
            return job;
        }
        if (point.pinned()) {
            throw Refusal.conflict(
                    Code.ONE_IMAGE_PER_POINT,
                    "image " + point.images() + " was built from restore point " + point.id()
                            + "; a restore point can have one image only; nothing was created");
        }
        if (!point.hasSystemDisk()) {
            throw Refusal.conflict(
                    Code.NO_SYSTEM_DISK,
                    "restore point " + point.id()
                            + " holds no disk that a server could start from; nothing was created");
        }
        StoredImage image = begin(spec, Image.Kind.WHOLE_SERVER, point.parts, store.servers.get(server));
        pin(image, point);
        return finish(image, () -> {});
    }

    private Job<Image> ofWholeServer(ImageSpec spec, StoredServer server, StoredVault vault) {
        StoredMember member = memberOf(server, vault);
        requireIdle(server);
        if (member.busy()) {
            throw Refusal.busy(server.server + " is being backed up or restored; try again later; nothing was created");
        }
        engine.backups.obstacle(member, false).ifPresent(obstacle -> {
            throw Refusal.conflict(Code.WRONG_STATE, server.server + " cannot be backed up: " + obstacle.reason());
        });
        if (vault.members.get(server.server) == null) {
            store.addMember(member);
        }
        Backups.ForImage taking = engine.backups.beginForImage(member, spec.name());
        StoredPoint point = taking.point();
        StoredImage image = begin(spec, Image.Kind.WHOLE_SERVER, point.parts, server);
        pin(image, point);
        Job<Image> job = finish(
                false,
                image,
                () -> taking.complete().ifPresent(failed -> {
                    throw Refusal.failed(
                            Objects.requireNonNullElse(failed.code(), ""),
                            "backup of " + server.server + " failed: " + failed.reason());
                }),
                taking::abandon);
        taking.runs(job);
        return job;
    }

    private StoredMember memberOf(StoredServer server, StoredVault vault) {
        if (vault.spec.kind() != Resource.Kind.SERVER || vault.spec.purpose() != Purpose.BACKUP) {
            throw Refusal.conflict(
                    Code.WRONG_KIND, "vault " + vault.id + " is not for backups of servers; nothing was created");
        }
        if (!vault.usable()) {
            throw Refusal.conflict(
                    Code.VAULT_UNUSABLE,
                    "vault " + vault.id + " is " + vault.status + ", not available; nothing was changed");
        }
        if (Capacity.isFull(vault)) {
            throw Refusal.quota(Code.VAULT_FULL, "vault " + vault.id + " is full: " + vault.spec.capacity());
        }
        StoredMember member = store.memberFor(server.server);
        if (member == null) {
            if (vault.members.size() >= vault.store.world.limits.vaults().members()) {
                throw Refusal.quota(
                        Code.MEMBER_LIMIT,
                        "vault " + vault.id + " has no room for another member; nothing was created");
            }
            return new StoredMember(server.server, vault, Set.of());
        }
        if (member.vault != vault) {
            throw Refusal.conflict(
                    Code.ALREADY_PROTECTED, server.server + " is in vault " + member.vault.id + ", not in " + vault.id);
        }
        return member;
    }

    private StoredImage begin(ImageSpec spec, Image.Kind kind, List<StoredPart> parts, @Nullable StoredServer server) {
        StoredImage image = new StoredImage(
                new ImageId(store.world.nextId("image")),
                kind,
                spec.source(),
                store.world.time.now(),
                spec.name(),
                spec.description(),
                spec.tags(),
                parts);
        image.status = Image.Status.SAVING;
        image.server = server;
        store.images.put(image.id, image);
        return image;
    }

    private static void pin(StoredImage image, StoredPoint point) {
        image.point = point;
        point.pin(image.id);
    }

    private Job<Image> finish(StoredImage image, Runnable before) {
        return finish(false, image, before, failure -> {});
    }

    /** Finishes an image that is built from a temporary disk. */
    private Job<Image> finishInSteps(StoredImage image) {
        return finish(true, image, () -> {}, failure -> {});
    }

    private Job<Image> finish(boolean inSteps, StoredImage image, Runnable before, Consumer<OperationFailed> abandon) {
        Supplier<Image> complete = () -> {
            before.run();
            image.status = Image.Status.ACTIVE;
            return image.view(false);
        };
        return engine.jobs.start(inSteps, Work.IMAGE, Image.class, complete, failure -> {
            abandon(image);
            abandon.accept(failure);
        });
    }

    /** Removes an image that could not be built. */
    private void abandon(StoredImage image) {
        store.images.remove(image.id);
        StoredPoint point = image.point;
        if (point == null) {
            return;
        }
        point.unpin(image.id);
        if (point.status() != Status.PROTECTING) {
            engine.expiry.catchUp(point);
        }
    }

    private void requireIdle(StoredServer server) {
        if (server.state != StoredServer.State.READY) {
            throw Refusal.busy(server.server + " is " + server.statusText() + "; try again later; nothing was created");
        }
    }

    private static Image.Kind kindOf(boolean bootable) {
        return bootable ? Image.Kind.SYSTEM_DISK : Image.Kind.DATA_DISK;
    }
}
