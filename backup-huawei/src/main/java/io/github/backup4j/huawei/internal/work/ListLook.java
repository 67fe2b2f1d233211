package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import java.util.Map;

/**
 * Looks at all awaited items of one kind by a list of a service, for {@link Looks}.
 *
 * @param <B> what is known of an item since it was started
 * @param <S> what a look sees of an item
 */
public interface ListLook<B, S> {
    /**
     * Looks at items, and returns what it saw, by id. Items that the list does not show are left out; that proves
     * nothing about them.
     *
     * @param things the items, by id
     * @throws BackupException if a list cannot be read
     */
    Map<String, S> look(Map<String, Looks.Asked<B, S>> things);

    /** Returns whether an item has ended according to what was seen of it: it is then not looked at again. */
    boolean isEnd(S sight);
}
