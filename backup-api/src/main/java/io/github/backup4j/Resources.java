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
     * Returns a disk or server as it is now. On Huawei Cloud, this takes two requests for a disk in a vault, and one more for a
     * server, whose disks are read, and for what is in no vault, of which CBR says whether it can be protected.
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
     * <p>On Huawei Cloud, one request reads the first fifty disks, one more each further thousand, and the same for servers; one
     * reads the vaults of the first fifty, and those of {@link Vaults#list} all others. If anything that matches is in no vault,
     * one request reads the obstacles to protecting each fifty disks or servers: CBR allows no longer pages. Where these are no
     * more than ten of a page, their obstacles take at most two requests each. {@link ResourceFilter#withoutObstacles()} saves
     * all of these.
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

    /**
     * Starts to delete a temporary disk or server, such as one of a restore drill. <strong>Its data is
     * destroyed</strong>, and a server's disks with it. It can be called again after a crash; a resource that no longer exists is {@link
     * NotFound}.
     *
     * <p>It deletes only what carries exactly the mark when it is read right before the deletion, was created by a call with {@link
     * Temporary#key()}, and was not created before {@link Temporary#begunAt()}. It refuses anything that somebody else may
     * rely on: a member of a vault, a resource with restore points or snapshots, a disk that is attached to a server, and a
     * server with a disk that was not created together with it. Detach such a disk first; it is never deleted. It also refuses a disk
     * that was created together with a server, once that server is gone or does not carry the mark any more.
     *
     * <p>A server may be switched off and its data disks detached from it first. These steps advance only while somebody polls the
     * operation, as {@link Operation} says. If that breaks off, resume it by its token, or call this again.
     *
     * @param resource the disk or server
     * @param mark the mark that it was created with
     * @param <R> a disk or a server
     * @return work that results in the disk or server, which is gone
     * @throws NotFound if there is no such disk or server, which may be gone already
     * @throws Conflict if it does not carry the mark, or it is not certain that nobody else needs it; nothing is deleted
     * @throws Busy if it is still being created, or other work on it is in progress; nothing is deleted
     * @throws Unsupported without {@link Capability#DISCARD}
     */
    public <R extends Resource> Operation<R> discard(R resource, Temporary mark) {
        Require.nonNull(resource, "resource");
        Require.nonNull(mark, "mark");
        return calls.start("resources.discard", resource.id(), driver -> {
            calls.require(Capability.DISCARD, resource.toString());
            new DiscardGuard(driver, mark).check(resource);
            return driver.resources().discard(resource, mark);
        });
    }
}
