package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.NotFound;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Tells whether a service that was asked to create something has answered with an earlier job: EVS and ECS know a request again
 * by its {@code X-Client-Token}, also when what it created was deleted since.
 */
public final class ClientTokens {
    private static final int LOOKS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private ClientTokens() {}

    /**
     * Returns the id of the job that was answered if it is an earlier one that has ended with nothing that is there now; "" if it
     * is a new one, or what it created is there.
     *
     * @param id the job; "": not named
     * @param read reads a job
     * @param gone whether what a finished job has created is not there, or not usable
     */
    public static String over(String id, Function<String, Job> read, Predicate<Job> gone, ServiceClient client) {
        if (id.isEmpty()) {
            return "";
        }
        Duration pause = FIRST_PAUSE;
        for (int looks = 1; ; looks++) {
            Job job;
            try {
                job = read.apply(id);
            } catch (NotFound e) {
                // A new job may not be visible at once.
                return "";
            }
            // A new job does not end between two calls, so this is an earlier one.
            boolean over = job.failed() || (job.done() && gone.test(job));
            if (!over) {
                return "";
            }
            // What was just created is not visible at once, either.
            if (job.failed() || looks == LOOKS || !client.pause(pause)) {
                return id;
            }
            pause = pause.multipliedBy(2);
        }
    }
}
