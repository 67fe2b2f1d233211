package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import java.util.Map;

/**
 * Looks at all pending things of one kind by the lists of a service, for {@link Looks}.
 *
 * @param <B> what is known of a thing from when it was begun
 * @param <S> what a look sees of a thing
 */
public interface ListLook<B, S> {
    /**
     * Looks at things, and returns what it saw, by id. What it leaves out was not shown by the lists, and nothing follows from that.
     *
     * @param things what is asked for
     * @throws BackupException if a list cannot be read
     */
    Map<String, S> look(Map<String, Looks.Asked<B, S>> things);

    /** Whether what was seen of a thing is its end, which nothing follows: it is told to whoever asks, and not looked at again. */
    boolean isEnd(S sight);
}
