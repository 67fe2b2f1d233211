package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The things of one kind that somebody waits for, and what the last look at all of them saw. It makes no calls: a {@link ListLook}
 * does, within the poll and the time limit of whoever looks, and shares this with all that look.
 *
 * <p>A look serves everybody for as long as the first two looks at one thing are apart. One thread makes it; others wait for a moment
 * and, where it takes longer, do with the look before meanwhile, or know nothing of their thing until they look again. A list decides nothing by what it
 * leaves out. What it did not show in several looks is asked for by itself, and of many such things some at a time. So is
 * everything while the list cannot be read.
 *
 * <p>Safe for use by many threads.
 *
 * @param <B> what is known of a thing from when it was begun
 * @param <S> what a look sees of a thing
 */
public final class Looks<B, S> {
    /** From how many things on lists cost less than asking for each. */
    public static final int FEWEST = 3;

    /** How many things are kept in mind; the oldest is as one that was never asked for from then on. */
    private static final int MOST = 20_000;

    /** For how long nobody may ask for a thing before it is forgotten: longer than any wait pauses. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    /** In how many looks a list may leave a thing out before it is asked for by itself: lists show what is new late. */
    private static final int LOOKS_IN_VAIN = 2;

    /** How many of the things that a list leaves out are asked for by themselves, of each round of questions. */
    private static final int ALONE_AT_ONCE = 50;

    /** How many looks in a row may fail before things are asked for by themselves. */
    private static final int FAILURES = 2;

    /** After how many times what a look serves the list is tried again. */
    private static final int BLIND_FOR = 12;

    /** For how long threads wait for a look that another one makes, in real time and from its beginning. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Duration shared;
    private final Map<String, Asked<B, S>> asked = new LinkedHashMap<>();

    /** Held by the thread that makes a look. */
    private final ReentrantLock looking = new ReentrantLock();

    /** When the last look was begun, or the one that is being made, by the clock of the machine. */
    private volatile Duration lookBegun = TimeSource.system().elapsed();

    private volatile Look<S> last = new Look<>(0, Duration.ZERO, Map.of(), 0);

    /** Counts what happens here, so that it is known whether a look began after a thing was first asked for. */
    private long events;

    /** How many of the things have ended. */
    private int ended;

    private int failures;

    /** Until when the list is not tried, as {@link TimeSource#elapsed()} counts; null: it is. */
    private @Nullable Duration blindUntil;

    /**
     * Creates it.
     *
     * @param time tells how old a look is
     * @param shared for how long a look serves everybody
     */
    public Looks(TimeSource time, Duration shared) {
        this.time = time;
        this.shared = shared;
    }

    // ---- what is waited for

    /**
     * Keeps a thing in mind that somebody is going to ask for.
     *
     * @param begun what is known of it; null: nothing that is not known yet
     */
    public synchronized void note(String id, @Nullable B begun) {
        if (id.isEmpty()) {
            return;
        }
        Asked<B, S> known = asked.get(id);
        if (known != null) {
            known.learn(begun);
            return;
        }
        asked.put(id, new Asked<>(begun, ++events, time.elapsed()));
        Iterator<Asked<B, S>> oldestFirst = asked.values().iterator();
        while (asked.size() > MOST || isForgotten(asked.values().iterator().next())) {
            drop(oldestFirst.next());
            oldestFirst.remove();
        }
    }

    /** What is known of a thing; null: nothing, or nobody asks for it. */
    public synchronized @Nullable B begun(String id) {
        Asked<B, S> thing = asked.get(id);
        return thing == null ? null : thing.begun();
    }

    /** Whether nobody has asked for a thing for long; who begins work and never asks for it shall not fill the memory. */
    private boolean isForgotten(Asked<B, S> thing) {
        return time.elapsed().minus(thing.lastAsked).compareTo(FORGOTTEN_AFTER) > 0;
    }

    private void drop(Asked<B, S> thing) {
        ended -= thing.end == null ? 0 : 1;
    }

    /** Forgets a thing whose end was told. */
    public synchronized void forget(String id) {
        Asked<B, S> thing = asked.remove(id);
        if (thing != null) {
            drop(thing);
        }
    }

    /** Goes on to look at a thing whose end a list has shown, as the thing itself says that it has not ended. */
    public synchronized void reopen(String id) {
        Asked<B, S> thing = asked.get(id);
        if (thing != null && thing.end != null) {
            thing.end = null;
            ended--;
        }
    }

    /** All things that somebody still asks for and that have not ended. */
    synchronized Map<String, Asked<B, S>> pending() {
        asked.values().removeIf(thing -> {
            boolean forgotten = isForgotten(thing);
            if (forgotten) {
                drop(thing);
            }
            return forgotten;
        });
        Map<String, Asked<B, S>> pending = new LinkedHashMap<>(asked);
        pending.values().removeIf(thing -> thing.end != null);
        return pending;
    }

    private synchronized Asked<B, S> ask(String id) {
        note(id, null);
        Asked<B, S> found = asked.get(id);
        if (found == null) {
            throw new IllegalArgumentException("nothing is asked for without an id");
        }
        found.lastAsked = time.elapsed();
        return found;
    }

    // ---- what is known of one

    /**
     * Says what is known of a thing, from the last look or from a new one.
     *
     * @param list looks at all things
     * @param shown says what follows from what a look saw
     * @param alone asks for the thing by itself
     */
    public <T> Step<T> look(String id, ListLook<B, S> list, Function<S, Step<T>> shown, Supplier<Step<T>> alone) {
        Asked<B, S> thing = ask(id);
        Answer answer = known(id, thing);
        if (answer == Answer.LOOK) {
            if (mayLook()) {
                try {
                    lookUnlessDone(thing, list);
                } finally {
                    looking.unlock();
                }
            }
            answer = afterLook(id, thing);
        }
        if (answer == Answer.ALONE) {
            return alone.get();
        }
        S sight = answer == Answer.SHOWN ? sightOf(id, thing) : null;
        return sight == null ? Step.going("") : shown.apply(sight);
    }

    /**
     * Whether this thread may make a look, and then has to unlock it. While another one makes it, it waits for that, until the look
     * has gone on for a moment or the thread is interrupted; all that wait are held up for that moment together.
     */
    private boolean mayLook() {
        Duration left = MOMENT.minus(TimeSource.system().elapsed().minus(lookBegun));
        try {
            boolean may = left.isNegative() ? looking.tryLock() : looking.tryLock(left.toNanos(), TimeUnit.NANOSECONDS);
            if (may) {
                lookBegun = TimeSource.system().elapsed();
            }
            return may;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What to do about a thing that is asked for. */
    private enum Answer {
        /** To tell what was seen of it. */
        SHOWN,
        /** To look at all things. */
        LOOK,
        /** To ask for it by itself. */
        ALONE,
        /** To wait: nothing is known of it at the moment. */
        NOTHING
    }

    private synchronized Answer known(String id, Asked<B, S> thing) {
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
        return fresh ? leftOut(thing) : Answer.LOOK;
    }

    private synchronized Answer afterLook(String id, Asked<B, S> thing) {
        if (thing.end != null || (last.covers(thing) && last.seen.containsKey(id))) {
            return Answer.SHOWN;
        }
        if (isBlind()) {
            return inTurn(thing, asked.size() - ended);
        }
        return last.covers(thing) ? leftOut(thing) : Answer.NOTHING;
    }

    private synchronized @Nullable S sightOf(String id, Asked<B, S> thing) {
        return thing.end == null ? last.seen.get(id) : thing.end;
    }

    private boolean isFresh() {
        return time.elapsed().minus(last.at).compareTo(shared) < 0;
    }

    private boolean isBlind() {
        return blindUntil != null && time.elapsed().compareTo(blindUntil) < 0;
    }

    /** What to do about a thing that the last look has not shown. */
    private Answer leftOut(Asked<B, S> thing) {
        if (thing.leftOutOf != last.number) {
            thing.leftOutOf = last.number;
            thing.looksInVain++;
        }
        return thing.looksInVain > LOOKS_IN_VAIN ? inTurn(thing, last.leftOut) : Answer.NOTHING;
    }

    /** Whether it is the turn of a thing to be asked for by itself, of so many. */
    private Answer inTurn(Asked<B, S> thing, int of) {
        int rounds = Math.max(1, (of + ALONE_AT_ONCE - 1) / ALONE_AT_ONCE);
        return (thing.since + thing.turns++) % rounds == 0 ? Answer.ALONE : Answer.NOTHING;
    }

    // ---- to look at all

    private void lookUnlessDone(Asked<B, S> thing, ListLook<B, S> list) {
        Map<String, Asked<B, S>> all;
        long number;
        Duration at;
        synchronized (this) {
            if (last.covers(thing) && isFresh()) {
                return;
            }
            all = pending();
            number = ++events;
            at = time.elapsed();
        }
        Map<String, S> seen;
        try {
            seen = list.look(all);
        } catch (BackupException e) {
            if (failed(e)) {
                throw e;
            }
            return;
        }
        saw(number, at, all, seen, list);
    }

    private synchronized void saw(
            long number, Duration at, Map<String, Asked<B, S>> all, Map<String, S> seen, ListLook<B, S> list) {
        failures = 0;
        blindUntil = null;
        seen.forEach((id, sight) -> {
            Asked<B, S> thing = all.get(id);
            if (thing != null) {
                thing.looksInVain = 0;
                if (thing.end == null && list.isEnd(sight)) {
                    thing.end = sight;
                    ended += asked.get(id) == thing ? 1 : 0;
                }
            }
        });
        last = new Look<>(number, at, Map.copyOf(seen), Math.max(0, all.size() - seen.size()));
    }

    /** Notes that a list could not be read, and returns whether that may pass soon; who may not read it asks for each thing. */
    private synchronized boolean failed(BackupException failure) {
        failures++;
        if (!failure.retryable() || failures >= FAILURES) {
            blindUntil = time.elapsed().plus(shared.multipliedBy(BLIND_FOR));
        }
        return failure.retryable();
    }

    /**
     * One look at all things.
     *
     * @param number when it began, as events are counted
     * @param at when it began, as {@link TimeSource#elapsed()} counts
     * @param seen what it saw of each thing that it showed
     * @param leftOut how many things it did not show
     */
    private record Look<S>(long number, Duration at, Map<String, S> seen, int leftOut) {
        /** Whether it was made after a thing was first asked for. */
        boolean covers(Asked<?, ?> thing) {
            return number > thing.since;
        }
    }

    /**
     * A thing that somebody asks for. What is not said otherwise is guarded by the looks that it belongs to.
     *
     * @param <B> what is known of it from when it was begun
     * @param <S> what a look sees of it
     */
    public static final class Asked<B, S> {
        private volatile @Nullable B begun;

        /** When it was first asked for, as events are counted. */
        private final long since;

        private Duration lastAsked;

        /** What was seen of its end. */
        private @Nullable S end;

        /** The last look that did not show it, and how many in a row did not. */
        private long leftOutOf;

        private int looksInVain;

        /** How often it was asked whether it is to be asked for by itself. */
        private long turns;

        private Asked(@Nullable B begun, long since, Duration lastAsked) {
            this.begun = begun;
            this.since = since;
            this.lastAsked = lastAsked;
        }

        /** What is known of it; null: another process began it. */
        public @Nullable B begun() {
            return begun;
        }

        /** Keeps what has become known of it; null: nothing. */
        public void learn(@Nullable B known) {
            if (known != null) {
                begun = known;
            }
        }
    }
}
