package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import io.github.backup4j.Vault;
import java.util.List;

/** Looks at vaults and policies, for all who have to know them before they change something. */
final class Lookup {
    private final Context context;

    Lookup(Context context) {
        this.context = context;
    }

    /** A vault as it is now, with its policies. */
    Vault vault(Vault.Id id) {
        JsonNode answer =
                context.wire().call(Service.CBR, CbrMeta.showVault, new ShowVaultRequest().withVaultId(id.value()));
        JsonNode vault = Fields.asked(answer, "vault", id.value(), "vault " + id);
        List<JsonNode> policies = policies(new ListPoliciesRequest().withVaultId(id.value()));
        return VaultReader.read(vault, PolicyReader.attachedTo(id, policies));
    }

    List<JsonNode> policies(ListPoliciesRequest request) {
        return Fields.list(
                context.wire().call(Service.CBR, CbrMeta.listPolicies, request), "policies", "a list of policies");
    }
}
