package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls all restores in place together, by CBR's operation log: one request for all that were started since the oldest of
 * them. A restore is identified by its log or, if the service has not returned that, as a restore of its point to its
 * resource that was not there before.
 */
public final class RestoreWatch implements ListRead<Instant, JsonNode> {
    /** The maximum number of entries that the service returns at once. */
    private static final int MOST = 1000;

    /** How far the clock of the log may differ from the one that says when a restore began. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    private final ListReads<Instant, JsonNode> reads;
    private final LogCalls logs;

    public RestoreWatch(Context context, LogCalls logs) {
        reads = context.listReads("restores");
        this.logs = logs;
    }

    /**
     * Registers a restore that will be polled.
     *
     * @param since when it was requested; null: not known, as another process requested it, or known already
     */
    void expect(RestoreState restore, @Nullable Instant since) {
        reads.note(id(restore), since);
    }

    private static String id(RestoreState restore) {
        return restore.log().isEmpty()
                ? id(restore.point(), restore.over().id()) + " " + restore.before()
                : restore.log();
    }

    private static String id(String point, String resource) {
        return point + " " + resource;
    }

    /**
     * Returns the next step for a restore, from the last poll of the lists or from a new one.
     *
     * @param shown returns the next step from its log
     * @param alone polls the restore by itself
     */
    <T> Step<T> poll(RestoreState restore, Function<JsonNode, Step<T>> shown, Supplier<Step<T>> alone) {
        String id = id(restore);
        return reads.poll(
                id,
                this,
                log -> {
                    Step<T> step = shown.apply(log);
                    if (isEnd(log)) {
                        reads.forget(id);
                    }
                    return step;
                },
                alone);
    }

    @Override
    public Map<String, JsonNode> read(Map<String, ListReads.Asked<Instant, JsonNode>> things) {
        ListOpLogsRequest request =
                new ListOpLogsRequest().withOperationType(ListOpLogsRequest.OperationTypeEnum.RESTORE);
        Instant oldest = oldest(things.values());
        if (oldest != null) {
            request.withStartTime(
                    oldest.minus(SKEW).truncatedTo(ChronoUnit.SECONDS).toString());
        }
        Map<String, JsonNode> seen = new HashMap<>();
        for (JsonNode log : logs.first(request, MOST, "the log of restores")) {
            String id = JsonFields.id(log, "id", "a restore");
            keep(things, seen, id, log);
            String point = RestoreLogs.pointOf(log);
            String resource = JsonFields.text(log.path("extra_info").path("resource"), "id");
            String start = id(point, resource) + " ";
            things.forEach((asked, thing) -> {
                if (asked.startsWith(start) && !RestoreMark.shortOf(id).equals(asked.substring(start.length()))) {
                    keep(things, seen, asked, log);
                }
            });
        }
        return seen;
    }

    /** When the oldest of the restores began; null: not known for all. */
    private static @Nullable Instant oldest(Collection<ListReads.Asked<Instant, JsonNode>> things) {
        Instant oldest = null;
        for (ListReads.Asked<Instant, JsonNode> thing : things) {
            Instant since = thing.known();
            if (since == null) {
                return null;
            }
            oldest = oldest == null || since.isBefore(oldest) ? since : oldest;
        }
        return oldest;
    }

    /** Keeps an entry of a restore, if it is the newest; the next poll uses its time. */
    private static void keep(
            Map<String, ListReads.Asked<Instant, JsonNode>> things,
            Map<String, JsonNode> seen,
            String id,
            JsonNode log) {
        ListReads.Asked<Instant, JsonNode> thing = things.get(id);
        if (thing == null) {
            return;
        }
        JsonNode other = seen.get(id);
        if (other == null || startOf(log).isAfter(startOf(other))) {
            seen.put(id, log);
        }
        if (thing.known() == null) {
            thing.learn(JsonFields.instant(log, "created_at"));
        }
    }

    private static Instant startOf(JsonNode log) {
        Instant started = OperationLogReader.read(log).startedAt();
        return started == null ? Instant.MIN : started;
    }

    @Override
    public boolean isEnd(JsonNode log) {
        OperationRecord.Status status = OperationLogReader.read(log).status();
        return status != OperationRecord.Status.WAITING
                && status != OperationRecord.Status.RUNNING
                && status != OperationRecord.Status.UNRECOGNIZED;
    }
}
