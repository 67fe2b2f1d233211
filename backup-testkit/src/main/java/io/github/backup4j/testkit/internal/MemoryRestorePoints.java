package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The restore points of one site. */
final class MemoryRestorePoints implements RestorePointsDriver {
    /** The pause before another request for a run, while as many are in progress as the cloud allows. */
    private static final Duration ROOM_AFTER = Duration.ofMinutes(1);

    private final SiteEngine engine;

    private final SiteStore store;
    private final Gate gate;
    private final Offers offers;
    private final RestoreChecks checks;

    MemoryRestorePoints(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
        store = engine.store;
        offers = new Offers(store);
        checks = new RestoreChecks(store);
    }

    // ---- backups, reads and updates

    @Override
    public OperationDriver<BackupRun> take(BackupSpec spec, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.RESTORE_POINTS_TAKE,
                key,
                List.of(spec),
                () -> {
                    StoredVault vault = store.vault(spec.vault());
                    requireCanTake(vault);
                    List<StoredMember> members = spec.resources().isEmpty()
                            ? vault.membersInOrder()
                            : spec.resources().stream()
                                    .map(resource -> store.member(vault, resource))
                                    .toList();
                    if (members.stream().allMatch(StoredMember::busy)) {
                        throw Refusal.busy("all requested members of vault " + vault.id
                                + " are being backed up, restored or removed; nothing was backed up, try again later");
                    }
                    requireRoomForRun();
                    return engine.backups.start(vault, members, spec);
                },
                this::standing);
    }

    private void requireRoomForRun() {
        int most = store.world.limits.runsAtOnce();
        if (engine.backups.running() >= most) {
            throw Refusal.quotaUntil(
                    Code.RUN_LIMIT,
                    "as many backup runs are in progress as the cloud allows at once, " + most
                            + "; nothing was backed up, try again once one has ended",
                    ROOM_AFTER);
        }
    }

    @Override
    public RestorePoint get(RestorePointId id) {
        return gate.read(Call.RESTORE_POINTS_GET, () -> {
            StoredPoint own = store.pointOrNull(id);
            return own == null ? offers.point(id).view(Origin.SHARED) : own.view(own.origin());
        });
    }

    @Override
    public Listing<RestorePoint> list(RestorePointFilter filter) {
        boolean shared = filter.origin() == Origin.SHARED;
        return Listing.inOrder(gate.list(
                Call.RESTORE_POINTS_LIST,
                () -> newestFirst(shared ? offers.points().toList() : candidates(filter)),
                point -> {
                    if (shared) {
                        return Optional.of(listed(point.view(Origin.SHARED), filter));
                    }
                    return store.holds(point)
                            ? Optional.of(listed(point.view(point.origin()), filter))
                            : Optional.empty();
                }));
    }

    @Override
    public Listing<BackupRunRecord> runs(BackupRunFilter filter) {
        // The API sorts: members that a run skipped in its first second may come before those that it started.
        return Listing.inAnyOrder(
                gate.list(Call.RESTORE_POINTS_RUNS, store::loggedRuns, run -> Optional.of(LoggedRun.view(run))));
    }

    /** Leaves out the disks of servers unless they are requested, as the lists of real clouds do. */
    private static RestorePoint listed(RestorePoint point, RestorePointFilter filter) {
        if (filter.parts() || !(point.resource() instanceof Resource.Server)) {
            return point;
        }
        return new RestorePoint(
                point.id(),
                point.name(),
                point.description(),
                point.vault(),
                point.provenance(),
                point.source(),
                point.reportedStatus(),
                point.createdAt(),
                point.expiresAt(),
                new RestorePoint.Content(
                        point.incremental(), point.encrypted(), point.stored(), List.of(), point.agentFailure()),
                point.images(),
                point.copies());
    }

    @Override
    public RestorePoint update(RestorePointId id, RestorePointUpdate update) {
        String name = update.name();
        return gate.change(Call.RESTORE_POINTS_UPDATE, id, () -> {
            StoredPoint point = store.point(id);
            point.rename(name);
            return point.view(point.origin());
        });
    }

    // ---- restores

    @Override
    @SuppressWarnings("unchecked") // the job overwrites and returns the resource that the target names
    public <R extends Resource> OperationDriver<R> overwrite(RestorePointId id, InPlace<R> target, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.RESTORE_POINTS_RESTORE,
                key,
                List.of(id, target),
                () -> (Job<R>)
                        engine.restores.overwrite(checks.overwriting(Checks.throwing(), id, target), id, target, key),
                restored -> store.exists(restored) && key.value().equals(store.overwrittenWith.get(restored)));
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(RestorePointId id, DiskSpec disk, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.RESTORE_POINTS_RESTORE,
                key,
                List.of(id, disk),
                () -> engine.restores.newDisk(
                        checks.newDisk(Checks.throwing(), id, disk).get(), checks.holder(id), disk, key),
                store::exists);
    }

    @Override
    public OperationDriver<Resource.Server> newServer(RestorePointId id, ServerSpec server, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.RESTORE_POINTS_RESTORE,
                key,
                List.of(id, server),
                () -> {
                    RestoreChecks.NewServer made = checks.newServer(Checks.throwing(), id, server);
                    return engine.restores.newServer(
                            made.parts().get(),
                            checks.holder(id),
                            made.placement().get(),
                            server,
                            key);
                },
                store::exists);
    }

    @Override
    public Impact preflight(RestorePointId id, RestoreTarget target, Checks run) {
        return gate.read(Call.RESTORE_POINTS_PREFLIGHT, () -> {
            if (target instanceof InPlace<?> inPlace) {
                return checks.overwriting(run, id, inPlace).impact();
            } else if (target instanceof DiskSpec disk) {
                var unused = checks.newDisk(run, id, disk);
            } else if (target instanceof ServerSpec server) {
                var unused = checks.newServer(run, id, server);
            }
            return Impact.none();
        });
    }

    // ---- copies and sharing

    @Override
    public OperationDriver<RestorePoint> copy(RestorePointId id, Site site, VaultId vault, String name, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.RESTORE_POINTS_COPY,
                key,
                List.of(id, site, vault, name),
                () -> {
                    StoredPoint point = store.point(id);
                    if (!(point.resource() instanceof Resource.Server)) {
                        throw Refusal.invalid(
                                Code.WRONG_KIND,
                                "restore point " + id + " is of a disk; only servers are copied; nothing was copied");
                    }
                    Replication.requireSystemDisk(point);
                    StoredVault target = store.world.at(site).store.vault(vault);
                    if (target.spec.purpose() != Purpose.REPLICATION) {
                        throw Refusal.invalid(
                                Code.WRONG_PURPOSE,
                                "vault " + vault + " in " + site + " is not for copies; nothing was copied");
                    }
                    RestoreChecks.requireUsable(target);
                    if (point.origin() == Origin.COPIED) {
                        throw Refusal.conflict(
                                Code.IS_A_COPY,
                                "restore point " + id + " is a copy itself; copy the original; nothing was copied");
                    }
                    RestoreChecks.requireRestorable(point);
                    if (point.hasCopyIn(site.region())) {
                        throw Refusal.conflict(
                                Code.ALREADY_COPIED,
                                "restore point " + id + " has a copy in " + site.region()
                                        + " already; nothing was copied");
                    }
                    return engine.replication.copy(point, site, target, name);
                },
                point -> store.pointOrNull(point.id()) != null);
    }

    @Override
    public Set<String> copyRegions() {
        return gate.read(
                Call.RESTORE_POINTS_COPY_REGIONS,
                () -> store.world.stores().stream()
                        .map(other -> other.site.region())
                        .collect(Collectors.toSet()));
    }

    @Override
    public Share share(RestorePointId id, String project) {
        return gate.change(Call.RESTORE_POINTS_SHARE, id, () -> {
            StoredPoint point = store.point(id);
            RestoreChecks.requireUsable(point.chain.vault);
            RestoreChecks.requireRestorable(point);
            if (point.encrypted()) {
                throw Refusal.conflict(
                        Code.ENCRYPTED,
                        "restore point " + id + " is encrypted and cannot be shared; nothing was offered");
            }
            Offers.requireOfferable(
                    "restore point " + id,
                    point.shares(),
                    project,
                    store.world.limits.offers().restorePoint());
            StoredShare share = new StoredShare(project);
            point.share(share);
            return share.view();
        });
    }

    @Override
    public List<Share> shares(RestorePointId id) {
        return gate.read(
                Call.RESTORE_POINTS_SHARES,
                () -> store.point(id).shares().values().stream()
                        .map(StoredShare::view)
                        .toList());
    }

    @Override
    public void unshare(RestorePointId id, String project) {
        gate.run(Call.RESTORE_POINTS_UNSHARE, id, () -> {
            StoredPoint point = store.point(id);
            offers.requireOffered("restore point " + id, point.shares(), project);
            point.unshare(project);
        });
    }

    @Override
    public Share accept(RestorePointId id, VaultId vault) {
        return gate.change(Call.RESTORE_POINTS_ACCEPT, id, () -> {
            StoredPoint point = offers.point(id);
            StoredVault target = store.vault(vault);
            if (target.spec.kind() != point.resource().kind()) {
                throw Refusal.invalid(
                        Code.WRONG_KIND,
                        "vault " + vault + " is for " + target.spec.kind() + ", not for " + point.resource());
            }
            return offers.answer(point.shares(), Share.Status.ACCEPTED, vault);
        });
    }

    @Override
    public Share reject(RestorePointId id) {
        return gate.change(Call.RESTORE_POINTS_REJECT, id, () -> {
            return offers.answer(offers.point(id).shares(), Share.Status.REJECTED, null);
        });
    }

    // ---- deletion

    @Override
    public void delete(RestorePointId id) {
        gate.run(Call.RESTORE_POINTS_DELETE, id, () -> {
            StoredPoint point = store.point(id);
            requireDeletable(point);
            if (point.available()) {
                point.become(Status.DELETING);
            }
            LoggedWork entry = store.logStart(OperationRecord.Kind.DELETE, point.resource(), point.chain.vault, id);
            store.world.after(Work.DELETE, () -> {
                if (store.holds(point)) {
                    store.removePoint(point);
                }
                entry.succeed(store.world.time.now());
            });
        });
    }

    // ---- checks

    private void requireDeletable(StoredPoint point) {
        if (point.pinned()) {
            throw Refusal.conflict(
                    Code.PINNED_BY_IMAGE,
                    "restore point " + point.id() + " is held by image " + point.images()
                            + "; delete the image first; nothing was deleted");
        }
        if (point.status() != Status.AVAILABLE && point.status() != Status.ERROR) {
            throw Refusal.busy(
                    "restore point " + point.id() + " is " + point.status() + "; try again later; nothing was deleted");
        }
        if (point.beingCopied()) {
            throw Refusal.busy("restore point " + point.id()
                    + " is being copied to another region; try again later; nothing was deleted");
        }
        if (point.beingRead()) {
            throw Refusal.busy("a disk, server or image is being made from restore point " + point.id()
                    + "; try again later; nothing was deleted");
        }
        boolean expired = point.expiresAt != null && !point.expiresAt.isAfter(store.world.time.now());
        if (point.chain.vault.locked && point.automatic() && !expired) {
            throw Refusal.conflict(
                    Code.VAULT_LOCKED,
                    "restore point " + point.id() + " is automatic and in vault " + point.chain.vault.id
                            + ", which is locked; it cannot be deleted before it expires; nothing was deleted");
        }
        if (point.available() && nextIsRunning(point)) {
            throw Refusal.busy("a backup that builds on restore point " + point.id()
                    + " is running; try again later; nothing was deleted");
        }
    }

    private static boolean nextIsRunning(StoredPoint point) {
        for (StoredPoint other : point.chain.newestFirst()) {
            if (other == point) {
                return false;
            }
            if (other.available()) {
                return false;
            }
            if (other.status() == Status.PROTECTING) {
                return newestAvailable(point.chain) == point;
            }
        }
        return false;
    }

    private static StoredPoint newestAvailable(Chain chain) {
        return chain.newestFirst().stream()
                .filter(StoredPoint::available)
                .findFirst()
                .orElseThrow();
    }

    private static void requireCanTake(StoredVault vault) {
        RestoreChecks.requireUsable(vault);
        if (vault.spec.purpose() != Purpose.BACKUP) {
            throw Refusal.conflict(
                    Code.WRONG_PURPOSE, "vault " + vault.id + " is for copies; nothing can be backed up into it");
        }
        if (vault.members.isEmpty()) {
            throw Refusal.conflict(
                    Code.VAULT_EMPTY,
                    "vault " + vault.id + " has no members; nothing was backed up, add disks or servers");
        }
        if (Capacity.isFull(vault)) {
            throw Refusal.quota(
                    Code.VAULT_FULL,
                    "vault " + vault.id + " is full: " + vault.spec.capacity()
                            + "; enlarge it or delete restore points; nothing was backed up");
        }
    }

    // ---- lookups

    /** Whether any restore point of a backup run still exists. */
    private boolean standing(BackupRun run) {
        return run.restorePoints().stream().anyMatch(point -> store.pointOrNull(point.id()) != null);
    }

    private List<StoredPoint> candidates(RestorePointFilter filter) {
        return candidatesByIndex(filter).stream()
                .filter(point -> mayMatch(point, filter))
                .toList();
    }

    private List<StoredPoint> candidatesByIndex(RestorePointFilter filter) {
        if (filter.resource() != null) {
            return store.pointsOf(filter.resource());
        }
        return filter.vault() == null ? store.points() : store.pointsIn(filter.vault());
    }

    /** Whether a filter may match a point. The API filters again; to build the views of all points of a large world takes long. */
    private static boolean mayMatch(StoredPoint point, RestorePointFilter filter) {
        Instant from = filter.createdFrom();
        Instant before = filter.createdBefore();
        return (filter.run() == null || filter.run().equals(point.run.id()))
                && (filter.vault() == null || filter.vault().equals(point.chain.vault.id))
                && (from == null || !point.createdAt().isBefore(from))
                && (before == null || point.createdAt().isBefore(before));
    }

    private static List<StoredPoint> newestFirst(List<StoredPoint> points) {
        List<StoredPoint> sorted = new ArrayList<>(points);
        Collections.reverse(sorted);
        sorted.sort(Comparator.comparing(StoredPoint::createdAt).reversed());
        return sorted;
    }
}
