package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.points.RunWatch.StartedRun;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of runs that another process started and that have ended. Each run is requested by itself, because
 * it alone reports what it skipped; one list has the restore points of all of them.
 */
final class MadeByRuns implements ListRead<StartedRun, List<JsonNode>> {
    /** How much older than the oldest known run the runs that are polled next may be. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final ListReads<StartedRun, List<JsonNode>> reads;
    private final PointCalls points;

    MadeByRuns(Context context, PointCalls points) {
        reads = context.listReads("made by runs");
        this.points = points;
    }

    /** Registers a run that will be polled. */
    void expect(String run) {
        reads.note(run, null);
    }

    void forget(String run) {
        reads.forget(run);
    }

    /** All restore points of a run; null: the list does not show all of them. */
    @Nullable
    List<JsonNode> of(String run, StartedRun started) {
        reads.note(run, started);
        List<JsonNode> made = new ArrayList<>();
        // The restore points come from the shared list; no other request is sent here.
        Step<List<JsonNode>> unused = reads.poll(
                run,
                this,
                shown -> {
                    made.addAll(shown);
                    return Step.going("");
                },
                () -> Step.going(""));
        return started.isAnsweredBy(made) && !RunWatch.isUnderWay(made) ? List.copyOf(made) : null;
    }

    /** The list of restore points, and those of the runs that it has shown so far. */
    private record Listed(ListBackupsRequest request, Map<String, List<JsonNode>> made) {
        static Listed since(Instant oldest) {
            return new Listed(
                    new ListBackupsRequest()
                            .withSort("created_at:desc")
                            .withShowReplication(true)
                            .withStartTime(oldest.minus(MARGIN)
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString()),
                    new HashMap<>());
        }
    }

    /** Runs that are not known yet do not extend the list; their restore points in it are kept. */
    @Override
    public void read(Look<StartedRun, List<JsonNode>> look) {
        Map<String, ListReads.Asked<StartedRun, List<JsonNode>>> things = look.things();
        Instant oldest = null;
        for (ListReads.Asked<StartedRun, List<JsonNode>> thing : things.values()) {
            StartedRun started = thing.known();
            if (started != null && (oldest == null || started.createdAt().isBefore(oldest))) {
                oldest = started.createdAt();
            }
        }
        if (oldest == null) {
            return;
        }
        Instant since = oldest;
        Listed listed = look.part(Listed.class, () -> Listed.since(since));
        Pages.Place<JsonNode> place = look.place("made");
        int most = PointCalls.LARGE_PAGE * Math.max(1, things.size() / ListReads.FEWEST);
        Iterator<JsonNode> backups =
                points.listInLargePages(listed.request(), place).iterator();
        while (place.given() < most && backups.hasNext()) {
            JsonNode backup = backups.next();
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            if (things.containsKey(run)) {
                listed.made().computeIfAbsent(run, unused -> new ArrayList<>()).add(backup);
            }
        }
        listed.made().forEach(look::saw);
    }

    /** A list may lag, and then shows more the next time. */
    @Override
    public boolean isEnd(List<JsonNode> sight) {
        return false;
    }
}
