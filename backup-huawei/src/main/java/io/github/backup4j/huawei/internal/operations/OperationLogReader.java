package io.github.backup4j.huawei.internal.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.OperationRecord.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CBR's operation log. */
public final class OperationLogReader {
    private OperationLogReader() {}

    /** The entry that a response describes. */
    public static OperationRecord read(JsonNode log) {
        return read(log, JsonFields.idOrNull(log, "vault_id", "an operation log"));
    }

    /**
     * The entry that a response describes, in a vault that the response may not name.
     *
     * @param vaultId its vault; null: it has none
     */
    static OperationRecord read(JsonNode log, @Nullable String vaultId) {
        JsonNode extra = log.path("extra_info");
        JsonNode resource = resource(extra);
        String resourceId = JsonFields.idOrNull(resource, "id", "the resource of an operation log");
        String pointId = pointId(log);
        Instant started = JsonFields.instant(log, "started_at");
        return new OperationRecord(
                JsonFields.id(log, "id", "an operation log"),
                Reported.of(kind(JsonFields.text(log, "operation_type")), JsonFields.text(log, "operation_type")),
                Reported.of(status(JsonFields.text(log, "status")), JsonFields.text(log, "status")),
                percent(extra.path("common")),
                resourceId == null ? null : CbrTypes.resource(JsonFields.text(resource, "type"), resourceId),
                vaultId == null ? null : new VaultId(vaultId),
                pointId == null ? null : new RestorePointId(pointId),
                started == null ? JsonFields.instant(log, "created_at") : started,
                JsonFields.instant(log, "ended_at"),
                JsonFields.textOrNull(log.path("error_info"), "code"),
                JsonFields.textOrNull(log.path("error_info"), "message"));
    }

    private static JsonNode resource(JsonNode extra) {
        JsonNode resource = extra.path("resource");
        return JsonFields.text(resource, "id").isEmpty()
                ? extra.path("remove_resources").path("resources").path(0)
                : resource;
    }

    /** The restore point that an entry is about; null where there is none. */
    static @Nullable String pointId(JsonNode log) {
        JsonNode extra = log.path("extra_info");
        for (String part : List.of("backup", "restore", "delete")) {
            String id = JsonFields.idOrNull(extra.path(part), "backup_id", "an operation log");
            if (id != null) {
                return id;
            }
        }
        return JsonFields.idOrNull(extra.path("replication"), "source_backup_id", "an operation log");
    }

    /** How much is done, 0 to 100; null if the service does not report it. */
    public static @Nullable Integer percent(JsonNode of) {
        Integer percent = JsonFields.integerOrNull(of, "progress");
        return percent == null || percent < 0 || percent > 100 ? null : percent;
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "backup" -> Kind.BACKUP;
            case "restore" -> Kind.RESTORE;
            case "replication", "copy" -> Kind.COPY;
            case "delete" -> Kind.DELETE;
            case "remove_resource" -> Kind.REMOVE_MEMBER;
            default -> Kind.UNRECOGNIZED;
        };
    }

    static Status status(String status) {
        return switch (status) {
            case "waiting" -> Status.WAITING;
            case "running" -> Status.RUNNING;
            case "success" -> Status.SUCCEEDED;
            case "failed" -> Status.FAILED;
            case "skipped" -> Status.SKIPPED;
            case "timeout" -> Status.TIMED_OUT;
            default -> Status.UNRECOGNIZED;
        };
    }
}
