package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListExternalVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import io.github.backup4j.Purpose;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.policies.AttachableVaults;
import io.github.backup4j.huawei.internal.policies.PolicyCalls;
import io.github.backup4j.huawei.internal.policies.PolicyReader;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.resources.ProtectingVaults;
import io.github.backup4j.huawei.internal.resources.Protections;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The calls of CBR that read vaults. */
public final class VaultCalls implements AttachableVaults, ProtectingVaults {
    /** CBR permits pages ten times as large, but each vault may have 256 members. */
    public static final int PAGE = 100;

    /** The largest page that CBR permits; more vaults than resources may match, since vaults for copies do too. */
    private static final int MOST_VAULTS = 1000;

    /** How many members one request names: the length of a path is limited. */
    private static final int BATCH = 50;

    private final ServiceClient client;
    private final PolicyCalls policies;

    public VaultCalls(ServiceClient client, PolicyCalls policies) {
        this.client = client;
        this.policies = policies;
    }

    @Override
    public JsonNode show(VaultId id) {
        JsonNode answer = client.call(Service.CBR, CbrMeta.showVault, new ShowVaultRequest().withVaultId(id.value()));
        return JsonFields.asked(answer, "vault", id.value(), "vault " + id);
    }

    @Override
    public Vault get(VaultId id) {
        return read(id, show(id));
    }

    @Override
    public Vault get(VaultId id, List<JsonNode> listed) {
        return VaultReader.read(show(id), PolicyReader.attachedTo(id, listed));
    }

    @Override
    public Vault read(VaultId id, JsonNode vault) {
        List<JsonNode> attached = policies.list(new ListPoliciesRequest().withVaultId(id.value()));
        return VaultReader.read(vault, PolicyReader.attachedTo(id, attached));
    }

    /** All vaults that carry a mark, except those that are being deleted. */
    List<IdempotentCreate.Marked<VaultId>> marked() {
        List<IdempotentCreate.Marked<VaultId>> marked = new ArrayList<>();
        list(new ListVaultRequest()).forEach(vault -> {
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

    /**
     * The vaults that match a request, as CBR returns them: a small page first, enough for many lists. How large the others
     * may be, the number of members shows.
     */
    public Stream<JsonNode> list(ListVaultRequest request) {
        return list(request, new Pages.Place<>());
    }

    /** The same, from a place on. */
    public Stream<JsonNode> list(ListVaultRequest request, Pages.Place<JsonNode> place) {
        return client.pages()
                .readGrowing(
                        PAGE,
                        MOST_VAULTS,
                        (offset, limit) -> counted(client.call(
                                Service.CBR,
                                CbrMeta.listVault,
                                request.withLimit(limit).withOffset(offset))),
                        vault -> JsonFields.text(vault, "id"),
                        place);
    }

    private static Pages.Page<JsonNode> counted(JsonNode answer) {
        List<JsonNode> vaults = JsonFields.list(answer, "vaults", "a list of vaults");
        int parts = vaults.size();
        for (JsonNode vault : vaults) {
            parts += vault.path("resources").size();
        }
        return new Pages.Page<>(vaults, JsonFields.integerOrNull(answer, "count"), parts);
    }

    /** The vaults for copies in another region, as CBR returns them here, page by page. */
    Stream<JsonNode> external(Site site) {
        return client.pages()
                .read(
                        PAGE,
                        offset -> JsonFields.list(
                                client.call(
                                        Service.CBR,
                                        CbrMeta.listExternalVault,
                                        new ListExternalVaultRequest()
                                                .withRegionId(site.region())
                                                .withExternalProjectId(site.project())
                                                .withProtectType("replication")
                                                .withLimit(PAGE)
                                                .withOffset(offset)),
                                "vaults",
                                "a list of vaults in " + site),
                        vault -> JsonFields.text(vault, "id"));
    }

    @Override
    public Protections of(Collection<String> ids) {
        Protections protections = new Protections();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += BATCH) {
            String batch = String.join(",", all.subList(from, Math.min(all.size(), from + BATCH)));
            page(new ListVaultRequest().withResourceIds(batch).withLimit(MOST_VAULTS))
                    .forEach(vault -> add(vault, protections));
        }
        return protections;
    }

    @Override
    public Protections all() {
        Protections protections = new Protections();
        list(new ListVaultRequest()).forEach(vault -> add(vault, protections));
        return protections;
    }

    /** Adds the members of a vault, unless it is for copies: such a vault lists the servers of its copies, unprotected. */
    private static void add(JsonNode vault, Protections protections) {
        if (CbrTypes.purpose(JsonFields.text(vault.path("billing"), "protect_type"))
                        .value()
                != Purpose.REPLICATION) {
            JsonFields.list(vault, "resources", "a vault")
                    .forEach(member -> protections.add(
                            VaultReader.id(vault), JsonFields.text(member, "id"), VaultReader.excluded(member)));
        }
    }

    private List<JsonNode> page(ListVaultRequest request) {
        return JsonFields.list(client.call(Service.CBR, CbrMeta.listVault, request), "vaults", "a list of vaults");
    }
}
