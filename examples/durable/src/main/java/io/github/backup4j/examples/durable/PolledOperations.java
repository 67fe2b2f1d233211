package io.github.backup4j.examples.durable;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.Operation.Status;
import io.github.backup4j.Throttled;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What every engine does with an operation: it polls it once by its token, and is told whether to poll again, when, and by which token.
 *
 * <p>An operation that this process polls again tells from its percentages how long it still takes, as {@link Status.Running#nextPoll()}
 * says; one that is resumed from its token cannot. So those in progress are kept. Nothing depends on that: a process that does not know
 * an operation resumes it.
 *
 * <p>Safe for use by many threads.
 */
public final class PolledOperations {
    private static final int MOST = 20_000;
    private static final int LONGEST_PAUSE = 6;

    private final Supplier<CloudBackup> cloud;
    private final Map<String, Operation<?>> known = new LinkedHashMap<>();

    /**
     * Creates it.
     *
     * @param cloud returns the cloud, or refuses with {@link Throttled} before anything is sent; called once by each poll
     */
    public PolledOperations(Supplier<CloudBackup> cloud) {
        this.cloud = cloud;
    }

    /**
     * Polls an operation once. A poll that is refused is to be repeated, since the cloud's work goes on: only a damaged token, and an
     * operation that is gone, end the polls.
     *
     * @param token its newest token
     */
    public Polled poll(String token) {
        CloudBackup backup;
        try {
            backup = cloud.get();
        } catch (Throttled e) {
            return Polled.Again.notSent(token, e);
        }
        try {
            Operation<?> operation = resume(backup, token);
            Status<?> status = operation.poll();
            if (status instanceof Status.Succeeded<?> succeeded) {
                return new Polled.Done(operation.token(), succeeded.result());
            } else if (status instanceof Status.Failed<?> failed) {
                return new Polled.Over(operation.token(), failed.failure());
            }
            keep(operation);
            return Polled.Again.running(operation.token(), (Status.Running<?>) status);
        } catch (BackupException e) {
            return Upkeep.isLost(e) ? new Polled.Over(token, e) : Polled.Again.refused(token, e);
        }
    }

    /**
     * Returns how long to wait before the next poll where the cloud says nothing else: a tenth of the time that the work has taken so
     * far, from the shortest pause to six times that.
     *
     * @param shortest the shortest pause
     * @param passed how long the work has taken so far
     */
    public static Duration pause(Duration shortest, Duration passed) {
        long times = passed.dividedBy(shortest.multipliedBy(10));
        return shortest.multipliedBy(Math.max(1, Math.min(times, LONGEST_PAUSE)));
    }

    private Operation<?> resume(CloudBackup backup, String token) {
        Operation<?> operation;
        synchronized (known) {
            operation = known.remove(token);
        }
        return operation == null ? backup.operations().resume(token) : operation;
    }

    /** Keeps an operation for its next poll. Of very many the oldest is dropped. */
    private void keep(Operation<?> operation) {
        synchronized (known) {
            known.put(operation.token(), operation);
            if (known.size() > MOST) {
                Iterator<Operation<?>> oldestFirst = known.values().iterator();
                var unused = oldestFirst.next();
                oldestFirst.remove();
            }
        }
    }
}
