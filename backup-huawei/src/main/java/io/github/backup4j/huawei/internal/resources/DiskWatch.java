package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListedWork;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls together all disks with work in progress, fifty in a request, or up to a thousand if there are many. A list that shows a disk not ready is trusted;
 * once it shows the disk ready or broken, the work in progress and the disk itself are polled.
 */
public final class DiskWatch implements ListedWork.Listing<JsonNode> {
    /** So many requests for disks by their ids may be more than the list of all disks takes. */
    private static final int FEW_REQUESTS = 20;

    private final ListedWork<JsonNode> work;
    private final DiskCalls disks;

    /**
     * Creates the watch.
     *
     * @param kind the work in progress on the disks
     */
    public DiskWatch(Context context, DiskCalls disks, Kind kind) {
        work = new ListedWork<>(context, "disks " + kind, this);
        this.disks = disks;
    }

    /** The work in progress on disks; a disk may be created, and later rolled back to a snapshot or deleted. */
    public enum Kind {
        CREATED,
        ROLLED_BACK,
        DELETED
    }

    /** Registers a disk that will be polled; "": the service has not named it. */
    public void expect(String disk) {
        work.expect(disk);
    }

    /** Forgets a disk whose end was reported. */
    public void forget(String disk) {
        work.forget(disk);
    }

    /**
     * Continues to poll a disk that a list has shown ready although it is not, or has no data yet: some disks are ready
     * once before that.
     */
    public void notYet(String disk) {
        work.notYet(disk);
    }

    /**
     * Returns the next step for a disk, from the last poll of the lists or from a new one.
     *
     * @param settled returns the next step for a disk that is ready or broken, as listed
     * @param alone polls the disk by itself
     */
    public <T> Step<T> poll(String disk, Function<JsonNode, Step<T>> settled, Supplier<Step<T>> alone) {
        return work.poll(disk, settled, alone);
    }

    /** The disks that polls have listed so far. */
    private static final class Listed {
        final Map<String, JsonNode> seen = new HashMap<>();

        /** Those to ask for by their ids; null: the list of all disks comes first. */
        @Nullable
        Deque<List<String>> byId;
    }

    /**
     * Asks for disks by their ids. If there are many, reads the list of all disks first, in pages of a thousand, until it has shown
     * them or as many pages as a request for each fifty would have taken.
     */
    @Override
    public Map<String, JsonNode> list(Collection<String> ids, Look<?, ?> look) {
        Listed listed = look.part(Listed.class, Listed::new);
        Deque<List<String>> byId = listed.byId;
        if (byId == null) {
            int requests = DiskCalls.batches(ids).size();
            if (requests > FEW_REQUESTS) {
                readAll(ids, listed.seen, requests, look);
            }
            List<String> left =
                    ids.stream().filter(id -> !listed.seen.containsKey(id)).toList();
            byId = new ArrayDeque<>(DiskCalls.batches(left));
            listed.byId = byId;
        }
        for (List<String> batch = byId.peek(); batch != null; batch = byId.peek()) {
            disks.batch(batch).forEach(disk -> listed.seen.put(JsonFields.text(disk, "id"), disk));
            byId.remove();
            look.advanced();
        }
        return listed.seen;
    }

    private void readAll(Collection<String> ids, Map<String, JsonNode> seen, int mostPages, Look<?, ?> look) {
        Pages.Place<JsonNode> place = look.place("all disks");
        Iterator<JsonNode> all = disks.all(place).iterator();
        while (seen.size() < ids.size() && place.given() < mostPages * DiskCalls.PAGE && all.hasNext()) {
            JsonNode disk = all.next();
            String id = JsonFields.text(disk, "id");
            if (ids.contains(id)) {
                seen.put(id, disk);
            }
        }
    }

    @Override
    public ListedWork.State state(JsonNode disk) {
        if (DiskCalls.broken(disk)) {
            return ListedWork.State.BROKEN;
        }
        return DiskCalls.ready(disk) ? ListedWork.State.READY : ListedWork.State.AT_WORK;
    }

    @Override
    public String words(JsonNode disk) {
        return "disk " + JsonFields.text(disk, "id") + " is " + DiskCalls.status(disk);
    }
}
