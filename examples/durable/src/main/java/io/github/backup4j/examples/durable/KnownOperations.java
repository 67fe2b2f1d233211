package io.github.backup4j.examples.durable;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The operations that this process polls. An operation that is polled again tells from its percentages how long it still takes, as
 * {@link Operation.Status.Running#nextPoll()} says; one that is resumed from its token for each poll cannot. Nothing depends on it: a
 * process that does not know an operation resumes it.
 *
 * <p>Safe for use by many threads.
 */
public final class KnownOperations {
    private static final int MOST = 20_000;

    private final Map<String, Operation<?>> byToken = new LinkedHashMap<>();

    /**
     * Returns the operation of a token.
     *
     * @param backup the cloud
     * @param token the token
     */
    public Operation<?> of(CloudBackup backup, String token) {
        Operation<?> known;
        synchronized (byToken) {
            known = byToken.remove(token);
        }
        return known == null ? backup.operations().resume(token) : known;
    }

    /**
     * Keeps an operation that was polled and has not ended, for its next poll. Of very many the oldest is dropped.
     *
     * @param operation the operation
     */
    public void keep(Operation<?> operation) {
        synchronized (byToken) {
            byToken.put(operation.token(), operation);
            if (byToken.size() > MOST) {
                Iterator<Operation<?>> oldestFirst = byToken.values().iterator();
                var unused = oldestFirst.next();
                oldestFirst.remove();
            }
        }
    }
}
