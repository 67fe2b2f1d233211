package io.github.backup4j;

import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The disks and servers of a project, and where they are protected. Get it from {@link CloudBackup#resources()}. Safe for
 * use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public final class Resources {
    private static final Comparator<ProtectableResource> DISKS_FIRST =
            Comparator.comparing(resource -> resource.resource().kind() != Resource.Kind.DISK);

    private final Calls calls;

    Resources(Calls calls) {
        this.calls = calls;
    }

    /**
     * Returns a disk or server as it is now.
     *
     * @param resource the disk or server
     * @throws NotFound if there is no such disk or server
     */
    public ProtectableResource get(Resource resource) {
        Require.nonNull(resource, "resource");
        return calls.call(
                "resources.get", resource.id(), driver -> driver.resources().get(resource));
    }

    /**
     * Returns the disks and servers that match a filter, read page by page as the stream is used: all disks before the first
     * server, and in no particular order otherwise.
     *
     * @param filter the conditions
     */
    public Stream<ProtectableResource> list(ResourceFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list("resources.list", driver -> driver.resources().list(filter), filter::matches, DISKS_FIRST);
    }

    /** Returns all disks and servers, as {@link #list(ResourceFilter)} does. */
    public Stream<ProtectableResource> list() {
        return list(ResourceFilter.all());
    }
}
