package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    ObjectNode call(boolean changes, Supplier<ObjectNode> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (Throttled | Unavailable e) {
                Duration pause = e.retryAfter().orElseGet(() -> Duration.ZERO).plus(pauseAfter(attempt));
                boolean last = attempt >= attempts || impatient.get() || pause.compareTo(LONGEST_PAUSE) > 0;
                if (last || !isRepeatable(e, changes) || !pause(pause)) {
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

    private static boolean isRepeatable(BackupException failure, boolean changes) {
        return !changes || failure instanceof Throttled || failure.httpStatus().isEmpty();
    }

    /** Half of it is chance, so that many who were refused together do not come back together. */
    private static Duration pauseAfter(int attempt) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(attempt - 1, 6);
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    private boolean pause(Duration pause) {
        try {
            time.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
