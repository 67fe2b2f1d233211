package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What time it is by the clock of the services, as far as their answers tell: our own may be minutes off.
 *
 * <p>An answer is dated to the second, at some moment between the call and the answer, so that it tells between which two
 * instants that clock stands. What several answers tell is narrowed down; an answer that contradicts those before replaces
 * them, as one of the clocks was set. Our clock is believed wherever it stands between the two. They are kept as distances to
 * {@link TimeSource#elapsed()}, so that a wall clock of ours that is set changes nothing. Safe for use by many threads.
 */
public final class ServiceClock {
    /** A clock further away than this is none: calls are refused whose signature is a quarter of an hour off. */
    private static final Duration FARTHEST = Duration.ofDays(1);

    /** Answers are dated by the second. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private final TimeSource time;

    /** When {@link TimeSource#elapsed()} began by the services' clock, at the earliest; null: not known. */
    private @Nullable Instant earliest;

    /** The same at the latest. */
    private @Nullable Instant latest;

    ServiceClock(TimeSource time) {
        this.time = time;
    }

    /**
     * Notes the date of an answer that has just come.
     *
     * @param asked what {@link TimeSource#elapsed()} said when the call was made
     */
    synchronized void answered(Duration asked, Instant date) {
        if (distance(date, time.now()).compareTo(FARTHEST) > 0) {
            return;
        }
        Instant from = date.minus(time.elapsed());
        Instant to = date.plus(PRECISION).minus(asked);
        boolean agrees = earliest != null && latest != null && !from.isAfter(latest) && !to.isBefore(earliest);
        earliest = agrees && earliest != null && earliest.isAfter(from) ? earliest : from;
        latest = agrees && latest != null && latest.isBefore(to) ? latest : to;
    }

    /** Returns what time it is there; before the first answer, what time it is here. */
    public synchronized Instant now() {
        Instant ours = time.now();
        if (earliest == null || latest == null) {
            return ours;
        }
        Duration elapsed = time.elapsed();
        Instant from = earliest.plus(elapsed);
        Instant to = latest.plus(elapsed);
        return ours.isBefore(from) ? from : ours.isAfter(to) ? to : ours;
    }

    /** Returns what their clock says at an instant of ours. */
    public Instant of(Instant ours) {
        return ours.plus(Duration.between(time.now(), now()));
    }

    private static Duration distance(Instant one, Instant other) {
        return Duration.between(one, other).abs();
    }
}
