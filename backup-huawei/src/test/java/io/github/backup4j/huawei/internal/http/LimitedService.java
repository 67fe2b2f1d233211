package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Throttled;
import io.github.backup4j.huawei.support.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A service that takes so many calls a second, and refuses the others. */
final class LimitedService {
    private final SimulatedTime time;
    private final int limit;
    private final Counting counting;
    private final @Nullable Duration retryAfter;
    private final Duration latency = Duration.ofMillis(50);
    private final Deque<Instant> taken = new ArrayDeque<>();
    private int calls;
    private int refused;

    /**
     * Creates a service that nobody has called.
     *
     * @param limit how many calls a second it takes
     * @param retryAfter how long it asks those to wait that it refuses; null: it does not say
     */
    LimitedService(SimulatedTime time, int limit, Counting counting, @Nullable Duration retryAfter) {
        this.time = time;
        this.limit = limit;
        this.counting = counting;
        this.retryAfter = retryAfter;
    }

    /** Takes a call, or refuses it; either takes a while. */
    Response answer() {
        pass(latency.dividedBy(2));
        boolean refuses = refuses();
        pass(latency.dividedBy(2));
        if (refuses) {
            throw new Throttled("too many", new Detail("APIG.0308", null, 429, retryAfter), null);
        }
        return Calls.answered();
    }

    /** How many calls came in. */
    int calls() {
        return calls;
    }

    /** The share of calls that were refused. */
    double wasted() {
        return (double) refused / calls;
    }

    private boolean refuses() {
        calls++;
        Instant now = time.now();
        Instant from = counting == Counting.LAST_SECOND ? now.minusSeconds(1) : now.truncatedTo(ChronoUnit.SECONDS);
        while (!taken.isEmpty() && taken.getFirst().isBefore(from)) {
            taken.removeFirst();
        }
        if (taken.size() >= limit) {
            refused++;
            return true;
        }
        taken.addLast(now);
        return false;
    }

    private void pass(Duration duration) {
        try {
            time.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which calls count towards the limit. */
    enum Counting {
        /** Those since the clock last struck a second. */
        SINCE_THE_SECOND,
        /** Those of the last second. */
        LAST_SECOND
    }
}
