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
 * Looks at all disks together that something is done with, fifty in a request. That a disk is not ready is believed of the list; what
 * follows when it is ready or broken is asked of whatever works on it, and of the disk.
 */
public final class DiskWatch implements ListLook<DiskWatch.Begun, JsonNode> {
    private final Looks<Begun, JsonNode> looks;
    private final TimeSource time;
    private final DiskCalls disks;

    /**
     * Creates it.
     *
     * @param kind what is done with the disks
     */
    public DiskWatch(Context context, DiskCalls disks, Kind kind) {
        looks = context.looks("disks " + kind);
        time = context.time();
        this.disks = disks;
    }

    /** What is done with disks; a disk may be created, and then put back to a snapshot. */
    public enum Kind {
        CREATED,
        ROLLED_BACK
    }

    /**
     * What is known of a disk beside what a list shows; times are as {@link TimeSource#elapsed()} counts.
     *
     * @param readySince since when it seems ready although what works on it goes on; null: it does not
     * @param notBefore when to ask what works on it again
     */
    record Begun(@Nullable Duration readySince, Duration notBefore) {
        static final Begun AT_WORK = new Begun(null, Duration.ZERO);
    }

    /** Keeps in mind a disk that somebody will ask for; "": the service has not named it. */
    public void expect(String disk) {
        if (looks.begun(disk) == null) {
            looks.note(disk, Begun.AT_WORK);
        }
    }

    /** Forgets a disk whose end was told. */
    public void forget(String disk) {
        looks.forget(disk);
    }

    /**
     * Goes on to look at a disk that a list has shown ready although it is not, or is not filled: some are ready once before that.
     * Unless a list shows it at work meanwhile, it is asked for again once it has seemed ready for three times as long.
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
     * Says what is known of a disk, from the last look or from a new one.
     *
     * @param settled says what follows from a disk that is ready or broken, as it was listed
     * @param alone asks for the disk by itself
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

    /** Whether a disk seems ready, although what works on it has just said that it takes longer. */
    private boolean isTooSoon(String disk, JsonNode seen) {
        Begun begun = looks.begun(disk);
        return begun != null && DiskCalls.ready(seen) && time.elapsed().compareTo(begun.notBefore()) < 0;
    }

    /** A disk that is seen at work may be ready at any moment from then on. */
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
