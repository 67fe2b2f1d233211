package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestoreReq;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.RestoreBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowMemberDetailRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowMetadataRequest;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.PointsOfParts;
import io.github.backup4j.huawei.internal.vaults.StoredPoints;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Finding;
import io.github.backup4j.spi.Checks.Found;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of CBR about backups that several kinds of work need. */
public final class PointCalls implements StoredPoints, PointsOfParts {
    private static final int PAGE = 100;
    static final int LARGE_PAGE = 1000;

    /** How much older than its request a restore point may be: its mark identifies it, whatever the clocks say. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final Context context;
    private final ServiceClient client;

    public PointCalls(Context context) {
        this.context = context;
        client = context.client();
    }

    JsonNode show(String id) {
        ObjectNode answer = client.call(Service.CBR, CbrMeta.showBackup, new ShowBackupRequest().withBackupId(id));
        return JsonFields.asked(answer, "backup", id, "restore point " + id);
    }

    /** A whole restore point: a part of one is rejected, as it would be changed or deleted alone. */
    public RestorePoint get(RestorePointId id) {
        return whole(id, show(id.value()));
    }

    private RestorePoint whole(RestorePointId id, JsonNode backup) {
        String whole = JsonFields.textOrNull(backup, "parent_id");
        if (whole != null) {
            throw new NotFound("restore point " + id + " is a part of restore point " + whole + "; use that id");
        }
        return RestorePointReader.read(backup, context.site());
    }

    /** A restore point of this project, which only this project may change. */
    RestorePoint own(RestorePointId id) {
        return own(get(id));
    }

    private static RestorePoint own(RestorePoint point) {
        if (point.origin() == RestorePoint.Origin.SHARED) {
            throw new NotFound(
                    "restore point " + point.id() + " belongs to another project, and only that project can change it");
        }
        return point;
    }

    /**
     * What may overwrite a resource.
     *
     * @param point the restore point, or one part of a server's
     * @param whole the restore point that it is part of, which has to be available, too; null: it is not a part
     */
    record OverwriteSource(RestorePoint point, @Nullable RestorePoint whole) {}

    /** A restore point of this project that may overwrite a resource: for a disk, also one part of a server's. */
    OverwriteSource overwriting(RestorePointId id, Resource over) {
        JsonNode backup = show(id.value());
        String whole = JsonFields.idOrNull(backup, "parent_id", "restore point " + id);
        return whole == null || !(over instanceof Resource.Disk)
                ? new OverwriteSource(own(whole(id, backup)), null)
                : new OverwriteSource(RestorePointReader.read(backup, context.site()), own(new RestorePointId(whole)));
    }

    /** Whether an id is that of a part of a server's restore point. */
    boolean isPart(RestorePointId id) {
        return JsonFields.idOrNull(show(id.value()), "parent_id", "restore point " + id) != null;
    }

    /** A restore point whose data may be read: of this project, or shared by another one and accepted. */
    RestorePoint readable(RestorePointId id) {
        WithWhole found = find(id);
        if (found.point().origin() == RestorePoint.Origin.SHARED) {
            ShowMemberDetailRequest request = new ShowMemberDetailRequest()
                    .withBackupId(found.whole())
                    .withMemberId(context.site().project());
            JsonNode answer = client.call(Service.CBR, CbrMeta.showMemberDetail, request);
            if (!JsonFields.text(answer.path("member"), "status").equals("accepted")) {
                throw new Conflict(
                        "restore point " + id + " is offered by another project, but not accepted; accept it first");
            }
        }
        return found.point();
    }

    /** Finds a restore point or part; the parts of a shared restore point may be visible in their whole only. */
    private WithWhole find(RestorePointId id) {
        try {
            JsonNode backup = show(id.value());
            String whole = JsonFields.idOrNull(backup, "parent_id", "restore point " + id);
            return new WithWhole(RestorePointReader.read(backup, context.site()), whole == null ? id.value() : whole);
        } catch (NotFound e) {
            return shared().filter(whole ->
                            whole.parts().stream().anyMatch(part -> part.id().equals(id)))
                    .findFirst()
                    .map(whole -> new WithWhole(onePart(whole, id), whole.id().value()))
                    .orElseThrow(() -> e);
        }
    }

    /**
     * A restore point and the one that it is part of.
     *
     * @param point the restore point
     * @param whole the id of the one that it is part of, or its own
     */
    private record WithWhole(RestorePoint point, String whole) {}

    private Stream<RestorePoint> shared() {
        return list(new ListBackupsRequest().withOwnType(ListBackupsRequest.OwnTypeEnum.SHARED))
                .map(backup -> read(backup, true));
    }

    private static RestorePoint onePart(RestorePoint whole, RestorePointId id) {
        List<RestorePoint.Part> parts =
                whole.parts().stream().filter(part -> part.id().equals(id)).toList();
        return new RestorePoint(
                id,
                whole.name(),
                whole.description(),
                whole.vault(),
                whole.provenance(),
                new RestorePoint.Source(
                        parts.get(0).disk(),
                        parts.get(0).name(),
                        parts.get(0).size(),
                        whole.source().zone()),
                whole.reportedStatus(),
                whole.createdAt(),
                whole.expiresAt(),
                new RestorePoint.Content(
                        whole.incremental(), parts.get(0).encrypted(), whole.stored(), parts, whole.agentFailure()),
                List.of(),
                List.of());
    }

    List<RestorePoint> ofRun(String run) {
        return list(new ListBackupsRequest().withCheckpointId(run).withShowReplication(true))
                .map(backup -> read(backup, true))
                .toList();
    }

    /** The restore points of a vault as returned, newest first; if an instant is given, those since an hour before it. */
    Stream<JsonNode> rawOf(VaultId vault, @Nullable Instant since) {
        return list(since(new ListBackupsRequest().withSort("created_at:desc").withVaultId(vault.value()), since));
    }

    /** The restore points of all vaults as returned, newest first; if an instant is given, those since an hour before it. */
    Stream<JsonNode> rawOfAll(@Nullable Instant since) {
        return rawOfAll(since, total -> {});
    }

    /**
     * The same.
     *
     * @param onTotal called after each page, with how many there are in all, if the service says
     */
    Stream<JsonNode> rawOfAll(@Nullable Instant since, IntConsumer onTotal) {
        return list(
                since(new ListBackupsRequest().withSort("created_at:desc"), since),
                LARGE_PAGE,
                onTotal,
                new Pages.Place<>());
    }

    /** Whether a list of those since an instant has a restore point, by when it began. */
    static boolean isSince(Instant since, JsonNode backup) {
        Instant created = JsonFields.instant(backup, "created_at");
        return created != null && !created.isBefore(since.minus(MARGIN).truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Stream<RestorePoint> createdSince(Instant instant) {
        return rawOfAll(instant).map(backup -> read(backup, true));
    }

    private static ListBackupsRequest since(ListBackupsRequest request, @Nullable Instant since) {
        return since == null
                ? request
                : request.withStartTime(
                        since.minus(MARGIN).truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @Override
    public Stream<JsonNode> in(VaultId vault, @Nullable Resource resource) {
        ListBackupsRequest request = new ListBackupsRequest().withVaultId(vault.value());
        return list(resource == null ? request : request.withResourceId(resource.id()));
    }

    /** The restore points that match a request, as returned, page by page: a small page first, enough for many lists. */
    Stream<JsonNode> list(ListBackupsRequest request) {
        return list(request, new Pages.Place<>());
    }

    /** The same, from a place on. */
    Stream<JsonNode> list(ListBackupsRequest request, Pages.Place<JsonNode> place) {
        return list(request, PAGE, total -> {}, place);
    }

    /** The same, in the largest pages from the beginning. */
    Stream<JsonNode> listInLargePages(ListBackupsRequest request, Pages.Place<JsonNode> place) {
        return list(request, LARGE_PAGE, total -> {}, place);
    }

    private Stream<JsonNode> list(
            ListBackupsRequest request, int first, IntConsumer onTotal, Pages.Place<JsonNode> place) {
        return client.pages()
                .readGrowing(
                        first,
                        LARGE_PAGE,
                        (offset, limit) -> {
                            Pages.Page<JsonNode> page = page(client.call(
                                    Service.CBR,
                                    CbrMeta.listBackups,
                                    request.withLimit(limit).withOffset(offset)));
                            Integer total = page.total();
                            if (total != null) {
                                onTotal.accept(total);
                            }
                            return page;
                        },
                        backup -> JsonFields.text(backup, "id"),
                        place);
    }

    /** No maximum page size is documented; the total count shows whether CBR returns fewer than requested. */
    private static Pages.Page<JsonNode> page(JsonNode answer) {
        List<JsonNode> backups = JsonFields.list(answer, "backups", "a list of restore points");
        int parts = backups.size();
        for (JsonNode backup : backups) {
            parts += backup.path("children").size();
        }
        return new Pages.Page<>(backups, JsonFields.integerOrNull(answer, "count"), parts);
    }

    /**
     * Reads a restore point of a list.
     *
     * @param withParts whether it is requested once more by itself where the list leaves out the disks of a server; no
     *     other call returns them for several at once
     */
    RestorePoint read(JsonNode backup, boolean withParts) {
        return RestorePointReader.read(withParts ? whole(backup) : backup, context.site());
    }

    /** A server's backup with its disks, which lists of the service may leave out. */
    private JsonNode whole(JsonNode backup) {
        boolean lacksDisks = backup.path("children").isEmpty()
                && JsonFields.text(backup, "resource_type").equals("OS::Nova::Server")
                && JsonFields.text(backup, "status").equals("available");
        if (!lacksDisks) {
            return backup;
        }
        try {
            return show(JsonFields.id(backup, "id", "a restore point"));
        } catch (NotFound e) {
            return backup;
        }
    }

    /** What CBR noted of a server when it was backed up. */
    public Finding atBackup(RestorePoint point) {
        ShowMetadataRequest request =
                new ShowMetadataRequest().withBackupId(point.id().value());
        String said = RestorePointReader.serverAtBackup(client.call(Service.CBR, CbrMeta.showMetadata, request));
        return said.isEmpty()
                ? Checks.unknown("CBR does not say what " + point.resource() + " looked like")
                : Checks.passes(point.resource() + " had " + said);
    }

    /** Starts a restore, and returns the id of its operation log; "" where the service does not return it. */
    String restore(CallMode mode, String point, BackupRestore what) {
        RestoreBackupRequest request =
                new RestoreBackupRequest().withBackupId(point).withBody(new BackupRestoreReq().withRestore(what));
        return JsonFields.idOrEmpty(client.call(mode, Service.CBR, CbrMeta.restoreBackup, request), "job_id");
    }

    /** Checks that a restore point exists and can be read from. */
    Found<RestorePoint> source(Checks checks, RestorePointId id) {
        Found<RestorePoint> point = checks.find(Kind.SOURCE, () -> readable(id), PointCalls::described);
        checkRestorable(checks, point);
        return point;
    }

    /** Checks that a restore point is of one disk; returns the source of a new disk. */
    static Found<NewDisks.Source> diskSource(Checks checks, Found<RestorePoint> point) {
        return checks.find(
                Kind.SOURCE_CONTENT, () -> onlyDisk(point.get()), found -> "it holds one disk, of " + found.size());
    }

    /** The source of a new disk, which is checked as a restore checks it. */
    public static NewDisks.Source diskSource(RestorePoint point) {
        requireRestorable(point);
        return onlyDisk(point);
    }

    private static NewDisks.Source onlyDisk(RestorePoint point) {
        if (point.parts().size() != 1) {
            throw new Invalid("restore point " + point.id() + " holds "
                    + point.parts().size() + " disks; name one of its parts; nothing was created");
        }
        RestorePoint.Part part = point.parts().get(0);
        return new NewDisks.Source(
                NewDisks.Source.Kind.BACKUP,
                part.id().value(),
                RestorePointReader.sizeOf(part),
                point.source().zone(),
                part.disk());
    }

    /** Checks that a restore point is complete, and that no other work uses it. */
    static void checkRestorable(Checks checks, Found<RestorePoint> point) {
        checks.check(
                Kind.SOURCE_STATUS,
                () -> requireRestorable(point.get()),
                () -> "restore point " + point.get().id() + " is " + point.get().statusText());
    }

    /** What was found of a restore point, for a preflight. */
    static String described(RestorePoint point) {
        return "restore point " + point.id() + " of " + point.resource() + ", of " + point.createdAt();
    }

    public static void requireRestorable(RestorePoint point) {
        if (point.status() == RestorePoint.Status.RESTORING) {
            throw new Busy(
                    "restore point " + point.id() + " is being restored from; try again later; nothing was changed");
        }
        if (!point.available()) {
            throw new Conflict("restore point " + point.id() + " is " + point.statusText()
                    + ", not available; nothing was changed");
        }
    }
}
