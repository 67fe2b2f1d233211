package io.github.backup4j.huawei.internal.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads policies and their attachments as CBR returns them. */
public final class PolicyReader {
    private PolicyReader() {}

    public static Policy read(JsonNode policy) {
        JsonNode definition = policy.path("operation_definition");
        return new Policy(
                id(policy),
                RequestMark.nameWithoutMark(JsonFields.text(policy, "name")),
                purpose(policy),
                JsonFields.requiredFlag(policy, "enabled", "a policy"),
                SchedulePatterns.read(patterns(policy)),
                RetentionMapper.read(definition),
                incrementalsBetweenFulls(definition),
                destination(definition),
                attachments(policy).toList());
    }

    /**
     * The ones of some policies that are attached to a vault; the policy for backups comes first.
     *
     * @param policies the policies as CBR returns them; read no further than needed, since this runs for each vault
     */
    public static List<Vault.AttachedPolicy> attachedTo(VaultId vault, List<JsonNode> policies) {
        List<Vault.AttachedPolicy> attached = new ArrayList<>();
        for (JsonNode policy : policies) {
            attachments(policy)
                    .filter(attachment -> attachment.vault().equals(vault))
                    .map(attachment -> new Vault.AttachedPolicy(id(policy), purpose(policy), attachment.destination()))
                    .forEach(attached::add);
        }
        attached.sort(Comparator.comparing(Vault.AttachedPolicy::purpose));
        return attached;
    }

    /** The attached policies by vault, the policy for backups first, for a list of many vaults. */
    public static Map<VaultId, List<Vault.AttachedPolicy>> attachedByVault(List<JsonNode> policies) {
        Map<VaultId, List<Vault.AttachedPolicy>> attached = new HashMap<>();
        for (JsonNode policy : policies) {
            attachments(policy)
                    .forEach(attachment -> attached.computeIfAbsent(attachment.vault(), unused -> new ArrayList<>(2))
                            .add(new Vault.AttachedPolicy(id(policy), purpose(policy), attachment.destination())));
        }
        attached.values().forEach(ofVault -> ofVault.sort(Comparator.comparing(Vault.AttachedPolicy::purpose)));
        return attached;
    }

    static PolicyId id(JsonNode policy) {
        return new PolicyId(JsonFields.id(policy, "id", "a policy"));
    }

    /** A value of -1, like a missing value, means that only the first backup is full. */
    private static @Nullable Integer incrementalsBetweenFulls(JsonNode definition) {
        int interval = JsonFields.integerIfSaid(definition, "full_backup_interval", -1, "a policy");
        return interval < 0 ? null : (Integer) interval;
    }

    private static Reported<Purpose> purpose(JsonNode policy) {
        return CbrTypes.purpose(JsonFields.text(policy, "operation_type"));
    }

    private static List<String> patterns(JsonNode policy) {
        JsonNode pattern = policy.path("trigger").path("properties").path("pattern");
        if (pattern.isTextual()) {
            return List.of(pattern.asText());
        }
        List<String> patterns = new ArrayList<>();
        pattern.forEach(text -> patterns.add(text.asText()));
        return patterns;
    }

    private static @Nullable Site destination(JsonNode definition) {
        String region = JsonFields.idOrNull(definition, "destination_region", "a policy");
        String project = JsonFields.idOrNull(definition, "destination_project_id", "a policy");
        return region == null || project == null ? null : new Site(region, project);
    }

    private static Stream<Policy.Attachment> attachments(JsonNode policy) {
        return JsonFields.listOrNone(policy, "associated_vaults", "a policy").stream()
                .map(PolicyReader::attachment);
    }

    private static Policy.Attachment attachment(JsonNode vault) {
        String destination = JsonFields.idOrNull(vault, "destination_vault_id", "an attachment of a policy");
        return new Policy.Attachment(
                new VaultId(JsonFields.id(vault, "vault_id", "an attachment of a policy")),
                destination == null ? null : new VaultId(destination));
    }
}
