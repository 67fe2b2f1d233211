package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListLook;
import io.github.backup4j.huawei.internal.work.Looks;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls together all disks with work in progress, fifty in a request. A list that shows a disk not ready is trusted;
 * once it shows the disk ready or broken, the work in progress and the disk itself are polled.
 */
public final class DiskWatch implements ListLook<DiskWatch.Begun, JsonNode> {
    private final Looks<Begun, JsonNode> looks;
    private final TimeSource time;
    private final DiskCalls disks;

    /**
     * Creates the watch.
     *
     * @param kind the work in progress on the disks
     */
    public DiskWatch(Context context, DiskCalls disks, Kind kind) {
        looks = context.looks("disks " + kind);
        time = context.time();
        this.disks = disks;
    }

    /** The work in progress on disks; a disk may be created, and later rolled back to a snapshot. */
    public enum Kind {
        CREATED,
        ROLLED_BACK
    }

    /**
     * The facts about a disk that no list shows; times are counted by {@link TimeSource#elapsed()}.
     *
     * @param readySince since when it seems ready although the work on it continues; null: it does not
     * @param notBefore when to poll the work on it again
     */
    record Begun(@Nullable Duration readySince, Duration notBefore) {
        static final Begun AT_WORK = new Begun(null, Duration.ZERO);
    }

    /** Registers a disk that will be polled; "": the service has not named it. */
    public void expect(String disk) {
        if (looks.begun(disk) == null) {
            looks.note(disk, Begun.AT_WORK);
        }
    }

    /** Forgets a disk whose end was reported. */
    public void forget(String disk) {
        looks.forget(disk);
    }

    /**
     * Continues to poll a disk that a list has shown ready although it is not, or has no data yet: some disks are ready
     * once before that. Unless a list shows it at work meanwhile, it is polled by itself again once it has seemed ready
     * for three times as long.
     */
    public void notYet(String disk) {
        Begun begun = looks.begun(disk);
        if (begun == null) {
            return;
        }
        Duration now = time.elapsed();
        Duration since = begun.readySince() == null ? now : begun.readySince();
        looks.note(disk, new Begun(since, since.plus(now.minus(since).multipliedBy(3))));
        looks.reopen(disk);
    }

    /**
     * Returns the next step for a disk, from the last poll of the lists or from a new one.
     *
     * @param settled returns the next step for a disk that is ready or broken, as listed
     * @param alone polls the disk by itself
     */
    public <T> Step<T> look(String disk, Function<JsonNode, Step<T>> settled, Supplier<Step<T>> alone) {
        expect(disk);
        return looks.look(
                disk,
                this,
                seen -> {
                    if (isEnd(seen) && !isTooSoon(disk, seen)) {
                        return settled.apply(seen);
                    }
                    looks.reopen(disk);
                    return Step.going("disk " + disk + " is " + DiskCalls.status(seen));
                },
                alone);
    }

    /** Whether a disk seems ready, although a poll has just shown that the work on it takes longer. */
    private boolean isTooSoon(String disk, JsonNode seen) {
        Begun begun = looks.begun(disk);
        return begun != null && DiskCalls.ready(seen) && time.elapsed().compareTo(begun.notBefore()) < 0;
    }

    /** Resets the pause of a disk that is seen at work: it may be ready at any moment from then on. */
    @Override
    public Map<String, JsonNode> look(Map<String, Looks.Asked<Begun, JsonNode>> things) {
        Map<String, JsonNode> seen = new HashMap<>();
        for (JsonNode disk : disks.byIds(things.keySet())) {
            Looks.Asked<Begun, JsonNode> thing = things.get(JsonFields.text(disk, "id"));
            if (thing != null) {
                seen.put(JsonFields.text(disk, "id"), disk);
                if (!isEnd(disk)) {
                    thing.learn(Begun.AT_WORK);
                }
            }
        }
        return seen;
    }

    @Override
    public boolean isEnd(JsonNode disk) {
        return DiskCalls.ready(disk) || DiskCalls.broken(disk);
    }
}
