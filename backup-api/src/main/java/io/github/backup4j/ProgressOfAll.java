package io.github.backup4j;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far operations are that are waited for together.
 *
 * @param done how many have ended with their result
 * @param failed how many have ended without it
 * @param running how many have not ended
 * @param percent how much of the whole is done, 0 to 100: what has ended counts in full, what runs as far as the cloud says,
 *     and not at all where it does not say
 * @param left how long the rest takes at the rate seen since the first poll; null: nothing has moved yet
 * @param step what the running operation with the least progress is doing, in the words of {@link Progress#step()}; null if none
 *     runs, or none says
 * @see Operations#awaitAll
 */
public record ProgressOfAll(
        int done,
        int failed,
        int running,
        int percent,
        @Nullable Duration left,
        @Nullable String step) {
    /** Refuses numbers out of range with {@link Invalid}. */
    public ProgressOfAll {
        Require.range(done, "done", 0, Integer.MAX_VALUE);
        Require.range(failed, "failed", 0, Integer.MAX_VALUE);
        Require.range(running, "running", 0, Integer.MAX_VALUE);
        Require.range(percent, "percent", 0, 100);
        step = Require.textOrNull(step);
    }

    /** Returns how many operations there are. */
    public int total() {
        return done + failed + running;
    }

    /**
     * Returns the progress in one line, such as {@code "45 %: 40 done, 1 failed, 59 running, about PT12M left (backing up: 0 of 8
     * members done)"}.
     */
    @Override
    public String toString() {
        return percent + " %: " + done + " done, " + failed + " failed, " + running + " running"
                + (left == null ? "" : ", about " + left + " left") + (step == null ? "" : " (" + step + ")");
    }
}
