package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at vaults and policies, for all who have to know them before they change something. */
final class Lookup {
    private static final int PAGE = 100;

    private final Context context;

    Lookup(Context context) {
        this.context = context;
    }

    /** A vault as it is now, with its policies. */
    Vault vault(VaultId id) {
        return vault(id, rawVault(id));
    }

    /** A vault as it is answered now. */
    JsonNode rawVault(VaultId id) {
        JsonNode answer =
                context.client().call(Service.CBR, CbrMeta.showVault, new ShowVaultRequest().withVaultId(id.value()));
        return JsonFields.asked(answer, "vault", id.value(), "vault " + id);
    }

    /** A vault that was answered, with its policies as they are now. */
    Vault vault(VaultId id, JsonNode vault) {
        List<JsonNode> policies = policies(new ListPoliciesRequest().withVaultId(id.value()));
        return VaultReader.read(vault, PolicyReader.attachedTo(id, policies));
    }

    /** All vaults that carry a mark, but for those that are being deleted. */
    List<IdempotentCreate.Marked<VaultId>> markedVaults() {
        List<IdempotentCreate.Marked<VaultId>> marked = new ArrayList<>();
        rawVaults(new ListVaultRequest()).forEach(vault -> {
            RequestMark mark = RequestMark.in(JsonFields.tags(vault.path("tags")));
            if (mark != null
                    && !JsonFields.text(vault.path("billing"), "status").equals("deleting")) {
                VaultId id = VaultReader.id(vault);
                marked.add(
                        new IdempotentCreate.Marked<>(mark, id, id.value(), JsonFields.instant(vault, "created_at")));
            }
        });
        return marked;
    }

    /** The vaults that a request asks for, as they are answered, page by page. */
    Stream<JsonNode> rawVaults(ListVaultRequest request) {
        return context.client()
                .pages()
                .read(
                        PAGE,
                        offset -> JsonFields.list(
                                context.client()
                                        .call(
                                                Service.CBR,
                                                CbrMeta.listVault,
                                                request.withLimit(PAGE).withOffset(offset)),
                                "vaults",
                                "a list of vaults"),
                        vault -> JsonFields.text(vault, "id"));
    }

    List<JsonNode> policies(ListPoliciesRequest request) {
        return JsonFields.list(
                context.client().call(Service.CBR, CbrMeta.listPolicies, request), "policies", "a list of policies");
    }
}
