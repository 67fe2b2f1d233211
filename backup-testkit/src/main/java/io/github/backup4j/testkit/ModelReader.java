package io.github.backup4j.testkit;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Billing;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.internal.Blueprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a cloud by four lists and no other call, and decides what of it can be copied. */
final class ModelReader {
    private final CloudBackup backup;
    private final Growth growth;
    private final Instant asOf;
    private final AtomicLong requests = new AtomicLong();
    private final Remarks remarks = new Remarks();
    private final Map<Resource, ProtectableResource> resources = new LinkedHashMap<>();
    private final Map<VaultId, Vault> vaults = new LinkedHashMap<>();
    private final Map<PolicyId, Policy> policies = new LinkedHashMap<>();
    private final Map<RestorePointId, RestorePoint> points = new LinkedHashMap<>();
    private boolean resourcesBrokeOff;

    private ModelReader(CloudBackup backup, Growth growth) {
        this.backup = backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                requests.incrementAndGet();
            }
        });
        this.growth = growth;
        asOf = backup.time().now();
    }

    static CloudModel read(CloudBackup backup, Growth growth) {
        Objects.requireNonNull(backup, "backup == null");
        Objects.requireNonNull(growth, "growth == null");
        return new ModelReader(backup, growth).model();
    }

    private CloudModel model() {
        resourcesBrokeOff =
                !read("disks and servers", backup.resources()::list, found -> resources.put(found.resource(), found));
        read("vaults", backup.vaults()::list, found -> vaults.put(found.id(), found));
        read("policies", backup.policies()::list, found -> policies.put(found.id(), found));
        read("restore points", backup.restorePoints()::list, found -> points.put(found.id(), found));
        addMissingResources();
        Map<VaultId, List<Vault.Member>> members = members();
        List<RestorePoint> copied = copiedPoints();
        PointSizes sizes = new PointSizes(growth, vaults, copied, remarks);
        List<Blueprint.CopiedVault> copiedVaults = copiedVaults(members, sizes);
        List<Blueprint.CopiedPoint> copiedPoints = copied.stream()
                .map(point -> new Blueprint.CopiedPoint(point, point.vault(), sizes.of(point)))
                .toList();
        List<Blueprint.CopiedPolicy> copiedPolicies = copiedPolicies(copied);
        Map<Resource, Blueprint.Growth> rates =
                new ObservedGrowth(growth, asOf, resources, copiedPoints, remarks).of(members);
        Blueprint blueprint =
                new Blueprint(List.copyOf(resources.values()), copiedVaults, copiedPolicies, copiedPoints, rates);
        CloudModel.Origin origin =
                new CloudModel.Origin(backup.toString(), backup.site(), asOf, backup.capabilities(), backup.limits());
        return new CloudModel(origin, blueprint, remarks.sentences(), requests.get());
    }

    /** Reads a list; returns whether it was read to its end. */
    private <T> boolean read(String what, Supplier<Stream<T>> list, Consumer<? super T> found) {
        try {
            list.get().forEachOrdered(found);
            return true;
        } catch (Unsupported e) {
            remarks.add("this cloud has no list of " + what);
        } catch (BackupException e) {
            remarks.add("the list of " + what + " broke off, and the model has only what was read before: "
                    + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        return false;
    }

    // ---- disks and servers

    /** Adds the disks that servers need, takes disks that several servers share from all but one, and adds unread members. */
    private void addMissingResources() {
        if (resourcesBrokeOff) {
            vaults.values().stream()
                    .flatMap(vault -> vault.members().stream())
                    .filter(member -> member.resource().kind() != Resource.Kind.UNRECOGNIZED)
                    .filter(member -> !resources.containsKey(member.resource()))
                    .forEach(member -> {
                        remarks.add("members that were not read are taken to exist", member.resource());
                        resources.put(member.resource(), placeholder(member.resource(), member.name(), member.size()));
                    });
        }
        resources.values().removeIf(found -> {
            boolean unknown = found.resource().kind() == Resource.Kind.UNRECOGNIZED;
            if (unknown) {
                remarks.add("resources of an unknown kind are left out", found.resource());
            }
            return unknown;
        });
        Set<Resource.Disk> attached = new HashSet<>();
        for (ProtectableResource found : List.copyOf(resources.values())) {
            if (found.status() == ProtectableResource.Status.UNRECOGNIZED) {
                remarks.add("a status that is not known is taken for one in which backups work", found.resource());
            }
            if (found.resource() instanceof Resource.Server server) {
                resources.put(server, withDisks(found, disksOf(found, attached)));
            }
        }
    }

    private List<Resource.Disk> disksOf(ProtectableResource server, Set<Resource.Disk> attached) {
        List<Resource.Disk> disks = new ArrayList<>();
        for (Resource.Disk disk : server.disks()) {
            if (!attached.add(disk)) {
                remarks.add("disks of several servers are taken to be of the first alone", disk);
                continue;
            }
            resources.computeIfAbsent(disk, unlisted -> placeholder(unlisted, null, null));
            disks.add(disk);
        }
        if (disks.isEmpty()) {
            Resource.Disk disk = Resource.disk(server.resource().id() + "-disk");
            resources.put(disk, placeholder(disk, server.name(), server.size()));
            disks.add(disk);
        }
        return disks;
    }

    private static ProtectableResource placeholder(Resource resource, @Nullable String name, @Nullable DataSize size) {
        return new ProtectableResource(
                resource,
                Objects.requireNonNullElse(name, resource.id()),
                Objects.requireNonNullElse(size, DataSize.ZERO),
                Reported.of(ProtectableResource.Status.AVAILABLE),
                null,
                false,
                List.of(),
                List.of(),
                Map.of(),
                new ProtectableResource.Protection(null, null, List.of()));
    }

    private static ProtectableResource withDisks(ProtectableResource server, List<Resource.Disk> disks) {
        return new ProtectableResource(
                server.resource(),
                server.name(),
                server.size(),
                server.reportedStatus(),
                server.zone(),
                server.encrypted(),
                disks,
                List.of(),
                server.tags(),
                server.protection());
    }

    // ---- vaults and members

    private Map<VaultId, List<Vault.Member>> members() {
        Map<VaultId, List<Vault.Member>> members = new LinkedHashMap<>();
        Set<Resource> taken = new HashSet<>();
        List<Vault> backupsFirst = vaults.values().stream()
                .sorted(Comparator.comparing(vault -> vault.purpose() != Purpose.BACKUP))
                .toList();
        for (Vault vault : backupsFirst) {
            List<Vault.Member> copied = new ArrayList<>();
            if (vault.kind() != Resource.Kind.UNRECOGNIZED) {
                for (Vault.Member member : vault.members()) {
                    if (canBeCopied(member, vault, taken)) {
                        copied.add(member);
                    }
                }
            }
            members.put(vault.id(), copied);
        }
        return members;
    }

    private boolean canBeCopied(Vault.Member member, Vault vault, Set<Resource> taken) {
        Resource resource = member.resource();
        if (resource.kind() == Resource.Kind.UNRECOGNIZED) {
            remarks.add("members of an unknown kind are left out", resource);
            return false;
        }
        switch (member.status()) {
            case REMOVING -> {
                remarks.add("members that are being removed are left out", resource);
                return false;
            }
            case RESTORING -> remarks.add("restores that are in progress are assumed to be done", resource);
            case UNRECOGNIZED ->
                remarks.add("a status that is not known is taken for one in which backups work", resource);
            case AVAILABLE, PROTECTING, ERROR -> {}
        }
        if (!taken.add(resource)) {
            remarks.add(
                    "a member of two vaults is assumed to be in one alone, for backups rather than for copies",
                    resource + " is left out of " + vault.name());
            return false;
        }
        if (!resources.containsKey(resource)) {
            remarks.add("members that do not exist any more stay, and no backup is taken of them", resource);
        }
        return true;
    }

    private List<Blueprint.CopiedVault> copiedVaults(Map<VaultId, List<Vault.Member>> members, PointSizes sizes) {
        List<Blueprint.CopiedVault> copied = new ArrayList<>();
        for (Vault vault : vaults.values()) {
            remarkOn(vault);
            long ballast = sizes.unexplained(vault);
            copied.add(new Blueprint.CopiedVault(
                    vault, vault.toSpec(), members.getOrDefault(vault.id(), List.of()), ballast));
        }
        return copied;
    }

    private void remarkOn(Vault vault) {
        if (vault.kind() == Resource.Kind.UNRECOGNIZED) {
            remarks.add("vaults for resources of an unknown kind stay as they are", vault.name());
            return;
        }
        if (vault.purpose() != Purpose.BACKUP) {
            remarks.add(
                    "copies that arrive from other regions are not in the model; vaults for copies stay as they are",
                    vault.name());
        }
        if (vault.status() != Vault.Status.AVAILABLE) {
            remarks.add(
                    "vaults that take no backups now take none later", vault.name() + " is " + vault.reportedStatus());
        }
        if (vault.billing().mode() == Billing.Mode.SUBSCRIPTION) {
            remarks.add("subscriptions are taken to be renewed", vault.name());
        }
        if (vault.used() == null) {
            remarks.add("the cloud does not say how much vaults hold; only restore points are counted", vault.name());
        }
    }

    // ---- restore points

    /** Returns the restore points that are copied, the oldest first. */
    private List<RestorePoint> copiedPoints() {
        List<RestorePoint> copied = new ArrayList<>();
        for (RestorePoint point : points.values()) {
            if (canBeCopied(point)) {
                copied.add(point);
            }
        }
        copied.sort(Comparator.comparing(RestorePoint::createdAt));
        return copied;
    }

    private boolean canBeCopied(RestorePoint point) {
        Vault vault = vaults.get(point.vault());
        if (point.origin() == RestorePoint.Origin.SHARED) {
            remarks.add("restore points of other projects are left out", point.id());
            return false;
        }
        if (vault == null) {
            remarks.add("restore points in vaults that are not listed are left out", point.id());
            return false;
        }
        if (vault.kind() == Resource.Kind.UNRECOGNIZED || point.resource().kind() == Resource.Kind.UNRECOGNIZED) {
            remarks.add("restore points of resources of an unknown kind are left out", point.id());
            return false;
        }
        if (point.copies().stream().anyMatch(copy -> copy.status() != RestorePoint.CopyStatus.FAILED)) {
            remarks.add("copies in other regions are not in the model", point.id());
        }
        if (point.createdAt().isAfter(asOf)) {
            remarks.add("restore points from the future: the clock here is off, or the cloud's", point.id());
        }
        return switch (point.status()) {
            case AVAILABLE, ERROR -> true;
            case RESTORING -> {
                remarks.add("restores that are in progress are assumed to be done", point.id());
                yield true;
            }
            case WAITING, PROTECTING -> isTakenOfMember(point, vault);
            case DELETING -> {
                remarks.add("restore points that are being deleted are left out", point.id());
                yield false;
            }
            case UNRECOGNIZED -> {
                remarks.add(
                        "restore points with a status that is not known stay forever",
                        point.id() + " is " + point.reportedStatus());
                yield true;
            }
        };
    }

    private boolean isTakenOfMember(RestorePoint point, Vault vault) {
        boolean member = vault.member(point.resource())
                .filter(found -> found.status() != Vault.MemberStatus.REMOVING)
                .isPresent();
        remarks.add(
                member
                        ? "backups that are in progress are assumed to succeed"
                        : "restore points that are being created of former members are left out",
                point.id());
        return member;
    }

    // ---- policies

    private List<Blueprint.CopiedPolicy> copiedPolicies(List<RestorePoint> copied) {
        List<Blueprint.CopiedPolicy> result = new ArrayList<>();
        for (Policy policy : policies.values()) {
            if (policy.purpose() == Purpose.UNRECOGNIZED) {
                remarks.add("policies of an unknown purpose are left out", policy.name());
                continue;
            }
            try {
                result.add(new Blueprint.CopiedPolicy(
                        policy, policy.toSpec(), cycleStart(policy, copied), attachments(policy)));
                remarkOn(policy);
            } catch (Invalid e) {
                remarks.add("policies that break the rules are left out", policy.name() + " (" + e.getMessage() + ")");
            }
        }
        for (Vault vault : vaults.values()) {
            vault.policies().stream()
                    .filter(attached -> !policies.containsKey(attached.policy()))
                    .forEach(attached -> remarks.add(
                            "policies that are attached but not listed are left out",
                            attached.policy() + " of " + vault.name()));
            if (vault.policy(Purpose.BACKUP)
                            .map(attached -> policies.get(attached.policy()))
                            .filter(Policy::enabled)
                            .isEmpty()
                    && copied.stream()
                            .anyMatch(point -> point.vault().equals(vault.id()) && point.expiresAt() != null)) {
                remarks.add(
                        "whether restore points expire while no policy acts on their vault is not settled; here they stay",
                        vault.name());
            }
        }
        return result;
    }

    private void remarkOn(Policy policy) {
        boolean acts = policy.enabled() && !policy.attachments().isEmpty();
        if (acts && policy.schedule() instanceof Schedule.Opaque) {
            remarks.add("policies with a schedule that is not known never run", policy.name());
        }
        if (acts && policy.retention() instanceof Retention.Unrecognized) {
            remarks.add("policies with a retention that is not known delete nothing", policy.name());
        }
        if (acts && policy.purpose() == Purpose.REPLICATION) {
            remarks.add(
                    "policies that copy to other regions do nothing, since only this region was read", policy.name());
        }
        if (acts && policy.schedule() instanceof Schedule.Daily daily && daily.everyDays() > 1) {
            remarks.add("days are counted from the last run that left a restore point, or from now", policy.name());
        }
    }

    /** Returns the day of the last run: no cloud reports the day from which days are counted. */
    private Instant cycleStart(Policy policy, List<RestorePoint> copied) {
        Set<VaultId> attached = new HashSet<>();
        policy.attachments().forEach(attachment -> attached.add(attachment.vault()));
        return copied.stream()
                .filter(point -> point.automatic() && attached.contains(point.vault()))
                .map(RestorePoint::createdAt)
                .filter(at -> !at.isAfter(asOf))
                .max(Instant::compareTo)
                .orElse(asOf);
    }

    /** Returns the vaults that a policy is attached to by its own account, and by theirs. */
    private List<Policy.Attachment> attachments(Policy policy) {
        Map<VaultId, Policy.Attachment> attachments = new LinkedHashMap<>();
        for (Policy.Attachment attachment : policy.attachments()) {
            if (vaults.containsKey(attachment.vault())) {
                attachments.put(attachment.vault(), attachment);
            } else {
                remarks.add("attachments to vaults that are not listed are left out", policy.name());
            }
        }
        for (Vault vault : vaults.values()) {
            for (Vault.AttachedPolicy attached : vault.policies()) {
                if (attached.policy().equals(policy.id())) {
                    attachments.putIfAbsent(vault.id(), new Policy.Attachment(vault.id(), attached.destination()));
                }
            }
        }
        return List.copyOf(attachments.values());
    }
}
