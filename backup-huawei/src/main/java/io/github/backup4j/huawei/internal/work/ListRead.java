package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import java.util.Map;

/**
 * Reads all awaited items of one kind from a list of a service, for {@link ListReads}.
 *
 * @param <K> what is known of an item before the list shows it
 * @param <S> what the list shows of an item
 */
public interface ListRead<K, S> {
    /**
     * Reads the list, and returns what it shows of the items, by id. Items that the list does not show are left out; that
     * proves nothing about them.
     *
     * @param things the items, by id
     * @throws BackupException if a list cannot be read
     */
    Map<String, S> read(Map<String, ListReads.Asked<K, S>> things);

    /** Returns whether an item has ended according to what the list shows of it: it is then not polled again. */
    boolean isEnd(S sight);
}
