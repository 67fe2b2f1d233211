package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Policies;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** CBR's calls on the members of vaults, and on the policies attached to vaults. */
public final class CbrVaultMemberRoutes {
    private static final String VAULT = "/v3/{project_id}/vaults/{vault_id}";

    private static final Map<String, String> ADDING = Map.of("BEING_WORKED_ON", "6134", "WRONG_PURPOSE", "6108");
    private static final Map<String, String> REMOVING = Map.of("BEING_WORKED_ON", "6125");
    private static final Map<String, String> MOVING = Map.of("SAME_PLACE", "9900", "VAULT_FULL", "6129");

    private final Cbr cbr;
    private final CbrVaultView view;
    private final CbrMembers members;
    private final CbrProgress progress;

    public CbrVaultMemberRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        progress = new CbrProgress(cbr);
        view = new CbrVaultView(cbr);
        members = new CbrMembers(cbr, view);
    }

    public void addTo(Router router) {
        router.add("POST", VAULT + "/addresources", CbrErrors.translating(ADDING, this::add));
        router.add("POST", VAULT + "/removeresources", CbrErrors.translating(REMOVING, this::remove));
        router.add("POST", VAULT + "/migrateresources", CbrErrors.translating(MOVING, this::move));
        router.add("PUT", VAULT + "/set-resources", CbrErrors.translating(Map.of(), this::set));
        router.add("POST", VAULT + "/associatepolicy", CbrErrors.translating(Map.of(), this::associate));
        router.add("POST", VAULT + "/dissociatepolicy", CbrErrors.translating(Map.of(), this::dissociate));
    }

    // ---- members

    private WireReply add(WireRequest request) {
        Vault vault = cbr.vault(request);
        List<CbrMembers.Sent> sent = CbrMembers.read(CbrFields.of(request), vault.kind());
        if (sent.isEmpty()) {
            throw CbrErrors.invalid("Invalid input for field/attribute resources: is a required property.");
        }
        if (vault.status() != Vault.Status.AVAILABLE) {
            throw CbrErrors.of("6112");
        }
        members.requireFit(request, sent, vault.purpose(), vault.id());
        long joining = sent.stream()
                .filter(one -> vault.member(one.resource()).isEmpty())
                .count();
        if (vault.members().size() + joining > 256) {
            throw CbrErrors.of("6100");
        }
        members.add(request, vault.id(), sent);
        return ids(
                "add_resource_ids",
                sent.stream().map(one -> one.resource().id()).toList());
    }

    private WireReply remove(WireRequest request) {
        Vault vault = cbr.vault(request);
        List<String> ids = CbrFields.of(request).requiredTexts("resource_ids");
        List<Resource> leaving = resources(vault, ids);
        requireIdle(request, vault, leaving);
        // Read before: they may be gone at once.
        List<RestorePoint> points = cbr.backup(request)
                .restorePoints()
                .list(RestorePointFilter.all().inVault(vault.id()))
                .filter(point -> leaving.contains(point.resource()))
                .toList();
        cbr.backup(request).vaults().remove(vault.id(), leaving, Removal.DELETING_RESTORE_POINTS);
        progress.begin(points);
        for (Resource resource : leaving) {
            long lost = points.stream()
                    .filter(point -> point.resource().equals(resource))
                    .count();
            cbr.removalNote(vault.id(), resource).put("backups", lost);
        }
        return ids("remove_resource_ids", ids);
    }

    private WireReply move(WireRequest request) {
        Vault vault = cbr.vault(request);
        CbrFields sent = CbrFields.of(request);
        List<String> ids = sent.requiredTexts("resource_ids");
        Vault target = cbr.vault(request, sent.requiredText("destination_vault_id"), "6120");
        List<Resource> moving = resources(vault, ids);
        requireIdle(request, vault, moving);
        cbr.backup(request).vaults().move(vault.id(), target.id(), moving);
        for (String id : ids) {
            JsonNode extra = view.memberNote(vault.id(), id).path("extra_info");
            view.memberNote(target.id(), id).set("extra_info", extra);
            view.memberNote(vault.id(), id).set("extra_info", MissingNode.getInstance());
        }
        return ids("migrated_resources", cbr.documented() ? List.of(target.id().value()) : ids);
    }

    private WireReply set(WireRequest request) {
        Vault vault = cbr.vault(request);
        CbrFields sent = CbrFields.of(request);
        List<String> ids = sent.requiredTexts("resource_ids");
        if (sent.oneOf("action", List.of("suspend", "unsuspend")).equals("suspend")) {
            cbr.backup(request).vaults().suspend(vault.id(), resources(vault, ids));
        } else {
            cbr.backup(request).vaults().unsuspend(vault.id(), resources(vault, ids));
        }
        return ids("set_resource_ids", ids);
    }

    /** The errors for members that are being removed, restored or copied. */
    private void requireIdle(WireRequest request, Vault vault, List<Resource> leaving) {
        for (Resource resource : leaving) {
            Vault.MemberStatus status =
                    vault.member(resource).map(Vault.Member::status).orElse(Vault.MemberStatus.AVAILABLE);
            if (status == Vault.MemberStatus.REMOVING) {
                throw CbrErrors.of("6134");
            }
            if (status == Vault.MemberStatus.RESTORING) {
                throw CbrErrors.of("2010");
            }
        }
        boolean copied = cbr.backup(request)
                .restorePoints()
                .list(RestorePointFilter.all().inVault(vault.id()))
                .anyMatch(point -> leaving.contains(point.resource()) && Cbr.isBeingCopied(point));
        if (copied) {
            throw CbrErrors.of("6130");
        }
    }

    private static List<Resource> resources(Vault vault, List<String> ids) {
        return ids.stream().map(id -> Cbr.resource(vault.kind(), id)).toList();
    }

    private static WireReply ids(String name, List<String> ids) {
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray(name);
        ids.forEach(array::add);
        return WireReply.ok(answer);
    }

    // ---- policies

    private WireReply associate(WireRequest request) {
        Vault vault = cbr.vault(request);
        CbrFields sent = CbrFields.of(request);
        Policy policy = cbr.policy(request, policyId(sent));
        if (vault.purpose() != Purpose.BACKUP) {
            throw CbrErrors.of("6127");
        }
        VaultId destination = null;
        if (policy.purpose() == Purpose.REPLICATION) {
            destination = destination(policy, vault, sent);
        }
        apply(request, policy, vault, destination);
        return applied("associate_policy", vault, policy, destination);
    }

    private static String policyId(CbrFields sent) {
        if (sent.has("policy_id")) {
            return sent.requiredText("policy_id");
        }
        List<String> several = sent.texts("add_policy_ids");
        if (several == null || several.isEmpty()) {
            throw sent.invalid("policy_id", "is a required property");
        }
        if (several.size() > 1) {
            throw sent.invalid("add_policy_ids", "holds more than one policy");
        }
        return several.get(0);
    }

    private VaultId destination(Policy policy, Vault vault, CbrFields sent) {
        if (vault.kind() != Resource.Kind.SERVER) {
            throw CbrErrors.of("6122");
        }
        VaultId id = new VaultId(sent.requiredText("destination_vault_id"));
        Vault there = cbr.emulation
                .home
                .at(Objects.requireNonNull(policy.destination()))
                .backup()
                .vaults()
                .list()
                .filter(found -> found.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CbrErrors.of("6120"));
        if (there.purpose() != Purpose.REPLICATION) {
            throw CbrErrors.of("6119");
        }
        return id;
    }

    /** Attaches a policy; it replaces one of the same kind, if any. */
    private void apply(WireRequest request, Policy policy, Vault vault, @Nullable VaultId destination) {
        if (vault.status() != Vault.Status.AVAILABLE) {
            throw CbrErrors.of("6112");
        }
        Policies policies = cbr.backup(request).policies();
        Vault.AttachedPolicy attached = vault.policy(policy.purpose()).orElse(null);
        PolicyId present = attached == null ? null : attached.policy();
        if (destination == null) {
            if (present == null) {
                policies.attach(policy.id(), vault.id());
            } else if (!present.equals(policy.id())) {
                policies.replace(present, policy.id(), vault.id());
            }
        } else {
            if (attached != null
                    && !(attached.policy().equals(policy.id()) && destination.equals(attached.destination()))) {
                policies.detach(attached.policy(), vault.id());
            }
            policies.attach(policy.id(), vault.id(), destination);
        }
    }

    private WireReply dissociate(WireRequest request) {
        Vault vault = cbr.vault(request);
        Policy policy = cbr.policy(request, CbrFields.of(request).requiredText("policy_id"));
        VaultId destination = vault.policy(policy.purpose())
                .map(Vault.AttachedPolicy::destination)
                .orElse(null);
        cbr.backup(request).policies().detach(policy.id(), vault.id());
        return applied("dissociate_policy", vault, policy, destination);
    }

    private static WireReply applied(String name, Vault vault, Policy policy, @Nullable VaultId destination) {
        ObjectNode answer = Json.object();
        ObjectNode applied = answer.putObject(name)
                .put("vault_id", vault.id().value())
                .put("policy_id", policy.id().value());
        if (destination != null) {
            applied.put("destination_vault_id", destination.value());
        }
        return WireReply.ok(answer);
    }
}
