package io.github.backup4j.testkit.internal;

import io.github.backup4j.Capability;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.ImagesDriver;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The images of one site. */
final class MemoryImages implements ImagesDriver {

    private final SiteEngine engine;
    private final SiteStore store;
    private final Gate gate;
    private final ImageBuilding building;
    private final Offers offers;

    MemoryImages(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
        store = engine.store;
        building = new ImageBuilding(engine);
        offers = new Offers(store);
    }

    @Override
    public OperationDriver<Image> build(ImageSpec spec, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.IMAGES_BUILD,
                key,
                List.of(spec),
                () -> {
                    if (spec.source() instanceof ImageSource.FromRestorePoint from
                            && store.point(from.restorePoint()).resource() instanceof Resource.Server) {
                        gate.require(Capability.WHOLE_SERVER_IMAGES);
                    }
                    return building.build(spec);
                },
                image -> store.images.containsKey(image.id()));
    }

    // ---- reads and updates

    @Override
    public Image get(ImageId id) {
        return gate.read(Call.IMAGES_GET, () -> {
            StoredImage own = store.images.get(id);
            return own == null ? offers.image(id).view(true) : own.view(false);
        });
    }

    @Override
    public Listing<Image> list(ImageFilter filter) {
        return Listing.inOrder(gate.list(
                Call.IMAGES_LIST,
                () -> newestFirst(filter.shared() ? offers.images() : store.images.values().stream()),
                image -> {
                    if (filter.shared()) {
                        return Optional.of(image.view(true));
                    }
                    return store.images.get(image.id) == image ? Optional.of(image.view(false)) : Optional.empty();
                }));
    }

    @Override
    public Image update(ImageId id, ImageUpdate update) {
        String name = update.name();
        String description = update.description();
        Map<String, String> tags = update.tags();
        return gate.change(Call.IMAGES_UPDATE, id, () -> {
            StoredImage image = store.image(id);
            requireActive(image);
            image.name = name;
            image.description = description;
            image.tags = tags;
            return image.view(false);
        });
    }

    // ---- new disks and servers, copies and exports

    @Override
    public OperationDriver<Resource.Disk> newDisk(ImageId id, DiskSpec disk, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.IMAGES_RESTORE,
                key,
                List.of(id, disk),
                () -> {
                    StoredImage image = readable(id);
                    requireActive(image);
                    if (image.kind == Image.Kind.WHOLE_SERVER) {
                        throw Refusal.invalid(
                                Code.WHOLE_SERVER_IMAGE,
                                "image " + id
                                        + " is of a whole server; a disk can be created from one disk only; nothing was created");
                    }
                    return engine.restores.newDisk(image.parts.get(0), disk, null);
                },
                store::exists);
    }

    @Override
    public OperationDriver<Resource.Server> newServer(ImageId id, ServerSpec server, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.IMAGES_RESTORE,
                key,
                List.of(id, server),
                () -> {
                    StoredImage image = readable(id);
                    requireActive(image);
                    if (image.kind == Image.Kind.DATA_DISK) {
                        throw Refusal.invalid(
                                Code.NO_SYSTEM_DISK,
                                "image " + id + " is of a data disk; no server can start from it; nothing was created");
                    }
                    StoredServer original = image.server == null ? null : store.servers.get(image.server.server);
                    return engine.restores.newServer(
                            image.parts, null, RestoreChecks.placement(original, image.parts, server), server, null);
                },
                store::exists);
    }

    @Override
    public OperationDriver<Image> copy(ImageId id, ImageCopySpec spec, CallKey key) {
        Site site = spec.site();
        return site == null || site.equals(store.site)
                ? engine.jobs.once(
                        gate,
                        Call.IMAGES_COPY,
                        key,
                        List.of(id, spec),
                        () -> copyWithin(active(id), spec),
                        image -> store.images.containsKey(image.id()))
                // A copy elsewhere is not found by its key, as in the strictest cloud.
                : gate.change(Call.IMAGES_COPY, id, () -> engine.jobs.work(gate, copyTo(site, active(id), spec)));
    }

    private StoredImage active(ImageId id) {
        StoredImage image = store.image(id);
        requireActive(image);
        return image;
    }

    @Override
    public OperationDriver<Image.Export> export(ImageId id, String location, Image.Format format) {
        return gate.change(Call.IMAGES_EXPORT, id, () -> {
            StoredImage image = store.image(id);
            requireActive(image);
            requireOneDisk(image, "exported");
            requirePlain(image, "exported");
            Job<Image.Export> job = engine.jobs.start(
                    Work.IMAGE_TRANSFER,
                    Image.Export.class,
                    () -> {
                        store.exports.put(location, image.parts.get(0).content().toBytes());
                        return new Image.Export(id, location, format);
                    },
                    failure -> {});
            return engine.jobs.work(gate, job);
        });
    }

    // ---- sharing

    @Override
    public Share share(ImageId id, String project) {
        return gate.change(Call.IMAGES_SHARE, id, () -> {
            StoredImage image = store.image(id);
            requireActive(image);
            requirePlain(image, "shared");
            Limits.Offers limits = store.world.limits.offers();
            int limit = image.kind == Image.Kind.WHOLE_SERVER ? limits.wholeServerImage() : limits.image();
            Offers.requireOfferable("image " + id, image.shares, project, limit);
            StoredShare share = new StoredShare(project);
            image.shares.put(project, share);
            return share.view();
        });
    }

    @Override
    public List<Share> shares(ImageId id) {
        return gate.read(
                Call.IMAGES_SHARES,
                () -> store.image(id).shares.values().stream()
                        .map(StoredShare::view)
                        .toList());
    }

    @Override
    public void unshare(ImageId id, String project) {
        gate.run(Call.IMAGES_UNSHARE, id, () -> {
            StoredImage image = store.image(id);
            offers.requireOffered("image " + id, image.shares, project);
            image.shares.remove(project);
        });
    }

    @Override
    public Share accept(ImageId id, @Nullable VaultId vault) {
        return gate.change(Call.IMAGES_ACCEPT, id, () -> {
            StoredImage image = offers.image(id);
            if (vault == null && image.kind == Image.Kind.WHOLE_SERVER) {
                throw Refusal.invalid(
                        Code.WHOLE_SERVER_IMAGE,
                        "image " + id + " is of a whole server; name a vault to accept it into; nothing was accepted");
            }
            if (vault != null && store.vault(vault).spec.kind() != Resource.Kind.SERVER) {
                throw Refusal.invalid(Code.WRONG_KIND, "vault " + vault + " is not for servers; nothing was accepted");
            }
            return offers.answer(image.shares, Share.Status.ACCEPTED, vault);
        });
    }

    @Override
    public Share reject(ImageId id) {
        return gate.change(Call.IMAGES_REJECT, id, () -> {
            return offers.answer(offers.image(id).shares, Share.Status.REJECTED, null);
        });
    }

    // ---- deletion

    /** No work of this cloud creates temporary images, so an image that carries the mark was not created by such work. */
    @Override
    public void discard(ImageId id, Temporary mark) {
        gate.run(Call.IMAGES_DISCARD, id, () -> {
            StoredImage image = store.image(id);
            throw Refusal.conflict(
                    Code.NOT_TEMPORARY,
                    "image " + image.id + " does not carry the mark " + mark + "; nothing was deleted");
        });
    }

    @Override
    public void delete(ImageId id, Removal removal) {
        gate.run(Call.IMAGES_DELETE, id, () -> {
            StoredImage image = store.image(id);
            if (image.status == Image.Status.DELETED) {
                throw Refusal.notFound(Code.IMAGE_NOT_FOUND, "image " + id + " is deleted already");
            }
            if (image.status == Image.Status.QUEUED || image.status == Image.Status.SAVING) {
                throw Refusal.conflict(
                        Code.NOT_AVAILABLE,
                        "image " + id + " is being built; wait until that has ended; nothing was deleted");
            }
            if (image.point != null) {
                letGo(image.point, id, removal);
            }
            image.status = Image.Status.DELETED;
            store.world.after(Work.DELETE, () -> store.images.remove(id));
        });
    }

    /** Releases the restore point behind an image, or deletes it too. */
    private void letGo(StoredPoint point, ImageId image, Removal removal) {
        if (removal == Removal.KEEPING_RESTORE_POINTS) {
            point.unpin(image);
            engine.expiry.catchUp(point);
            return;
        }
        if (point.chain.vault.locked && point.automatic()) {
            throw Refusal.conflict(
                    Code.VAULT_LOCKED,
                    "restore point " + point.id() + " of image " + image
                            + " is automatic and in a locked vault, so it cannot be deleted; nothing was changed");
        }
        if (!point.available()) {
            throw Refusal.conflict(
                    Code.NOT_AVAILABLE,
                    "restore point " + point.id() + " of image " + image + " is " + point.status()
                            + "; nothing was changed");
        }
        if (point.inUse()) {
            throw Refusal.conflict(
                    Code.NOT_AVAILABLE,
                    "restore point " + point.id() + " of image " + image
                            + " is in use: a disk, server or copy is being made from it; nothing was changed, wait until that"
                            + " has ended");
        }
        point.unpin(image);
        point.become(RestorePoint.Status.DELETING);
        store.world.after(Work.DELETE, () -> {
            if (store.holds(point)) {
                store.removePoint(point);
            }
        });
    }

    // ---- copies

    private Job<Image> copyWithin(StoredImage image, ImageCopySpec spec) {
        requireOneDisk(image, "copied within the region");
        if (spec.vault() != null) {
            throw Refusal.invalid(
                    Code.WRONG_KIND,
                    "vault is " + spec.vault() + ", but image " + image.id + " is of one disk; nothing was copied");
        }
        StoredImage copy = building.copyOf(image, store, spec);
        return transfer(copy, store, () -> {
            copy.status = Image.Status.ACTIVE;
            return copy.view(false);
        });
    }

    private Job<Image> copyTo(Site site, StoredImage image, ImageCopySpec spec) {
        requirePlain(image, "copied to another region");
        SiteEngine there = store.world.at(site);
        boolean whole = image.kind == Image.Kind.WHOLE_SERVER;
        VaultId vaultId = spec.vault();
        if (whole != (vaultId != null)) {
            throw Refusal.invalid(
                    Code.WRONG_KIND,
                    "vault is " + vaultId + ", but image " + image.id + " is of " + image.kind
                            + "; a whole-server image, and no other, needs a vault in the other region; nothing was copied");
        }
        StoredVault vault = vaultId == null ? null : there.store.vault(vaultId);
        if (vault != null
                && (vault.spec.kind() != Resource.Kind.SERVER || vault.spec.purpose() != Purpose.REPLICATION)) {
            throw Refusal.invalid(
                    Code.WRONG_PURPOSE,
                    "vault " + vaultId + " in " + site + " is not for copies of servers; nothing was copied");
        }
        if (vault != null && !vault.usable()) {
            throw Refusal.conflict(
                    Code.VAULT_UNUSABLE,
                    "vault " + vaultId + " in " + site + " is " + vault.status + ", not available; nothing was copied");
        }
        StoredImage copy = building.copyOf(image, there.store, spec);
        StoredPoint source = image.point;
        if (vault == null || source == null) {
            return transfer(copy, there.store, () -> image.view(false));
        }
        Consumer<StoredPoint> pin = point -> {
            copy.point = point;
            point.pin(copy.id);
        };
        Function<StoredPoint, Image> finish = point -> {
            copy.status = Image.Status.ACTIVE;
            return image.view(false);
        };
        Consumer<StoredPoint> abandon = point -> abandon(copy, there.store);
        Replication.Continuation<Image> then = new Replication.Continuation<>(Image.class, pin, finish, abandon);
        return engine.replication.copy(source, site, vault, spec.name(), then);
    }

    private Job<Image> transfer(StoredImage copy, SiteStore target, Supplier<Image> result) {
        return engine.jobs.start(
                Work.IMAGE_TRANSFER,
                Image.class,
                () -> {
                    Image image = result.get();
                    copy.status = Image.Status.ACTIVE;
                    return image;
                },
                failure -> abandon(copy, target));
    }

    private static void abandon(StoredImage copy, SiteStore target) {
        target.images.remove(copy.id);
        if (copy.point != null) {
            copy.point.unpin(copy.id);
        }
    }

    // ---- checks

    private static void requireActive(StoredImage image) {
        if (image.status != Image.Status.ACTIVE) {
            throw Refusal.conflict(
                    Code.NOT_AVAILABLE,
                    "image " + image.id + " is " + image.status + ", not complete; nothing was changed");
        }
    }

    private static void requireOneDisk(StoredImage image, String what) {
        if (image.kind == Image.Kind.WHOLE_SERVER) {
            throw Refusal.conflict(
                    Code.WHOLE_SERVER_IMAGE,
                    "image " + image.id + " is of a whole server and cannot be " + what + "; nothing was changed");
        }
    }

    private static void requirePlain(StoredImage image, String what) {
        if (image.encrypted()) {
            throw Refusal.conflict(
                    Code.ENCRYPTED,
                    "image " + image.id + " is encrypted and cannot be " + what + "; nothing was changed");
        }
    }

    private StoredImage readable(ImageId id) {
        StoredImage own = store.images.get(id);
        return own == null ? offers.accepted(id) : own;
    }

    private static List<StoredImage> newestFirst(Stream<StoredImage> images) {
        List<StoredImage> sorted = new ArrayList<>(images.toList());
        Collections.reverse(sorted);
        sorted.sort(Comparator.comparing((StoredImage image) -> image.createdAt).reversed());
        return sorted;
    }
}
