package io.github.backup4j.huawei.internal.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.util.List;

/** The vaults that policies are attached to, read by the package of vaults. */
public interface AttachableVaults {
    /** The current state of a vault, with its policies. */
    Vault get(VaultId id);

    /** The current state of a vault, with the attached ones of the given policies, which have already been read. */
    Vault get(VaultId id, List<JsonNode> policies);

    /** The current state of a vault, as CBR returns it. */
    JsonNode show(VaultId id);

    /** Reads a vault that CBR has returned, with its current policies. */
    Vault read(VaultId id, JsonNode vault);
}
