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
 * Copies of restore points in other regions: starts them, and waits for the record of the copy that the restore point
 * keeps. No mark of a copy is visible here: there is at most one in a region, so its region identifies it.
 */
public final class PointCopies implements Work<RestorePoint> {
    private static final TokenFields FIELDS = TokenFields.none().with(TokenFields.ID, "point", "region", "record");

    private final Context context;
    private final CreateAttempts attempts;
    private final PointCalls points;
    private final RestoreLogs logs;
    private final CopyWatch watch;

    public PointCopies(Context context, CreateAttempts attempts, PointCalls points, RestoreLogs logs, CopyWatch watch) {
        this.context = context;
        this.attempts = attempts;
        this.points = points;
        this.logs = logs;
        this.watch = watch;
    }

    // ---- starting

    /** Starts a copy, unless the request is repeated and the copy exists already. */
    OperationDriver<RestorePoint> start(RestorePointId id, Site site, VaultId vault, String name, Request request) {
        RestorePoint point = points.own(id);
        if (request.keyChosen() && copiedTo(point, site, vault).isPresent()) {
            requireSameName(point, site, name, request);
            return operation(point, site, "");
        }
        requireCopyable(point, site);
        BackupReplicateReqBody body = new BackupReplicateReqBody()
                .withName(name)
                .withDestinationRegion(site.region())
                .withDestinationProjectId(site.project())
                .withDestinationVaultId(vault.value());
        Supplier<Optional<String>> search =
                () -> copiedTo(points.get(id), site, vault).map(copy -> "");
        String record;
        try {
            record = attempts.create(request.key(), search, () -> copyNow(id, body));
        } catch (Conflict | Busy refused) {
            record = IdempotentCreate.madeDespite(refused, search);
        }
        return operation(point, site, record);
    }

    private OperationDriver<RestorePoint> operation(RestorePoint point, Site site, String record) {
        State state = new State(point.id().value(), site.region(), record);
        watch.expect(state, point.createdAt());
        return context.operation(this, state.token());
    }

    /** Checks the name of a copy by the log: no mark of a copy is visible here, so its region and this name identify it. */
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

    /** The copy at a site: there is at most one in a region. */
    private static Optional<RestorePoint.Copy> copiedTo(RestorePoint point, Site site, VaultId vault) {
        return point.copies().stream()
                .filter(copy -> copy.site().equals(site) && copy.status() != CopyStatus.FAILED)
                .filter(copy -> copy.vault() == null || vault.equals(copy.vault()))
                .findFirst();
    }

    private static void requireCopyable(RestorePoint point, Site site) {
        if (!(point.resource() instanceof Resource.Server)) {
            throw new Invalid(
                    "restore point " + point.id() + " is of a disk; only servers are copied; nothing was copied");
        }
        if (!point.parts().isEmpty() && point.parts().stream().noneMatch(RestorePoint.Part::bootable)) {
            throw new Invalid(
                    "restore point " + point.id() + " holds no disk that a server could start from; only servers"
                            + " with their system disks are copied; nothing was copied");
        }
        if (point.origin() == Origin.COPIED) {
            throw new Conflict(
                    "restore point " + point.id() + " is a copy itself; copy the original; nothing was copied");
        }
        PointCalls.requireRestorable(point);
        boolean there = point.copies().stream()
                .anyMatch(copy -> copy.site().region().equals(site.region()) && copy.status() != CopyStatus.FAILED);
        if (there) {
            throw new Conflict(
                    "restore point " + point.id() + " has a copy in " + site.region() + " already; nothing was copied");
        }
    }

    // ---- polling

    /**
     * A copy, as recorded in its token.
     *
     * @param point the restore point that is copied
     * @param region the region that it is copied to
     * @param record the id of its record; "": not known
     */
    record State(String point, String region, String record) {
        static State of(Token token) {
            return new State(token.get("point"), token.get("region"), token.find("record"));
        }

        Token token() {
            return Token.of("copy").with("point", point).with("region", region).with("record", record);
        }

        /** Whether a record is the one of this copy. */
        boolean isMeant(JsonNode record) {
            return this.record.isEmpty()
                    ? JsonFields.text(record, "destination_region").equals(region)
                    : JsonFields.text(record, "id").equals(this.record);
        }
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
    public void expect(Token token) {
        watch.expect(State.of(token), null);
    }

    @Override
    public Step<RestorePoint> poll(Token token) {
        State state = State.of(token);
        return watch.poll(state, PointCopies::goingOn, () -> pollAlone(state));
    }

    private Step<RestorePoint> pollAlone(State state) {
        JsonNode backup = points.show(state.point());
        JsonNode record = MissingNode.getInstance();
        for (JsonNode each : backup.path("replication_records")) {
            record = state.isMeant(each) ? each : record;
        }
        Step<RestorePoint> step = switch (RestorePointReader.copyStatus(JsonFields.text(record, "status"))) {
            case AVAILABLE -> new Step.Done<>(points.read(backup, false));
            case FAILED -> new Step.Failed<>(failure(state, record));
            case COPYING, UNRECOGNIZED -> goingOn(record);
        };
        if (!(step instanceof Step.Going<?>)) {
            watch.forget(state);
        }
        return step;
    }

    private static Step<RestorePoint> goingOn(JsonNode record) {
        String status = JsonFields.text(record, "status");
        return Step.going(
                OperationLogReader.percent(record.path("extra_info")),
                "the copy is " + (status.isEmpty() ? "not started yet" : status));
    }

    private static OperationFailed failure(State state, JsonNode record) {
        JsonNode extra = record.path("extra_info");
        String code = JsonFields.text(extra, "fail_code");
        String reason = JsonFields.text(extra, "fail_reason");
        return new OperationFailed(
                "the copy of restore point " + state.point() + " to " + state.region() + " ended as "
                        + JsonFields.text(record, "status")
                        + (reason.isEmpty() ? "" : ": " + reason)
                        + "; the original is unchanged",
                code.isEmpty() ? Detail.NONE : Detail.code(code),
                null);
    }
}
