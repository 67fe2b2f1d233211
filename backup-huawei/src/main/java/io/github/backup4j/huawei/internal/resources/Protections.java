package io.github.backup4j.huawei.internal.resources;

import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which vaults hold disks and servers, and which disks are left out of the backups of a server. */
public final class Protections {
    private final Map<String, Membership> memberships = new HashMap<>();

    /**
     * Records a member.
     *
     * @param id the id of the disk or server
     * @param excluded the disks of a server that are not backed up with it
     */
    public void add(VaultId vault, String id, Set<Resource.Disk> excluded) {
        memberships.put(id, new Membership(vault, excluded));
    }

    /** The vault that holds a disk or server as a member, or null. */
    @Nullable
    VaultId vaultOf(String id) {
        Membership membership = memberships.get(id);
        return membership == null ? null : membership.vault();
    }

    /** Those of the given servers that a disk is backed up with. */
    List<ProtectableResource.Through> through(Resource.Disk disk, List<Resource.Server> servers) {
        List<ProtectableResource.Through> through = new ArrayList<>();
        for (Resource.Server server : servers) {
            Membership membership = memberships.get(server.id());
            if (membership != null && !membership.excluded().contains(disk)) {
                through.add(new ProtectableResource.Through(server, membership.vault()));
            }
        }
        return through;
    }

    private record Membership(VaultId vault, Set<Resource.Disk> excluded) {}
}
