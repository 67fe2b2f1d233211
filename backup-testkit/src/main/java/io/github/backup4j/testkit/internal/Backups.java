package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Vault.MemberStatus;
import io.github.backup4j.testkit.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes restore points, which hold the content that the disks had when the run started. */
final class Backups {
    private final SiteStore store;
    private final Jobs jobs;
    private final Expiry expiry;
    private int running;

    Backups(SiteStore store, Jobs jobs, Expiry expiry) {
        this.store = store;
        this.jobs = jobs;
        this.expiry = expiry;
    }

    /** The number of runs in progress that were started manually. */
    int running() {
        return running;
    }

    /** Starts a run by hand. */
    Job<BackupRun> start(StoredVault vault, Collection<StoredMember> members, BackupSpec spec) {
        StoredRun run = newRun(false, spec.name(), spec.description());
        Active active = begin(vault, members, run, spec.full(), null);
        running++;
        Job<BackupRun> job = jobs.start(
                Work.BACKUP,
                BackupRun.class,
                () -> {
                    running--;
                    return finish(active);
                },
                failure -> {
                    running--;
                    failAll(active, failure);
                });
        int count = active.count;
        job.describe("0 of " + count + (count == 1 ? " member" : " members") + " done");
        active.logged.runs(job);
        return job;
    }

    /** Runs a slot of a policy in a vault. */
    void runAutomatic(StoredPolicy policy, StoredVault vault) {
        if (!vault.usable() || vault.automaticRun != null) {
            String reason = vault.usable() ? "the previous run is still in progress" : "the vault is " + vault.status;
            store.world.record(store, "slot skipped", vault.id, reason);
            logSkipped(vault, reason);
            return;
        }
        Active active = begin(vault, vault.membersInOrder(), newRun(true, null, ""), false, policy);
        if (active.count == 0) {
            return;
        }
        Job<?> job = jobs.startInBackground(
                Work.BACKUP,
                () -> {
                    vault.automaticRun = null;
                    finishAll(active);
                },
                failure -> {
                    vault.automaticRun = null;
                    failAll(active, failure);
                });
        if (active.begun().get(0).status() == Status.PROTECTING) {
            vault.automaticRun = job;
            active.logged.runs(job);
        }
    }

    private void logSkipped(StoredVault vault, String reason) {
        List<StoredMember> members = vault.membersInOrder();
        LoggedRun logged = new LoggedRun(vault, null, store.world.time.now(), members);
        for (int i = 0; i < members.size(); i++) {
            logged.skip(i, null, reason);
        }
        log(logged, members);
    }

    private void log(LoggedRun logged, List<StoredMember> members) {
        if (!members.isEmpty()) {
            store.log(logged);
        }
    }

    /** Starts a backup of a server at once, for an image that needs one; the caller ends it. */
    ForImage beginForImage(StoredMember member, String name) {
        return new ForImage(begin(member.vault, List.of(member), newRun(false, name, ""), false, null));
    }

    /** A backup of a server that an image needs. It ends with the image. */
    final class ForImage {
        private final Active active;

        private ForImage(Active active) {
            this.active = active;
        }

        StoredPoint point() {
            return active.begun().get(0);
        }

        /** Sets the job with its progress. */
        void runs(Job<?> building) {
            active.logged.runs(building);
        }

        /** Completes its restore point or marks it as failed; returns the failure, if any. */
        Optional<BackupRun.Failed> complete() {
            return finishAll(active).stream().findFirst();
        }

        /** Ends it without a restore point, unless it has ended. */
        void abandon(OperationFailed failure) {
            StoredPoint point = point();
            if (point.status() == Status.PROTECTING) {
                active.members.get(0).become(MemberStatus.AVAILABLE);
                store.removePoint(point);
            }
            String reason = String.valueOf(failure.getMessage());
            active.logged.abandon(store.world.time.now(), failure.code().orElse(null), reason);
        }
    }

    /** Completes a point or marks it as failed; returns the failure, if any. */
    Optional<OperationFailed> complete(StoredPoint point) {
        return complete(point, store.member(point.chain.vault, point.resource()));
    }

    private Optional<OperationFailed> complete(StoredPoint point, StoredMember member) {
        Optional<OperationFailed> failure = whyNot(point);
        member.become(MemberStatus.AVAILABLE);
        if (failure.isPresent()) {
            point.become(Status.ERROR);
            store.world.record(
                    store,
                    "backup failed",
                    point.resource(),
                    String.valueOf(failure.get().getMessage()));
            if (point.automatic()) {
                expiry.limitFailures(point);
            }
            return failure;
        }
        point.become(Status.AVAILABLE);
        point.chain.complete(point);
        store.world.record(store, "backup finished", point.resource(), point);
        expiry.applyCount(point.chain, expiry.governing(point.chain));
        return failure;
    }

    /** Why a member cannot be backed up now; empty if it can. */
    Optional<BackupRun.Skipped> obstacle(StoredMember member, boolean automatic) {
        Resource resource = member.resource;
        Optional<BackupRun.Skipped> asked = store.world.faults.skipOf(resource);
        if (asked.isPresent()) {
            return asked;
        }
        if (automatic && member.suspended) {
            return skip(resource, Code.WRONG_STATE, "its automatic backups are suspended");
        }
        if (member.busy()) {
            return skip(resource, Code.BEING_WORKED_ON, "it is busy (" + member.status() + ")");
        }
        StoredResource found = member.found();
        if (found == null) {
            return skip(resource, Code.GONE, "it does not exist any more");
        }
        if (!canBeBackedUp(found.status())) {
            return skip(resource, Code.WRONG_STATE, "it is " + found.status());
        }
        if (disksOf(found, member).isEmpty()) {
            return skip(resource, Code.NO_DISK_LEFT, "all its disks are excluded");
        }
        return Optional.empty();
    }

    static boolean canBeBackedUp(ProtectableResource.Status status) {
        return switch (status) {
            case AVAILABLE, IN_USE, RUNNING, STOPPED -> true;
            case CHANGING, ERROR, UNRECOGNIZED -> false;
        };
    }

    private StoredRun newRun(boolean automatic, @Nullable String name, String description) {
        return new StoredRun(
                new BackupRunId(store.world.nextId("run")),
                store.world.time.now(),
                Origin.TAKEN,
                automatic,
                name,
                description);
    }

    private Active begin(
            StoredVault vault,
            Collection<StoredMember> members,
            StoredRun run,
            boolean full,
            @Nullable StoredPolicy policy) {
        Active active = new Active(vault, run, List.copyOf(members));
        for (int i = 0; i < active.members.size(); i++) {
            StoredMember member = active.members.get(i);
            Optional<BackupRun.Skipped> obstacle = obstacle(member, run.automatic());
            if (obstacle.isPresent()) {
                BackupRun.Skipped skipped = obstacle.get();
                active.skipped.add(skipped);
                String reason = Objects.requireNonNullElse(skipped.reason(), "");
                store.world.record(store, "backup skipped", member.resource, reason);
                active.logged.skip(i, skipped.code(), reason);
            } else {
                active.begin(i, begin(member, run, full || fullIsDue(member, policy)));
            }
        }
        if (policy != null) {
            active.begun().forEach(point -> expiry.stamp(point, policy.spec.retention()));
        }
        log(active.logged, active.members);
        return active;
    }

    private StoredPoint begin(StoredMember member, StoredRun run, boolean full) {
        Resource resource = member.resource;
        StoredResource found = Objects.requireNonNull(member.found(), "it was found");
        Chain chain = store.chain(member);
        StoredPoint point = newPoint(chain, run, found.name(), disksOf(found, member));
        if (resource instanceof Resource.Server) {
            point.giveIdsToParts();
        }
        point.full = full;
        if (member.vault.spec.consistency() == Consistency.APPLICATION_CONSISTENT) {
            point.setAgentFailure(store.world.faults.failureOfAgent(resource));
        }
        if (!store.modelled.isEmpty()) {
            ModelledHistory modelled = store.modelled.get(resource);
            point.setVersion(modelled == null ? null : modelled.next(store.world.time.now()));
        }
        store.addPoint(point);
        member.become(MemberStatus.PROTECTING);
        return point;
    }

    /** A point of a resource with some disks, which shares with the newest point whatever has not changed. */
    private StoredPoint newPoint(Chain chain, StoredRun run, String name, List<StoredDisk> disks) {
        int number = store.world.nextFreeNumber(StoredPoint.ID_KIND);
        StoredPoint before = chain.newest();
        if (before != null && before.isAsNow(name, disks)) {
            return new StoredPoint(number, chain, run, before.subject, before.parts);
        }
        List<StoredPart> parts = disks.stream().map(StoredDisk::now).toList();
        DataSize size = parts.stream().map(StoredPart::size).reduce(DataSize.ZERO, DataSize::plus);
        Chain.Subject subject =
                chain.shared(new Chain.Subject(name, size, parts.get(0).zone()));
        return new StoredPoint(number, chain, run, subject, parts);
    }

    private static List<StoredDisk> disksOf(StoredResource found, StoredMember member) {
        List<StoredDisk> disks = found.disks();
        if (member.excluded.isEmpty()) {
            return disks;
        }
        return disks.stream()
                .filter(disk -> !member.excluded.contains(disk.disk))
                .toList();
    }

    private boolean fullIsDue(StoredMember member, @Nullable StoredPolicy policy) {
        Integer incrementals = policy == null ? null : policy.spec.incrementalsBetweenFulls();
        if (incrementals == null) {
            return false;
        }
        Chain chain = member.vault.chains.get(member.resource);
        return chain == null || chain.incrementalsSinceFull() >= incrementals;
    }

    private BackupRun finish(Active active) {
        List<BackupRun.Failed> failures = finishAll(active);
        List<RestorePoint> made = made(active);
        if (made.isEmpty()) {
            throw nothingMade(active, failures);
        }
        StoredRun run = active.run;
        return new BackupRun(run.id(), active.vault.id, run.createdAt(), made, failures, active.skipped);
    }

    private static OperationFailed nothingMade(Active active, List<BackupRun.Failed> failures) {
        List<Resource> resources = new ArrayList<>();
        failures.forEach(failure -> resources.add(failure.resource()));
        active.skipped.forEach(skipped -> resources.add(skipped.resource()));
        String why = Stream.concat(failures.stream(), active.skipped.stream())
                .map(Object::toString)
                .collect(Collectors.joining("; "));
        String code = Stream.concat(
                        failures.stream().map(BackupRun.Failed::code),
                        active.skipped.stream().map(BackupRun.Skipped::code))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Code.NOTHING_BACKED_UP.name());
        return new OperationFailed(
                "backup run " + active.run.id() + " in vault " + active.vault.id + " made no restore point: " + why,
                Detail.code(code).about(resources).inVault(active.vault.id),
                null);
    }

    private List<BackupRun.Failed> finishAll(Active active) {
        Instant now = store.world.time.now();
        List<BackupRun.Failed> failures = new ArrayList<>();
        for (int i = 0; i < active.points.length; i++) {
            StoredPoint point = active.points[i];
            if (point == null) {
                continue;
            }
            Optional<OperationFailed> failure = complete(point, active.members.get(i));
            if (failure.isPresent()) {
                String code = failure.get().code().orElse(null);
                String reason = String.valueOf(failure.get().getMessage());
                failures.add(new BackupRun.Failed(point.view(Origin.TAKEN), code, reason));
                active.logged.fail(i, code, reason);
            }
        }
        active.logged.end(now);
        return failures;
    }

    private void failAll(Active active, OperationFailed failure) {
        Instant now = store.world.time.now();
        for (int i = 0; i < active.points.length; i++) {
            StoredPoint point = active.points[i];
            if (point != null && point.status() == Status.PROTECTING) {
                point.become(Status.ERROR);
                active.members.get(i).become(MemberStatus.AVAILABLE);
                if (point.automatic()) {
                    expiry.limitFailures(point);
                }
            }
        }
        String reason = String.valueOf(failure.getMessage());
        active.logged.abandon(now, failure.code().orElse(null), reason);
        store.world.record(store, "backup run failed", active.vault.id, reason);
    }

    private static List<RestorePoint> made(Active active) {
        return active.begun().stream()
                .filter(point -> point.status() == Status.AVAILABLE)
                .map(point -> point.view(Origin.TAKEN))
                .toList();
    }

    private Optional<OperationFailed> whyNot(StoredPoint point) {
        Optional<OperationFailed> asked = store.world.faults.failureOfBackup(point.resource());
        if (asked.isPresent()) {
            return asked;
        }
        StoredVault vault = point.chain.vault;
        if (Capacity.reserve(vault, point.chain.bytesOf(point))) {
            return Optional.empty();
        }
        vault.refuse();
        return Optional.of(Refusal.failed(
                Code.VAULT_FULL,
                "vault " + vault.id + " has no room for the backup of " + point.resource() + ": it holds "
                        + DataSize.bytes(vault.used + vault.ballast) + " of " + vault.spec.capacity()
                        + "; enlarge it or delete restore points"));
    }

    private static Optional<BackupRun.Skipped> skip(Resource resource, Code code, String reason) {
        return Optional.of(new BackupRun.Skipped(resource, code.name(), reason));
    }

    /** A run that has not ended. */
    private static final class Active {
        final StoredVault vault;
        final StoredRun run;
        final List<StoredMember> members;

        /** The point of each member, in the same order; null: the member is skipped. */
        final @Nullable StoredPoint[] points;

        /** How many members are backed up. */
        int count;

        final List<BackupRun.Skipped> skipped = new ArrayList<>();
        final LoggedRun logged;

        Active(StoredVault vault, StoredRun run, List<StoredMember> members) {
            this.vault = vault;
            this.run = run;
            this.members = members;
            points = new @Nullable StoredPoint[members.size()];
            logged = new LoggedRun(vault, run.id(), run.createdAt(), members);
        }

        void begin(int member, StoredPoint point) {
            points[member] = point;
            count++;
            logged.begin(member, point);
        }

        /** The points of the members that are backed up. */
        List<StoredPoint> begun() {
            List<StoredPoint> begun = new ArrayList<>(count);
            for (StoredPoint point : points) {
                if (point != null) {
                    begun.add(point);
                }
            }
            return begun;
        }
    }
}
