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
import java.util.HashSet;
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
     * @param failed whether that entry has failed; another one, of the work itself, may be missing from the log
     * @param whole whether all entries were read, as far as the service says how many there are
     * @param read the entries that were not there before, by {@link RestoreMark#shortOf}
     */
    record Look(String id, boolean failed, boolean whole, Set<String> read) {
        /**
         * Whether the log shows an entry.
         *
         * @param entry by {@link RestoreMark#shortOf}; "": whichever
         */
        boolean shows(String entry) {
            return entry.isEmpty() ? !read.isEmpty() : read.contains(entry);
        }
    }

    /**
     * Looks for the restore that work has started: an entry that was not there before. Of several, one that has not failed: the others
     * may be of somebody else, and whoever believes that the restore has failed would overwrite again.
     */
    Look look(RestoreState restore) {
        Listed listed = first(restore.over().id());
        Look look = look(listed, restore);
        boolean certain = !look.id().isEmpty() && !look.failed();
        boolean reachesBack = listed.of(restore.point()).stream().anyMatch(log -> isBefore(log, restore));
        return certain || reachesBack || !listed.more()
                ? look
                : look(all(listed, restore.over().id()), restore);
    }

    private static Look look(Listed listed, RestoreState restore) {
        String found = "";
        boolean failed = false;
        Set<String> read = new HashSet<>();
        for (JsonNode log : listed.of(restore.point())) {
            if (isBefore(log, restore)) {
                found = "";
                read.clear();
                continue;
            }
            read.add(shortOf(log));
            if (found.isEmpty() || failed || !hasFailed(log)) {
                found = JsonFields.id(log, "id", "a restore");
                failed = hasFailed(log);
            }
        }
        return new Look(found, !found.isEmpty() && failed, listed.whole(), read);
    }

    /** Whether an entry is the newest one that was there before the work began. */
    private static boolean isBefore(JsonNode log, RestoreState restore) {
        return shortOf(log).equals(restore.before());
    }

    private static String shortOf(JsonNode log) {
        return RestoreMark.shortOf(JsonFields.id(log, "id", "a restore"));
    }

    /** Whether a restore has ended without its result. */
    static boolean hasFailed(JsonNode log) {
        return FAILED.contains(OperationLogReader.read(log).status());
    }

    /** The log of the newest restore of a point to a resource, or null. */
    @Nullable
    String newest(String point, String resource) {
        Listed listed = first(resource);
        List<JsonNode> found = listed.of(point);
        if (found.isEmpty() && listed.more()) {
            found = all(listed, resource).of(point);
        }
        return found.isEmpty() ? null : JsonFields.id(found.get(found.size() - 1), "id", "a restore");
    }

    /**
     * Entries of restores to a resource.
     *
     * @param read the entries
     * @param more whether there are more, on further pages
     * @param count how many there are in all; -1: the service does not say
     */
    private record Listed(List<JsonNode> read, boolean more, int count) {
        boolean whole() {
            return count <= read.size();
        }

        /** The entries of a restore point, the oldest first. */
        List<JsonNode> of(String point) {
            return read.stream()
                    .filter(log -> pointOf(log).equals(point))
                    .sorted(Comparator.comparing(RestoreLogs::startOf))
                    .toList();
        }
    }

    /** The newest entries, in one request. */
    private Listed first(String resource) {
        LogCalls.First first = logs.firstOf(restoresTo(resource), MOST, "the log of restores");
        boolean more = !first.all() && first.entries().size() >= MOST;
        return new Listed(first.entries(), more, first.count());
    }

    /** All entries, once the newest ones leave a question open. */
    private Listed all(Listed first, String resource) {
        return new Listed(logs.largePages(restoresTo(resource)).toList(), false, first.count());
    }

    private static ListOpLogsRequest restoresTo(String resource) {
        return new ListOpLogsRequest()
                .withOperationType(ListOpLogsRequest.OperationTypeEnum.RESTORE)
                .withResourceId(resource);
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
