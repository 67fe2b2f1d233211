package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;

/**
 * Reads all awaited items of one kind from a list of a service, for {@link ListReads}.
 *
 * @param <K> what is known of an item before the list shows it
 * @param <S> what the list shows of an item
 */
public interface ListRead<K, S> {
    /**
     * Reads the list, and notes what it shows of the items. Items that the list does not show are left out; that proves nothing about
     * them. If this throws after the look has advanced, a later poll calls it again with the same look, to go on from there.
     *
     * @throws BackupException if a list cannot be read, or not to its end
     */
    void read(Look<K, S> look);

    /** Returns whether an item has ended according to what the list shows of it: it is then not polled again. */
    boolean isEnd(S sight);
}
