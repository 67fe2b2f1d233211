package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Billing;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.Orders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** CBR's calls on vaults themselves. */
public final class CbrVaultRoutes {
    private static final String VAULTS = "/v3/{project_id}/vaults";
    private static final String VAULT = VAULTS + "/{vault_id}";
    private static final int MOST_AT_ONCE = 1000;

    /** How many members a vault may be created with: one less than it may have. */
    private static final int MOST_OF_NEW = 255;

    /** CBR has one code for all conflicts of a deletion. */
    private static final Map<String, String> DELETING = Map.of(
            "VAULT_LOCKED", "6111", "BEING_WORKED_ON", "6111", "PINNED_BY_IMAGE", "6111", "VAULT_UNUSABLE", "6111");

    private final Cbr cbr;
    private final CbrVaultView view;
    private final CbrMembers members;
    private final CbrPurchases purchases;
    private final CbrVaultDeletions deletions;

    public CbrVaultRoutes(Emulation emulation, CbrVaultDeletions deletions) {
        this.deletions = deletions;
        cbr = new Cbr(emulation);
        view = new CbrVaultView(cbr);
        members = new CbrMembers(cbr, view);
        purchases = new CbrPurchases(cbr, deletions);
    }

    public void addTo(Router router) {
        router.add("POST", VAULTS, CbrErrors.translating(Map.of(), this::create));
        router.add("POST", VAULTS + "/order", CbrErrors.translating(Map.of(), this::order));
        router.add("GET", VAULTS, CbrErrors.translating(Map.of(), this::list));
        router.add("GET", VAULTS + "/summary", CbrErrors.translating(Map.of(), this::summary));
        router.add("GET", VAULTS + "/external", CbrErrors.translating(Map.of(), this::external));
        router.add("PUT", VAULTS + "/batch-update", CbrErrors.translating(Map.of(), this::batchUpdate));
        router.add("POST", VAULTS + "/change-charge-mode", CbrErrors.translating(Map.of(), this::changeChargeMode));
        router.add("POST", "/v3/{project_id}/orders/change", CbrErrors.translating(Map.of(), this::changeOrder));
        router.add("PUT", "/v3/{project_id}/orders/{order_id}", CbrErrors.translating(Map.of(), this::updateOrder));
        router.add("GET", VAULT, CbrErrors.translating(Map.of(), this::show));
        router.add("PUT", VAULT, CbrErrors.translating(Map.of(), this::update));
        router.add("DELETE", VAULT, CbrErrors.translating(DELETING, this::delete));
    }

    // ---- creating

    private WireReply create(WireRequest request) {
        CbrFields vault = CbrFields.of(request, "vault");
        boolean prePaid = vault.requiredObject("billing")
                .text("charging_mode", "post_paid")
                .equals("pre_paid");
        if (prePaid) {
            return order(request);
        }
        Made made = make(request, vault);
        made.furnishing().forEach(Runnable::run);
        return WireReply.ok(wrapped(request, cbr.backup(request).vaults().get(made.id())));
    }

    private WireReply order(WireRequest request) {
        CbrFields vault = CbrFields.of(request, "vault");
        CbrFields billing = vault.requiredObject("billing");
        CbrVaultInput.subscription(billing);
        CbrPurchases.requireBuyable(vault, CbrVaultInput.create(vault));
        Made made = make(request, vault);
        Orders.Order order = purchases.buy(request, made.id(), billing, made.furnishing());
        return WireReply.ok(purchases.answer(order, List.of(made.id())));
    }

    /**
     * A vault that was created and does not protect anything yet.
     *
     * @param id its id
     * @param furnishing what adds its members, attaches its policy and locks it
     */
    private record Made(VaultId id, List<Runnable> furnishing) {}

    private Made make(WireRequest request, CbrFields sent) {
        VaultSpec spec = CbrVaultInput.create(sent);
        List<CbrMembers.Sent> resources = CbrMembers.read(sent, spec.kind());
        if (resources.size() > MOST_OF_NEW) {
            throw sent.invalid("resources", "holds more than " + MOST_OF_NEW + " resources");
        }
        members.requireFit(request, resources, spec.purpose(), new VaultId("none"));
        Policy policy = policyToBind(request, sent, spec);
        boolean locked = sent.bool("locked", false);
        VaultId id = spec.kind() == Resource.Kind.UNRECOGNIZED
                ? cbr.emulation.cloud(request).addForeignVault(spec)
                : cbr.backup(request).vaults().create(spec).id();
        CbrVaultInput.keepOfNew(sent, cbr.vaultNote(id));
        List<Runnable> furnishing = new ArrayList<>();
        resources.forEach(resource -> furnishing.add(() -> members.add(request, id, List.of(resource))));
        if (policy != null) {
            furnishing.add(() -> cbr.backup(request).policies().attach(policy.id(), id));
        }
        if (locked) {
            furnishing.add(() -> {
                Vault unused = cbr.backup(request).vaults().lockForever(id);
            });
        }
        return new Made(id, furnishing);
    }

    private @Nullable Policy policyToBind(WireRequest request, CbrFields sent, VaultSpec spec) {
        if (!sent.has("backup_policy_id") || sent.text("backup_policy_id", "").isEmpty()) {
            return null;
        }
        Policy policy = cbr.policy(request, sent.requiredText("backup_policy_id"));
        if (policy.purpose() != Purpose.BACKUP || spec.purpose() != Purpose.BACKUP) {
            throw CbrErrors.of("6127");
        }
        return policy;
    }

    // ---- reading

    private WireReply show(WireRequest request) {
        return WireReply.ok(wrapped(request, cbr.vault(request)));
    }

    private WireReply list(WireRequest request) {
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        List<Vault> all =
                visible(request).filter(vault -> matches(vault, request)).toList();
        ObjectNode answer = Json.object();
        ArrayNode vaults = answer.putArray("vaults");
        pages.of(all, vault -> vault.id().value())
                .forEach(vault -> vaults.add(view.of(vault, cbr.emulation.project(request))));
        answer.put("count", all.size());
        if (!cbr.documented()) {
            answer.put("limit", pages.limit()).put("offset", pages.offset());
        }
        return WireReply.ok(answer);
    }

    private Stream<Vault> visible(WireRequest request) {
        return cbr.backup(request).vaults().list(VaultFilter.all()).filter(vault -> !cbr.isOrdered(vault.id()));
    }

    private boolean matches(Vault vault, WireRequest request) {
        List<String> ids = request.queries("id");
        return (ids.isEmpty() || ids.contains(vault.id().value()))
                && is(request, "name", vault.name())
                && is(
                        request,
                        "cloud_type",
                        cbr.vaultNote(vault.id()).path("cloud_type").asText("public"))
                && is(request, "protect_type", CbrVaultView.protectType(vault.purpose()))
                && is(request, "object_type", view.objectType(vault))
                && is(request, "status", CbrVaultView.status(vault.status()))
                && isIn(
                        request,
                        "policy_id",
                        vault.policies().stream()
                                .map(policy -> policy.policy().value())
                                .toList())
                && isIn(
                        request,
                        "resource_ids",
                        vault.members().stream()
                                .map(member -> member.resource().id())
                                .toList())
                && isOfProject(request, view.enterpriseProject(vault));
    }

    /** Whether a filter is absent or contains a value. */
    static boolean is(WireRequest request, String key, String value) {
        String wanted = request.query(key).orElse("");
        return wanted.isEmpty() || wanted.equals(value);
    }

    /** Whether the filter for enterprise projects is absent or matches. */
    static boolean isOfProject(WireRequest request, String enterpriseProject) {
        return request.query("enterprise_project_id")
                        .filter("all_granted_eps"::equals)
                        .isPresent()
                || is(request, "enterprise_project_id", enterpriseProject);
    }

    private static boolean isIn(WireRequest request, String key, List<String> values) {
        String wanted = request.query(key).orElse("");
        return wanted.isEmpty() || Arrays.stream(wanted.split(",", -1)).anyMatch(values::contains);
    }

    private WireReply summary(WireRequest request) {
        int size = 0;
        DataSize used = DataSize.ZERO;
        for (Vault vault : visible(request).toList()) {
            size += CbrVaultView.size(vault, cbr.vaultNote(vault.id()));
            used = used.plus(Always.said(vault.used()));
        }
        return WireReply.ok(Json.object().put("size", size).put("used_size", Cbr.mib(used)));
    }

    /** The vaults of another project or region, to copy to. */
    private WireReply external(WireRequest request) {
        String project = request.query("external_project_id").orElse("");
        String region = request.query("region_id").orElse("");
        if (project.isEmpty() || region.isEmpty()) {
            throw CbrErrors.invalid("external_project_id and region_id are required.");
        }
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        List<Vault> all = cbr.emulation
                .home
                .at(new Site(region, project))
                .backup()
                .vaults()
                .list()
                .filter(vault -> is(request, "protect_type", CbrVaultView.protectType(vault.purpose())))
                .filter(vault -> is(request, "objcet_type", view.objectType(vault)))
                .filter(vault -> is(request, "vault_id", vault.id().value()))
                .toList();
        ObjectNode answer = Json.object();
        ArrayNode vaults = answer.putArray("vaults");
        pages.of(all, vault -> vault.id().value()).forEach(vault -> vaults.add(view.of(vault, project)));
        answer.put("count", all.size());
        return WireReply.ok(answer);
    }

    // ---- changing

    private WireReply update(WireRequest request) {
        Vault now = cbr.vault(request);
        CbrFields sent = CbrFields.of(request, "vault");
        ObjectNode note = cbr.vaultNote(now.id());
        VaultSpec spec = CbrVaultInput.update(sent, now, note);
        Boolean locked = sent.bool("locked");
        if (now.locked() && Boolean.FALSE.equals(locked)) {
            throw CbrErrors.of("6110", "vault not support to modify locked attribute from true to false.");
        }
        if (!spec.equals(now.toSpec())) {
            cbr.backup(request).vaults().update(now.id(), spec);
        }
        CbrVaultInput.keep(sent, note);
        if (Boolean.TRUE.equals(locked) && !now.locked()) {
            cbr.backup(request).vaults().lockForever(now.id());
        }
        return show(request);
    }

    private WireReply batchUpdate(WireRequest request) {
        CbrFields sent = CbrFields.of(request, "vault");
        if (!sent.has("smn_notify") && !sent.has("threshold")) {
            throw sent.invalid("smn_notify", "or threshold is required");
        }
        ObjectNode answer = Json.object();
        ArrayNode ids = answer.putArray("updated_vaults_id");
        for (Vault vault : visible(request).toList()) {
            if (vault.status() == Vault.Status.AVAILABLE) {
                ObjectNode note = cbr.vaultNote(vault.id());
                CbrFields alone = new CbrFields(alert(sent), "vault.");
                cbr.backup(request).vaults().update(vault.id(), CbrVaultInput.update(alone, vault, note));
                CbrVaultInput.keep(alone, note);
                ids.add(vault.id().value());
            }
        }
        return WireReply.ok(answer);
    }

    private static ObjectNode alert(CbrFields sent) {
        ObjectNode alert = Json.object();
        for (String key : List.of("smn_notify", "threshold")) {
            if (sent.has(key)) {
                alert.set(key, sent.raw(key));
            }
        }
        return alert;
    }

    private WireReply delete(WireRequest request) {
        Vault vault = cbr.vault(request);
        if (vault.billing().mode() == Billing.Mode.SUBSCRIPTION) {
            throw CbrErrors.of(
                    "6111", "The vault cannot be deleted. Unsubscribe from its yearly/monthly order instead.");
        }
        deletions.delete(cbr, request, vault);
        return WireReply.empty(204);
    }

    // ---- prepaid

    private WireReply changeChargeMode(WireRequest request) {
        CbrFields sent = CbrFields.of(request);
        if (!sent.text("charging_mode", "pre_paid").equals("pre_paid")) {
            throw sent.invalid("charging_mode", "is not 'pre_paid'");
        }
        Set<VaultId> vaults = new HashSet<>();
        List<VaultId> inOrder = new ArrayList<>();
        List<String> ids = sent.requiredTexts("vault_ids");
        if (ids.size() > 60) {
            throw sent.invalid("vault_ids", "names more than 60 vaults");
        }
        for (String id : ids) {
            Vault vault = cbr.vault(request, id, "6105");
            if (!vaults.add(vault.id())) {
                throw sent.invalid("vault_ids", "names " + id + " twice");
            }
            if (vault.billing().mode() == Billing.Mode.SUBSCRIPTION || vault.status() != Vault.Status.AVAILABLE) {
                throw CbrErrors.of("6110");
            }
            inOrder.add(vault.id());
        }
        return ordered(purchases.change(request, inOrder, sent), false);
    }

    private WireReply changeOrder(WireRequest request) {
        CbrFields sent = CbrFields.of(request);
        CbrFields product = sent.requiredObject("product_info");
        product.requiredText("product_id");
        product.requiredText("resource_spec_code");
        return ordered(
                purchases.resize(
                        request,
                        cbr.vault(request, sent.requiredText("resource_id"), "6105"),
                        size(product, "resource_size"),
                        sent.bool("is_auto_pay", false)),
                !cbr.documented());
    }

    private WireReply updateOrder(WireRequest request) {
        CbrFields sent = CbrFields.of(request);
        CbrFields product = sent.requiredObject("productInfo");
        if (cbr.emulation.orders.find(request.parameter("order_id")).isEmpty()) {
            throw CbrErrors.of("6109");
        }
        return ordered(
                purchases.resize(
                        request,
                        cbr.vault(request, sent.requiredText("resourceId"), "6105"),
                        size(product, "resourceSize"),
                        true),
                true);
    }

    private static int size(CbrFields product, String name) {
        Integer size = product.integer(name, 10, 10_485_760);
        if (size == null) {
            throw product.invalid(name, "is a required property");
        }
        return size;
    }

    /** The response to an order; its code is a string or a number. */
    private static WireReply ordered(Orders.Order order, boolean text) {
        ObjectNode answer = Json.object().put("orderId", order.id);
        if (text) {
            answer.put("retCode", "0");
        } else {
            answer.put("retCode", 0);
        }
        return WireReply.ok(answer.put("retMsg", ""));
    }

    private ObjectNode wrapped(WireRequest request, Vault vault) {
        ObjectNode answer = Json.object();
        answer.set("vault", view.of(vault, cbr.emulation.project(request)));
        return answer;
    }
}
