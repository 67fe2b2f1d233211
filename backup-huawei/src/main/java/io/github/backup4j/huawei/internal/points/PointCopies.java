package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.BackupReplicateReq;
import com.huaweicloud.sdk.cbr.v1.model.BackupReplicateReqBody;
import com.huaweicloud.sdk.cbr.v1.model.CopyBackupRequest;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.OperationDriver;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Copies of restore points in other regions: starts them, and waits for the record of the copy that the restore point keeps. A copy
 * carries no mark that is seen here: there is one in a region at most, so that it is known by its place.
 */
public final class PointCopies implements Work<RestorePoint> {
    private static final TokenFields FIELDS = TokenFields.none().with(TokenFields.ID, "point", "region", "record");

    private final Context context;
    private final CreateAttempts attempts;
    private final PointCalls points;
    private final RestoreLogs logs;

    public PointCopies(Context context, CreateAttempts attempts, PointCalls points, RestoreLogs logs) {
        this.context = context;
        this.attempts = attempts;
        this.points = points;
        this.logs = logs;
    }

    // ---- how it starts

    /** Starts a copy, unless a repeated request finds it there. */
    OperationDriver<RestorePoint> start(
            RestorePointId id, Site site, VaultId vault, String name, Request request) {
        RestorePoint point = points.own(id);
        if (request.repeated() && copiedTo(point, site, vault).isPresent()) {
            requireSameName(point, site, name, request);
            return context.operation(this, token(id, site, ""));
        }
        requireCopyable(point, site);
        BackupReplicateReqBody body = new BackupReplicateReqBody()
                .withName(name)
                .withDestinationRegion(site.region())
                .withDestinationProjectId(site.project())
                .withDestinationVaultId(vault.value());
        Supplier<Optional<String>> look =
                () -> copiedTo(points.get(id), site, vault).map(copy -> "");
        String record;
        try {
            record = attempts.create(request.key(), look, () -> copyNow(id, body));
        } catch (Conflict | Busy refused) {
            record = IdempotentCreate.madeDespite(refused, look);
        }
        return context.operation(this, token(id, site, record));
    }

    /** A copy carries no mark that is seen here: it is known by its place, and by the name that the log tells. */
    private void requireSameName(RestorePoint point, Site site, String name, Request request) {
        logs.nameOfCopy(point, site).filter(known -> !known.equals(name)).ifPresent(known -> {
            throw new Conflict(
                    "request key \"" + request.key().value() + "\" was used with other parameters: restore point "
                            + point.id() + " was copied to " + site + " as \"" + known + "\", not as \"" + name
                            + "\"; nothing was copied");
        });
    }

    private String copyNow(RestorePointId id, BackupReplicateReqBody body) {
        CopyBackupRequest request =
                new CopyBackupRequest().withBackupId(id.value()).withBody(new BackupReplicateReq().withReplicate(body));
        ObjectNode answer = context.client().call(CallMode.KEYED, Service.CBR, CbrMeta.copyBackup, request);
        return JsonFields.idOrEmpty(answer.path("replication"), "replication_record_id");
    }

    /** There is one copy in a region at most, so that it is known by its place. */
    private static Optional<RestorePoint.Copy> copiedTo(RestorePoint point, Site site, VaultId vault) {
        return point.copies().stream()
                .filter(copy -> copy.site().equals(site) && copy.status() != CopyStatus.FAILED)
                .filter(copy -> copy.vault() == null || vault.equals(copy.vault()))
                .findFirst();
    }

    private static void requireCopyable(RestorePoint point, Site site) {
        if (!(point.resource() instanceof Resource.Server)) {
            throw new Invalid("restore point " + point.id() + " is of a disk; only servers are copied");
        }
        if (point.origin() == Origin.COPIED) {
            throw new Conflict("restore point " + point.id() + " is a copy itself; copy the original");
        }
        PointCalls.requireRestorable(point);
        boolean there = point.copies().stream()
                .anyMatch(copy -> copy.site().region().equals(site.region()) && copy.status() != CopyStatus.FAILED);
        if (there) {
            throw new Conflict("restore point " + point.id() + " has a copy in " + site.region() + " already");
        }
    }

    // ---- how it goes on

    static Token token(RestorePointId point, Site destination, String record) {
        return Token.of("copy")
                .with("point", point.value())
                .with("region", destination.region())
                .with("record", record);
    }

    @Override
    public String words() {
        return "copying";
    }

    @Override
    public String kind() {
        return "copy";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public Class<RestorePoint> resultType() {
        return RestorePoint.class;
    }

    @Override
    public Step<RestorePoint> look(Token token) {
        JsonNode backup = points.show(token.get("point"));
        JsonNode record = MissingNode.getInstance();
        for (JsonNode each : backup.path("replication_records")) {
            boolean meant = token.find("record").isEmpty()
                    ? JsonFields.text(each, "destination_region").equals(token.get("region"))
                    : JsonFields.text(each, "id").equals(token.get("record"));
            record = meant ? each : record;
        }
        String status = JsonFields.text(record, "status");
        JsonNode extra = record.path("extra_info");
        return switch (RestorePointReader.copyStatus(status)) {
            case AVAILABLE -> new Step.Done<>(points.read(backup, false));
            case FAILED -> new Step.Failed<>(failure(token, status, extra));
            case COPYING, UNKNOWN ->
                Step.going(
                        OperationLogReader.percent(extra), "the copy is " + (status.isEmpty() ? "about to begin" : status));
        };
    }

    private static OperationFailed failure(Token token, String status, JsonNode extra) {
        String code = JsonFields.text(extra, "fail_code");
        String reason = JsonFields.text(extra, "fail_reason");
        return new OperationFailed(
                "the copy of restore point " + token.get("point") + " to " + token.get("region") + " ended as " + status
                        + (reason.isEmpty() ? "" : ": " + reason)
                        + "; the restore point that was copied is as it was",
                code.isEmpty() ? Detail.NONE : Detail.code(code),
                null);
    }
}
