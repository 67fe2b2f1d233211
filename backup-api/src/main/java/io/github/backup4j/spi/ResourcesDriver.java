package io.github.backup4j.spi;

import io.github.backup4j.Capability;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Resources;
import io.github.backup4j.Temporary;

/** The disks and servers of a project, as a provider implements {@link Resources}. */
public interface ResourcesDriver {
    /**
     * Returns a disk or server as it is now.
     *
     * @see Resources#get
     */
    ProtectableResource get(Resource resource);

    /**
     * Lists disks and servers: all disks before the first server.
     *
     * @see Resources#list(ResourceFilter)
     */
    Listing<ProtectableResource> list(ResourceFilter filter);

    /**
     * Starts to delete a temporary disk or server; <strong>its data is destroyed</strong>. The portable type has
     * checked its tag, its use and what depends on it. The driver checks again right before each request that deletes something, in
     * this call and in each poll of the operation: days may pass between two polls, in which somebody attaches a disk or takes the mark
     * off. It refuses with {@link io.github.backup4j.Conflict}, or ends the operation as failed, and deletes nothing:
     *
     * <ul>
     *   <li>a resource that does not carry exactly the mark, was not created by a call with {@link Temporary#key()}, or was created before
     *       {@link Temporary#begunAt()}, as far as the clocks of the caller and the service can tell;
     *   <li>a disk that is attached to a server;
     *   <li>a server with a disk that was not created together with it.
     * </ul>
     *
     * <p>The disks that were created together with a server are deleted with it. If that breaks off, they can be found by its mark, and
     * are discarded only as long as the server is there and carries the mark: somebody who has taken it over may have deleted it and
     * kept its disks. An operation that finds the server gone, without having deleted it, keeps the disks, too, and fails. A disk that is
     * attached meanwhile is never deleted.
     *
     * <p>Not called without {@link Capability#DISCARD}.
     *
     * @param <R> a disk or a server
     * @see Resources#discard
     */
    default <R extends Resource> OperationDriver<R> discard(R resource, Temporary mark) {
        throw Unimplemented.of(Capability.DISCARD, this);
    }
}
