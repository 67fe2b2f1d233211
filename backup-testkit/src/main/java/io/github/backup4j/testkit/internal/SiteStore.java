package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everything that one site of an in-memory cloud holds, indexed by id. Guarded by the lock of the clock. */
final class SiteStore {
    /** How long the log of long-running work is kept. */
    private static final Duration LOG_KEPT = Duration.ofDays(30);

    final World world;
    final Site site;
    final Map<Resource.Disk, StoredDisk> disks = new LinkedHashMap<>();
    final Map<Resource.Server, StoredServer> servers = new LinkedHashMap<>();
    final Map<VaultId, StoredVault> vaults = new LinkedHashMap<>();
    final Map<PolicyId, StoredPolicy> policies = new LinkedHashMap<>();
    final Map<SnapshotId, StoredSnapshot> snapshots = new LinkedHashMap<>();
    final Map<ImageId, StoredImage> images = new LinkedHashMap<>();
    final Map<String, Job<?>> jobs = new LinkedHashMap<>();
    final Map<String, byte[]> exports = new LinkedHashMap<>();
    final Requests requests = new Requests();

    /** The value of the key that a disk or server was last restored with. */
    final Map<Resource, String> overwrittenWith = new HashMap<>();

    /** The sizes of the data of resources that were copied from another cloud without their content. */
    final Map<Resource, ModelledHistory> modelled = new HashMap<>();

    final Deque<Logged> log = new ArrayDeque<>();

    private final PointIndex points;
    private final Map<Resource, List<Chain>> chainsByResource = new LinkedHashMap<>();
    private final Map<Resource, StoredMember> members = new LinkedHashMap<>();

    SiteStore(World world, Site site) {
        this.world = world;
        this.site = site;
        points = new PointIndex(world);
    }

    // ---- disks and servers

    /** The maximum number of disks; null: any. */
    @Nullable
    Integer mostDisks;

    /** The maximum size of all disks together; null: any. */
    @Nullable
    DataSize mostDiskSpace;

    StoredDisk disk(Resource.Disk disk) {
        StoredDisk stored = disks.get(disk);
        if (stored == null) {
            throw noSuchResource(disk);
        }
        return stored;
    }

    StoredServer server(Resource.Server server) {
        StoredServer stored = servers.get(server);
        if (stored == null) {
            throw noSuchResource(server);
        }
        return stored;
    }

    /** Null if the resource does not exist, or no longer does. */
    @Nullable
    StoredResource find(Resource resource) {
        return resource instanceof Resource.Disk ? disks.get(resource) : servers.get(resource);
    }

    boolean exists(Resource resource) {
        return find(resource) != null;
    }

    void requireExists(Resource resource) {
        if (!exists(resource)) {
            throw noSuchResource(resource);
        }
    }

    DataSize sizeOf(Resource resource) {
        StoredResource found = find(resource);
        return found == null ? DataSize.ZERO : found.size();
    }

    /** Empty once the resource is gone. */
    Optional<ProtectableResource.Status> statusOf(Resource resource) {
        return Optional.ofNullable(find(resource)).map(StoredResource::status);
    }

    /** The availability zones of the region. */
    Set<String> zones() {
        return world.zonesOf(site.region());
    }

    StoredDisk addDisk(DiskSetup setup) {
        StoredDisk disk =
                new StoredDisk(Resource.disk(idFor("disk", setup.id(), id -> exists(Resource.disk(id)))), setup);
        disk.createdAt = world.time.now();
        disks.put(disk.disk, disk);
        zones().add(disk.zone);
        return disk;
    }

    StoredServer addServer(ServerSetup setup) {
        StoredServer server = new StoredServer(
                Resource.server(idFor("server", setup.id(), id -> exists(Resource.server(id)))), setup);
        server.createdAt = world.time.now();
        servers.put(server.server, server);
        zones().add(server.zone);
        setup.disks().forEach(disk -> attach(disk(disk), server));
        return server;
    }

    /** The wanted id, or else one that no other resource of the kind has. */
    private String idFor(String kind, @Nullable String wanted, Predicate<String> taken) {
        if (wanted != null) {
            if (taken.test(wanted)) {
                throw new IllegalArgumentException("id is " + wanted + ", which another " + kind + " has already");
            }
            return wanted;
        }
        String id;
        do {
            id = world.nextId(kind);
        } while (taken.test(id));
        return id;
    }

    void attach(StoredDisk disk, StoredServer server) {
        if (disk.server != null) {
            throw new IllegalArgumentException(disk.disk + " is attached to " + disk.server.server + " already");
        }
        disk.server = server;
        server.disks.add(disk);
        if (server.disks.size() == 1) {
            disk.makeBootable();
        }
    }

    void detach(StoredDisk disk) {
        StoredServer server = disk.server;
        if (server == null) {
            throw new IllegalArgumentException(disk.disk + " is attached to no server");
        }
        server.disks.remove(disk);
        disk.server = null;
    }

    void deleteDisk(StoredDisk disk) {
        if (disk.server != null) {
            detach(disk);
        }
        disks.remove(disk.disk);
        disk.deleted = true;
        snapshots.values().removeIf(snapshot -> snapshot.source == disk);
    }

    void deleteServer(StoredServer server) {
        List.copyOf(server.disks).forEach(this::detach);
        servers.remove(server.server);
        server.deleted = true;
    }

    // ---- vaults and members

    StoredVault vault(VaultId id) {
        StoredVault vault = vaults.get(id);
        if (vault == null) {
            throw Refusal.notFound(Code.VAULT_NOT_FOUND, "there is no vault " + id + " in " + site);
        }
        return vault;
    }

    /** The vault that holds a resource, as its member. */
    @Nullable
    StoredMember memberFor(Resource resource) {
        return members.get(resource);
    }

    /** The server that a disk is attached to and backed up with, and its vault. */
    Optional<ProtectableResource.Through> protectedThrough(StoredDisk disk) {
        StoredMember member = disk.server == null ? null : members.get(disk.server.server);
        return member == null || member.excluded.contains(disk.disk)
                ? Optional.empty()
                : Optional.of(new ProtectableResource.Through((Resource.Server) member.resource, member.vault.id));
    }

    StoredMember member(StoredVault vault, Resource resource) {
        StoredMember member = vault.members.get(resource);
        if (member == null) {
            throw new NotFound(
                    resource + " is not in vault " + vault.id,
                    Refusal.detail(Code.MEMBER_NOT_FOUND).about(resource).inVault(vault.id),
                    null);
        }
        return member;
    }

    void addMember(StoredMember member) {
        members.put(member.resource, member);
        member.vault.addMember(member);
    }

    void removeMember(StoredMember member) {
        members.remove(member.resource);
        member.vault.removeMember(member);
    }

    // ---- policies

    StoredPolicy policy(PolicyId id) {
        StoredPolicy policy = policies.get(id);
        if (policy == null) {
            throw Refusal.notFound(Code.POLICY_NOT_FOUND, "there is no policy " + id + " in " + site);
        }
        return policy;
    }

    // ---- restore points

    StoredPoint point(RestorePointId id) {
        StoredPoint point = points.get(id);
        if (point == null) {
            throw noSuchPoint(id);
        }
        return point;
    }

    /** The exception for an id that no restore point has; it may be that of one disk in a restore point. */
    NotFound noSuchPoint(RestorePointId id) {
        return holderOf(id)
                .map(whole -> Refusal.notFound(
                        Code.RESTORE_POINT_NOT_FOUND,
                        "restore point " + id + " is a part of restore point " + whole.id() + ", not one of its own"))
                .orElseGet(() -> Refusal.notFound(
                        Code.RESTORE_POINT_NOT_FOUND, "there is no restore point " + id + " in " + site));
    }

    /** The restore point that has a part with this id. */
    Optional<StoredPoint> holderOf(RestorePointId part) {
        return Optional.ofNullable(points.first(point -> point.hasPart(part)));
    }

    @Nullable
    StoredPoint pointOrNull(RestorePointId id) {
        return points.get(id);
    }

    /** The point that has a number, which it must hold. */
    StoredPoint numbered(int number) {
        StoredPoint point = points.at(number);
        if (point == null) {
            throw new IllegalStateException("there is no restore point with the number " + number);
        }
        return point;
    }

    /** Whether a point has not been removed. */
    boolean holds(StoredPoint point) {
        return points.holds(point);
    }

    /** All points, in the order of their arrival. */
    List<StoredPoint> points() {
        return points.inOrder();
    }

    /** The points in one vault, chain after chain, found without a search through the others. */
    List<StoredPoint> pointsIn(VaultId id) {
        List<StoredPoint> found = new ArrayList<>();
        StoredVault vault = vaults.get(id);
        if (vault != null) {
            vault.chains.values().forEach(chain -> found.addAll(chain.oldestFirst()));
        }
        return found;
    }

    /** Whether a disk is in any restore point. */
    boolean anyPointHolds(Resource.Disk disk) {
        return points.first(point -> point.holds(disk)) != null;
    }

    /** The points of one resource, found without a search through the others. */
    List<StoredPoint> pointsOf(Resource resource) {
        List<StoredPoint> found = new ArrayList<>();
        chainsByResource.getOrDefault(resource, List.of()).forEach(chain -> found.addAll(chain.oldestFirst()));
        return found;
    }

    /** The chain of a member; without a search if it had points before, as it nearly always has. */
    Chain chain(StoredMember member) {
        Chain chain = member.chain;
        if (chain == null || !chain.isOf(member.vault)) {
            chain = chain(member.vault, member.resource);
            member.chain = chain;
        }
        return chain;
    }

    Chain chain(StoredVault vault, Resource resource) {
        Chain chain = vault.chains.get(resource);
        if (chain == null) {
            chain = vault.chainOf(resource);
            chainsByResource
                    .computeIfAbsent(resource, key -> new ArrayList<>(1))
                    .add(chain);
        }
        return chain;
    }

    void addPoint(StoredPoint point) {
        points.add(point);
        point.chain.add(point);
    }

    void removePoint(StoredPoint point) {
        point.chain.remove(point);
        points.remove(point);
        if (point.chain.oldestFirst().isEmpty()) {
            dropChain(point.chain);
        }
    }

    void moveChain(Chain chain, StoredVault target) {
        chain.vault.chains.remove(chain.resource);
        chain.moveTo(target);
        target.chains.put(chain.resource, chain);
    }

    private void dropChain(Chain chain) {
        chain.vault.chains.remove(chain.resource, chain);
        List<Chain> others = chainsByResource.get(chain.resource);
        if (others != null) {
            others.remove(chain);
            if (others.isEmpty()) {
                chainsByResource.remove(chain.resource);
            }
        }
    }

    // ---- snapshots and images

    StoredSnapshot snapshot(SnapshotId id) {
        StoredSnapshot snapshot = snapshots.get(id);
        if (snapshot == null) {
            throw Refusal.notFound(Code.SNAPSHOT_NOT_FOUND, "there is no snapshot " + id + " in " + site);
        }
        return snapshot;
    }

    StoredImage image(ImageId id) {
        StoredImage image = images.get(id);
        if (image == null) {
            throw Refusal.notFound(Code.IMAGE_NOT_FOUND, "there is no image " + id + " in " + site);
        }
        return image;
    }

    // ---- log

    /** Logs work that has started. */
    LoggedWork logStart(
            OperationRecord.Kind kind, Resource resource, StoredVault vault, @Nullable RestorePointId point) {
        LoggedWork work = new LoggedWork(kind, resource, vault, point, world.time.now());
        log(work);
        return work;
    }

    /** Logs work that has started, or was skipped, at the current time. */
    void log(Logged work) {
        log.add(work);
        Instant oldest = world.time.now().minus(LOG_KEPT);
        while (!log.isEmpty() && log.element().startedAt().isBefore(oldest)) {
            log.removeFirst();
        }
    }

    /** The backup runs in the log, the latest first, each with all that is logged of it. */
    List<List<LoggedRun>> loggedRuns() {
        Map<Object, List<LoggedRun>> runs = new LinkedHashMap<>();
        for (Logged work : log) {
            if (work instanceof LoggedRun run) {
                runs.computeIfAbsent(run.group(), none -> new ArrayList<>(1)).add(run);
            }
        }
        List<List<LoggedRun>> latestFirst = new ArrayList<>(runs.values());
        Collections.reverse(latestFirst);
        return latestFirst;
    }

    private RuntimeException noSuchResource(Resource resource) {
        return new NotFound(
                "there is no " + resource + " in " + site,
                Refusal.detail(Code.RESOURCE_NOT_FOUND).about(resource),
                null);
    }
}
