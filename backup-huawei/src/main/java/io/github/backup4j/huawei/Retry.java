package io.github.backup4j.huawei;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls when their turn has come, and again after a pause if they failed for a passing reason and nothing can come of it
 * twice.
 *
 * <p>What was refused as one call too many, or because other work is in the way, was not carried out, and neither was what never
 * got to the service: that is repeated whatever it is. Anything else is repeated only if it reads, or carries a token that the
 * service knows again. Safe for use by many threads.
 */
final class Retry {
    /** The look at work that this thread is at. */
    private static final ThreadLocal<@Nullable Look> LOOK = new ThreadLocal<>();

    /** Whether this thread makes something that is looked for before the call is repeated. */
    private static final ThreadLocal<Boolean> MAKING = ThreadLocal.withInitial(() -> false);

    private final TimeSource time;
    private final RetryRules rules;
    private final Backoff backoff;
    private final Map<Service, Lane> lanes = new EnumMap<>(Service.class);
    private final Map<Service, RetryTokens> tokens = new EnumMap<>(Service.class);

    /**
     * Creates the rule.
     *
     * @param newLane makes the way to a service
     */
    Retry(TimeSource time, RetryRules rules, Backoff backoff, Supplier<Lane> newLane) {
        this.time = time;
        this.rules = rules;
        this.backoff = backoff;
        for (Service service : Service.values()) {
            lanes.put(service, newLane.get());
            tokens.put(service, new RetryTokens());
        }
    }

    /**
     * Returns the rule for all services.
     *
     * @param random what the length of pauses is left to; safe for use by many threads
     */
    static Retry of(TimeSource time, RetryRules rules, RandomGenerator random) {
        return new Retry(
                time, rules, new Backoff(random), () -> new Lane(time, new Semaphore(rules.callsAtOnce(), true)));
    }

    /**
     * Makes a call, and returns what it answers.
     *
     * @param name what is called, for errors
     * @param repeatable whether the call does no harm when it is made twice, as one that only reads
     * @throws BackupException the last failure; if it was not sent at all, {@link Throttled} or {@link Unavailable}
     */
    <T> T call(Service service, String name, boolean repeatable, Supplier<T> call) {
        Lane lane = of(lanes, service);
        Look current = LOOK.get();
        if (current != null) {
            lane.enterForLook(name, current.begin(), current.left());
            return lane.make(call);
        }
        Tries tries = new Tries(rules, backoff, of(tokens, service), repeatable, !MAKING.get(), time.elapsed());
        CallRate.Place place = lane.join();
        while (true) {
            try {
                lane.enter(name, place, tries.deadline);
            } catch (Throttled | Unavailable e) {
                throw tries.outcome(e);
            }
            try {
                T answer = lane.make(call);
                tries.succeeded();
                return answer;
            } catch (Throttled | Unavailable | Busy | AmbiguousOutcome e) {
                Optional<Duration> pause = tries.failed(e, time.elapsed());
                if (pause.isEmpty() || !pause(pause.get())) {
                    throw tries.outcome(e);
                }
            }
        }
    }

    /** Runs a look at long work: its calls are made once each, without a pause. */
    <T> T look(Supplier<T> work) {
        if (LOOK.get() != null) {
            return work.get();
        }
        LOOK.set(new Look(rules.lookTime()));
        try {
            return work.get();
        } finally {
            LOOK.remove();
        }
    }

    /**
     * Runs a call that makes something. Other work that is in its way may be what its own first delivery has begun, so that it
     * has to be looked for before the call is made again.
     */
    <T> T making(Supplier<T> create) {
        MAKING.set(true);
        try {
            return create.get();
        } finally {
            MAKING.remove();
        }
    }

    /** Whether this thread is at a look at long work. */
    boolean isLooking() {
        return LOOK.get() != null;
    }

    /** How long the calls of the look that this thread is at may still take; they are made to a service, which takes real time. */
    Duration leftOfLook() {
        Look current = LOOK.get();
        return current == null ? rules.lookTime() : current.left();
    }

    /** Waits, and returns whether it was not interrupted; the interrupt flag stays set if it was. */
    boolean pause(Duration pause) {
        try {
            time.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <V> V of(Map<Service, V> values, Service service) {
        V value = values.get(service);
        if (value == null) {
            throw new IllegalArgumentException("service is " + service);
        }
        return value;
    }

    private static final class Look {
        private final Duration end;
        private boolean begun;

        Look(Duration longest) {
            end = TimeSource.system().elapsed().plus(longest);
        }

        Duration left() {
            Duration left = end.minus(TimeSource.system().elapsed());
            return left.isNegative() ? Duration.ZERO : left;
        }

        /** Returns whether nothing was called in it before. */
        boolean begin() {
            boolean first = !begun;
            begun = true;
            return first;
        }
    }
}
