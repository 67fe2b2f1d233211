package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.http.ServiceClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Creates resources of services that recognize a repeated request by its token: EVS and ECS recognize its {@code
 * X-Client-Token}, and create nothing twice. They also return the job of an earlier resource of the same key that was deleted
 * since, or could not be created. The request is then a new one, and gets another token, which every process derives in the
 * same way.
 *
 * <p>A job that has begun since the request was sent is the request's own, whatever became of it: one that fails at once is not tried
 * again, and one whose resource no list shows yet creates no second resource.
 */
public final class ClientTokens {
    private static final int READS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** How many resources of one key may have been deleted. */
    private static final int MOST_DELETED = 20;

    /** How far a job's beginning may be from the time of its request by {@link ServiceClock}, which knows it to the second. */
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    private ClientTokens() {}

    /**
     * Creates a resource. As long as the service returns the job of an earlier resource, calls again with another
     * token.
     *
     * @param key the request key
     * @param keyChosen whether the caller chose the key, so that it may have been used before
     * @param what the kind of resource, in the plural
     * @param create makes the call, given the text that distinguishes its token from earlier ones; "" for none
     * @param clock the clock of the service
     * @param over returns the id of the job if it is an earlier one, as {@link #over} determines, given when it was requested; "": it
     *     is not
     * @throws Conflict if too many resources of the key were deleted
     */
    public static <T> T create(
            RequestKey key,
            boolean keyChosen,
            String what,
            Function<String, T> create,
            ServiceClock clock,
            BiFunction<T, Instant, String> over) {
        String earlier = "";
        for (int deleted = 0; deleted < MOST_DELETED; deleted++) {
            Instant requested = clock.now();
            T accepted = create.apply(earlier);
            String job = keyChosen ? over.apply(accepted, requested) : "";
            if (job.isEmpty()) {
                return accepted;
            }
            earlier = earlier + job;
        }
        throw new Conflict("request key \"" + key.value() + "\" has created " + MOST_DELETED + " " + what
                + " that do not exist any more; use another key; nothing was created by this call");
    }

    /**
     * Returns the id of the returned job if it is an earlier one whose resource does not exist now; "" if it is a new job, or
     * its resource exists.
     *
     * @param id the id of the job; "": the response has none
     * @param read reads a job
     * @param gone whether the resource of a finished job does not exist, or is not usable
     * @param requested when the request was sent that has returned the job, by the clock of the service
     */
    public static String over(
            String id, Function<String, Job> read, Predicate<Job> gone, Instant requested, ServiceClient client) {
        if (id.isEmpty()) {
            return "";
        }
        Duration pause = FIRST_PAUSE;
        for (int reads = 1; ; reads++) {
            Job job;
            try {
                job = read.apply(id);
            } catch (NotFound e) {
                // A new job may not be visible at once.
                return "";
            }
            if (hasBegunSince(requested, job, client.clock().now())) {
                return "";
            }
            // Where the job does not tell when it began: a new one does not end between two calls, so this is an
            // earlier one.
            boolean over = job.failed() || (job.done() && gone.test(job));
            if (!over) {
                return "";
            }
            // A resource that was just created is not visible at once, either.
            if (job.failed() || reads == READS || !client.pause(pause)) {
                return id;
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** Returns whether a job tells that it began between two instants. One that begins later shows another clock, and proves nothing. */
    private static boolean hasBegunSince(Instant requested, Job job, Instant now) {
        Instant begun = job.begun();
        return begun != null && !begun.isBefore(requested.minus(CLOCK_ERROR)) && !begun.isAfter(now.plus(CLOCK_ERROR));
    }
}
