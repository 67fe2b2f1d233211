package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time by the clock of the services, estimated from the dates of their responses: our own clock may be minutes off. Responses that
 * stand alone move it by {@link #MOST_OFF} from our own clock at most, however many they are: guards and waits of minutes rely on it.
 * Nothing moves it further than a day.
 *
 * <p>The service dates a response to the second, at some moment between request and response. So each date bounds the
 * service's clock from both sides. Later responses narrow these bounds; a response that contradicts them replaces them,
 * since one of the clocks was set. Our own clock counts as right while it is within the bounds. The bounds are kept
 * relative to {@link TimeSource#elapsed()}, so that setting our wall clock does not move them. Safe for use by many
 * threads.
 */
public final class ServiceClock {
    /**
     * How far off our clock may be before the first response: the services refuse a signature whose time is a quarter of an
     * hour off. Times of both clocks are rounded to minutes, so this is a minute more.
     */
    public static final Duration MOST_OFF = Duration.ofMinutes(16);

    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei.http");

    /** Dates further off than this are ignored, since no clock that can sign requests is so far off. */
    private static final Duration FARTHEST = Duration.ofDays(1);

    /** The precision of the dates of responses. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private final TimeSource time;

    /** Whether the services' clock is independent of ours, at any distance from ours and at another speed. */
    private final boolean apart;

    /**
     * The earliest instant by the services' clock at which {@link TimeSource#elapsed()} can have been zero; null: not
     * known.
     */
    private @Nullable Instant earliest;

    /** The latest such instant; null: not known. */
    private @Nullable Instant latest;

    /** Whether it was logged that a date in use is further from our own clock than {@link #MOST_OFF}. */
    private boolean told;

    /** The bounds of the last response whose date was too far from the others to be believed alone; null: it was not. */
    private @Nullable Bounds doubted;

    ServiceClock(TimeSource time) {
        this(time, false);
    }

    /**
     * Creates a clock that knows no date yet.
     *
     * @param apart whether the services' clock is independent of ours, as that of an emulated cloud may
     */
    ServiceClock(TimeSource time, boolean apart) {
        this.time = time;
        this.apart = apart;
    }

    /** Returns whether the services' clock is independent of ours, so that its time has to be asked for whenever it matters. */
    public boolean isApart() {
        return apart;
    }

    /**
     * Notes the date of a response that a service has sent and that has just arrived. A date that is further from our own clock than
     * {@link #MOST_OFF} counts if those before agree with it, once a second one in a row does, or at once with a response that refuses
     * the signature, whose time was wrong. It is measured from our own clock, not from the last date: else dates could lead the clock
     * away step by step.
     *
     * @param asked when its request was sent, as {@link TimeSource#elapsed()} counts
     * @param refused whether the service has refused the signature
     */
    synchronized void answered(Duration asked, Instant date, boolean refused) {
        if (isTooFar(date, time.now())) {
            return;
        }
        Instant from = date.minus(time.elapsed());
        Instant to = date.plus(PRECISION).minus(asked);
        Bounds before = doubted;
        doubted = null;
        boolean agrees = earliest != null && latest != null && !from.isAfter(latest) && !to.isBefore(earliest);
        boolean far = !apart && Duration.between(date, time.now()).abs().compareTo(MOST_OFF) > 0;
        if (far && !agrees && !refused && (before == null || !before.meet(from, to))) {
            doubted = new Bounds(from, to);
            return;
        }
        if (far && !told) {
            told = true;
            LOG.warn(
                    "The service's clock says {}, more than {} from the clock of this machine, {}: set the clock, since the services refuse"
                            + " requests that are a quarter of an hour off; until then, ages and waits follow the service's clock",
                    date,
                    MOST_OFF,
                    time.now());
        }
        earliest = agrees && earliest != null && earliest.isAfter(from) ? earliest : from;
        latest = agrees && latest != null && latest.isBefore(to) ? latest : to;
    }

    /**
     * Returns the time by the services' clock. Before the first response it is the time by our own, and also after the machine was
     * suspended for long: some systems do not count that time as elapsed.
     */
    public synchronized Instant now() {
        Instant ours = time.now();
        if (earliest == null || latest == null) {
            return ours;
        }
        Duration elapsed = time.elapsed();
        Instant from = earliest.plus(elapsed);
        Instant to = latest.plus(elapsed);
        if (isTooFar(from, ours)) {
            return ours;
        }
        return ours.isBefore(from) ? from : ours.isAfter(to) ? to : ours;
    }

    /** Converts an instant of our clock to the services' clock. */
    public Instant of(Instant ours) {
        return ours.plus(Duration.between(time.now(), now()));
    }

    /** The bounds of the instant at which {@link TimeSource#elapsed()} can have been zero. */
    private record Bounds(Instant from, Instant to) {
        boolean meet(Instant otherFrom, Instant otherTo) {
            return !from.isAfter(otherTo) && !to.isBefore(otherFrom);
        }
    }

    private boolean isTooFar(Instant one, Instant other) {
        return !apart && Duration.between(one, other).abs().compareTo(FARTHEST) > 0;
    }
}
