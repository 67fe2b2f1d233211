package io.github.backup4j.huawei.internal.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.util.List;

/** The vaults that policies are attached to, as the room of vaults reads them. */
public interface AttachableVaults {
    /** A vault as it is now, with its policies. */
    Vault get(VaultId id);

    /** A vault as it is now, with those of some policies, which have been read already, that are attached to it. */
    Vault get(VaultId id, List<JsonNode> policies);

    /** A vault as it is answered now. */
    JsonNode show(VaultId id);

    /** A vault that was answered, with its policies as they are now. */
    Vault read(VaultId id, JsonNode vault);
}
