package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Makes a call again that the service did not take, after a pause that grows, a few times at most.
 *
 * <p>What was refused as too many calls was not carried out, and neither was what never got to the service; anything else is
 * repeated only if it just reads.
 */
final class Retry {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final TimeSource time;
    private final int attempts;
    private final ThreadLocal<Boolean> impatient = ThreadLocal.withInitial(() -> false);

    /**
     * Creates the rule.
     *
     * @param attempts how often a call is made at most, at least once
     */
    Retry(TimeSource time, int attempts) {
        this.time = time;
        this.attempts = attempts;
    }

    /**
     * Makes a call, and returns what it answers.
     *
     * @param repeatable whether the call does no harm when it is made twice, as one that only reads
     */
    ObjectNode call(boolean repeatable, Supplier<ObjectNode> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (Throttled | Unavailable | AmbiguousOutcome e) {
                Duration pause = e.retryAfter().orElseGet(() -> Duration.ZERO).plus(pauseAfter(attempt));
                boolean last = attempt >= attempts || impatient.get() || pause.compareTo(LONGEST_PAUSE) > 0;
                if (last || !mayRepeat(e, repeatable) || !pause(pause)) {
                    throw e;
                }
            }
        }
    }

    /** Runs something whose calls are made once each, without a pause. */
    <T> T once(Supplier<T> work) {
        boolean before = impatient.get();
        impatient.set(true);
        try {
            return work.get();
        } finally {
            impatient.set(before);
        }
    }

    /** Whether calls are made once each at present, without a pause. */
    boolean isImpatient() {
        return impatient.get();
    }

    private static boolean mayRepeat(BackupException failure, boolean repeatable) {
        boolean neverSent =
                failure instanceof Unavailable && failure.httpStatus().isEmpty();
        return repeatable || failure instanceof Throttled || neverSent;
    }

    /** Half of it is chance, so that many who were refused together do not come back together. */
    private static Duration pauseAfter(int attempt) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(attempt - 1, 6);
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
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
}
