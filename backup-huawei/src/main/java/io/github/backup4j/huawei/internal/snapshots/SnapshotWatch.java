package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.ArrayList;
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

    @Override
    public Map<String, Sight> read(Map<String, ListReads.Asked<Void, Sight>> things) {
        Map<String, Sight> seen = new HashMap<>();
        snapshots
                .largePages(() -> new ListSnapshotsRequest().withStatus("creating"))
                .forEach(snapshot -> {
                    if (SnapshotTakes.isGoingOn(snapshot)) {
                        seen.put(JsonFields.text(snapshot, "id"), new Sight.Going());
                    }
                });
        seen.keySet().retainAll(things.keySet());
        Set<String> left = new HashSet<>(things.keySet());
        left.removeAll(seen.keySet());
        if (!left.isEmpty()) {
            seen.putAll(ended(left));
        }
        return seen;
    }

    /** Reads the list of all snapshots, but no more pages than there are snapshots to find. */
    private Map<String, Sight> ended(Set<String> left) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        Map<String, List<JsonNode>> byDisk = new HashMap<>();
        long most = (long) SnapshotCalls.LARGE_PAGE * left.size();
        Iterator<JsonNode> all = snapshots.largePages(ListSnapshotsRequest::new).iterator();
        for (long read = 0; all.hasNext(); read++) {
            if (read == most) {
                // In the rest of the list, other snapshots may carry the same marks.
                return Map.of();
            }
            JsonNode snapshot = all.next();
            byDisk.computeIfAbsent(JsonFields.text(snapshot, "volume_id"), unused -> new ArrayList<>())
                    .add(snapshot);
            if (left.contains(JsonFields.text(snapshot, "id")) && !SnapshotTakes.isGoingOn(snapshot)) {
                found.put(JsonFields.text(snapshot, "id"), snapshot);
            }
        }
        Set<String> disks = new HashSet<>();
        found.values().forEach(snapshot -> disks.add(JsonFields.text(snapshot, "volume_id")));
        Map<String, JsonNode> known = snapshots.disks(disks);
        Map<String, Sight> seen = new HashMap<>();
        found.forEach((id, snapshot) -> {
            String disk = JsonFields.text(snapshot, "volume_id");
            List<JsonNode> ofDisk = Objects.requireNonNull(byDisk.get(disk), "no list of disk " + disk);
            seen.put(id, new Sight.Ended(snapshot, List.copyOf(ofDisk), known.get(disk)));
        });
        return seen;
    }

    @Override
    public boolean isEnd(Sight sight) {
        return sight instanceof Sight.Ended;
    }
}
