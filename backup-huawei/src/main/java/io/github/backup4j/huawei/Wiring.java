package io.github.backup4j.huawei;

import io.github.backup4j.huawei.internal.http.IamCalls;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.images.HuaweiImages;
import io.github.backup4j.huawei.internal.images.ImageBuilds;
import io.github.backup4j.huawei.internal.images.ImageCalls;
import io.github.backup4j.huawei.internal.images.ImageChecks;
import io.github.backup4j.huawei.internal.images.ImageCopies;
import io.github.backup4j.huawei.internal.images.ImageExports;
import io.github.backup4j.huawei.internal.images.ImageLists;
import io.github.backup4j.huawei.internal.images.ImageRestores;
import io.github.backup4j.huawei.internal.images.ImageShares;
import io.github.backup4j.huawei.internal.images.ImageSources;
import io.github.backup4j.huawei.internal.images.ImageSurvivor;
import io.github.backup4j.huawei.internal.images.ImageUpdates;
import io.github.backup4j.huawei.internal.images.ImageWatch;
import io.github.backup4j.huawei.internal.images.NewServers;
import io.github.backup4j.huawei.internal.images.ServerPlans;
import io.github.backup4j.huawei.internal.images.Temporaries;
import io.github.backup4j.huawei.internal.operations.HuaweiOperations;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.RunCalls;
import io.github.backup4j.huawei.internal.points.Acceptance;
import io.github.backup4j.huawei.internal.points.BackupRuns;
import io.github.backup4j.huawei.internal.points.CopyWatch;
import io.github.backup4j.huawei.internal.points.DetachSteps;
import io.github.backup4j.huawei.internal.points.HuaweiRestorePoints;
import io.github.backup4j.huawei.internal.points.InPlaceChecks;
import io.github.backup4j.huawei.internal.points.InPlaceRestore;
import io.github.backup4j.huawei.internal.points.OverwriteFromPoint;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.points.PointCopies;
import io.github.backup4j.huawei.internal.points.RestoreKeys;
import io.github.backup4j.huawei.internal.points.RestoreLogs;
import io.github.backup4j.huawei.internal.points.RestoreNotes;
import io.github.backup4j.huawei.internal.points.RestoreWatch;
import io.github.backup4j.huawei.internal.points.RunHistory;
import io.github.backup4j.huawei.internal.points.RunWatch;
import io.github.backup4j.huawei.internal.policies.HuaweiPolicies;
import io.github.backup4j.huawei.internal.policies.PolicyCalls;
import io.github.backup4j.huawei.internal.resources.AttachedDisks;
import io.github.backup4j.huawei.internal.resources.Discards;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.DiskWatch;
import io.github.backup4j.huawei.internal.resources.HuaweiResources;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.ProtectableCalls;
import io.github.backup4j.huawei.internal.resources.ResourceLookup;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.resources.ServerWatch;
import io.github.backup4j.huawei.internal.snapshots.HuaweiSnapshots;
import io.github.backup4j.huawei.internal.snapshots.NotedRollBacks;
import io.github.backup4j.huawei.internal.snapshots.OverwriteFromSnapshot;
import io.github.backup4j.huawei.internal.snapshots.RollBacks;
import io.github.backup4j.huawei.internal.snapshots.SnapshotCalls;
import io.github.backup4j.huawei.internal.snapshots.SnapshotTakes;
import io.github.backup4j.huawei.internal.snapshots.SnapshotWatch;
import io.github.backup4j.huawei.internal.vaults.HuaweiVaults;
import io.github.backup4j.huawei.internal.vaults.MemberViews;
import io.github.backup4j.huawei.internal.vaults.OrderCalls;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.vaults.VaultMembers;
import io.github.backup4j.huawei.internal.vaults.VaultOrders;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Works;

/**
 * Connects the objects that make calls. They are created here and nowhere else: once for the calls of callers, once
 * for each call while a listener is registered, and once for each poll, whose calls are sent in another way.
 */
final class Wiring {
    final HuaweiVaults vaults;
    final HuaweiPolicies policies;
    final HuaweiRestorePoints restorePoints;
    final HuaweiSnapshots snapshots;
    final HuaweiImages images;
    final HuaweiResources resources;
    final HuaweiOperations operations;
    final Works works;

    /**
     * Creates all objects.
     *
     * @param context the context of their calls
     * @param agency the agency that allows the image service to act in another region
     */
    Wiring(Context context, String agency) {
        ServiceClient client = context.client();
        CreateAttempts attempts = new CreateAttempts(context);
        IdempotentCreate creates = new IdempotentCreate(context);

        DiskCalls diskCalls = new DiskCalls(client);
        ServerCalls serverCalls = new ServerCalls(client);
        LogCalls logCalls = new LogCalls(client);
        RunCalls runCalls = new RunCalls(client);
        PolicyCalls policyCalls = new PolicyCalls(client);
        VaultCalls vaultCalls = new VaultCalls(client, policyCalls);
        PointCalls pointCalls = new PointCalls(context);
        SnapshotCalls snapshotCalls = new SnapshotCalls(client, diskCalls);
        ImageCalls imageCalls = new ImageCalls(client);

        ProtectableCalls protectableCalls = new ProtectableCalls(client);
        ResourceLookup lookup = new ResourceLookup(diskCalls, serverCalls, protectableCalls, vaultCalls);
        Discards discards = new Discards(context, diskCalls, serverCalls, snapshotCalls, vaultCalls, pointCalls);
        resources = new HuaweiResources(lookup, discards);

        DiskWatch newDiskWatch = new DiskWatch(context, diskCalls, DiskWatch.Kind.CREATED);
        NewDisks newDisks = new NewDisks(context, creates, diskCalls, newDiskWatch);

        AttachedDisks attachedDisks = new AttachedDisks(context, creates, newDisks, diskCalls, serverCalls);

        policies = new HuaweiPolicies(context, policyCalls, vaultCalls);

        MemberViews memberViews = context.shared().of(MemberViews.class, () -> new MemberViews(context.time()));
        OrderCalls orders = new OrderCalls(client);
        VaultOrders vaultOrders = new VaultOrders(context, creates, orders, vaultCalls);
        VaultMembers members = new VaultMembers(client, lookup, pointCalls);
        vaults = new HuaweiVaults(context, creates, vaultCalls, policyCalls, members, memberViews, orders, vaultOrders);

        ImageShares imageShares = new ImageShares(context, vaultCalls);
        ImageWatch imageWatch = new ImageWatch(context, imageCalls);
        DiskWatch deletedDiskWatch = new DiskWatch(context, diskCalls, DiskWatch.Kind.DELETED);
        Temporaries temporaries =
                new Temporaries(diskCalls, imageCalls, imageShares, snapshotCalls, deletedDiskWatch, imageWatch);

        NewServers newServers = new NewServers(
                context,
                creates,
                serverCalls,
                imageCalls,
                new ServerPlans(serverCalls, diskCalls),
                () -> plansAskedOnce(client),
                imageWatch,
                new ServerWatch(context, serverCalls),
                temporaries);

        RestoreLogs restoreLogs = new RestoreLogs(logCalls);
        RestoreKeys restoreKeys = new RestoreKeys(diskCalls, serverCalls, imageCalls::marked);
        RunWatch runWatch = new RunWatch(context, logCalls, vaultCalls, pointCalls);
        RestoreWatch restoreWatch = new RestoreWatch(context, logCalls);
        CopyWatch copyWatch = new CopyWatch(context, pointCalls);
        VaultCalls vaultsOnce = new VaultCalls(client.within(client.poll()), policyCalls);
        BackupRuns backupRuns = new BackupRuns(
                context, creates, pointCalls, vaultCalls, vaultsOnce, runCalls, logCalls, memberViews, runWatch);
        Acceptance acceptance = new Acceptance(pointCalls, vaultCalls);
        OverwriteFromPoint fromPoint = new OverwriteFromPoint(context, pointCalls, restoreLogs, diskCalls, acceptance);
        RestoreNotes notesOfRestores = new RestoreNotes(context, fromPoint, diskCalls, serverCalls);
        DetachSteps detachingForRestores = new DetachSteps(context, fromPoint, notesOfRestores, diskCalls, serverCalls);
        InPlaceChecks inPlaceChecks = new InPlaceChecks(
                pointCalls, diskCalls, serverCalls, vaultCalls, protectableCalls, acceptance, notesOfRestores);
        InPlaceRestore inPlace = new InPlaceRestore(
                context,
                attempts,
                inPlaceChecks,
                pointCalls,
                restoreLogs,
                restoreWatch,
                restoreKeys,
                diskCalls,
                notesOfRestores,
                detachingForRestores);
        PointCopies copies = new PointCopies(context, attempts, pointCalls, restoreLogs, copyWatch);
        restorePoints = new HuaweiRestorePoints(
                context,
                pointCalls,
                restoreKeys,
                backupRuns,
                inPlaceChecks,
                inPlace,
                attachedDisks,
                newServers,
                copies,
                new RunHistory(logCalls));

        SnapshotTakes takes = new SnapshotTakes(
                context, creates, diskCalls, snapshotCalls, new SnapshotWatch(context, snapshotCalls));
        RollBacks rollBacks = new RollBacks(
                context,
                diskCalls,
                serverCalls,
                snapshotCalls,
                new DiskWatch(context, diskCalls, DiskWatch.Kind.ROLLED_BACK));
        OverwriteFromSnapshot fromSnapshot = new OverwriteFromSnapshot(context, rollBacks, snapshotCalls, diskCalls);
        RestoreNotes notesOfRollBacks = new RestoreNotes(context, fromSnapshot, diskCalls, serverCalls);
        DetachSteps detachingForRollBacks =
                new DetachSteps(context, fromSnapshot, notesOfRollBacks, diskCalls, serverCalls);
        NotedRollBacks notedRollBacks =
                new NotedRollBacks(context, rollBacks, restoreKeys, notesOfRollBacks, detachingForRollBacks);
        snapshots = new HuaweiSnapshots(context, attachedDisks, snapshotCalls, takes, rollBacks, notedRollBacks);

        ImageSurvivor survivor = new ImageSurvivor(context, imageCalls);
        ImageBuilds imageBuilds = new ImageBuilds(
                context,
                creates,
                new ImageSources(vaultCalls, diskCalls, serverCalls, pointCalls, snapshotCalls),
                diskCalls,
                imageCalls,
                newDisks,
                newDiskWatch,
                imageWatch,
                survivor,
                temporaries);
        ImageChecks imageChecks = new ImageChecks(context, imageCalls);
        ImageCopies imageCopies = new ImageCopies(
                context, creates, agency, new IamCalls(client), imageCalls, imageChecks, imageWatch, survivor);
        ImageExports imageExports = new ImageExports(context, imageCalls, imageChecks);
        ImageRestores imageRestores = new ImageRestores(
                diskCalls, serverCalls, pointCalls, restoreKeys, attachedDisks, newServers, imageChecks);
        images = new HuaweiImages(
                context,
                imageCalls,
                imageChecks,
                new ImageLists(context, imageCalls),
                imageShares,
                new ImageUpdates(context, imageCalls),
                imageBuilds,
                imageRestores,
                imageCopies,
                imageExports,
                temporaries);

        works = Works.of(
                vaultOrders,
                backupRuns,
                inPlace,
                newDisks,
                attachedDisks,
                newServers,
                copies,
                takes,
                rollBacks,
                notedRollBacks,
                imageBuilds,
                imageCopies,
                imageExports,
                discards);
        operations = new HuaweiOperations(context, works, logCalls, runCalls);
    }

    private static ServerPlans plansAskedOnce(ServiceClient client) {
        ServiceClient once = client.within(client.poll());
        return new ServerPlans(new ServerCalls(once), new DiskCalls(once));
    }
}
