package io.github.backup4j.examples.durable.temporal;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a poll of a drill saw.
 *
 * @param token the token to go on with
 * @param nextPoll how long to wait before the next poll, if the cloud says so; null: it does not
 * @param report the report, as {@code DrillReport.print()} returns it; null: the drill has not ended
 */
public record DrillLook(
        String token, @Nullable Duration nextPoll, @Nullable String report) {
    /** Refuses null where it is not allowed. */
    public DrillLook {
        Objects.requireNonNull(token, "token == null");
    }
}
