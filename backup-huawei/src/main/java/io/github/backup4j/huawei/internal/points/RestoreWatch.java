package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListLook;
import io.github.backup4j.huawei.internal.work.Looks;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls all restores in place together, by CBR's operation log: one request for all that were begun since the oldest of
 * them. A restore is identified by its log or, if the service has not returned that, as a restore of its point to its
 * resource that was not there before.
 */
public final class RestoreWatch implements ListLook<RestoreWatch.Begun, JsonNode> {
    /** The maximum number of entries that the service returns at once. */
    private static final int MOST = 1000;

    /** How far the clock of the log may differ from the one that says when a restore began. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    private final Looks<Begun, JsonNode> looks;
    private final LogCalls logs;

    public RestoreWatch(Context context, LogCalls logs) {
        looks = context.looks("restores");
        this.logs = logs;
    }

    /**
     * The facts about a restore before a list shows it.
     *
     * @param since when it began; null: another process began it, and no list has shown it yet
     * @param before the restore before it, by {@link RestoreMark#shortOf}
     */
    record Begun(@Nullable Instant since, String before) {}

    /**
     * Registers a restore that will be polled.
     *
     * @param since when it began; null: not known
     */
    void expect(RestoreState restore, @Nullable Instant since) {
        String id = id(restore);
        if (since != null || looks.begun(id) == null) {
            looks.note(id, new Begun(since, restore.before()));
        }
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
    <T> Step<T> look(RestoreState restore, Function<JsonNode, Step<T>> shown, Supplier<Step<T>> alone) {
        String id = id(restore);
        expect(restore, null);
        return looks.look(
                id,
                this,
                log -> {
                    Step<T> step = shown.apply(log);
                    if (isEnd(log)) {
                        looks.forget(id);
                    }
                    return step;
                },
                alone);
    }

    @Override
    public Map<String, JsonNode> look(Map<String, Looks.Asked<Begun, JsonNode>> things) {
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
    private static @Nullable Instant oldest(Collection<Looks.Asked<Begun, JsonNode>> things) {
        Instant oldest = null;
        for (Looks.Asked<Begun, JsonNode> thing : things) {
            Instant since = begun(thing).since();
            if (since == null) {
                return null;
            }
            oldest = oldest == null || since.isBefore(oldest) ? since : oldest;
        }
        return oldest;
    }

    private static Begun begun(Looks.Asked<Begun, JsonNode> thing) {
        return Objects.requireNonNull(thing.begun(), "not expected");
    }

    /** Keeps an entry of a restore, if it is the newest; the next poll uses its time. */
    private static void keep(
            Map<String, Looks.Asked<Begun, JsonNode>> things, Map<String, JsonNode> seen, String id, JsonNode log) {
        Looks.Asked<Begun, JsonNode> thing = things.get(id);
        if (thing == null) {
            return;
        }
        JsonNode other = seen.get(id);
        if (other == null || startOf(log).isAfter(startOf(other))) {
            seen.put(id, log);
        }
        Begun begun = begun(thing);
        Instant created = JsonFields.instant(log, "created_at");
        if (begun.since() == null && created != null) {
            thing.learn(new Begun(created, begun.before()));
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
