package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Stop;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checks of restores and rollbacks, which a restore runs before it changes anything, and a preflight runs alone. Each returns
 * what the restore needs, and what a preflight says it would do.
 */
final class RestoreChecks {
    private final SiteStore store;
    private final Offers offers;

    RestoreChecks(SiteStore store) {
        this.store = store;
        offers = new Offers(store);
    }

    // ---- in place

    /**
     * A restore in place.
     *
     * @param point the restore point, which may hold more than what is restored
     * @param size how much is restored
     * @param writes the disks to overwrite, and what is written to each; incomplete if a check failed
     * @param stopped the server that is stopped; null: none, or not known
     * @param target what is overwritten, and how
     */
    record Overwriting(
            Found<StoredPoint> point,
            Found<DataSize> size,
            Map<StoredPart, StoredDisk> writes,
            @Nullable StoredServer stopped,
            InPlace<?> target) {
        Impact impact() {
            StoredPoint known = point.orNull();
            List<Resource.Disk> disks =
                    writes.values().stream().map(disk -> disk.disk).distinct().toList();
            List<Stop> stops = stopped == null
                    ? List.of()
                    : List.of(new Stop(stopped.server, stopped.running, startsAgain(stopped)));
            return known == null
                    ? new Impact(null, null, disks, stops)
                    : new Impact(known.createdAt(), size.orNull(), disks, stops, known.resource());
        }

        /** A server that is restored is started, and one that only a disk is taken of is not, if it was stopped. */
        private boolean startsAgain(StoredServer server) {
            boolean restored = target.overwritten() instanceof Resource.Server;
            return target.startAfterwards() && (restored || server.running);
        }
    }

    /** Checks a restore in place, with the id of a server's restore point or, for a disk, also of one part of it. */
    Overwriting overwriting(Checks checks, RestorePointId id, InPlace<?> target) {
        Found<StoredPoint> any = checks.find(
                Kind.SOURCE,
                () -> target.overwritten() instanceof Resource.Disk ? holding(id) : store.point(id),
                RestoreChecks::described);
        checks.check(
                Kind.SOURCE_STATUS, () -> requireRestorable(any.get()), () -> "restore point " + id + " is available");
        checks.check(
                Kind.VAULT,
                () -> requireUsable(any.get().chain.vault),
                () -> "vault " + any.get().chain.vault.id + " is " + any.get().chain.vault.status);
        Found<StoredPoint> point = checks.find(
                Kind.SAME_RESOURCE,
                () -> requireTakenOf(any.get(), id, target),
                found -> "restore point " + id + " was taken of " + target.overwritten());
        return target.overwritten() instanceof Resource.Server server
                ? server(checks, point, server, target)
                : disk(checks, point, id, (Resource.Disk) target.overwritten(), target);
    }

    private Overwriting disk(
            Checks checks, Found<StoredPoint> point, RestorePointId id, Resource.Disk overwritten, InPlace<?> target) {
        Found<StoredDisk> disk =
                checks.find(Kind.TARGET, () -> store.disk(overwritten), found -> overwritten + " has " + found.size());
        checks.check(
                Kind.TARGET_STATUS,
                () -> {
                    requireIdle(disk.get());
                    requireIdleMember(point.orNull());
                },
                () -> idle(overwritten));
        checks.check(Kind.ATTACHMENT, () -> requireFree(disk.get(), target), () -> attachment(disk.get()));
        checks.check(
                Kind.SIZE,
                () -> requireRoom(part(point.get(), id), disk.get()),
                () -> room(part(point.get(), id), disk.get()));
        StoredDisk known = disk.orNull();
        StoredServer server = known == null || !target.detachFirst() ? null : known.server;
        if (server != null) {
            checks.check(Kind.TARGET_STATUS, () -> requireIdle(server), () -> idle(server.server));
        }
        Map<StoredPart, StoredDisk> writes = new LinkedHashMap<>();
        StoredPoint from = point.orNull();
        if (from != null && known != null) {
            writes.put(part(from, id), known);
        }
        Found<DataSize> size = checks.readForReports(() -> part(point.get(), id).size());
        return new Overwriting(point, size, writes, server, target);
    }

    private Overwriting server(
            Checks checks, Found<StoredPoint> point, Resource.Server overwritten, InPlace<?> target) {
        Found<StoredServer> server = checks.find(
                Kind.TARGET,
                () -> store.server(overwritten),
                found -> overwritten + " has " + found.disks.size() + " disks");
        checks.check(Kind.TARGET_STATUS, () -> requireIdle(server.get()), () -> idle(overwritten));
        for (Resource.Disk source : target.mappings().keySet()) {
            checks.check(
                    Kind.DISK_MAPPING,
                    () -> requireHolds(point.get(), source),
                    () -> source + " is in restore point " + point.get().id());
        }
        Map<StoredPart, StoredDisk> writes = new LinkedHashMap<>();
        for (StoredPart part : partsOf(point)) {
            Resource.Disk wanted = target.mappings().getOrDefault(part.disk(), part.disk());
            Found<StoredDisk> disk = checks.find(
                    Kind.DISK_MAPPING,
                    () -> attached(server.get(), wanted, part),
                    found -> part.disk() + " is written to " + wanted + ", which is attached to " + overwritten);
            checks.check(Kind.TARGET_STATUS, () -> requireIdle(disk.get()), () -> idle(wanted));
            checks.check(Kind.SIZE, () -> requireRoom(part, disk.get()), () -> room(part, disk.get()));
            checks.check(
                    Kind.DISK_MAPPING,
                    () -> {
                        requireFits(part, disk.get());
                        requireOnce(writes, disk.get());
                    },
                    () -> wanted + " may be overwritten, by " + part.disk() + " alone");
            StoredDisk known = disk.orNull();
            if (known != null) {
                writes.put(part, known);
            }
        }
        checks.report(Kind.SERVER_AT_BACKUP, () -> atBackup(point.get()));
        Found<DataSize> size = checks.readForReports(() -> point.get().subject.size());
        return new Overwriting(point, size, writes, server.orNull(), target);
    }

    private static List<StoredPart> partsOf(Found<StoredPoint> point) {
        StoredPoint known = point.orNull();
        return known == null ? List.of() : known.parts;
    }

    // ---- new disks

    /** Checks a new disk of a restore point or of a part of one, and returns the part. */
    Found<StoredPart> newDisk(Checks checks, RestorePointId id, DiskSpec spec) {
        Found<StoredPoint> point = checks.find(Kind.SOURCE, () -> holder(id), RestoreChecks::described);
        checks.check(
                Kind.SOURCE_STATUS,
                () -> requireRestorable(point.get()),
                () -> "restore point " + id + " is available");
        reportVault(checks, point);
        Found<StoredPart> part = checks.find(
                Kind.SOURCE_CONTENT,
                () -> onlyPart(point.get(), id),
                found -> "it holds " + found.disk() + ", " + found.size());
        checkSize(checks, part, spec);
        checkPlace(checks, part, spec, attachedTo(checks, spec));
        return part;
    }

    /** Checks a new disk of a snapshot, and returns its content. */
    Found<StoredPart> newDisk(Checks checks, SnapshotId id, DiskSpec spec, Stream<Snapshot> ofBackups) {
        Found<StoredSnapshot> snapshot = checks.find(Kind.SOURCE, () -> own(id, ofBackups), RestoreChecks::described);
        checks.check(
                Kind.SOURCE_STATUS, () -> requireAvailable(snapshot.get()), () -> "snapshot " + id + " is available");
        checks.check(
                Kind.PLACEMENT,
                () -> requireSame("zone", spec.zone(), snapshot.get().source.zone, id),
                () -> "zone " + snapshot.get().source.zone);
        checks.check(
                Kind.PLACEMENT,
                () -> requireSame("type", spec.type(), snapshot.get().source.type, id),
                () -> "type " + snapshot.get().source.type);
        Found<StoredServer> server = attachedTo(checks, spec);
        if (spec.attachedTo() != null) {
            checks.check(
                    Kind.PLACEMENT,
                    () -> requireSame("zone", server.get().zone, snapshot.get().source.zone, id),
                    () -> spec.attachedTo() + " is in zone " + server.get().zone);
        }
        Found<StoredPart> part = checks.find(
                Kind.SOURCE_CONTENT, () -> StoredPart.of(snapshot.get()), found -> "it holds " + found.disk());
        checkSize(checks, part, spec);
        checkPlace(checks, part, spec, server);
        return part;
    }

    /** Says whether real clouds may refuse to make something new from a vault; nothing of the vault of another project. */
    private void reportVault(Checks checks, Found<StoredPoint> point) {
        StoredPoint known = point.orNull();
        if (known != null && store.holds(known)) {
            checks.report(Kind.VAULT, () -> vault(known.chain.vault));
        }
    }

    private static Checks.Finding vault(StoredVault vault) {
        String said = "vault " + vault.id + " is " + vault.status;
        return vault.usable()
                ? Checks.passes(said)
                : Checks.unknown(
                        said + "; this cloud makes new disks and servers from it, which a real one may refuse");
    }

    private Found<StoredServer> attachedTo(Checks checks, DiskSpec spec) {
        Resource.Server server = spec.attachedTo();
        return server == null
                ? Found.missing("there is none")
                : checks.find(
                        Kind.TARGET,
                        () -> store.server(server),
                        found -> server + ", which the disk is attached to, is in zone " + found.zone);
    }

    private static void checkSize(Checks checks, Found<StoredPart> part, DiskSpec spec) {
        checks.check(
                Kind.SIZE,
                () -> requireSize(part.get(), spec),
                () -> "the disk gets " + sizeOf(part.get(), spec) + ", the original has "
                        + part.get().size());
    }

    private void checkPlace(Checks checks, Found<StoredPart> part, DiskSpec spec, Found<StoredServer> attachedTo) {
        if (spec.attachedTo() != null) {
            checks.check(
                    Kind.PLACEMENT,
                    () -> requireZoneOf(attachedTo.get(), spec),
                    () -> "zone " + attachedTo.get().zone + ", as " + spec.attachedTo());
        }
        var unused = checks.find(
                Kind.ZONE,
                () -> {
                    StoredServer server = spec.attachedTo() == null ? null : attachedTo.get();
                    String wanted = zoneOf(part.get(), spec, server);
                    requireZone(store, wanted);
                    return wanted;
                },
                found -> "zone " + found + " exists");
        checks.check(Kind.QUOTA, () -> requireQuota(store, List.of(sizeOf(part.get(), spec))), () -> quota(store));
    }

    /**
     * Returns the zone of a new disk.
     *
     * @param server the server that it is attached to; null: none
     */
    static String zoneOf(StoredPart part, DiskSpec spec, @Nullable StoredServer server) {
        if (spec.zone() != null) {
            return spec.zone();
        }
        return server == null ? part.zone() : server.zone;
    }

    /** Refuses a new disk in another zone than the server that it is attached to. */
    static void requireZoneOf(StoredServer server, DiskSpec spec) {
        if (spec.zone() != null && !spec.zone().equals(server.zone)) {
            throw Refusal.invalid(
                    Code.WRONG_PLACE,
                    "disk \"" + spec.name() + "\" would be in zone " + spec.zone() + ", but " + server.server
                            + " is in zone " + server.zone + "; nothing was created");
        }
    }

    private static String quota(SiteStore store) {
        return store.disks.size() + " of " + (store.mostDisks == null ? "any number of" : store.mostDisks) + " disks, "
                + used(store) + " of " + (store.mostDiskSpace == null ? "any size" : store.mostDiskSpace) + " used";
    }

    private static DataSize used(SiteStore store) {
        return sum(store.disks.values().stream().map(StoredDisk::size).toList());
    }

    private static DataSize sum(List<DataSize> sizes) {
        return sizes.stream().reduce(DataSize.ZERO, DataSize::plus);
    }

    /** Refuses a zone that the region does not have. */
    static void requireZone(SiteStore store, String zone) {
        if (!store.zones().contains(zone)) {
            throw Refusal.invalid(
                    Code.NO_SUCH_ZONE,
                    "there is no zone " + zone + " in " + store.site.region() + "; nothing was created");
        }
    }

    /** Refuses more disks than the project may have. */
    static void requireQuota(SiteStore store, List<DataSize> more) {
        if (store.mostDisks != null && store.disks.size() + more.size() > store.mostDisks) {
            throw Refusal.quota(
                    Code.DISK_LIMIT,
                    "disks: " + store.disks.size() + " of " + store.mostDisks + " used, " + more.size()
                            + " more needed; nothing was created");
        }
        if (store.mostDiskSpace != null && used(store).plus(sum(more)).compareTo(store.mostDiskSpace) > 0) {
            throw Refusal.quota(
                    Code.DISK_SPACE_LIMIT,
                    "disk space: " + used(store) + " of " + store.mostDiskSpace + " used, " + sum(more)
                            + " more needed; nothing was created");
        }
    }

    static DataSize sizeOf(StoredPart part, DiskSpec spec) {
        return spec.size() == null ? part.size() : spec.size();
    }

    // ---- new servers

    /**
     * A new server.
     *
     * @param parts its disks
     * @param placement where it is placed, and how large it is
     */
    record NewServer(Found<List<StoredPart>> parts, Found<Placement> placement) {}

    /**
     * What a spec and the original together say of a new server.
     *
     * @param flavor the flavor
     * @param network the network
     * @param subnet the subnet
     * @param zone the zone
     * @param securityGroups its firewall rules; empty: none of its own
     */
    record Placement(String flavor, String network, String subnet, String zone, List<String> securityGroups) {
        @Override
        public String toString() {
            return "flavor " + flavor + ", network " + network + ", subnet " + subnet + ", zone " + zone;
        }
    }

    NewServer newServer(Checks checks, RestorePointId id, ServerSpec spec) {
        Found<StoredPoint> any = checks.find(Kind.SOURCE, () -> readable(id), RestoreChecks::described);
        checks.check(
                Kind.SOURCE_STATUS, () -> requireRestorable(any.get()), () -> "restore point " + id + " is available");
        reportVault(checks, any);
        Found<StoredPoint> point = checks.find(
                Kind.SOURCE_CONTENT,
                () -> requireServer(any.get()),
                found -> "it is of " + found.resource() + " and holds its system disk");
        Found<List<StoredPart>> parts = checks.find(
                Kind.SOURCE_CONTENT, () -> point.get().parts, found -> "it holds " + found.size() + " disks");
        Found<Placement> placement = checks.find(
                Kind.PLACEMENT, () -> placement(original(point.get()), parts.get(), spec), Placement::toString);
        checks.check(
                Kind.ZONE,
                () -> requireZone(store, placement.get().zone()),
                () -> "zone " + placement.get().zone() + " exists");
        checks.check(Kind.QUOTA, () -> requireQuota(store, sizesOf(parts.get())), () -> quota(store));
        checks.report(Kind.SERVER_AT_BACKUP, () -> atBackup(point.get()));
        return new NewServer(parts, placement);
    }

    static List<DataSize> sizesOf(List<StoredPart> parts) {
        return parts.stream().map(StoredPart::size).toList();
    }

    private @Nullable StoredServer original(StoredPoint point) {
        return point.resource() instanceof Resource.Server server ? store.servers.get(server) : null;
    }

    static Placement placement(@Nullable StoredServer original, List<StoredPart> parts, ServerSpec spec) {
        if (original == null && spec.securityGroups().isEmpty()) {
            throw missing("securityGroups", spec);
        }
        return new Placement(
                known(spec.flavor(), original == null ? null : original.flavor, "flavor", spec),
                known(spec.network(), original == null ? null : original.network, "network", spec),
                known(spec.subnet(), original == null ? null : original.subnet, "subnet", spec),
                spec.zone() == null ? parts.get(0).zone() : spec.zone(),
                spec.securityGroups().isEmpty() && original != null ? original.securityGroups : spec.securityGroups());
    }

    // ---- rollbacks

    /**
     * A rollback.
     *
     * @param snapshot the snapshot
     * @param disk its disk
     * @param stopped the server that is stopped; null: none, or not known
     * @param target what is overwritten, and how
     */
    record RollingBack(
            Found<StoredSnapshot> snapshot,
            Found<StoredDisk> disk,
            @Nullable StoredServer stopped,
            InPlace<?> target) {
        Impact impact() {
            StoredSnapshot known = snapshot.orNull();
            StoredDisk overwritten = disk.orNull();
            Instant takenAt = known == null ? null : known.createdAt;
            return new Impact(
                    takenAt,
                    known == null ? null : known.size,
                    overwritten == null ? List.of() : List.of(overwritten.disk),
                    stopped == null
                            ? List.of()
                            : List.of(new Stop(
                                    stopped.server, stopped.running, stopped.running && target.startAfterwards())));
        }
    }

    RollingBack rollBack(Checks checks, SnapshotId id, InPlace<?> target, Stream<Snapshot> ofBackups) {
        Resource.Disk overwritten = (Resource.Disk) target.overwritten();
        Found<StoredSnapshot> snapshot = checks.find(Kind.SOURCE, () -> own(id, ofBackups), RestoreChecks::described);
        Found<StoredDisk> disk = checks.find(
                Kind.SAME_RESOURCE,
                () -> requireTakenOf(snapshot.get(), overwritten),
                found -> "snapshot " + id + " was taken of " + overwritten);
        checks.check(
                Kind.SOURCE_STATUS, () -> requireAvailable(snapshot.get()), () -> "snapshot " + id + " is available");
        checks.check(Kind.ATTACHMENT, () -> requireDetached(disk.get(), target), () -> attachment(disk.get()));
        checks.check(Kind.TARGET_STATUS, () -> requireReady(disk.get()), () -> idle(overwritten));
        StoredDisk known = disk.orNull();
        StoredServer server = known == null || !target.detachFirst() ? null : known.server;
        if (server != null) {
            checks.check(Kind.TARGET_STATUS, () -> requireIdle(server), () -> idle(server.server));
        }
        return new RollingBack(snapshot, disk, server, target);
    }

    // ---- evidence

    private static String described(StoredPoint point) {
        return "restore point " + point.id() + " of " + point.resource() + ", of " + point.createdAt();
    }

    private static String described(StoredSnapshot snapshot) {
        return "snapshot " + snapshot.id + " of " + snapshot.source.disk + ", of " + snapshot.createdAt;
    }

    private static Checks.Finding atBackup(StoredPoint point) {
        return Checks.passes(point.resource() + " had name \"" + point.subject.name() + "\", zone "
                + point.subject.zone() + ", " + point.parts.size() + " disks of " + point.subject.size());
    }

    private static String idle(Resource resource) {
        return "no other work is in progress on " + resource;
    }

    private static String attachment(StoredDisk disk) {
        return disk.server == null
                ? disk.disk + " is attached to no server"
                : disk.disk + " is attached to " + disk.server.server + ", and is detached first";
    }

    private static String room(StoredPart part, StoredDisk disk) {
        return disk.disk + " has " + disk.size() + ", " + part.size() + " were backed up";
    }

    // ---- refusals

    static void requireUsable(StoredVault vault) {
        if (!vault.usable()) {
            throw Refusal.conflict(
                    Code.VAULT_UNUSABLE,
                    "vault " + vault.id + " is " + vault.status + ", not available; nothing was changed");
        }
    }

    static void requireRestorable(StoredPoint point) {
        if (point.status() == Status.RESTORING) {
            throw Refusal.busy(
                    "restore point " + point.id() + " is being restored from; try again later; nothing was changed");
        }
        if (!point.available()) {
            throw Refusal.conflict(
                    Code.NOT_AVAILABLE,
                    "restore point " + point.id() + " is " + point.status() + ", not available; nothing was changed");
        }
    }

    /** A point of this project, or one that it has accepted from another. */
    private StoredPoint readable(RestorePointId id) {
        StoredPoint own = store.pointOrNull(id);
        return own == null ? offers.accepted(id) : own;
    }

    /** A restore point of this project, or the one that has a part with this id. */
    private StoredPoint holding(RestorePointId id) {
        StoredPoint own = store.pointOrNull(id);
        return own == null ? store.holderOf(id).orElseThrow(() -> store.noSuchPoint(id)) : own;
    }

    /** The part of a point of a disk, or of a server, that was checked to be there. */
    private static StoredPart part(StoredPoint point, RestorePointId id) {
        return Objects.requireNonNull(point.part(id), "it was checked");
    }

    /** The point with this id, the point that has a part with this id, or an accepted point of another project. */
    StoredPoint holder(RestorePointId id) {
        StoredPoint own = store.pointOrNull(id);
        if (own != null) {
            return own;
        }
        return store.holderOf(id)
                .orElseGet(() -> offers.points()
                        .filter(point -> point.hasPart(id))
                        .findFirst()
                        .map(point -> offers.accepted(point.id()))
                        .orElseGet(() -> offers.accepted(id)));
    }

    private static StoredPart onlyPart(StoredPoint point, RestorePointId id) {
        if (!point.isCalled(id)) {
            return part(point, id);
        }
        if (point.parts.size() > 1) {
            throw Refusal.invalid(
                    Code.WRONG_KIND,
                    "restore point " + id + " holds " + point.parts.size()
                            + " disks; name one of its parts; nothing was created");
        }
        return point.parts.get(0);
    }

    private static StoredPoint requireServer(StoredPoint point) {
        if (!(point.resource() instanceof Resource.Server)) {
            throw Refusal.invalid(
                    Code.WRONG_KIND,
                    "restore point " + point.id() + " is of " + point.resource()
                            + ", not of a server; nothing was created");
        }
        if (!point.hasSystemDisk()) {
            throw Refusal.invalid(
                    Code.NO_SYSTEM_DISK,
                    "restore point " + point.id()
                            + " holds no disk that a server could start from; nothing was created");
        }
        return point;
    }

    private static StoredPoint requireTakenOf(StoredPoint point, RestorePointId id, InPlace<?> target) {
        Resource overwritten = target.overwritten();
        StoredPart only = point.part(id);
        Resource taken = only == null ? point.resource() : only.disk();
        if (!overwritten.equals(taken)) {
            String alone = point.parts.stream()
                    .filter(part -> point.isCalled(id) && part.disk().equals(overwritten))
                    .map(part ->
                            "; " + overwritten + " is part " + point.idOf(part) + " of it, which can be restored alone")
                    .findFirst()
                    .orElse("");
            throw Refusal.invalid(
                    Code.WRONG_RESOURCE,
                    "restore point " + id + " was taken of " + taken + ", not of " + overwritten + alone
                            + "; nothing was overwritten");
        }
        return point;
    }

    private static StoredDisk requireTakenOf(StoredSnapshot snapshot, Resource.Disk overwritten) {
        if (!snapshot.source.disk.equals(overwritten)) {
            throw Refusal.invalid(
                    Code.WRONG_RESOURCE,
                    "snapshot " + snapshot.id + " was taken of " + snapshot.source.disk + ", not of " + overwritten
                            + "; nothing was overwritten");
        }
        return snapshot.source;
    }

    private static void requireFree(StoredDisk disk, InPlace<?> target) {
        if (disk.server != null && !target.detachFirst()) {
            throw Refusal.conflict(
                    Code.ATTACHED,
                    disk.disk + " is attached to " + disk.server.server
                            + ", and cannot be restored; detach it, or restore with detachingFirst(); nothing was"
                            + " overwritten");
        }
    }

    private static void requireDetached(StoredDisk disk, InPlace<?> target) {
        if (disk.server != null && !target.detachFirst()) {
            throw Refusal.conflict(
                    Code.ATTACHED,
                    disk.disk + " is attached to " + disk.server.server
                            + "; detach it, or roll it back with detachingFirst(); nothing was overwritten");
        }
    }

    private static void requireHolds(StoredPoint point, Resource.Disk source) {
        if (point.parts.stream().noneMatch(part -> part.disk().equals(source))) {
            throw Refusal.invalid(
                    Code.UNKNOWN_DISK,
                    "mapping names " + source + ", which is not in restore point " + point.id()
                            + "; nothing was overwritten");
        }
    }

    private static StoredDisk attached(StoredServer server, Resource.Disk wanted, StoredPart part) {
        return server.disks.stream()
                .filter(attached -> attached.disk.equals(wanted))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        Code.UNKNOWN_DISK,
                        wanted + " is not attached to " + server.server + "; map " + part.disk()
                                + " to a disk that is; nothing was overwritten"));
    }

    private static void requireOnce(Map<StoredPart, StoredDisk> writes, StoredDisk disk) {
        if (writes.containsValue(disk)) {
            throw Refusal.invalid(
                    Code.UNKNOWN_DISK, "two disks would be restored onto " + disk.disk + "; nothing was overwritten");
        }
    }

    private void requireIdle(StoredDisk disk) {
        StoredMember member = store.memberFor(disk.disk);
        if (disk.state != StoredDisk.State.READY || (member != null && member.busy())) {
            throw Refusal.busy(busy(disk.disk, disk.statusText(), member));
        }
    }

    private void requireIdle(StoredServer server) {
        StoredMember member = store.memberFor(server.server);
        if (server.state != StoredServer.State.READY || (member != null && member.busy())) {
            throw Refusal.busy(busy(server.server, server.statusText(), member));
        }
    }

    /** Refuses while other work is going on in a vault on the resource that a point is of, which may be the server of a disk. */
    private void requireIdleMember(@Nullable StoredPoint point) {
        StoredMember member = point == null ? null : store.memberFor(point.resource());
        if (member != null && member.busy()) {
            throw Refusal.busy(busy(member.resource, "", member));
        }
    }

    private static String busy(Resource resource, String status, @Nullable StoredMember member) {
        String said = member != null && member.busy() ? member.status() + " in its vault" : status;
        return resource + " is " + said + "; try again later; nothing was overwritten";
    }

    private static void requireRoom(StoredPart part, StoredDisk disk) {
        if (disk.size().compareTo(part.size()) < 0) {
            throw Refusal.conflict(
                    Code.TOO_SMALL,
                    disk.disk + " has " + disk.size() + ", less than the " + part.size()
                            + " that were backed up; enlarge it first; nothing was overwritten");
        }
    }

    private static void requireFits(StoredPart part, StoredDisk disk) {
        boolean another = !part.disk().equals(disk.disk);
        if (another && disk.bootable() && !part.bootable()) {
            throw Refusal.conflict(
                    Code.WRONG_KIND,
                    part.disk() + " is a data disk and cannot be restored onto " + disk.disk
                            + ", which the server starts from; nothing was overwritten");
        }
        if (another && disk.bootable() && part.encrypted()) {
            throw Refusal.conflict(
                    Code.ENCRYPTED,
                    part.disk() + " is encrypted and cannot be restored onto " + disk.disk
                            + ", which the server starts from; nothing was overwritten");
        }
    }

    private static String known(@Nullable String asked, @Nullable String original, String what, ServerSpec spec) {
        if (asked != null) {
            return asked;
        }
        if (original != null) {
            return original;
        }
        throw missing(what, spec);
    }

    private static Invalid missing(String what, ServerSpec spec) {
        return Refusal.invalid(
                Code.INCOMPLETE_SPEC,
                what + " of server \"" + spec.name()
                        + "\" is not given, and cannot be copied from the original server, which does not exist any more;"
                        + " give it in the spec; nothing was created");
    }

    /** Refuses a new disk that is smaller than its original. */
    static void requireSize(StoredPart part, DiskSpec spec) {
        DataSize size = sizeOf(part, spec);
        if (size.compareTo(part.size()) < 0) {
            throw Refusal.invalid(
                    Code.TOO_SMALL,
                    "disk size is " + size + ", less than the " + part.size()
                            + " of the original; nothing was created");
        }
    }

    StoredSnapshot own(SnapshotId id, Stream<Snapshot> ofBackups) {
        if (ofBackups.anyMatch(snapshot -> snapshot.id().equals(id))) {
            throw Refusal.invalid(
                    Code.BACKUP_SERVICE_SNAPSHOT,
                    "snapshot " + id + " belongs to the backup service and has to be left alone; nothing was changed");
        }
        return store.snapshot(id);
    }

    static void requireReady(StoredDisk disk) {
        if (disk.state != StoredDisk.State.READY) {
            throw Refusal.conflict(
                    Code.WRONG_STATE, disk.disk + " is " + disk.statusText() + "; nothing was overwritten");
        }
    }

    private static void requireAvailable(StoredSnapshot snapshot) {
        if (snapshot.status != Snapshot.Status.AVAILABLE) {
            throw Refusal.conflict(
                    Code.NOT_AVAILABLE,
                    "snapshot " + snapshot.id + " is " + snapshot.status + ", not available; nothing was changed");
        }
    }

    private static void requireSame(String what, @Nullable String asked, String original, SnapshotId id) {
        if (asked != null && !asked.equals(original)) {
            throw Refusal.invalid(
                    Code.WRONG_PLACE,
                    what + " is " + asked + ", but a disk from snapshot " + id + " has to be in " + what + " "
                            + original);
        }
    }
}
