package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls together all resources of a kind that jobs work on. No list shows the jobs, but a list shows the resources: one that
 * the list shows at work is hardly ever polled by itself. Once the list shows it ready or broken, its job is polled.
 *
 * <p>A list may show a resource at work forever although its job has failed, or ready long before its job has ended. So the
 * work on each is polled by itself every {@link #LEAST_BY_ITSELF} to {@link #MOST_BY_ITSELF}, whatever lists show: a fleet of
 * a thousand takes about one such request a second.
 *
 * @param <S> a resource, as listed
 */
public final class ListedWork<S> implements ListRead<ListedWork.Polling, S> {
    /** After how long the work on a resource is polled by itself, whatever lists show; not all at once. */
    private static final Duration LEAST_BY_ITSELF = Duration.ofMinutes(15);

    private static final Duration MOST_BY_ITSELF = Duration.ofMinutes(20);

    private final ListReads<Polling, S> reads;
    private final TimeSource time;
    private final Listing<S> listing;

    /**
     * Creates it.
     *
     * @param kind the kind of resource and work, of which there is one in a backup
     */
    public ListedWork(Context context, String kind, Listing<S> listing) {
        reads = context.listReads(kind);
        time = context.time();
        this.listing = listing;
    }

    /** The state of a resource, by a list. */
    public enum State {
        AT_WORK,
        /** It seems ready; some resources seem so before the work on them has ended. */
        READY,
        /** It is broken, or in a state that only its job explains. */
        BROKEN
    }

    /**
     * How resources of a kind are listed.
     *
     * @param <S> a resource, as listed
     */
    public interface Listing<S> {
        /**
         * Lists resources, by key; those that the list does not show are left out.
         *
         * @param look where earlier polls have got to; it keeps what this one reads
         */
        Map<String, S> list(Collection<String> keys, Look<?, ?> look);

        State state(S seen);

        /** The state in words. */
        String words(S seen);
    }

    /**
     * The facts about a resource that no list shows; times are counted by {@link TimeSource#elapsed()}.
     *
     * @param polled when the work on it was last polled by itself, or the resource was registered
     * @param readySince since when it seems ready although the work on it continues; null: it does not
     * @param notBefore when to poll the work on it again although it seems ready
     */
    record Polling(Duration polled, @Nullable Duration readySince, Duration notBefore) {
        static Polling at(Duration polled) {
            return new Polling(polled, null, Duration.ZERO);
        }
    }

    /** Registers a resource that will be polled; "": it is not known. */
    public void expect(String key) {
        if (reads.known(key) == null) {
            reads.note(key, Polling.at(time.elapsed()));
        }
    }

    /** Forgets a resource whose end was reported. */
    public void forget(String key) {
        reads.forget(key);
    }

    /**
     * Continues to poll a resource that a list has shown ready although the work on it continues. Unless a list shows it at
     * work meanwhile, the work is polled again once the resource has seemed ready for three times as long, and at the latest
     * after {@link #MOST_BY_ITSELF}.
     */
    public void notYet(String key) {
        Polling known = reads.known(key);
        if (known == null) {
            return;
        }
        Duration now = time.elapsed();
        Duration since = known.readySince() == null ? now : known.readySince();
        reads.note(key, new Polling(now, since, since.plus(now.minus(since).multipliedBy(3))));
        reads.reopen(key);
    }

    /**
     * Returns the next step for a resource, from the last poll of the list or from a new one.
     *
     * @param settled returns the next step for a resource that is ready or broken, as listed
     * @param alone polls the work on it by itself
     */
    public <T> Step<T> poll(String key, Function<S, Step<T>> settled, Supplier<Step<T>> alone) {
        expect(key);
        if (isDueByItself(key)) {
            return alone.get();
        }
        return reads.poll(
                key,
                this,
                seen -> {
                    if (isEnd(seen) && !isTooSoon(key, seen)) {
                        return settled.apply(seen);
                    }
                    reads.reopen(key);
                    return Step.going(listing.words(seen));
                },
                alone);
    }

    /** Whether the work on a resource was not polled by itself for long; it then is. */
    private boolean isDueByItself(String key) {
        Polling known = reads.known(key);
        Duration now = time.elapsed();
        if (known == null || now.minus(known.polled()).compareTo(patience(key)) < 0) {
            return false;
        }
        reads.note(key, new Polling(now, known.readySince(), Duration.ZERO));
        return true;
    }

    /** How long lists alone are trusted about a resource: differs from one to the next, as a fleet is started at once. */
    private static Duration patience(String key) {
        long spread = MOST_BY_ITSELF.minus(LEAST_BY_ITSELF).toSeconds();
        return LEAST_BY_ITSELF.plusSeconds(Math.floorMod(key.hashCode(), spread));
    }

    /** Whether a resource seems ready, although a poll has just shown that the work on it takes longer. */
    private boolean isTooSoon(String key, S seen) {
        Polling known = reads.known(key);
        return known != null
                && listing.state(seen) == State.READY
                && time.elapsed().compareTo(known.notBefore()) < 0;
    }

    /** Resets the pause of a resource that is seen at work: it may be ready at any moment from then on. */
    @Override
    public void read(Look<Polling, S> look) {
        Map<String, S> seen = listing.list(look.things().keySet(), look);
        look.things().forEach((key, thing) -> {
            S one = seen.get(key);
            Polling known = thing.known();
            if (one != null && known != null && !isEnd(one)) {
                thing.learn(Polling.at(known.polled()));
            }
            if (one != null) {
                look.saw(key, one);
            }
        });
    }

    @Override
    public boolean isEnd(S seen) {
        return listing.state(seen) != State.AT_WORK;
    }
}
