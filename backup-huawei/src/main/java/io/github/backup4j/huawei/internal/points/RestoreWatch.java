package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls all restores in place together, by CBR's operation log: one request for all that were started since the oldest of
 * them. A restore is identified by its log or, if the service has not returned that, as a restore of its point to its
 * resource that was not there before.
 */
public final class RestoreWatch implements ListRead<Instant, JsonNode> {
    /** The number of entries that the service returns at once. */
    private static final int PAGE = 1000;

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

    /** The log that shows the restores, which of them it has not shown yet, and those that it names by point and resource alone. */
    private static final class Listed {
        final ListOpLogsRequest request =
                new ListOpLogsRequest().withOperationType(ListOpLogsRequest.OperationTypeEnum.RESTORE);
        final Set<String> open;
        final Map<String, List<String>> bySource = new HashMap<>();

        /** The newest entries so far of those that the log names by point and resource alone. */
        final Map<String, JsonNode> newest = new HashMap<>();

        Listed(Map<String, ListReads.Asked<Instant, JsonNode>> things) {
            open = new HashSet<>(things.keySet());
            for (String id : things.keySet()) {
                int before = id.lastIndexOf(' ');
                if (before >= 0) {
                    bySource.computeIfAbsent(id.substring(0, before), unused -> new ArrayList<>())
                            .add(id);
                }
            }
            Instant oldest = oldest(things.values());
            if (oldest != null) {
                request.withStartTime(
                        oldest.minus(SKEW).truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
    }

    /** Reads the log until it has shown all of them, or has more pages than a read of each would take. */
    @Override
    public void read(Look<Instant, JsonNode> look) {
        Map<String, ListReads.Asked<Instant, JsonNode>> things = look.things();
        Listed listed = look.part(Listed.class, () -> new Listed(things));
        Pages.Place<JsonNode> place = look.place("log");
        int most = PAGE * Math.max(1, things.size() / ListReads.FEWEST);
        Iterator<JsonNode> entries = logs.largePages(listed.request, place).iterator();
        while (!listed.open.isEmpty() && place.given() < most && entries.hasNext()) {
            JsonNode log = entries.next();
            String id = JsonFields.id(log, "id", "a restore");
            if (listed.open.remove(id)) {
                saw(look, id, log);
            }
            String source = id(
                    RestoreLogs.pointOf(log),
                    JsonFields.text(log.path("extra_info").path("resource"), "id"));
            for (String asked : listed.bySource.getOrDefault(source, List.of())) {
                if (!RestoreMark.shortOf(id).equals(asked.substring(source.length() + 1))) {
                    listed.newest.merge(asked, log, RestoreWatch::newer);
                }
            }
        }
        // Only the whole list tells which entry is the newest.
        listed.newest.forEach((asked, log) -> saw(look, asked, log));
    }

    private static JsonNode newer(JsonNode one, JsonNode other) {
        return startOf(other).isAfter(startOf(one)) ? other : one;
    }

    /** Notes what the log shows of a restore; the next look begins with its time. */
    private static void saw(Look<Instant, JsonNode> look, String id, JsonNode log) {
        look.saw(id, log);
        ListReads.Asked<Instant, JsonNode> thing = look.things().get(id);
        if (thing != null && thing.known() == null) {
            thing.learn(JsonFields.instant(log, "created_at"));
        }
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
