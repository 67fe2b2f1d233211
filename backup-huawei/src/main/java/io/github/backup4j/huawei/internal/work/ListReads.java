package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the polls of many operations share one list. Holds the awaited items of one kind, such as snapshots or restores,
 * and what the last read of the list showed of all of them. The class makes no calls itself: a
 * {@link ListRead} does, within the poll of the thread that reads and within its time limit.
 *
 * <p>A read serves all polls for one poll interval. One thread reads; the others wait for a moment. If the read takes
 * longer, they use the previous read, or report nothing new until their next poll. An item that comes a moment after a read is read by
 * itself, unless several do, and then twice as many. That a list leaves an item out
 * proves nothing. After several reads without it, the item is read by itself; if there are many such items, a few at a
 * time. An item that such lists miss as show it while it goes on is read by itself at once, but only once. All items are read by
 * themselves while the list cannot be read, a few at a time.
 *
 * <p>A list may take longer than a poll. The read is then an unfinished {@link Look}: the next poll of any item goes on with it, until
 * the list has ended. The ends that it has shown so far count at once.
 *
 * <p>Safe for use by many threads.
 *
 * @param <K> what is known of an item before the list shows it
 * @param <S> what the list shows of an item
 */
public final class ListReads<K, S> {
    /** The number of items from which on a list costs less than a read of each. */
    public static final int FEWEST = 3;

    /** The maximum number of items that nobody has polled yet; beyond it, the oldest of them is dropped. Others are as many as are polled. */
    private static final int MOST_UNPOLLED = 20_000;

    /** From how many items on those are dropped too that nobody has polled for long, behind older ones that are polled. */
    private static final int MOST_UNSWEPT = 2 * MOST_UNPOLLED;

    /** How long after its last poll an item is dropped, if all older ones are: longer than any pause between polls. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    /** How long after its last poll a look is begun anew instead of continued: the list is another one by then. */
    private static final Duration CONTINUED_WITHIN = Duration.ofMinutes(20);

    /** How many reads may leave an item out before it is read by itself: lists show new items late. */
    private static final int MISSES = 2;

    /** How many of the items that a list leaves out are read by themselves in each round of polls. */
    private static final int ALONE_AT_ONCE = 50;

    /** How many reads in a row may fail before items are read by themselves. */
    private static final int FAILURES = 2;

    /** After how many poll intervals the list is tried again. */
    private static final int BLIND_FOR = 12;

    /** How long threads wait for the read of another thread, in real time from the start of that read. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Duration shared;
    private final Map<String, Asked<K, S>> asked = new LinkedHashMap<>();

    /** The ids of the items that nobody has polled yet. */
    private final Set<String> unpolled = new LinkedHashSet<>();

    /** The number of items beyond which those are dropped that nobody has polled for long: grows with those that are polled. */
    private int sweptAt = MOST_UNSWEPT;

    /** Held by the thread that reads the list. */
    private final ReentrantLock reading = new ReentrantLock();

    /** When the last or current read started, by the machine's clock. */
    private volatile Duration readStart = TimeSource.system().elapsed();

    private volatile Read<S> last = new Read<>(0, Duration.ZERO, Map.of(), 0);

    /** The look that polls are still reading; null: none. */
    private @Nullable Look<K, S> unfinished;

    /** When a poll last read a part of it, as {@link TimeSource#elapsed()} counts. */
    private Duration continued = Duration.ZERO;

    /** Numbers items and reads, so that their order is known: whether a read started after an item was first polled. */
    private long events;

    /** How many of the items have ended. */
    private int ended;

    /** How many items were added since the last read began; those that were dropped meanwhile are among them. */
    private int sinceLast;

    /** How many reads in a row began within a poll interval of the one before, for items that had come meanwhile. */
    private int early;

    private int failures;

    /** Until when the list is not read, as {@link TimeSource#elapsed()} counts; null: it is read. */
    private @Nullable Duration blindUntil;

    /**
     * Creates it, without items.
     *
     * @param time measures the age of reads
     * @param shared how long a read serves all polls
     */
    public ListReads(TimeSource time, Duration shared) {
        this.time = time;
        this.shared = shared;
    }

    // ---- awaited items

    /**
     * Adds an item that will be polled.
     *
     * @param known what is known of it; null: nothing new
     */
    public synchronized void note(String id, @Nullable K known) {
        note(id, known, known == null ? null : time.elapsed());
    }

    /**
     * Adds an item that will be polled, and was not started just now.
     *
     * @param known what is known of it, unless more is known already
     */
    public synchronized void expect(String id, K known) {
        note(id, known, null);
    }

    private void note(String id, @Nullable K known, @Nullable Duration started) {
        if (id.isEmpty()) {
            return;
        }
        Asked<K, S> earlier = asked.get(id);
        if (earlier != null) {
            if (started != null || earlier.known() == null) {
                earlier.learn(known);
            }
            return;
        }
        asked.put(id, new Asked<>(known, ++events, time.elapsed(), started));
        unpolled.add(id);
        sinceLast++;
        dropForgotten();
    }

    /**
     * Drops what is beyond the maximum, and the oldest items if nobody has polled them for long. An item behind an older one that is
     * polled stays: a caller who waits for one after the other polls it later, when a read has long shown its end. Only once there are
     * very many are all of them dropped that nobody has polled for long.
     */
    private void dropForgotten() {
        if (asked.size() > sweptAt) {
            List.copyOf(asked.keySet()).stream()
                    .filter(id -> isForgotten(Objects.requireNonNull(asked.get(id))))
                    .forEach(this::drop);
            sweptAt = Math.max(MOST_UNSWEPT, 2 * asked.size());
        }
        while (unpolled.size() > MOST_UNPOLLED) {
            drop(unpolled.iterator().next());
        }
        while (!asked.isEmpty()) {
            Map.Entry<String, Asked<K, S>> oldest = asked.entrySet().iterator().next();
            if (!isForgotten(oldest.getValue())) {
                return;
            }
            drop(oldest.getKey());
        }
    }

    /** Returns what is known of an item; null: nothing, or nobody polls it. */
    public synchronized @Nullable K known(String id) {
        Asked<K, S> thing = asked.get(id);
        return thing == null ? null : thing.known();
    }

    /** Returns what is known of all items that have not ended; those of which nothing is known are left out. */
    public synchronized List<K> awaited() {
        return pending().values().stream()
                .map(Asked::known)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Returns whether an item was not polled for long: operations that are started and never polled must not fill the
     * memory.
     */
    private boolean isForgotten(Asked<K, S> thing) {
        return time.elapsed().minus(thing.lastAsked).compareTo(FORGOTTEN_AFTER) > 0;
    }

    private void drop(String id) {
        Asked<K, S> thing = asked.remove(id);
        unpolled.remove(id);
        if (thing != null && thing.end != null) {
            ended--;
        }
        if (asked.isEmpty()) {
            unfinished = null;
            last = new Read<>(last.number, last.at, Map.of(), 0);
        }
    }

    /**
     * Returns whether an item was started so little ago that a look would hardly see more than the response that started it: less
     * than one poll interval. False if few items are polled, which are read by themselves.
     */
    public synchronized boolean isNew(String id) {
        Asked<K, S> thing = asked.get(id);
        return thing != null
                && thing.started != null
                && asked.size() - ended >= FEWEST
                && time.elapsed().minus(thing.started).compareTo(shared) < 0;
    }

    /** Drops an item whose end was returned to the caller. */
    public synchronized void forget(String id) {
        drop(id);
    }

    /** Polls an item again whose end a list has shown, but which has not ended according to a read of itself. */
    public synchronized void reopen(String id) {
        Asked<K, S> thing = asked.get(id);
        if (thing != null && thing.end != null) {
            thing.end = null;
            ended--;
        }
    }

    /** Returns all items that are still polled and have not ended. */
    synchronized Map<String, Asked<K, S>> pending() {
        dropForgotten();
        Map<String, Asked<K, S>> pending = new LinkedHashMap<>(asked);
        pending.values().removeIf(thing -> thing.end != null);
        return pending;
    }

    private synchronized Asked<K, S> ask(String id) {
        note(id, null);
        Asked<K, S> found = asked.get(id);
        if (found == null) {
            throw new IllegalArgumentException("id is empty");
        }
        unpolled.remove(id);
        found.lastAsked = time.elapsed();
        // What the work has made may be gone since.
        if (found.end != null && time.elapsed().minus(found.endSeen).compareTo(FORGOTTEN_AFTER) > 0) {
            reopen(id);
        }
        return found;
    }

    // ---- the poll of one item

    /**
     * Polls an item: by the last read of the list, by a new one, or by a read of the item itself.
     *
     * @param list reads the list
     * @param shown returns the step that follows from what the list shows
     * @param alone reads the item by itself
     */
    public <T> Step<T> poll(String id, ListRead<K, S> list, Function<S, Step<T>> shown, Supplier<Step<T>> alone) {
        Asked<K, S> thing = ask(id);
        Answer answer = beforeRead(id, thing);
        if (answer == Answer.READ) {
            if (mayRead()) {
                try {
                    readUnlessDone(thing, list);
                } finally {
                    reading.unlock();
                }
            }
            answer = afterRead(id, thing);
        }
        if (answer == Answer.ALONE) {
            Step<T> step = alone.get();
            if (step instanceof Step.Going) {
                readInVain(thing);
            }
            return step;
        }
        S sight = answer == Answer.SHOWN ? sightOf(id, thing) : null;
        return sight == null ? Step.going("") : shown.apply(sight);
    }

    /**
     * Returns whether this thread may read the list; it then holds the lock. If another thread reads it, this one waits until
     * that read has ended, has taken a moment in all, or the thread is interrupted.
     */
    private boolean mayRead() {
        Duration left = MOMENT.minus(TimeSource.system().elapsed().minus(readStart));
        try {
            boolean may = left.isNegative() ? reading.tryLock() : reading.tryLock(left.toNanos(), TimeUnit.NANOSECONDS);
            if (may) {
                readStart = TimeSource.system().elapsed();
            }
            return may;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How to poll an item. */
    private enum Answer {
        /** By what the list shows of it. */
        SHOWN,
        /** By a new read of the list. */
        READ,
        /** By a read of the item itself. */
        ALONE,
        /** Not now: it counts as running until the next poll. */
        NOTHING
    }

    private synchronized Answer beforeRead(String id, Asked<K, S> thing) {
        if (thing.end != null) {
            return Answer.SHOWN;
        }
        boolean fresh = last.covers(thing) && isFresh();
        if (fresh && last.seen.containsKey(id)) {
            return Answer.SHOWN;
        }
        int pending = asked.size() - ended;
        if (pending < FEWEST) {
            return Answer.ALONE;
        }
        if (isBlind()) {
            return inTurn(thing, pending);
        }
        if (fresh) {
            return leftOut(thing);
        }
        // A read for each that comes a moment after the last read would cost more than a read of it alone.
        boolean tooSoon = last.number > 0 && isFresh() && sinceLast < FEWEST << Math.min(early, 20);
        return tooSoon ? Answer.ALONE : Answer.READ;
    }

    private synchronized Answer afterRead(String id, Asked<K, S> thing) {
        if (thing.end != null || (last.covers(thing) && last.seen.containsKey(id))) {
            return Answer.SHOWN;
        }
        if (isBlind()) {
            return inTurn(thing, asked.size() - ended);
        }
        return last.covers(thing) ? leftOut(thing) : Answer.NOTHING;
    }

    private synchronized @Nullable S sightOf(String id, Asked<K, S> thing) {
        return thing.end == null ? last.seen.get(id) : thing.end;
    }

    private boolean isFresh() {
        return time.elapsed().minus(last.at).compareTo(shared) < 0;
    }

    private boolean isBlind() {
        return blindUntil != null && time.elapsed().compareTo(blindUntil) < 0;
    }

    private synchronized void readInVain(Asked<K, S> thing) {
        thing.goesOnAfter = last.number;
    }

    /** Returns how to poll an item that the last read did not show. */
    private Answer leftOut(Asked<K, S> thing) {
        if (thing.missedSince != 0) {
            return thing.goesOnAfter < thing.missedSince ? Answer.ALONE : inTurn(thing, last.leftOut);
        }
        if (thing.leftOutOf != last.number) {
            thing.leftOutOf = last.number;
            thing.misses++;
        }
        return thing.misses > MISSES ? inTurn(thing, last.leftOut) : Answer.NOTHING;
    }

    /** Returns whether it is an item's turn to be read by itself, among a number of such items. */
    private Answer inTurn(Asked<K, S> thing, int of) {
        int rounds = Math.max(1, (of + ALONE_AT_ONCE - 1) / ALONE_AT_ONCE);
        return (thing.since + thing.turns++) % rounds == 0 ? Answer.ALONE : Answer.NOTHING;
    }

    // ---- reads

    private void readUnlessDone(Asked<K, S> thing, ListRead<K, S> list) {
        Look<K, S> look;
        synchronized (this) {
            if (last.covers(thing) && isFresh()) {
                return;
            }
            look = continuedOrBegun();
        }
        int before = look.progress();
        try {
            list.read(look);
        } catch (BackupException e) {
            if (e.retryable() && look.progress() > before) {
                paused(look, list);
                throw e;
            }
            if (failed(look, e)) {
                throw e;
            }
            return;
        }
        saw(look, list);
    }

    private Look<K, S> continuedOrBegun() {
        Look<K, S> open = unfinished;
        if (open != null && time.elapsed().minus(continued).compareTo(CONTINUED_WITHIN) < 0) {
            return open;
        }
        return new Look<>(pending(), ++events, time.elapsed());
    }

    /** Keeps a look that has advanced, for the next poll. */
    private synchronized void paused(Look<K, S> look, ListRead<K, S> list) {
        noteEnds(look, list);
        keep(look);
    }

    private void keep(Look<K, S> look) {
        unfinished = asked.isEmpty() ? null : look;
        continued = time.elapsed();
    }

    private synchronized void saw(Look<K, S> look, ListRead<K, S> list) {
        noteEnds(look, list);
        unfinished = null;
        early = last.number > 0 && look.begun.minus(last.at).compareTo(shared) < 0 ? early + 1 : 0;
        sinceLast = (int) asked.values().stream()
                .filter(thing -> thing.since > look.number)
                .count();
        look.things().forEach((id, thing) -> {
            if (!look.hasMissed(id)) {
                thing.missedSince = 0;
            } else if (thing.missedSince == 0) {
                thing.missedSince = look.number;
            }
        });
        Map<String, S> seen = asked.isEmpty() ? Map.of() : Map.copyOf(look.seen());
        last = new Read<>(
                look.number,
                look.begun,
                seen,
                Math.max(0, look.things().size() - look.seen().size()));
    }

    private void noteEnds(Look<K, S> look, ListRead<K, S> list) {
        failures = 0;
        blindUntil = null;
        look.news().forEach((id, sight) -> {
            Asked<K, S> thing = look.things().get(id);
            if (thing != null) {
                thing.misses = 0;
                if (thing.end == null && list.isEnd(sight)) {
                    thing.end = sight;
                    thing.endSeen = time.elapsed();
                    ended += asked.get(id) == thing ? 1 : 0;
                }
            }
        });
    }

    /**
     * Notes that the list could not be read, and returns whether that is retryable; if not, items are read by
     * themselves.
     */
    private synchronized boolean failed(Look<K, S> look, BackupException failure) {
        failures++;
        if (!failure.retryable() || failures >= FAILURES) {
            blindUntil = time.elapsed().plus(shared.multipliedBy(BLIND_FOR));
            unfinished = null;
        } else {
            keep(look);
        }
        return failure.retryable();
    }

    /**
     * One read of the list.
     *
     * @param number its number among items and reads
     * @param at when it started, as {@link TimeSource#elapsed()} counts
     * @param seen what it showed of each item, by id
     * @param leftOut how many items it did not show
     */
    private record Read<S>(long number, Duration at, Map<String, S> seen, int leftOut) {
        /** Returns whether it started after an item was first polled. */
        boolean covers(Asked<?, ?> thing) {
            return number > thing.since;
        }
    }

    /**
     * An item that somebody polls. Its fields are guarded by the {@link ListReads} that it belongs to, if not volatile.
     *
     * @param <K> what is known of it before the list shows it
     * @param <S> what the list shows of it
     */
    public static final class Asked<K, S> {
        private volatile @Nullable K known;

        /** Its number among items and reads. */
        private final long since;

        private Duration lastAsked;

        /** When it was added, if it was started then, as {@link TimeSource#elapsed()} counts; null: it was started before. */
        private final @Nullable Duration started;

        /** What the list shows of its end; null: it has not ended. */
        private @Nullable S end;

        /** When a list showed its end. */
        private Duration endSeen = Duration.ZERO;

        /** The number of the last read that did not show it. */
        private long leftOutOf;

        /** How many reads in a row did not show it. */
        private int misses;

        /** The number of the first of the last reads that have missed it; 0: the last one has not. */
        private long missedSince;

        /** The number of the last read after which a read of itself has shown that it goes on. */
        private long goesOnAfter;

        /** How many of its polls had to decide whether to read it by itself. */
        private long turns;

        private Asked(@Nullable K known, long since, Duration lastAsked, @Nullable Duration started) {
            this.known = known;
            this.since = since;
            this.lastAsked = lastAsked;
            this.started = started;
        }

        /** Returns what is known of it; null: nothing, since another process started it. */
        public @Nullable K known() {
            return known;
        }

        /** Keeps what has become known of it; null: nothing new. */
        public void learn(@Nullable K more) {
            if (more != null) {
                known = more;
            }
        }
    }
}
