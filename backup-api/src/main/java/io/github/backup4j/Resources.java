package io.github.backup4j;

import java.util.stream.Stream;

/**
 * The disks and servers of a project, and where they are protected. Get it from {@link CloudBackup#resources()}. Safe for
 * use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public interface Resources {
    /**
     * Returns a disk or server as it is now.
     *
     * @param resource the disk or server
     * @throws NotFound if there is no such disk or server
     */
    ProtectableResource get(Resource resource);

    /**
     * Returns the disks and servers that match a filter, read page by page as the stream is used: all disks before the first
     * server, and in no particular order otherwise.
     *
     * @param filter the conditions
     */
    Stream<ProtectableResource> list(ResourceFilter filter);

    /** Returns all disks and servers, as {@link #list(ResourceFilter)} does. */
    default Stream<ProtectableResource> list() {
        return list(ResourceFilter.all());
    }
}
