package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;

/** The copying of a restore point to another region, which the restore point keeps a record of. */
public final class CopyWork implements Work<RestorePoint> {
    private static final TokenFields FIELDS = TokenFields.none().with(TokenFields.ID, "point", "region", "record");

    private final PointCalls points;

    public CopyWork(PointCalls points) {
        this.points = points;
    }

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
