package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListedWork;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Polls together all disks with work in progress, fifty in a request. A list that shows a disk not ready is trusted;
 * once it shows the disk ready or broken, the work in progress and the disk itself are polled.
 */
public final class DiskWatch implements ListedWork.Listing<JsonNode> {
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

    @Override
    public Map<String, JsonNode> list(Collection<String> ids) {
        Map<String, JsonNode> seen = new HashMap<>();
        for (JsonNode disk : disks.byIds(ids)) {
            seen.put(JsonFields.text(disk, "id"), disk);
        }
        seen.keySet().retainAll(ids);
        return seen;
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
