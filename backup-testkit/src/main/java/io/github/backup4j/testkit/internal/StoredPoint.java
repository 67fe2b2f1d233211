package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retainable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A restore point in the world. There may be very many, so properties that few have cost nothing for the others. */
final class StoredPoint implements Retainable {
    private static final String AUTOMATIC_NAME = "autobk_";

    final RestorePointId id;
    final StoredRun run;
    final Instant createdAt;
    final Origin origin;

    /** Its resource, as it was when the point was taken. */
    final Chain.Subject subject;

    /** The chain that holds it; changes when its resource moves to another vault. */
    Chain chain;

    /** Null: derived from the id. */
    @Nullable
    String name;

    @Nullable
    Instant expiresAt;

    boolean full;

    /** Whether count and calendar retention may delete it; maintained by {@link Candidates}. */
    boolean candidate;

    /** Whether its chain holds it: not before it is added, and not after it is removed; maintained by {@link Chain}. */
    boolean inChain;

    /** Whether its chain counts it as available; maintained by {@link Chain}. */
    boolean counted;

    /** Its disks; points that found them unchanged share one list. */
    List<StoredPart> parts;

    /** The ids of its parts, in their order; none: its only part has the id of the point. */
    List<RestorePointId> partIds = List.of();

    /** The bytes that only this point holds, so that the vault is charged for them once. */
    long owned;

    /** The sizes of its data, if it has no content; null: the content decides. */
    ModelledHistory.@Nullable Version version;

    private Status status = Status.PROTECTING;
    private List<ImageId> images = List.of();
    private List<StoredCopy> copies = List.of();
    private Map<String, StoredShare> shares = Map.of();

    StoredPoint(
            RestorePointId id,
            Chain chain,
            StoredRun run,
            Instant createdAt,
            Chain.Subject subject,
            Origin origin,
            List<StoredPart> parts) {
        this.id = id;
        this.chain = chain;
        this.run = run;
        this.createdAt = createdAt;
        this.subject = subject;
        this.origin = origin;
        this.parts = parts;
    }

    Status status() {
        return status;
    }

    void become(Status next) {
        status = next;
        chain.changed(this);
    }

    @Override
    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public boolean automatic() {
        return run.automatic();
    }

    @Override
    public boolean available() {
        return status == Status.AVAILABLE;
    }

    @Override
    public boolean pinned() {
        return !images.isEmpty();
    }

    Resource resource() {
        return chain.resource;
    }

    String name() {
        if (name != null) {
            return name;
        }
        String given = run.name();
        return given == null ? (automatic() ? AUTOMATIC_NAME : "manualbk_") + id.value() : given;
    }

    /** Whether its resource is still as it was, so that a new point can share what this one holds. */
    boolean isAsNow(String name, List<StoredDisk> disks) {
        if (!subject.name().equals(name) || parts.size() != disks.size()) {
            return false;
        }
        long bytes = 0;
        for (int i = 0; i < parts.size(); i++) {
            StoredDisk disk = disks.get(i);
            if (!parts.get(i).isAsNow(disk)) {
                return false;
            }
            bytes += disk.size.bytes();
        }
        return subject.size().bytes() == bytes
                && subject.zone().equals(parts.get(0).zone());
    }

    boolean encrypted() {
        for (StoredPart part : parts) {
            if (part.encrypted()) {
                return true;
            }
        }
        return false;
    }

    boolean hasSystemDisk() {
        return parts.stream().anyMatch(StoredPart::bootable);
    }

    boolean holds(Resource.Disk disk) {
        for (StoredPart part : parts) {
            if (part.disk().equals(disk)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one disk in it has this id; the part of a disk's restore point has the id of the point. */
    boolean hasPart(RestorePointId part) {
        return part(part) != null;
    }

    /** The disk in it that has this id; null: none. */
    @Nullable
    StoredPart part(RestorePointId part) {
        for (int i = 0; i < parts.size(); i++) {
            if (partId(i).equals(part)) {
                return parts.get(i);
            }
        }
        return null;
    }

    /** The id of a disk in it. */
    RestorePointId idOf(StoredPart part) {
        return partId(parts.indexOf(part));
    }

    private RestorePointId partId(int index) {
        return partIds.isEmpty() ? id : partIds.get(index);
    }

    private List<RestorePoint.Part> partViews() {
        List<RestorePoint.Part> views = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            views.add(parts.get(i).view(partId(i)));
        }
        return views;
    }

    List<ImageId> images() {
        return images;
    }

    void pin(ImageId image) {
        List<ImageId> more = new ArrayList<>(images);
        more.add(image);
        images = List.copyOf(more);
        chain.changed(this);
    }

    void unpin(ImageId image) {
        images = images.stream().filter(other -> !other.equals(image)).toList();
        chain.changed(this);
    }

    List<StoredCopy> copies() {
        return copies;
    }

    void addCopy(StoredCopy copy) {
        List<StoredCopy> more = new ArrayList<>(copies);
        more.add(copy);
        copies = more;
    }

    /** The offers of it to other projects, by project. */
    Map<String, StoredShare> shares() {
        return shares;
    }

    void share(StoredShare share) {
        Map<String, StoredShare> more = new LinkedHashMap<>(shares);
        more.put(share.project, share);
        shares = more;
    }

    void unshare(String project) {
        Map<String, StoredShare> fewer = new LinkedHashMap<>(shares);
        fewer.remove(project);
        shares = fewer;
    }

    RestorePoint view(Origin asSeen) {
        return new RestorePoint(
                id,
                name(),
                run.description(),
                chain.vault.id,
                new RestorePoint.Provenance(asSeen, automatic(), run.id()),
                new RestorePoint.Source(chain.resource, subject.name(), subject.size(), subject.zone()),
                Reported.of(status, statusText()),
                createdAt,
                expiresAt,
                new RestorePoint.Content(!full, encrypted(), DataSize.bytes(owned), partViews()),
                images,
                copies.isEmpty()
                        ? List.of()
                        : copies.stream().map(StoredCopy::view).toList());
    }

    /** Returns its resource and the time of its creation. */
    @Override
    public String toString() {
        return chain.resource + ", made " + createdAt;
    }

    private String statusText() {
        return switch (status) {
            case WAITING -> "waiting_protect";
            case PROTECTING -> "protecting";
            case AVAILABLE -> "available";
            case RESTORING -> "restoring";
            case DELETING -> "deleting";
            case ERROR -> "error";
            case UNRECOGNIZED -> "unrecognized";
        };
    }
}
