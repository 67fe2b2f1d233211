package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AutoBind;
import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.Invalid;
import io.github.backup4j.Reported;
import io.github.backup4j.ReservedNames;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads vaults and their members as CBR returns them. */
public final class VaultReader {
    private static final int USUAL_ALERT = 80;

    private VaultReader() {}

    /**
     * The vault in a response.
     *
     * @param policies the attached policies, which the response does not contain
     */
    public static Vault read(JsonNode vault, List<Vault.AttachedPolicy> policies) {
        JsonNode billing = vault.path("billing");
        return new Vault(
                id(vault),
                JsonFields.text(vault, "name"),
                JsonFields.textOrNull(vault, "description"),
                protection(vault, billing),
                Reported.of(status(JsonFields.text(billing, "status")), JsonFields.text(billing, "status")),
                new Vault.Space(
                        JsonFields.requiredGib(billing, "size", "a vault"),
                        // In MB, unlike the size.
                        JsonFields.mib(billing, "used"),
                        JsonFields.flag(vault, "auto_expand"),
                        alert(vault)),
                billing(billing),
                JsonFields.list(vault, "resources", "a vault").stream()
                        .map(VaultReader::member)
                        .toList(),
                policies,
                ReservedNames.shown(JsonFields.tags(vault.path("tags"))),
                JsonFields.instant(vault, "created_at"));
    }

    static VaultId id(JsonNode vault) {
        return new VaultId(JsonFields.id(vault, "id", "a vault"));
    }

    private static Vault.Protection protection(JsonNode vault, JsonNode billing) {
        String kind = JsonFields.text(billing, "object_type");
        String level = JsonFields.text(billing, "consistent_level");
        return new Vault.Protection(
                Reported.of(CbrTypes.kind(kind), kind),
                CbrTypes.purpose(JsonFields.text(billing, "protect_type")),
                Reported.of(consistency(level), level),
                autoBind(vault),
                JsonFields.flag(vault, "locked"));
    }

    private static Vault.Member member(JsonNode member) {
        String status = JsonFields.text(member, "protect_status");
        return new Vault.Member(
                CbrTypes.resource(JsonFields.text(member, "type"), JsonFields.id(member, "id", "a member of a vault")),
                JsonFields.textOrNull(member, "name"),
                JsonFields.gib(member, "size"),
                JsonFields.mib(member, "backup_size"),
                count(member),
                Reported.of(memberStatus(status), status),
                excluded(member),
                // Without the flag, a member is backed up, as all members were before CBR had the flag.
                !JsonFields.flag(member, "auto_protect", true));
    }

    static Set<Resource.Disk> excluded(JsonNode member) {
        List<String> ids = JsonFields.ids(member.path("extra_info"), "exclude_volumes", "a member of a vault");
        return ids.isEmpty() ? Set.of() : ids.stream().map(Resource::disk).collect(Collectors.toSet());
    }

    private static Vault.Status status(String status) {
        return switch (status) {
            case "available" -> Vault.Status.AVAILABLE;
            case "lock" -> Vault.Status.BILLING_LOCKED;
            case "frozen" -> Vault.Status.FROZEN;
            case "deleting" -> Vault.Status.DELETING;
            case "error" -> Vault.Status.ERROR;
            default -> Vault.Status.UNRECOGNIZED;
        };
    }

    private static Vault.MemberStatus memberStatus(String status) {
        return switch (status) {
            // A member that was never backed up has no status.
            case "available", "" -> Vault.MemberStatus.AVAILABLE;
            case "protecting" -> Vault.MemberStatus.PROTECTING;
            case "restoring" -> Vault.MemberStatus.RESTORING;
            case "removing" -> Vault.MemberStatus.REMOVING;
            case "error" -> Vault.MemberStatus.ERROR;
            default -> Vault.MemberStatus.UNRECOGNIZED;
        };
    }

    private static Consistency consistency(String level) {
        return switch (level) {
            case "crash_consistent" -> Consistency.CRASH_CONSISTENT;
            case "app_consistent" -> Consistency.APPLICATION_CONSISTENT;
            default -> Consistency.UNRECOGNIZED;
        };
    }

    private static @Nullable Integer count(JsonNode member) {
        Integer count = JsonFields.integerOrNull(member, "backup_count");
        return count == null || count < 0 ? null : count;
    }

    /** The percentage of the capacity at which CBR warns; null: it does not warn. */
    private static @Nullable Integer alert(JsonNode vault) {
        boolean off = vault.hasNonNull("smn_notify") && !JsonFields.flag(vault, "smn_notify");
        int percent = JsonFields.integer(vault, "threshold", USUAL_ALERT);
        return off ? null : (Integer) Math.min(100, Math.max(1, percent));
    }

    private static Billing billing(JsonNode billing) {
        String text = JsonFields.text(billing, "charging_mode");
        Billing.Mode mode = switch (text) {
            case "post_paid" -> Billing.Mode.PAY_PER_USE;
            case "pre_paid" -> Billing.Mode.SUBSCRIPTION;
            default -> Billing.Mode.UNRECOGNIZED;
        };
        return new Billing(Reported.of(mode, text), JsonFields.textOrNull(billing, "order_id"), null);
    }

    private static @Nullable AutoBind autoBind(JsonNode vault) {
        if (!JsonFields.flag(vault, "auto_bind")) {
            return null;
        }
        try {
            return new AutoBind(JsonFields.tags(vault.path("bind_rules").path("tags")));
        } catch (Invalid e) {
            // More tags, or longer ones, than CBR itself accepts; that a rule exists matters more than its content.
            return AutoBind.everyServer();
        }
    }
}
