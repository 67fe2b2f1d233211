package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.Policy;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Vault.MemberStatus;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Fills an empty site with the content of another cloud. Restore points have sizes, but no content. */
final class ModelLoader {
    private static final String ZONE = "zone-1";
    private static final String STORAGE = "SSD";

    private final SiteEngine engine;
    private final SiteStore store;
    private final World world;

    /** The restore points that are being taken, by run or, if that is not known, alone. */
    private final Map<Object, List<StoredPoint>> underWay = new LinkedHashMap<>();

    ModelLoader(SiteEngine engine) {
        this.engine = engine;
        store = engine.store;
        world = store.world;
    }

    void load(Blueprint blueprint) {
        blueprint.resources().stream()
                .filter(found -> found.resource() instanceof Resource.Disk)
                .forEach(this::addDisk);
        blueprint.resources().stream()
                .filter(found -> found.resource() instanceof Resource.Server)
                .forEach(this::addServer);
        Map<Resource, Long> sizes = new LinkedHashMap<>();
        blueprint
                .resources()
                .forEach(found -> sizes.put(found.resource(), found.size().bytes()));
        blueprint.vaults().stream()
                .flatMap(copied -> copied.members().stream())
                .forEach(member -> leaveOut(member.excludedDisks(), member.resource(), sizes));
        blueprint.growth().forEach((resource, growth) -> {
            long most = sizes.getOrDefault(resource, Long.MAX_VALUE);
            store.modelled.put(resource, new ModelledHistory(growth, most));
        });
        blueprint.vaults().forEach(this::addVault);
        blueprint.points().forEach(this::addPoint);
        underWay.values().forEach(this::finishLater);
        blueprint.policies().forEach(this::addPolicy);
        store.policies.values().forEach(engine.slots::plan);
        store.vaults.values().forEach(StoredVault::forgetPeak);
        engine.autoBinding.arm();
    }

    /** Subtracts the disks that are left out of the backups of a server from its size. */
    private static void leaveOut(Set<Resource.Disk> excluded, Resource server, Map<Resource, Long> sizes) {
        long bytes = excluded.stream()
                .mapToLong(disk -> sizes.getOrDefault(disk, 0L))
                .sum();
        sizes.computeIfPresent(server, (unused, size) -> Math.max(0, size - bytes));
    }

    private void addDisk(ProtectableResource found) {
        world.reserve(found.resource().id());
        StoredDisk disk = store.addDisk(new DiskSetup(
                found.name(),
                found.size(),
                Objects.requireNonNullElse(found.zone(), ZONE),
                STORAGE,
                found.encrypted(),
                found.tags(),
                found.resource().id()));
        if (found.status() == ProtectableResource.Status.ERROR) {
            disk.state = StoredDisk.State.ERROR;
        }
    }

    private void addServer(ProtectableResource found) {
        world.reserve(found.resource().id());
        ServerSetup like = ServerSetup.of(found.name(), found.disks().toArray(Resource.Disk[]::new));
        StoredServer server = store.addServer(like.inZone(Objects.requireNonNullElse(found.zone(), ZONE))
                .withTags(found.tags())
                .withId(found.resource().id()));
        server.running = found.status() != ProtectableResource.Status.STOPPED;
        if (found.status() == ProtectableResource.Status.ERROR) {
            server.state = StoredServer.State.ERROR;
        }
    }

    private void addVault(Blueprint.CopiedVault copied) {
        VaultId id = copied.vault().id();
        world.reserve(id.value());
        StoredVault vault = new StoredVault(
                id,
                store,
                copied.spec(),
                Objects.requireNonNullElse(copied.vault().createdAt(), world.time.now()));
        vault.billing = copied.vault().billing();
        vault.status = copied.vault().status();
        vault.locked = copied.vault().locked();
        vault.ballast = copied.ballast();
        store.vaults.put(id, vault);
        copied.members().forEach(listed -> {
            StoredMember member = new StoredMember(listed.resource(), vault, listed.excludedDisks());
            member.suspended = listed.suspended();
            store.addMember(member);
        });
    }

    private void addPoint(Blueprint.CopiedPoint copied) {
        RestorePoint listed = copied.point();
        StoredVault vault = store.vault(copied.vault());
        Resource resource = listed.resource();
        world.reserve(listed.id().value());
        BackupRunId run = listed.run() == null ? new BackupRunId(world.nextId("run")) : listed.run();
        world.reserve(run.value());
        Chain chain = store.chain(vault, resource);
        RestorePoint.Source source = listed.source();
        StoredPoint point = new StoredPoint(
                world.nextNumber(StoredPoint.ID_KIND),
                chain,
                new StoredRun(
                        run,
                        listed.createdAt(),
                        listed.origin(),
                        listed.automatic(),
                        null,
                        Objects.requireNonNullElse(listed.description(), "")),
                chain.shared(new Chain.Subject(
                        Objects.requireNonNullElse(source.name(), resource.id()),
                        source.size() == null ? store.sizeOf(resource) : source.size(),
                        Objects.requireNonNullElse(source.zone(), ZONE))),
                listed.parts().stream()
                        .map(part -> partOf(part, Objects.requireNonNullElse(source.zone(), ZONE)))
                        .toList());
        point.copyIds(
                listed.id(), listed.parts().stream().map(RestorePoint.Part::id).toList());
        point.rename(listed.name());
        point.expiresAt = listed.expiresAt();
        point.full = !listed.incremental();
        point.setAgentFailure(listed.agentFailure());
        listed.images().forEach(point::pin);
        listed.copies().forEach(copy -> {
            if (copy.vault() != null && copy.restorePoint() != null) {
                StoredCopy note = new StoredCopy(copy.site(), copy.vault(), copy.restorePoint());
                note.status = copy.status();
                point.addCopy(note);
            }
        });
        store.addPoint(point);
        ModelledHistory history = store.modelled.get(resource);
        if (isUnderWay(listed.status())) {
            point.setVersion(history == null ? null : history.next(listed.createdAt()));
            Object group = listed.run() == null ? listed.id() : new Group(copied.vault(), listed.run());
            underWay.computeIfAbsent(group, none -> new ArrayList<>()).add(point);
        } else {
            if (listed.status() != Status.ERROR && history != null) {
                point.setVersion(history.taken(listed.createdAt(), point.full, copied.bytes()));
            }
            point.become(listed.status() == Status.RESTORING ? Status.AVAILABLE : listed.status());
            chain.charge(point, copied.bytes());
        }
        if (point.automatic()) {
            engine.expiry.resume(point, listed.createdAt().plus(world.durationOf(Work.BACKUP)));
        }
    }

    private static StoredPart partOf(RestorePoint.Part part, String zone) {
        return new StoredPart(
                part.disk(),
                part.name(),
                part.size(),
                part.bootable(),
                part.encrypted(),
                DiskContent.EMPTY,
                zone,
                STORAGE);
    }

    private static boolean isUnderWay(Status status) {
        return status == Status.WAITING || status == Status.PROTECTING;
    }

    /** Completes the restore points of a run that is in progress, at the time at which such a run usually ends. */
    private void finishLater(List<StoredPoint> points) {
        StoredPoint first = points.get(0);
        StoredVault vault = first.chain.vault;
        points.forEach(point -> store.member(vault, point.resource()).become(MemberStatus.PROTECTING));
        Job<Boolean> marker = new Job<>(world, "copied", Work.BACKUP, Boolean.class, () -> true, failure -> {});
        if (first.automatic()) {
            vault.automaticRun = marker;
        }
        Instant end = first.createdAt().plus(world.durationOf(Work.BACKUP));
        world.time.schedule(end, () -> {
            if (first.automatic()) {
                vault.automaticRun = null;
            }
            points.forEach(engine.backups::complete);
        });
    }

    private void addPolicy(Blueprint.CopiedPolicy copied) {
        world.reserve(copied.policy().id().value());
        StoredPolicy policy = new StoredPolicy(copied.policy().id(), copied.spec(), copied.cycleStart());
        store.policies.put(policy.id, policy);
        Purpose purpose = policy.purpose();
        for (Policy.Attachment attachment : copied.attachments()) {
            StoredVault vault = store.vault(attachment.vault());
            vault.policies.put(purpose, new StoredAttachment(policy, attachment.destination()));
            policy.vaults.add(vault);
        }
    }

    /**
     * The part of a run that is in one vault.
     *
     * @param vault the vault
     * @param run the run
     */
    private record Group(VaultId vault, BackupRunId run) {}
}
