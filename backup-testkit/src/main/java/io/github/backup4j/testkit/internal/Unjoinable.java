package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Conflict;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The resources of a request that a vault cannot accept, and why: the request is refused as a whole, naming all of them. */
final class Unjoinable {
    private final VaultId vault;
    private final List<Resource> resources = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Set<VaultId> holders = new LinkedHashSet<>();
    private @Nullable Code code;

    Unjoinable(VaultId vault) {
        this.vault = vault;
    }

    void isIn(Resource resource, VaultId holder) {
        holders.add(holder);
        add(
                resource,
                Code.ALREADY_PROTECTED,
                resource + " is in vault " + holder + "; move it, or remove it there first");
    }

    void isInState(Resource resource, ProtectableResource.Status status) {
        add(resource, Code.WRONG_STATE, resource + " is " + status + " and cannot be protected");
    }

    private void add(Resource resource, Code why, String reason) {
        code = code == null ? why : code;
        resources.add(resource);
        reasons.add(reason);
    }

    /** Throws if there are any. */
    void refuse() {
        if (code == null) {
            return;
        }
        Detail detail = Refusal.detail(code).about(resources);
        throw new Conflict(
                "nothing was added to vault " + vault + ": " + String.join("; ", reasons),
                holders.size() == 1 ? detail.inVault(holders.iterator().next()) : detail,
                null);
    }
}
