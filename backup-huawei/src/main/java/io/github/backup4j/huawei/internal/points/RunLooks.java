package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The backup runs that somebody waits for, and what the last look at all of them saw. It makes no calls: {@link RunWatch} does, and
 * shares this with all that look.
 *
 * <p>Safe for use by many threads.
 */
public final class RunLooks {
    /** How many runs are kept in mind; the oldest is asked for by itself from then on. */
    private static final int MOST = 20_000;

    /** For how long nobody may ask for a run before it is forgotten: longer than any wait pauses. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final TimeSource time;
    private final Duration shared;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /** Held by the thread that makes a look. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile Look last = new Look(0, Duration.ZERO, Map.of());

    /** Counts what happens here, so that it is known whether a look began after a run was first asked for. */
    private long events;

    /**
     * Creates it.
     *
     * @param time tells how old a look is
     * @param shared for how long a look serves everybody
     */
    public RunLooks(TimeSource time, Duration shared) {
        this.time = time;
        this.shared = shared;
    }

    ReentrantLock looking() {
        return looking;
    }

    Look last() {
        return last;
    }

    void saw(long number, Duration at, Map<String, RunWatch.Sight> seen) {
        last = new Look(number, at, Map.copyOf(seen));
    }

    /** Keeps a run in mind, unless it is. */
    synchronized void note(String run, @Nullable Begun begun) {
        if (!run.isEmpty() && !asked.containsKey(run)) {
            asked.put(run, new Asked(begun, ++events, time.elapsed()));
            Iterator<Asked> oldestFirst = asked.values().iterator();
            while (asked.size() > MOST || isForgotten(asked.values().iterator().next())) {
                oldestFirst.next();
                oldestFirst.remove();
            }
        }
    }

    /** Whether nobody has asked for a run for long; who begins runs and never asks for them shall not fill the memory. */
    private boolean isForgotten(Asked run) {
        return time.elapsed().minus(run.lastAsked).compareTo(FORGOTTEN_AFTER) > 0;
    }

    /**
     * Notes that a run is asked for now, and returns it; null if there are few of them.
     *
     * @param fewest how many it takes
     */
    synchronized @Nullable Asked ask(String run, int fewest) {
        note(run, null);
        Asked found = Objects.requireNonNull(asked.get(run), "not noted");
        found.lastAsked = time.elapsed();
        return asked.size() < fewest ? null : found;
    }

    synchronized void forget(String run) {
        asked.remove(run);
    }

    /** Begins a look, and returns its number. */
    synchronized long begin() {
        return ++events;
    }

    /** All runs that somebody still asks for. */
    synchronized Map<String, Asked> all() {
        asked.values().removeIf(this::isForgotten);
        return new LinkedHashMap<>(asked);
    }

    /** Whether the last look can answer for a run now. */
    boolean answers(Asked run) {
        Look look = last;
        return look.covers(run) && time.elapsed().minus(look.at).compareTo(shared) < 0;
    }

    /**
     * One look at all runs.
     *
     * @param number when it began, as events are counted
     * @param at when it began, as {@link TimeSource#elapsed()} counts
     * @param seen what it saw of each run; nothing of those that are to be asked for by themselves
     */
    record Look(long number, Duration at, Map<String, RunWatch.Sight> seen) {
        /** Whether it was made after a run was first asked for. */
        boolean covers(Asked run) {
            return number > run.since;
        }
    }

    /** A run that somebody asks for. */
    static final class Asked {
        /** What it was begun with; null: another process began it. */
        final @Nullable Begun begun;

        /** When it was first asked for, as events are counted. */
        final long since;

        /** Guarded by all of this. */
        private Duration lastAsked;

        Asked(@Nullable Begun begun, long since, Duration lastAsked) {
            this.begun = begun;
            this.since = since;
            this.lastAsked = lastAsked;
        }
    }

    /**
     * A run as it was begun.
     *
     * @param checkpoint the answer to that
     * @param createdAt when
     * @param members the ids of the members that it backs up
     */
    record Begun(JsonNode checkpoint, Instant createdAt, Set<String> members) {
        /** Returns null where the answer does not say all of it. */
        static @Nullable Begun of(JsonNode checkpoint) {
            Instant createdAt = JsonFields.instant(checkpoint, "created_at");
            Set<String> members = new HashSet<>();
            checkpoint.path("vault").path("resources").forEach(member -> members.add(JsonFields.text(member, "id")));
            members.remove("");
            return createdAt == null || members.isEmpty() ? null : new Begun(checkpoint, createdAt, members);
        }

        /** Whether each member has a restore point among those. */
        boolean isAnsweredBy(List<JsonNode> made) {
            if (made.size() < members.size()) {
                return false;
            }
            Set<String> left = new HashSet<>(members);
            made.forEach(backup -> left.remove(JsonFields.text(backup, "resource_id")));
            return left.isEmpty();
        }
    }
}
