package io.github.backup4j.huawei.internal.resources;

import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Temporary;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.ResourcesDriver;
import java.util.stream.Stream;

/**
 * The disks and servers of a project, as EVS and ECS return them, with the CBR vaults that hold them.
 *
 * <p>A list takes one request for the first fifty disks or servers and one for each thousand after them; one for the
 * vaults of the first fifty and one for each hundred vaults after that; and, unless the filter leaves obstacles out, one for
 * each fifty disks or servers if some that match are held by no vault: CBR lists its obstacles to protecting them in pages of
 * at most fifty.
 */
public final class HuaweiResources implements ResourcesDriver {
    private final ResourceLookup lookup;
    private final Discards discards;

    public HuaweiResources(ResourceLookup lookup, Discards discards) {
        this.lookup = lookup;
        this.discards = discards;
    }

    @Override
    public ProtectableResource get(Resource resource) {
        return lookup.get(resource);
    }

    @Override
    public Listing<ProtectableResource> list(ResourceFilter filter) {
        ResourceLookup.Listed listed = lookup.listed();
        if (filter.kind() == null) {
            return Listing.inOrder(Stream.concat(disks(filter, listed), servers(filter, listed)));
        }
        return switch (filter.kind()) {
            case DISK -> Listing.inOrder(disks(filter, listed));
            case SERVER -> Listing.inOrder(servers(filter, listed));
            case UNRECOGNIZED -> Listing.inOrder(Stream.empty());
        };
    }

    @Override
    @SuppressWarnings("unchecked") // the work results in the resource that it deletes
    public <R extends Resource> OperationDriver<R> discard(R resource, Temporary mark) {
        return (OperationDriver<R>) discards.start(resource, mark);
    }

    private Stream<ProtectableResource> disks(ResourceFilter filter, ResourceLookup.Listed listed) {
        ListVolumesRequest request = new ListVolumesRequest();
        return lookup.disks(filter.name() == null ? request : request.withName(filter.name()), filter, listed);
    }

    private Stream<ProtectableResource> servers(ResourceFilter filter, ResourceLookup.Listed listed) {
        ListServersDetailsRequest request = new ListServersDetailsRequest();
        return lookup.servers(filter.name() == null ? request : request.withName(filter.name()), filter, listed);
    }
}
