package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Purpose;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Site;
import io.github.backup4j.testkit.Work;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Copies restore points to other regions, by hand and by policy. */
final class Replication {
    private static final String NO_SYSTEM_DISK = "holds no disk that a server could start from";

    private final SiteStore store;
    private final Jobs jobs;

    Replication(SiteStore store, Jobs jobs) {
        this.store = store;
        this.jobs = jobs;
    }

    /**
     * Runs a slot of a policy in a vault: copies every point that has no copy at the destination yet. A point that cannot be copied is
     * logged once as skipped.
     */
    void run(StoredPolicy policy, StoredVault vault) {
        StoredAttachment attachment = vault.policies.get(Purpose.REPLICATION);
        Site site = policy.spec.destination();
        if (attachment == null || attachment.destination() == null || site == null) {
            return;
        }
        SiteEngine there = store.world.at(site);
        StoredVault target = there.store.vaults.get(attachment.destination());
        if (target == null || !vault.usable() || !target.usable()) {
            String why = "the destination vault in " + site + " does not exist, or one of the vaults is not available";
            store.world.record(store, "slot skipped", vault.id, why);
            return;
        }
        for (Chain chain : List.copyOf(vault.chains.values())) {
            for (StoredPoint point : chain.toCopyTo(site.region())) {
                if (point.lacksSystemDisk()) {
                    passOver(point);
                } else {
                    copyByPolicy(point, there, target, policy, vault);
                }
            }
        }
    }

    /** Starts a copy by hand; the result of the job is the original point. */
    Job<RestorePoint> copy(StoredPoint point, Site site, StoredVault target, String name) {
        Continuation<RestorePoint> then =
                new Continuation<>(RestorePoint.class, copy -> {}, copy -> point.view(point.origin()), copy -> {});
        return copy(point, site, target, name, then);
    }

    /** Copies a restore point as the data of something else, which is ready, or fails, together with the copy. */
    <T> Job<T> copy(StoredPoint point, Site site, StoredVault target, String name, Continuation<T> then) {
        StoredPoint copy = begin(point, store.world.at(site), target, name, false);
        then.started().accept(copy);
        StoredCopy note = note(point, copy);
        LoggedWork entry = log(point);
        Job<T> job = jobs.start(
                Work.COPY,
                then.resultType(),
                () -> {
                    complete(copy, note, entry, null);
                    return then.finish().apply(copy);
                },
                failure -> {
                    fail(point, copy, note, entry, failure);
                    then.abandon().accept(copy);
                });
        entry.runs(job);
        return job;
    }

    /**
     * What follows a copy.
     *
     * @param resultType the type of the result
     * @param started receives the copy as soon as it exists
     * @param finish returns the result, given the complete copy
     * @param abandon cleans up after a copy that failed
     * @param <T> the type of the result
     */
    record Continuation<T>(
            Class<T> resultType,
            Consumer<StoredPoint> started,
            Function<StoredPoint, T> finish,
            Consumer<StoredPoint> abandon) {}

    /** Refuses to copy a point from which no server could be made. */
    static void requireSystemDisk(StoredPoint point) {
        if (point.lacksSystemDisk()) {
            throw Refusal.invalid(
                    Code.NO_SYSTEM_DISK,
                    "restore point " + point.id() + " " + NO_SYSTEM_DISK
                            + "; only servers with their system disks are copied; nothing was copied");
        }
    }

    private void passOver(StoredPoint point) {
        point.passOver();
        String why = "restore point " + point.id() + " " + NO_SYSTEM_DISK + "; it is not copied";
        log(point).skip(store.world.time.now(), Code.NO_SYSTEM_DISK.name(), why);
        store.world.record(store, "copy skipped", point.resource(), point);
    }

    private void copyByPolicy(
            StoredPoint point, SiteEngine there, StoredVault target, StoredPolicy policy, StoredVault source) {
        StoredPoint copy = begin(point, there, target, point.name(), true);
        copy.chain.copiedFrom = source;
        there.expiry.stamp(copy, policy.spec.retention());
        StoredCopy note = note(point, copy);
        LoggedWork entry = log(point);
        entry.runs(jobs.startInBackground(
                Work.COPY,
                () -> complete(copy, note, entry, there),
                failure -> fail(point, copy, note, entry, failure)));
    }

    private LoggedWork log(StoredPoint point) {
        return store.logStart(OperationRecord.Kind.COPY, point.resource(), point.chain.vault, point.id());
    }

    private StoredPoint begin(StoredPoint point, SiteEngine there, StoredVault target, String name, boolean automatic) {
        World world = store.world;
        int number = world.nextFreeNumber(StoredPoint.ID_KIND);
        StoredRun run = new StoredRun(
                new BackupRunId(world.nextId("run")),
                point.createdAt(),
                Origin.COPIED,
                automatic,
                name,
                point.run.description());
        Chain chain = there.store.chain(target, point.resource());
        StoredPoint copy = new StoredPoint(number, chain, run, point.subject, point.parts);
        if (point.partsHaveIds()) {
            copy.giveIdsToParts();
        }
        copy.setVersion(point.version());
        copy.setAgentFailure(point.agentFailure());
        there.store.addPoint(copy);
        return copy;
    }

    private static StoredCopy note(StoredPoint point, StoredPoint copy) {
        StoredCopy note = new StoredCopy(copy.chain.vault.store.site, copy.chain.vault.id, copy.id());
        note.running = true;
        point.addCopy(note);
        return note;
    }

    /** Completes a copy. After a copy by a policy, the policy's retention applies to the points in the target vault. */
    private void complete(StoredPoint copy, StoredCopy note, LoggedWork entry, @Nullable SiteEngine ruled) {
        StoredVault target = copy.chain.vault;
        if (!target.store.holds(copy)) {
            throw Refusal.failed(Code.GONE, "the copy of " + copy.resource() + " was deleted in " + note.site);
        }
        if (!Capacity.reserve(target, copy.chain.bytesOf(copy))) {
            throw Refusal.failed(
                    Code.VAULT_FULL,
                    "vault " + target.id + " in " + note.site + " has no room for a copy of the restore point of "
                            + copy.resource());
        }
        copy.become(Status.AVAILABLE);
        copy.chain.complete(copy);
        note.status = CopyStatus.AVAILABLE;
        note.running = false;
        entry.succeed(store.world.time.now());
        store.world.record(store, "copy finished", copy.resource(), copy);
        if (ruled != null) {
            ruled.expiry.applyCount(copy.chain, ruled.expiry.governing(copy.chain));
        }
    }

    private void fail(StoredPoint point, StoredPoint copy, StoredCopy note, LoggedWork entry, OperationFailed failure) {
        copy.become(Status.ERROR);
        note.status = CopyStatus.FAILED;
        note.running = false;
        point.chain.copyFailed();
        entry.fail(store.world.time.now(), failure.code().orElse(null), String.valueOf(failure.getMessage()));
        store.world.record(store, "copy failed", copy.resource(), copy);
    }
}
