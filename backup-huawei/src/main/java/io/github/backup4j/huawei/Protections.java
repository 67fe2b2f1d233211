package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which vaults hold disks and servers, and which disks are left out of the backups of a server. */
final class Protections {
    private final Map<String, Membership> memberships = new HashMap<>();

    /** Takes note of a member as it is answered. */
    void add(VaultId vault, JsonNode member) {
        memberships.put(JsonFields.text(member, "id"), new Membership(vault, VaultReader.excluded(member)));
    }

    /** The vault that holds one as a member, or null. */
    @Nullable
    VaultId vaultOf(String id) {
        Membership membership = memberships.get(id);
        return membership == null ? null : membership.vault();
    }

    /** The servers among some that a disk is backed up with. */
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
