package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AutoBind;
import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Credentials;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Uuids;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Vaults as CBR shows them. */
final class CbrVaultView {
    /** The product of all prepaid vaults. */
    private static final String PRODUCT = "OFFI603837";

    private final Cbr cbr;

    CbrVaultView(Cbr cbr) {
        this.cbr = cbr;
    }

    ObjectNode of(Vault vault, String project) {
        ObjectNode note = cbr.vaultNote(vault.id());
        ObjectNode view = Json.object();
        view.put("id", vault.id().value());
        view.put("name", vault.name());
        putDescription(view, vault);
        view.put("provider_id", providerOf(vault));
        view.put("project_id", project);
        view.put("user_id", Credentials.USER);
        view.put("created_at", cbr.time(Always.said(vault.createdAt())));
        cbr.putEnterpriseProject(view, enterpriseProject(vault));
        view.put("auto_bind", vault.autoBind() != null);
        view.set("bind_rules", bindRules(vault, note));
        view.put("auto_expand", vault.autoExpand());
        view.put("smn_notify", vault.usageAlertPercent() != null);
        view.put("threshold", threshold(vault, note));
        view.put("locked", vault.locked());
        if (!cbr.documented()) {
            view.put(
                    "sys_lock_source_service",
                    note.path("sys_lock_source_service").asText(""));
            String prefix = note.path("backup_name_prefix").asText("");
            view.put("backup_name_prefix", prefix.isEmpty() ? null : prefix);
            view.put("demand_billing", note.path("demand_billing").asBoolean(false));
            view.put("cbc_delete_count", 0);
            view.put("frozen", vault.status() == Vault.Status.FROZEN);
            view.put("availability_zone", "").put("supplier", "");
            view.put("cross_account", false).put("cross_account_urn", "");
        }
        view.set("billing", billing(vault, note));
        view.set("tags", Cbr.tags(vault.tags()));
        ArrayNode resources = view.putArray("resources");
        vault.members().forEach(member -> resources.add(member(vault, member)));
        return view;
    }

    private String providerOf(Vault vault) {
        return switch (objectType(vault)) {
            case "turbo" -> "3f3c3220-245c-4805-b811-758870015881";
            case "vmware" -> "a13639de-00be-4e94-af30-26912d75e4a2";
            case "server", "disk" -> Cbr.providerOf(vault.kind());
            // Not documented.
            default -> Uuids.of("provider", objectType(vault));
        };
    }

    String enterpriseProject(Vault vault) {
        return cbr.vaultNote(vault.id()).path("enterprise_project_id").asText("0");
    }

    /** The fields of a member as sent, to be returned. */
    ObjectNode memberNote(VaultId vault, String resource) {
        return cbr.emulation.note("vault-member", vault.value() + "/" + resource);
    }

    static String protectStatus(Vault.Member member) {
        return switch (member.status()) {
            case AVAILABLE -> "available";
            case PROTECTING -> "protecting";
            case RESTORING -> "restoring";
            case REMOVING -> "removing";
            // A member that no longer exists also has the status {@code error}.
            case ERROR -> "available".equals(member.statusText()) ? "deleted" : "error";
            case UNRECOGNIZED -> Always.said(member.statusText());
        };
    }

    /** The {@code extra_info} of a member as sent, as far as it still holds; empty if there is none. */
    JsonNode extraInfo(VaultId vault, Vault.Member member) {
        JsonNode sent = memberNote(vault, member.resource().id()).path("extra_info");
        if (sent.isObject() && excluded(sent).equals(ids(member.excludedDisks()))) {
            return sent;
        }
        if (!member.excludedDisks().isEmpty() || cbr.documented()) {
            ObjectNode made = Json.object();
            ArrayNode volumes = made.putArray("exclude_volumes");
            new TreeSet<>(ids(member.excludedDisks())).forEach(volumes::add);
            return made;
        }
        return Json.object();
    }

    static String status(Vault.Status status) {
        return switch (status) {
            case AVAILABLE -> "available";
            case BILLING_LOCKED -> "lock";
            case FROZEN -> "frozen";
            case DELETING -> "deleting";
            case ERROR, UNRECOGNIZED -> "error";
        };
    }

    /** The {@code protect_type} of a vault; one that the in-memory cloud does not know, as it was sent. */
    String objectType(Vault vault) {
        return switch (vault.kind()) {
            case SERVER -> "server";
            case DISK -> "disk";
            case UNRECOGNIZED -> cbr.vaultNote(vault.id()).path("object_type").asText("file");
        };
    }

    static String protectType(Purpose purpose) {
        return purpose == Purpose.REPLICATION ? "replication" : "backup";
    }

    private void putDescription(ObjectNode view, Vault vault) {
        if (vault.description() != null) {
            view.put("description", vault.description());
        } else if (cbr.vaultNote(vault.id()).path("description_sent").asBoolean()) {
            view.put("description", "");
        } else if (!cbr.documented()) {
            view.putNull("description");
        }
    }

    private static JsonNode bindRules(Vault vault, ObjectNode note) {
        AutoBind rule = vault.autoBind();
        JsonNode sent = note.path("bind_rules");
        if (sent.isObject()
                && (rule == null || CbrVaultInput.tags(sent.path("tags")).equals(rule.tags()))) {
            return sent;
        }
        ObjectNode made = Json.object();
        if (rule != null && !rule.tags().isEmpty()) {
            made.set("tags", Cbr.tags(rule.tags()));
        }
        return made;
    }

    private static int threshold(Vault vault, ObjectNode note) {
        Integer percent = vault.usageAlertPercent();
        return percent != null ? percent : note.path("threshold").asInt(80);
    }

    private ObjectNode billing(Vault vault, ObjectNode note) {
        boolean prePaid = vault.billing().mode() == Billing.Mode.SUBSCRIPTION;
        DataSize members = vault.members().stream().map(Vault.Member::size).reduce(DataSize.ZERO, DataSize::plus);
        ObjectNode billing = Json.object();
        billing.put("allocated", vault.purpose() == Purpose.REPLICATION ? 0 : Cbr.gib(members));
        billing.put("used", Cbr.mib(vault.used()));
        billing.put("size", size(vault, note));
        billing.put("status", status(vault.status()));
        billing.put("charging_mode", prePaid ? "pre_paid" : "post_paid");
        billing.put("cloud_type", note.path("cloud_type").asText("public"));
        billing.put(
                "consistent_level",
                vault.consistency() == Consistency.APPLICATION_CONSISTENT ? "app_consistent" : "crash_consistent");
        billing.put("object_type", objectType(vault));
        billing.put("protect_type", protectType(vault.purpose()));
        billing.put("spec_code", specCode(vault));
        if (cbr.documented() && prePaid) {
            // The examples are of vaults that are paid by use; the schema has the product of an order.
            billing.put("product_id", PRODUCT);
        }
        if (!cbr.documented()) {
            String order = note.path("order_id").asText(vault.billing().orderId());
            billing.put("order_id", order);
            billing.put("product_id", prePaid ? PRODUCT : null);
            billing.putNull("storage_unit");
            billing.put("frozen_scene", vault.status() == Vault.Status.FROZEN ? "expired" : null);
            billing.put("is_multi_az", note.path("is_multi_az").asBoolean(false));
            billing.put("is_double_az", false).putNull("partner_bp_id");
        }
        return billing;
    }

    /** The capacity, or the one that an order has set and the in-memory cloud cannot represent. */
    static int size(Vault vault, ObjectNode note) {
        return Math.max(Cbr.gib(vault.capacity()), note.path("ordered_size").asInt(0));
    }

    private String specCode(Vault vault) {
        if (vault.kind() == Resource.Kind.UNRECOGNIZED) {
            return "vault." + protectType(vault.purpose()) + "." + objectType(vault) + ".normal";
        }
        if (vault.purpose() == Purpose.REPLICATION) {
            return "vault.replication.server.normal";
        }
        return vault.kind() == Resource.Kind.SERVER ? "vault.backup.server.normal" : "vault.backup.volume.normal";
    }

    private ObjectNode member(Vault vault, Vault.Member member) {
        ObjectNode view = Json.object();
        view.put("id", member.resource().id());
        view.put("name", member.name());
        view.put("type", Cbr.typeOf(member.resource()));
        view.put("auto_protect", !member.suspended());
        view.put("protect_status", protectStatus(member));
        view.put("size", Cbr.gib(member.size()));
        view.put("backup_size", Cbr.mib(member.stored()));
        view.put("backup_count", member.restorePoints());
        JsonNode extra = extraInfo(vault.id(), member);
        Integer backups = member.restorePoints();
        boolean backedUp = backups != null && backups > 0;
        if (cbr.documented() || backedUp || !extra.isEmpty()) {
            view.set("extra_info", extra);
        }
        return view;
    }

    private static Set<String> excluded(JsonNode extra) {
        Set<String> ids = new HashSet<>();
        extra.path("exclude_volumes").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    private static Set<String> ids(Set<Resource.Disk> disks) {
        return new HashSet<>(disks.stream().map(Resource.Disk::id).toList());
    }

    /** CBR's names for the kinds of resources that vaults protect. */
    static final List<String> OBJECT_TYPES = List.of("server", "disk", "turbo", "workspace", "vmware", "rds", "file");
}
