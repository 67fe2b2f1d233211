package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Policy;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads policies, and what they are attached to, as CBR tells of them. */
final class PolicyReader {
    private PolicyReader() {}

    static Policy read(JsonNode policy) {
        JsonNode definition = policy.path("operation_definition");
        return new Policy(
                new Policy.Id(Fields.required(policy, "id", "a policy")),
                Mark.nameWithoutMark(Fields.text(policy, "name")),
                VaultReader.purpose(Fields.text(policy, "operation_type")),
                Fields.flag(policy, "enabled"),
                Patterns.read(patterns(policy)),
                RetentionFields.read(definition),
                Math.min(100, Math.max(-1, Fields.integer(definition, "full_backup_interval", -1))),
                destination(definition),
                Fields.elements(policy, "associated_vaults").stream()
                        .filter(vault -> Fields.textOrNull(vault, "vault_id") != null)
                        .map(PolicyReader::attachment)
                        .toList());
    }

    /** What of some policies is attached to a vault, that which makes backups first. */
    static List<Vault.AttachedPolicy> attachedTo(Vault.Id vault, List<Policy> policies) {
        List<Vault.AttachedPolicy> attached = new ArrayList<>();
        for (Policy policy : policies) {
            policy.attachments().stream()
                    .filter(attachment -> attachment.vault().equals(vault))
                    .map(attachment ->
                            new Vault.AttachedPolicy(policy.id(), policy.purpose(), attachment.destination()))
                    .forEach(attached::add);
        }
        attached.sort(Comparator.comparing(Vault.AttachedPolicy::purpose));
        return attached;
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
        String region = Fields.textOrNull(definition, "destination_region");
        String project = Fields.textOrNull(definition, "destination_project_id");
        return region == null || project == null ? null : new Site(region, project);
    }

    private static Policy.Attachment attachment(JsonNode vault) {
        String destination = Fields.textOrNull(vault, "destination_vault_id");
        return new Policy.Attachment(
                new Vault.Id(Fields.text(vault, "vault_id")), destination == null ? null : new Vault.Id(destination));
    }
}
