package io.github.backup4j.testkit.internal;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retainable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A restore point in the world. There may be very many, and what each night adds and removes has to stay small: so a point
 * consists of numbers and of references to what other points share, its ids are built when they are read, and properties that few
 * points have cost nothing for the others.
 */
final class StoredPoint implements Retainable {
    /** The kind of its id, of which it has a number. */
    static final String ID_KIND = "point";

    private static final String PART_ID_KIND = "part";
    private static final String AUTOMATIC_NAME = "autobk_";

    /** Increases with each point of the world. Its id is built from it, unless it has another. */
    final int number;

    /** Null: its id is built from its number, when it is read. */
    private @Nullable RestorePointId otherId;

    final StoredRun run;

    /** Its resource, as it was when the point was taken. */
    final Chain.Subject subject;

    /** The chain that holds it; changes when its resource moves to another vault. */
    Chain chain;

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
    final List<StoredPart> parts;

    /** The number of the id of its first part, which those of the others follow; 0: none. */
    private int firstPart;

    /** The bytes that only this point holds, so that the vault is charged for them once. */
    long owned;

    private Status status = Status.PROTECTING;

    /** Null: as most points, it has none of these properties. */
    private @Nullable Extras extras;

    /**
     * Creates a point.
     *
     * @param number from {@link World#nextFreeNumber}
     */
    StoredPoint(int number, Chain chain, StoredRun run, Chain.Subject subject, List<StoredPart> parts) {
        this.number = number;
        this.chain = chain;
        this.run = run;
        this.subject = subject;
        this.parts = parts;
        otherId = world().uuids ? new RestorePointId(world().idOf(ID_KIND, number)) : null;
    }

    private Extras extras() {
        if (extras == null) {
            extras = new Extras();
        }
        return extras;
    }

    RestorePointId id() {
        return otherId == null ? new RestorePointId(world().idOf(ID_KIND, number)) : otherId;
    }

    /** The id that is not built from its number; null: its id is. */
    @Nullable
    RestorePointId otherId() {
        return otherId;
    }

    boolean isCalled(RestorePointId id) {
        return otherId == null ? world().numberOf(ID_KIND, id.value()) == number : otherId.equals(id);
    }

    /** Gives it the ids that it has in the cloud that it was copied from. */
    void copyIds(RestorePointId id, List<RestorePointId> ofParts) {
        otherId = id;
        if (!ofParts.equals(List.of(id))) {
            extras().partIds = ofParts;
        }
    }

    /** Gives its parts ids of their own, as those of a server have. */
    void giveIdsToParts() {
        firstPart = world().nextFreeNumbers(PART_ID_KIND, parts.size());
        if (world().uuids) {
            extras().partIds = IntStream.range(0, parts.size())
                    .mapToObj(part -> new RestorePointId(world().idOf(PART_ID_KIND, firstPart + part)))
                    .toList();
        }
    }

    /** Whether its parts have ids of their own; otherwise, its only part has the id of the point. */
    boolean partsHaveIds() {
        return firstPart != 0 || (extras != null && !extras.partIds.isEmpty());
    }

    private World world() {
        return chain.vault.store.world;
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
        return run.createdAt();
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
        return extras != null && !extras.images.isEmpty();
    }

    Origin origin() {
        return run.origin();
    }

    Resource resource() {
        return chain.resource;
    }

    String name() {
        if (extras != null && extras.name != null) {
            return extras.name;
        }
        String given = run.name();
        return given == null ? (automatic() ? AUTOMATIC_NAME : "manualbk_") + id().value() : given;
    }

    void rename(@Nullable String name) {
        extras().name = name;
    }

    /** Why the agent took no part in it; null: it did, or it was not asked to. */
    @Nullable
    AgentFailure agentFailure() {
        return extras == null ? null : extras.agentFailure;
    }

    void setAgentFailure(@Nullable AgentFailure failure) {
        if (failure != null) {
            extras().agentFailure = failure;
        }
    }

    /** The sizes of its data, if it has no content; null: the content decides. */
    ModelledHistory.@Nullable Version version() {
        return extras == null ? null : extras.version;
    }

    void setVersion(ModelledHistory.@Nullable Version version) {
        if (version != null) {
            extras().version = version;
        }
    }

    /**
     * Whether its resource is still as it was, so that a new point can share what this one holds. A disk that has not changed is the
     * same object; a point from another cloud, whose subject may be something else than the sum of its parts, has objects of its own.
     */
    @SuppressWarnings("ReferenceEquality") // as said above
    boolean isAsNow(String name, List<StoredDisk> disks) {
        if (!subject.name().equals(name) || parts.size() != disks.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) != disks.get(i).now()) {
                return false;
            }
        }
        return true;
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

    /** Whether it is known to hold no disk that a server could start from; a point without parts may hold one. */
    boolean lacksSystemDisk() {
        return !parts.isEmpty() && !hasSystemDisk();
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
        int index = indexOfPart(part);
        return index < 0 || index >= parts.size() ? null : parts.get(index);
    }

    private int indexOfPart(RestorePointId part) {
        if (extras != null && !extras.partIds.isEmpty()) {
            return extras.partIds.indexOf(part);
        }
        if (firstPart != 0) {
            return world().numberOf(PART_ID_KIND, part.value()) - firstPart;
        }
        return isCalled(part) ? 0 : -1;
    }

    /** The id of a disk in it. */
    RestorePointId idOf(StoredPart part) {
        return partId(parts.indexOf(part));
    }

    private RestorePointId partId(int index) {
        if (extras != null && !extras.partIds.isEmpty()) {
            return extras.partIds.get(index);
        }
        return firstPart == 0 ? id() : new RestorePointId(world().idOf(PART_ID_KIND, firstPart + index));
    }

    private List<RestorePoint.Part> partViews() {
        List<RestorePoint.Part> views = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            views.add(parts.get(i).view(partId(i)));
        }
        return views;
    }

    List<ImageId> images() {
        return extras == null ? List.of() : extras.images;
    }

    void pin(ImageId image) {
        List<ImageId> more = new ArrayList<>(images());
        more.add(image);
        extras().images = List.copyOf(more);
        chain.changed(this);
    }

    void unpin(ImageId image) {
        extras().images =
                images().stream().filter(other -> !other.equals(image)).toList();
        chain.changed(this);
    }

    List<StoredCopy> copies() {
        return extras == null ? List.of() : extras.copies;
    }

    void addCopy(StoredCopy copy) {
        List<StoredCopy> more = new ArrayList<>(copies());
        more.add(copy);
        extras().copies = more;
    }

    /** Whether it is being copied to another region. */
    boolean beingCopied() {
        for (StoredCopy copy : copies()) {
            if (copy.running) {
                return true;
            }
        }
        return false;
    }

    /** Whether a disk, server, image or copy is being made from it, which would be without its data. */
    boolean inUse() {
        return beingRead() || beingCopied();
    }

    /** Whether a disk, server or image is being made from it. */
    boolean beingRead() {
        return extras != null && extras.readers > 0;
    }

    /** Notes that a disk, server or image is being made from it; returns what ends that, which does so once. */
    Runnable use() {
        extras().readers++;
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                extras().readers--;
            }
        };
    }

    boolean hasCopyIn(String region) {
        for (StoredCopy copy : copies()) {
            if (copy.site.region().equals(region) && copy.status != CopyStatus.FAILED) {
                return true;
            }
        }
        return false;
    }

    /** Whether a policy copies it to a region, now or as soon as it is available; once not, then only after a copy has failed. */
    boolean mayNeedCopyIn(String region) {
        return origin() == Origin.TAKEN && status != Status.ERROR && !passedOver() && !hasCopyIn(region);
    }

    private boolean passedOver() {
        return extras != null && extras.passedOver;
    }

    /** Lets policies that copy pass it over from now on, since it cannot be copied. */
    void passOver() {
        extras().passedOver = true;
    }

    /** The offers of it to other projects, by project. */
    Map<String, StoredShare> shares() {
        return extras == null ? Map.of() : extras.shares;
    }

    void share(StoredShare share) {
        Map<String, StoredShare> more = new LinkedHashMap<>(shares());
        more.put(share.project, share);
        extras().shares = more;
    }

    void unshare(String project) {
        Map<String, StoredShare> fewer = new LinkedHashMap<>(shares());
        fewer.remove(project);
        extras().shares = fewer;
    }

    RestorePoint view(Origin asSeen) {
        return new RestorePoint(
                id(),
                name(),
                run.description(),
                chain.vault.id,
                new RestorePoint.Provenance(asSeen, automatic(), run.id()),
                new RestorePoint.Source(chain.resource, subject.name(), subject.size(), subject.zone()),
                Reported.of(status, statusText()),
                createdAt(),
                expiresAt,
                new RestorePoint.Content(!full, encrypted(), DataSize.bytes(owned), partViews(), agentFailure()),
                images(),
                copies().stream().map(StoredCopy::view).toList());
    }

    /** Returns what has its id as text, for what outlives it: a point holds on to the content of its disks. */
    Object label() {
        return otherId == null ? new World.NumberedId(world(), ID_KIND, number) : otherId;
    }

    /** Returns its id. */
    @Override
    public String toString() {
        return id().value();
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

    /** What few restore points have, apart from those in the model of another cloud. */
    private static final class Extras {
        /** Null: no agent failed. */
        @Nullable
        AgentFailure agentFailure;

        /** The ids of its parts, in their order; none: they are built from the number of the first. */
        List<RestorePointId> partIds = List.of();

        /** Null: derived from the run and the id. */
        @Nullable
        String name;

        /** Null: the content decides. */
        ModelledHistory.@Nullable Version version;

        List<ImageId> images = List.of();
        List<StoredCopy> copies = List.of();

        /** How many disks and servers are being made from it. */
        int readers;

        /** Whether a policy found that it cannot be copied. */
        boolean passedOver;

        Map<String, StoredShare> shares = Map.of();
    }
}
