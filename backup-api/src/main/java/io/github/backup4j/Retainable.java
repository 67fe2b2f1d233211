package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The properties of a point that decide how long a {@link Retention} keeps it. */
public interface Retainable {
    /** Returns when the point was created: this decides its place among the others and its day, week, month and year. */
    Instant createdAt();

    /**
     * Returns when the point expires, as it was stamped when the point was created; null if it was created under a rule that
     * stamps nothing.
     */
    @Nullable
    Instant expiresAt();

    /** Returns whether a policy created the point; one that was taken manually never expires. */
    boolean automatic();

    /** Returns whether the point is complete and can be used: false while it is being created, and if that failed. */
    boolean available();

    /** Returns whether the point cannot be deleted because something was created from it, such as an image. */
    boolean pinned();
}
