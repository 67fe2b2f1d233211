package io.github.backup4j.huawei.internal.resources;

import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.ResourcesDriver;
import java.util.stream.Stream;

/** The disks and servers of a project: what EVS and ECS know of them, and which vaults of CBR hold them. */
public final class HuaweiResources implements ResourcesDriver {
    private final ResourceLookup lookup;

    public HuaweiResources(ResourceLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public ProtectableResource get(Resource resource) {
        return lookup.get(resource);
    }

    @Override
    public Listing<ProtectableResource> list(ResourceFilter filter) {
        if (filter.kind() == null) {
            return Listing.inOrder(Stream.concat(disks(filter), servers(filter)));
        }
        return switch (filter.kind()) {
            case DISK -> Listing.inOrder(disks(filter));
            case SERVER -> Listing.inOrder(servers(filter));
            case UNRECOGNIZED -> Listing.inOrder(Stream.empty());
        };
    }

    private Stream<ProtectableResource> disks(ResourceFilter filter) {
        ListVolumesRequest request = new ListVolumesRequest();
        return lookup.disks(filter.name() == null ? request : request.withName(filter.name()));
    }

    private Stream<ProtectableResource> servers(ResourceFilter filter) {
        ListServersDetailsRequest request = new ListServersDetailsRequest();
        return lookup.servers(filter.name() == null ? request : request.withName(filter.name()));
    }
}
