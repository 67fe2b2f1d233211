package io.github.backup4j.huawei;

import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Resources;
import io.github.backup4j.huawei.internal.work.Context;
import java.util.Objects;
import java.util.stream.Stream;

/** The disks and servers of a project: what EVS and ECS know of them, and which vaults of CBR hold them. */
final class HuaweiResources implements Resources {
    private final ResourceLookup lookup;

    HuaweiResources(Context context) {
        lookup = new ResourceLookup(context);
    }

    @Override
    public ProtectableResource get(Resource resource) {
        Objects.requireNonNull(resource, "resource == null");
        return lookup.get(resource);
    }

    @Override
    public Stream<ProtectableResource> list(ResourceFilter filter) {
        Objects.requireNonNull(filter, "filter == null");
        return Stream.of(Resource.Kind.DISK, Resource.Kind.SERVER)
                .filter(kind -> filter.kind() == null || filter.kind() == kind)
                .flatMap(kind -> kind == Resource.Kind.DISK ? disks(filter) : servers(filter))
                .filter(resource -> filter.name() == null || filter.name().equals(resource.name()))
                .filter(resource -> !filter.unprotected() || !resource.isProtected());
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
