package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.AddMemberRequest;
import com.huaweicloud.sdk.cbr.v1.model.AddMembersReq;
import com.huaweicloud.sdk.cbr.v1.model.BackupUpdate;
import com.huaweicloud.sdk.cbr.v1.model.BackupUpdateReq;
import com.huaweicloud.sdk.cbr.v1.model.DeleteBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.DeleteMemberRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowMembersDetailRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowReplicationCapabilitiesRequest;
import com.huaweicloud.sdk.cbr.v1.model.UpdateBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.UpdateMember;
import com.huaweicloud.sdk.cbr.v1.model.UpdateMemberStatusRequest;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.AttachedDisks;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.Started;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Restore points: CBR's backups. A list takes one request for the first hundred and one for each thousand after them,
 * or fewer than a thousand where each has many disks.
 */
public final class HuaweiRestorePoints implements RestorePointsDriver {
    private static final String TAKE = "restorePoints.take";

    /** A restore of any kind: in place, to a new disk, or to a new server. */
    private static final String RESTORE = "restorePoints.restore";

    private static final String COPY = "restorePoints.copy";
    private static final int PAGE = 100;

    private final Context context;
    private final PointCalls points;
    private final RestoreKeys keys;
    private final BackupRuns backupRuns;
    private final InPlaceChecks inPlaceChecks;
    private final InPlaceRestore inPlace;
    private final AttachedDisks disks;
    private final ServersFromPoints servers;
    private final PointCopies copies;
    private final RunHistory history;

    public HuaweiRestorePoints(
            Context context,
            PointCalls points,
            RestoreKeys keys,
            BackupRuns backupRuns,
            InPlaceChecks inPlaceChecks,
            InPlaceRestore inPlace,
            AttachedDisks disks,
            ServersFromPoints servers,
            PointCopies copies,
            RunHistory history) {
        this.context = context;
        this.points = points;
        this.keys = keys;
        this.backupRuns = backupRuns;
        this.inPlaceChecks = inPlaceChecks;
        this.inPlace = inPlace;
        this.disks = disks;
        this.servers = servers;
        this.copies = copies;
        this.history = history;
    }

    @Override
    public OperationDriver<BackupRun> take(BackupSpec spec, CallKey key) {
        return backupRuns.take(spec, Request.of(context, TAKE, key, spec));
    }

    @Override
    public List<Started<BackupRun>> takeAll(
            List<Take> takes, BooleanSupplier goOn, BiConsumer<VaultId, String> onStart) {
        if (!takes.stream().allMatch(one -> one.key().chosen())) {
            return RestorePointsDriver.super.takeAll(takes, goOn, onStart);
        }
        Map<BackupSpec, Request> requests = new LinkedHashMap<>();
        takes.forEach(one -> requests.put(one.spec(), Request.of(context, TAKE, one.key(), one.spec())));
        return backupRuns.takeAll(requests, goOn, onStart);
    }

    @Override
    public RestorePoint get(RestorePointId id) {
        return points.get(id);
    }

    // ---- listing

    @Override
    public Listing<RestorePoint> list(RestorePointFilter filter) {
        // The disks of a server may take a request, so they are read only for restore points that match.
        return Listing.inOrder(points.list(request(filter))
                .map(backup -> points.read(backup, filter.parts() && filter.matches(points.read(backup, false)))));
    }

    @Override
    public Listing<BackupRunRecord> runs(BackupRunFilter filter) {
        return Listing.inOrder(history.list(filter));
    }

    private static ListBackupsRequest request(RestorePointFilter filter) {
        ListBackupsRequest request =
                new ListBackupsRequest().withSort("created_at:desc").withShowReplication(true);
        if (filter.resource() != null) {
            request.withResourceId(filter.resource().id());
        }
        if (filter.vault() != null) {
            request.withVaultId(filter.vault().value());
        }
        if (filter.run() != null) {
            request.withCheckpointId(filter.run().value());
        }
        if (filter.name() != null && !filter.name().isEmpty()) {
            request.withName(filter.name());
        }
        String status = filter.status() == null ? null : RestorePointReader.wireStatus(filter.status());
        if (status != null) {
            request.withStatus(ListBackupsRequest.StatusEnum.fromValue(status));
        }
        if (filter.origin() != null) {
            switch (filter.origin()) {
                case TAKEN -> request.withImageType(ListBackupsRequest.ImageTypeEnum.BACKUP);
                case COPIED -> request.withImageType(ListBackupsRequest.ImageTypeEnum.REPLICATION);
                case SHARED -> request.withOwnType(ListBackupsRequest.OwnTypeEnum.SHARED);
            }
        }
        if (filter.createdFrom() != null) {
            request.withStartTime(second(filter.createdFrom().minusSeconds(1)));
        }
        if (filter.createdBefore() != null) {
            request.withEndTime(second(filter.createdBefore().plusSeconds(1)));
        }
        return request;
    }

    /** The service takes whole seconds; restore points that are a second off are left out here. */
    private static @Nullable String second(Instant instant) {
        boolean sensible =
                instant.isAfter(Instant.EPOCH) && instant.isBefore(Instant.EPOCH.plus(Duration.ofDays(90_000)));
        return sensible ? instant.truncatedTo(ChronoUnit.SECONDS).toString() : null;
    }

    // ---- changing

    @Override
    public RestorePoint update(RestorePointId id, RestorePointUpdate update) {
        String name = update.name();
        RestorePoint known = points.own(id);
        UpdateBackupRequest request = new UpdateBackupRequest()
                .withBackupId(known.id().value())
                .withBody(new BackupUpdateReq().withBackup(new BackupUpdate().withName(name)));
        var unused = context.client().call(Service.CBR, CbrMeta.updateBackup, request);
        return Failures.afterChange("updating restore point " + id, () -> points.get(id));
    }

    @Override
    public void delete(RestorePointId id) {
        RestorePoint known = points.own(id);
        DeleteBackupRequest request =
                new DeleteBackupRequest().withBackupId(known.id().value());
        context.client().call(Service.CBR, CbrMeta.deleteBackup, request);
    }

    // ---- restoring

    @Override
    @SuppressWarnings("unchecked") // the work results in the resource that the target names
    public <R extends Resource> OperationDriver<R> overwrite(RestorePointId id, InPlace<R> target, CallKey key) {
        return (OperationDriver<R>) inPlace.start(id, target, Request.of(context, RESTORE, key, id, target));
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(RestorePointId id, DiskSpec disk, CallKey key) {
        Request request = Request.of(context, RESTORE, key, id, disk);
        keys.requireNoOther(request);
        return disks.make(() -> diskSource(Checks.throwing(), id).get(), disk, request);
    }

    @Override
    public OperationDriver<Resource.Server> newServer(RestorePointId id, ServerSpec server, CallKey key) {
        Request request = Request.of(context, RESTORE, key, id, server);
        keys.requireNoOther(request);
        return servers.fromPoint(() -> serverSource(Checks.throwing(), id).get(), server, request);
    }

    private Found<NewDisks.Source> diskSource(Checks checks, RestorePointId id) {
        Found<RestorePoint> point = points.source(checks, id);
        inPlaceChecks.reportVault(checks, point);
        return PointCalls.diskSource(checks, point);
    }

    private Found<RestorePoint> serverSource(Checks checks, RestorePointId id) {
        Found<RestorePoint> any = checks.find(Kind.SOURCE, () -> points.readable(id), PointCalls::described);
        Found<RestorePoint> point = checks.find(
                Kind.SOURCE_CONTENT,
                () -> requireServer(any.get()),
                found -> "it is of " + found.resource() + ", and holds its system disk");
        PointCalls.checkRestorable(checks, any);
        inPlaceChecks.reportVault(checks, any);
        return point;
    }

    private static RestorePoint requireServer(RestorePoint point) {
        if (!(point.resource() instanceof Resource.Server)) {
            throw new Invalid("restore point " + point.id() + " is of " + point.resource()
                    + ", not of a server; nothing was created");
        }
        if (point.parts().stream().noneMatch(RestorePoint.Part::bootable)) {
            throw new Invalid("restore point " + point.id()
                    + " holds no disk that a server could start from; nothing was created");
        }
        return point;
    }

    @Override
    public Impact preflight(RestorePointId id, RestoreTarget target, Checks checks) {
        if (target instanceof InPlace<?> inPlaceTarget) {
            return inPlaceChecks.preflight(checks, id, inPlaceTarget);
        } else if (target instanceof DiskSpec disk) {
            disks.preflight(checks, () -> diskSource(checks, id), disk);
        } else if (target instanceof ServerSpec server) {
            Found<RestorePoint> source = serverSource(checks, id);
            servers.preflight(checks, source, server);
            checks.report(Kind.SERVER_AT_BACKUP, () -> points.atBackup(source.get()));
        }
        return Impact.none();
    }

    // ---- copying

    @Override
    public OperationDriver<RestorePoint> copy(RestorePointId id, Site site, VaultId vault, String name, CallKey key) {
        return copies.start(id, site, vault, name, Request.of(context, COPY, key, id, site, vault, name));
    }

    /** What CBR says of this region; nothing, if it does not name this region. */
    @Override
    public Set<String> copyRegions() {
        JsonNode answer = context.client()
                .call(Service.CBR, CbrMeta.showReplicationCapabilities, new ShowReplicationCapabilitiesRequest());
        Set<String> regions = new TreeSet<>();
        for (JsonNode region : JsonFields.list(answer, "regions", "the regions to copy to")) {
            if (JsonFields.text(region, "name").equals(context.site().region())) {
                regions.addAll(JsonFields.ids(region, "replication_destinations", "the regions to copy to"));
            }
        }
        return regions;
    }

    // ---- sharing

    @Override
    public Share share(RestorePointId id, String project) {
        RestorePoint point = points.own(id);
        PointCalls.requireRestorable(point);
        if (point.encrypted()) {
            throw new Conflict("restore point " + id + " is encrypted and cannot be shared; nothing was offered");
        }
        AddMemberRequest request = new AddMemberRequest()
                .withBackupId(id.value())
                .withBody(new AddMembersReq().withMembers(List.of(project)));
        return context.client()
                .make(
                        CallMode.CHANGE,
                        Service.CBR,
                        CbrMeta.addMember,
                        request,
                        answer -> JsonFields.list(answer, "members", "a share").stream()
                                .map(RestorePointReader::share)
                                .filter(share -> share.project().equals(project))
                                .findFirst()
                                .orElseThrow(
                                        () -> new Unavailable("the response does not show the share with " + project)));
    }

    @Override
    public List<Share> shares(RestorePointId id) {
        // A restore point that does not exist has to be distinguished from one that is offered to nobody.
        RestorePoint known = points.own(id);
        return context.client()
                .pages()
                .read(
                        PAGE,
                        offset -> JsonFields.list(
                                        context.client()
                                                .call(
                                                        Service.CBR,
                                                        CbrMeta.showMembersDetail,
                                                        new ShowMembersDetailRequest()
                                                                .withBackupId(known.id()
                                                                        .value())
                                                                .withLimit(PAGE)
                                                                .withOffset(offset)),
                                        "members",
                                        "a list of shares")
                                .stream()
                                .map(RestorePointReader::share)
                                .toList(),
                        Share::project)
                .toList();
    }

    @Override
    public void unshare(RestorePointId id, String project) {
        DeleteMemberRequest request =
                new DeleteMemberRequest().withBackupId(id.value()).withMemberId(project);
        context.client().call(Service.CBR, CbrMeta.deleteMember, request);
    }

    @Override
    public Share accept(RestorePointId id, VaultId vault) {
        return answer(
                id,
                new UpdateMember().withStatus(UpdateMember.StatusEnum.ACCEPTED).withVaultId(vault.value()));
    }

    @Override
    public Share reject(RestorePointId id) {
        return answer(id, new UpdateMember().withStatus(UpdateMember.StatusEnum.REJECTED));
    }

    private Share answer(RestorePointId id, UpdateMember answer) {
        UpdateMemberStatusRequest request = new UpdateMemberStatusRequest()
                .withBackupId(id.value())
                .withMemberId(context.site().project())
                .withBody(answer);
        return context.client()
                .make(
                        CallMode.CHANGE,
                        Service.CBR,
                        CbrMeta.updateMemberStatus,
                        request,
                        answered -> RestorePointReader.share(
                                JsonFields.requiredObject(answered, "member", "the offer of restore point " + id)));
    }
}
