package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AutoBind;
import io.github.backup4j.BackupException;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bodies of requests that create or change a vault, checked as CBR checks them. */
final class CbrVaultInput {
    /** What the tags of a rule for automatic binding must not contain. */
    private static final Pattern FORBIDDEN_IN_RULES = Pattern.compile("[=*<>\\\\,|/\\x00-\\x1f]");

    private static final int LARGEST = 10_485_760;
    private static final int MOST_TAGS = 10;
    private static final int USUAL_THRESHOLD = 80;
    private static final List<String> LEVELS = List.of("crash_consistent", "app_consistent");

    /** The fields of a vault that the in-memory cloud does not store. */
    private static final List<String> KEPT =
            List.of("enterprise_project_id", "backup_name_prefix", "demand_billing", "sys_lock_source_service");

    private CbrVaultInput() {}

    /** The spec of a vault to be created. */
    static VaultSpec create(CbrFields vault) {
        String name = vault.requiredName("name");
        CbrFields billing = vault.requiredObject("billing");
        String object = billing.oneOf("object_type", CbrVaultView.OBJECT_TYPES);
        Resource.Kind kind = switch (object) {
            case "server" -> Resource.Kind.SERVER;
            case "disk" -> Resource.Kind.DISK;
            default -> Resource.Kind.UNRECOGNIZED;
        };
        String protect = billing.oneOf("protect_type", List.of("backup", "replication"));
        Consistency consistency = consistency(billing.oneOf("consistent_level", LEVELS));
        billing.oneOfIfSent("cloud_type", List.of("public", "hybrid"));
        billing.oneOfIfSent("charging_mode", List.of("post_paid", "pre_paid"));
        vault.oneOfIfSent("sys_lock_source_service", List.of("", "SMB"));
        if (!vault.raw("resources").isArray()) {
            throw vault.invalid("resources", "is a required property");
        }
        if (kind == Resource.Kind.UNRECOGNIZED && !vault.raw("resources").isEmpty()) {
            throw vault.invalid("resources", "are not emulated for '" + object + "' vaults");
        }
        boolean notify = vault.bool("smn_notify", true);
        Integer threshold = vault.integer("threshold", 1, 100);
        AutoBind rule = autoBind(vault, kind, null);
        requirePrefix(vault);
        return made(() -> new VaultSpec(
                name,
                kind,
                DataSize.gib(size(billing, 10)),
                protect.equals("backup") ? Purpose.BACKUP : Purpose.REPLICATION,
                consistency,
                vault.description("description"),
                vault.bool("auto_expand", false),
                notify ? threshold == null ? (Integer) USUAL_THRESHOLD : threshold : null,
                rule,
                tagsToCreate(vault)));
    }

    /** The spec of a vault after a change; fields that were not sent stay. */
    static VaultSpec update(CbrFields vault, Vault now, ObjectNode note) {
        VaultSpec spec = now.toSpec();
        CbrFields billing = vault.objectOrEmpty("billing");
        String name = vault.name("name");
        Consistency consistency = billing.has("consistent_level")
                ? consistency(billing.oneOf("consistent_level", LEVELS))
                : spec.consistency();
        DataSize size = billing.has("size") ? DataSize.gib(size(billing, 1)) : spec.capacity();
        Integer threshold = vault.integer("threshold", 1, 100);
        AutoBind rule = autoBind(vault, now.kind(), spec.autoBind());
        return made(() -> new VaultSpec(
                name == null ? spec.name() : name,
                spec.kind(),
                size,
                spec.purpose(),
                consistency,
                spec.description(),
                vault.bool("auto_expand", spec.autoExpand()),
                alert(vault.bool("smn_notify", spec.usageAlertPercent() != null), threshold, spec, note),
                rule,
                spec.tags()));
    }

    /** Stores the fields of a new vault that the in-memory cloud does not. */
    static void keepOfNew(CbrFields vault, ObjectNode note) {
        for (String key : KEPT) {
            if (vault.has(key)) {
                note.set(key, vault.raw(key));
            }
        }
        if (vault.has("description")) {
            note.put("description_sent", true);
        }
        keep(vault, note);
        CbrFields billing = vault.objectOrEmpty("billing");
        for (String key : List.of("object_type", "cloud_type", "is_multi_az")) {
            if (billing.has(key)) {
                note.set(key, billing.raw(key));
            }
        }
    }

    /** Stores the fields that an update changes, and that the in-memory cloud does not store. */
    static void keep(CbrFields vault, ObjectNode note) {
        if (vault.has("bind_rules")) {
            note.set("bind_rules", vault.raw("bind_rules"));
        }
        if (vault.has("threshold")) {
            note.set("threshold", vault.raw("threshold"));
        }
    }

    /** The prepaid period. */
    static Subscription subscription(CbrFields billing) {
        String type = billing.oneOf("period_type", List.of("month", "year"));
        boolean months = type.equals("month");
        Integer count = billing.integer("period_num", 1, months ? 9 : 5);
        if (count == null) {
            throw billing.invalid("period_num", "is a required property");
        }
        boolean unused = billing.bool("is_auto_pay", false);
        return new Subscription(
                months ? Subscription.Unit.MONTH : Subscription.Unit.YEAR,
                count,
                billing.bool("is_auto_renew", false),
                true);
    }

    /** The tags in an array of keys and values, unchecked. */
    static Map<String, String> tags(JsonNode array) {
        Map<String, String> tags = new LinkedHashMap<>();
        array.forEach(
                tag -> tags.put(tag.path("key").asText(), tag.path("value").asText("")));
        return tags;
    }

    /** The tags in an array of keys and values; refused with 9900 if they are malformed, and with 6600 if there are too many. */
    static Map<String, String> checkedTags(CbrFields parent, String name, int most) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (CbrFields tag : parent.objects(name)) {
            String key = tag.requiredText("key");
            String value = tag.text("value", "");
            requireTag(tag, key, value);
            if (tags.put(key, value) != null) {
                throw parent.invalid(name, "holds the key '" + key + "' twice");
            }
        }
        if (tags.size() > most) {
            throw CbrErrors.of("6600");
        }
        return tags;
    }

    static void requireTag(CbrFields tag, String key, String value) {
        if (key.length() > 36 || value.length() > 43) {
            throw tag.invalid("key", "'" + key + "' or its value is too long");
        }
    }

    private static Map<String, String> tagsToCreate(CbrFields vault) {
        if (vault.has("tags") && vault.raw("tags").isEmpty()) {
            throw vault.invalid("tags", "must not be an empty list");
        }
        for (CbrFields tag : vault.objects("tags")) {
            if (!tag.has("value")) {
                throw tag.invalid("value", "is a required property");
            }
        }
        return checkedTags(vault, "tags", MOST_TAGS);
    }

    private static int size(CbrFields billing, int least) {
        Integer size = billing.integer("size");
        if (size == null) {
            throw billing.invalid("size", "is a required property");
        }
        if (size < least || size > LARGEST) {
            throw CbrErrors.of("6101");
        }
        return size;
    }

    private static Consistency consistency(String level) {
        return level.equals("app_consistent") ? Consistency.APPLICATION_CONSISTENT : Consistency.CRASH_CONSISTENT;
    }

    private static @Nullable Integer alert(
            boolean notify, @Nullable Integer threshold, VaultSpec spec, ObjectNode note) {
        if (!notify) {
            return null;
        }
        if (threshold != null) {
            return threshold;
        }
        Integer percent = spec.usageAlertPercent();
        return percent == null ? (Integer) note.path("threshold").asInt(USUAL_THRESHOLD) : percent;
    }

    private static @Nullable AutoBind autoBind(CbrFields vault, Resource.Kind kind, @Nullable AutoBind now) {
        CbrFields rules = vault.object("bind_rules");
        Map<String, String> tags = rules == null ? null : checkedRules(rules);
        boolean on = vault.bool("auto_bind", now != null);
        if (!on) {
            return null;
        }
        if (kind != Resource.Kind.SERVER) {
            throw vault.invalid("auto_bind", "is for server vaults only");
        }
        if (tags == null) {
            return now == null ? AutoBind.everyServer() : now;
        }
        return new AutoBind(tags);
    }

    private static Map<String, String> checkedRules(CbrFields rules) {
        if (rules.objects("tags").size() > 5) {
            throw rules.invalid("tags", "holds more than 5 tags");
        }
        for (CbrFields tag : rules.objects("tags")) {
            requireNoMarks(tag, "key");
            requireNoMarks(tag, "value");
        }
        return checkedTags(rules, "tags", 5);
    }

    private static void requireNoMarks(CbrFields tag, String name) {
        if (FORBIDDEN_IN_RULES.matcher(tag.text(name, "")).find()) {
            throw tag.invalid(name, "holds one of the characters =*<>\\,|/ or a control character");
        }
    }

    private static void requirePrefix(CbrFields vault) {
        if (vault.text("backup_name_prefix", "").length() > 32) {
            throw vault.invalid("backup_name_prefix", "is longer than 32 characters");
        }
    }

    private static VaultSpec made(java.util.function.Supplier<VaultSpec> spec) {
        try {
            return spec.get();
        } catch (BackupException e) {
            throw CbrErrors.translated(e, Map.of());
        }
    }
}
