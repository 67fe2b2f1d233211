package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The restores and copies of restore points in CBR's operation log. */
public final class RestoreLogs {
    private static final int MOST = 20;

    private final LogCalls logs;

    public RestoreLogs(LogCalls logs) {
        this.logs = logs;
    }

    /** The current entry of a restore, as the service returns it. */
    JsonNode show(String id) {
        return logs.show(id);
    }

    /** The log of a restore: the known one, else one that was not there before the restore; "": none yet. */
    String of(RestoreState restore) {
        return restore.log().isEmpty() ? findNew(restore) : restore.log();
    }

    /** The log of the restore that work has started: one that was not there before; "": none yet. */
    String findNew(RestoreState restore) {
        String newest = newest(restore.point(), restore.over().id());
        return newest == null || RestoreMark.shortOf(newest).equals(restore.before()) ? "" : newest;
    }

    /** The log of the newest restore of a point to a resource, or null. */
    @Nullable
    String newest(String point, String resource) {
        ListOpLogsRequest request = new ListOpLogsRequest()
                .withOperationType(ListOpLogsRequest.OperationTypeEnum.RESTORE)
                .withResourceId(resource);
        String newest = null;
        Instant newestStart = Instant.MIN;
        for (JsonNode log : logs.first(request, MOST, "the log of restores")) {
            Instant started = JsonFields.instantIfSaid(log, "started_at", "a restore");
            started = started == null ? JsonFields.requiredInstant(log, "created_at", "a restore") : started;
            if (pointOf(log).equals(point) && !started.isBefore(newestStart)) {
                newest = JsonFields.id(log, "id", "a restore");
                newestStart = started;
            }
        }
        return newest;
    }

    /** The restore point that an entry of a restore is about; "": it does not name one. */
    static String pointOf(JsonNode log) {
        JsonNode extra = log.path("extra_info");
        String backup = JsonFields.text(extra.path("restore"), "backup_id");
        return backup.isEmpty() ? JsonFields.text(extra.path("backup"), "backup_id") : backup;
    }

    /**
     * The name of the newest copy of a restore point in a region, from the log of copies; empty: the log does not have
     * it, or no longer.
     */
    Optional<String> nameOfCopy(RestorePoint point, Site site) {
        ListOpLogsRequest request = new ListOpLogsRequest()
                .withOperationType(ListOpLogsRequest.OperationTypeEnum.REPLICATION)
                .withResourceId(point.resource().id());
        return logs.first(request, MOST, "the log of copies").stream()
                .filter(log -> {
                    JsonNode copied = log.path("extra_info").path("replication");
                    return JsonFields.text(copied, "source_backup_id")
                                    .equals(point.id().value())
                            && JsonFields.text(copied, "destination_region").equals(site.region());
                })
                .max(Comparator.comparing(
                        log -> JsonFields.instant(log, "created_at"), Comparator.nullsFirst(Comparator.naturalOrder())))
                .map(log -> JsonFields.text(log.path("extra_info").path("replication"), "destination_backup_name"))
                .filter(name -> !name.isEmpty());
    }
}
