package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The restores and copies of restore points in CBR's operation log. */
public final class RestoreLogs {
    /**
     * How long CBR is relied on to keep its log, which it does not document: that the log does not show an older restore says nothing of
     * whether there was one.
     */
    static final Duration KEPT = Duration.ofDays(7);

    private static final int MOST = 20;

    private static final Set<OperationRecord.Status> FAILED =
            Set.of(OperationRecord.Status.FAILED, OperationRecord.Status.TIMED_OUT, OperationRecord.Status.SKIPPED);

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
        return look(restore).id();
    }

    /**
     * What the log says of the restore that work has started.
     *
     * @param id the entry of the restore; "": there is none
     * @param whole whether all entries were read, as far as the service says how many there are
     */
    record Look(String id, boolean whole) {}

    /**
     * Looks for the restore that work has started: an entry that was not there before. Of several, one that has not failed: the others
     * may be of somebody else, and whoever believes that the restore has failed would overwrite again.
     */
    Look look(RestoreState restore) {
        Listed listed = entries(restore.point(), restore.over().id());
        String found = "";
        boolean failed = true;
        for (JsonNode log : listed.oldestFirst()) {
            String id = JsonFields.id(log, "id", "a restore");
            if (RestoreMark.shortOf(id).equals(restore.before())) {
                found = "";
                failed = true;
            } else if (failed || !hasFailed(log)) {
                found = id;
                failed = hasFailed(log);
            }
        }
        return new Look(found, listed.whole());
    }

    /** Whether a restore has ended without its result. */
    static boolean hasFailed(JsonNode log) {
        return FAILED.contains(OperationLogReader.read(log).status());
    }

    /** The log of the newest restore of a point to a resource, or null. */
    @Nullable
    String newest(String point, String resource) {
        List<JsonNode> oldestFirst = entries(point, resource).oldestFirst();
        return oldestFirst.isEmpty() ? null : JsonFields.id(oldestFirst.get(oldestFirst.size() - 1), "id", "a restore");
    }

    /**
     * The entries of restores of a point to a resource.
     *
     * @param oldestFirst the entries
     * @param whole whether all entries of the resource were read, as far as the service says how many there are
     */
    private record Listed(List<JsonNode> oldestFirst, boolean whole) {}

    private Listed entries(String point, String resource) {
        ListOpLogsRequest request = new ListOpLogsRequest()
                .withOperationType(ListOpLogsRequest.OperationTypeEnum.RESTORE)
                .withResourceId(resource);
        LogCalls.First first = logs.firstOf(request, MOST, "the log of restores");
        List<JsonNode> read = first.entries();
        List<JsonNode> found = oldestFirst(read, point);
        if (found.isEmpty() && !first.all() && read.size() >= MOST) {
            read = logs.largePages(request).toList();
            found = oldestFirst(read, point);
        }
        return new Listed(found, first.count() <= read.size());
    }

    private static List<JsonNode> oldestFirst(List<JsonNode> logs, String point) {
        return logs.stream()
                .filter(log -> pointOf(log).equals(point))
                .sorted(Comparator.comparing(RestoreLogs::startOf))
                .toList();
    }

    private static Instant startOf(JsonNode log) {
        Instant started = JsonFields.instantIfSaid(log, "started_at", "a restore");
        return started == null ? JsonFields.requiredInstant(log, "created_at", "a restore") : started;
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
