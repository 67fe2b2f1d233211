package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.RunWatch.Begun;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListLook;
import io.github.backup4j.huawei.internal.work.Looks;
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
 * The restore points of runs that another process began and that have ended. Each is asked for by itself, as it alone says what it
 * skipped; what they have made is one list for all of them.
 */
final class MadeByRuns implements ListLook<Begun, List<JsonNode>> {
    /** How much older than the oldest run that is known others may be that are asked for next. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final Looks<Begun, List<JsonNode>> looks;
    private final PointCalls points;

    MadeByRuns(Context context, PointCalls points) {
        looks = context.looks("made by runs");
        this.points = points;
    }

    /** Keeps in mind a run that will be asked for. */
    void expect(String run) {
        looks.note(run, null);
    }

    void forget(String run) {
        looks.forget(run);
    }

    /** All that a run has made; null: the list does not show it. */
    @Nullable
    List<JsonNode> of(String run, Begun begun) {
        looks.note(run, begun);
        List<JsonNode> made = new ArrayList<>();
        // What is shown is read from the look, and nothing is asked for here otherwise.
        Step<List<JsonNode>> unused = looks.look(
                run,
                this,
                shown -> {
                    made.addAll(shown);
                    return Step.going("");
                },
                () -> Step.going(""));
        return begun.isAnsweredBy(made) && !RunWatch.isUnderWay(made) ? List.copyOf(made) : null;
    }

    /** Of runs that are not known yet all is kept that comes with the others. */
    @Override
    public Map<String, List<JsonNode>> look(Map<String, Looks.Asked<Begun, List<JsonNode>>> things) {
        Instant oldest = null;
        for (Looks.Asked<Begun, List<JsonNode>> thing : things.values()) {
            Begun begun = thing.begun();
            if (begun != null && (oldest == null || begun.createdAt().isBefore(oldest))) {
                oldest = begun.createdAt();
            }
        }
        if (oldest == null) {
            return Map.of();
        }
        ListBackupsRequest request = new ListBackupsRequest()
                .withSort("created_at:desc")
                .withShowReplication(true)
                .withStartTime(
                        oldest.minus(MARGIN).truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, List<JsonNode>> made = new HashMap<>();
        Iterator<JsonNode> backups = points.listInLargePages(request)
                .limit((long) PointCalls.LARGE_PAGE * Math.max(1, things.size() / Looks.FEWEST))
                .iterator();
        while (backups.hasNext()) {
            JsonNode backup = backups.next();
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            if (things.containsKey(run)) {
                made.computeIfAbsent(run, unused -> new ArrayList<>()).add(backup);
            }
        }
        return made;
    }

    /** A list may lag, and then shows more the next time. */
    @Override
    public boolean isEnd(List<JsonNode> sight) {
        return false;
    }
}
