package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls together all snapshots that are being taken: one list has all of the project that are. Once some are missing
 * from it, one list of all snapshots shows how they ended, and which others carry their marks.
 */
public final class SnapshotWatch implements ListRead<Void, SnapshotWatch.Sight> {
    private final ListReads<Void, Sight> reads;
    private final SnapshotCalls snapshots;

    public SnapshotWatch(Context context, SnapshotCalls snapshots) {
        reads = context.listReads("snapshots");
        this.snapshots = snapshots;
    }

    /** The state of one snapshot, by the lists. */
    sealed interface Sight {
        /** It is being taken. */
        record Going() implements Sight {}

        /**
         * It is not being taken any more.
         *
         * @param snapshot the snapshot, as listed
         * @param ofDisk all snapshots of its disk
         * @param disk its disk; null: it was not listed
         */
        record Ended(
                JsonNode snapshot,
                List<JsonNode> ofDisk,
                @Nullable JsonNode disk) implements Sight {}
    }

    /** Registers a snapshot that will be polled. */
    void expect(String snapshot) {
        reads.note(snapshot, null);
    }

    /**
     * Returns the next step for a snapshot, from the last poll of the lists or from a new one.
     *
     * @param ended returns the next step if it is not being taken any more
     * @param alone polls the snapshot by itself
     */
    <T> Step<T> poll(String snapshot, Function<Sight.Ended, Step<T>> ended, Supplier<Step<T>> alone) {
        return reads.poll(
                snapshot,
                this,
                sight -> {
                    if (!(sight instanceof Sight.Ended end)) {
                        return Step.going("the snapshot is creating");
                    }
                    Step<T> step = ended.apply(end);
                    reads.forget(snapshot);
                    return step;
                },
                alone);
    }

    /** What polls have read so far of one look. */
    private static final class Reading {
        /** Whether all that are being taken have been read. */
        boolean going;

        /** Those that are not being taken any more, by id. */
        final Map<String, JsonNode> found = new LinkedHashMap<>();

        final Map<String, List<JsonNode>> byDisk = new HashMap<>();
        final Map<String, JsonNode> disks = new HashMap<>();

        /** The disks of those found that have not been listed yet; null: more snapshots may follow. */
        @Nullable
        Deque<List<String>> disksLeft;
    }

    @Override
    public void read(Look<Void, Sight> look) {
        Reading reading = look.part(Reading.class, Reading::new);
        if (!reading.going) {
            snapshots
                    .largePages(() -> new ListSnapshotsRequest().withStatus("creating"), look.place("creating"))
                    .forEach(snapshot -> {
                        if (SnapshotTakes.isGoingOn(snapshot)) {
                            look.saw(JsonFields.text(snapshot, "id"), new Sight.Going());
                        }
                    });
            reading.going = true;
        }
        Set<String> left = new HashSet<>(look.things().keySet());
        left.removeAll(look.seen().keySet());
        if (!left.isEmpty()) {
            ended(left, look, reading);
        }
    }

    /** Reads the list of all snapshots, but no more pages than there are snapshots to find. */
    private void ended(Set<String> left, Look<Void, Sight> look, Reading reading) {
        Deque<List<String>> disksLeft = reading.disksLeft;
        if (disksLeft == null) {
            if (!readAll(left, look, reading)) {
                return;
            }
            Set<String> disks = new HashSet<>();
            reading.found.values().forEach(snapshot -> disks.add(JsonFields.text(snapshot, "volume_id")));
            disksLeft = new ArrayDeque<>(DiskCalls.batches(disks));
            reading.disksLeft = disksLeft;
        }
        for (List<String> batch = disksLeft.peek(); batch != null; batch = disksLeft.peek()) {
            reading.disks.putAll(snapshots.disks(batch));
            disksLeft.remove();
            look.advanced();
        }
        reading.found.forEach((id, snapshot) -> {
            String disk = JsonFields.text(snapshot, "volume_id");
            List<JsonNode> ofDisk = Objects.requireNonNull(reading.byDisk.get(disk), "no list of disk " + disk);
            look.saw(id, new Sight.Ended(snapshot, List.copyOf(ofDisk), reading.disks.get(disk)));
        });
    }

    /** Returns whether the list was read to its end: in the rest of it, other snapshots may carry the same marks. */
    private boolean readAll(Set<String> left, Look<Void, Sight> look, Reading reading) {
        Pages.Place<JsonNode> place = look.place("all");
        long most = (long) SnapshotCalls.LARGE_PAGE * left.size();
        Iterator<JsonNode> all =
                snapshots.largePages(ListSnapshotsRequest::new, place).iterator();
        while (place.given() < most && all.hasNext()) {
            JsonNode snapshot = all.next();
            reading.byDisk
                    .computeIfAbsent(JsonFields.text(snapshot, "volume_id"), unused -> new ArrayList<>())
                    .add(snapshot);
            if (left.contains(JsonFields.text(snapshot, "id")) && !SnapshotTakes.isGoingOn(snapshot)) {
                reading.found.put(JsonFields.text(snapshot, "id"), snapshot);
            }
        }
        return !all.hasNext();
    }

    @Override
    public boolean isEnd(Sight sight) {
        return sight instanceof Sight.Ended;
    }
}
