package io.github.backup4j.spi;

import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Resources;

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
}
