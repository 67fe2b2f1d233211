package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls all copies of restore points together, by their records in a list of restore points: one request for up to a
 * thousand points. A list that shows a copy in progress is trusted; how a copy ended is read from its restore point.
 */
public final class CopyWatch implements ListRead<Instant, JsonNode> {
    /** How long before the oldest restore point the list begins: lists compare whole seconds. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final ListReads<Instant, JsonNode> reads;
    private final PointCalls points;

    public CopyWatch(Context context, PointCalls points) {
        reads = context.listReads("copies");
        this.points = points;
    }

    /**
     * Registers a copy that will be polled.
     *
     * @param created when its restore point was created; null: not known
     */
    void expect(PointCopies.State copy, @Nullable Instant created) {
        reads.note(id(copy), created);
    }

    void forget(PointCopies.State copy) {
        reads.forget(id(copy));
    }

    private static String id(PointCopies.State copy) {
        String which = copy.record().isEmpty() ? copy.region() : copy.record();
        return id(copy.point(), which);
    }

    private static String id(String point, String which) {
        return point + " " + which;
    }

    /**
     * Returns the next step for a copy, from the last poll of the lists or from a new one.
     *
     * @param goingOn returns the next step from its record, if it is in progress
     * @param alone polls the copy by itself
     */
    <T> Step<T> poll(PointCopies.State copy, Function<JsonNode, Step<T>> goingOn, Supplier<Step<T>> alone) {
        return reads.poll(id(copy), this, record -> isEnd(record) ? alone.get() : goingOn.apply(record), alone);
    }

    /** The list that shows the copies, and those that it has not shown yet. */
    private static final class Listed {
        final ListBackupsRequest request = new ListBackupsRequest()
                .withSort("created_at:desc")
                .withResourceType(ListBackupsRequest.ResourceTypeEnum.OS_NOVA_SERVER)
                .withShowReplication(true);
        final Set<String> open;

        Listed(Map<String, ListReads.Asked<Instant, JsonNode>> things) {
            open = new HashSet<>(things.keySet());
            Instant oldest = oldest(things.values());
            if (oldest != null) {
                request.withStartTime(
                        oldest.minus(MARGIN).truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
    }

    @Override
    public void read(Look<Instant, JsonNode> look) {
        Map<String, ListReads.Asked<Instant, JsonNode>> things = look.things();
        Listed listed = look.part(Listed.class, () -> new Listed(things));
        Pages.Place<JsonNode> place = look.place("copies");
        int most = PointCalls.LARGE_PAGE * Math.max(1, things.size() / ListReads.FEWEST);
        Iterator<JsonNode> backups =
                points.listInLargePages(listed.request, place).iterator();
        while (!listed.open.isEmpty() && place.given() < most && backups.hasNext()) {
            JsonNode backup = backups.next();
            String point = JsonFields.text(backup, "id");
            for (JsonNode record : backup.path("replication_records")) {
                for (String which :
                        List.of(JsonFields.text(record, "id"), JsonFields.text(record, "destination_region"))) {
                    String id = id(point, which);
                    ListReads.Asked<Instant, JsonNode> thing = things.get(id);
                    if (thing != null) {
                        listed.open.remove(id);
                        look.saw(id, record);
                        thing.learn(JsonFields.instant(backup, "created_at"));
                    }
                }
            }
        }
    }

    /** When the oldest of the restore points was created; null: not known for all. */
    private static @Nullable Instant oldest(Collection<ListReads.Asked<Instant, JsonNode>> things) {
        Instant oldest = null;
        for (ListReads.Asked<Instant, JsonNode> thing : things) {
            Instant created = thing.known();
            if (created == null) {
                return null;
            }
            oldest = oldest == null || created.isBefore(oldest) ? created : oldest;
        }
        return oldest;
    }

    @Override
    public boolean isEnd(JsonNode record) {
        CopyStatus status = RestorePointReader.copyStatus(JsonFields.text(record, "status"));
        return status == CopyStatus.AVAILABLE || status == CopyStatus.FAILED;
    }
}
