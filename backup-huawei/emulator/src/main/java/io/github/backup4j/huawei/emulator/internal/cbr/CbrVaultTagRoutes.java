package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Vault;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** CBR's calls on the tags of vaults, and on vaults by tag. */
public final class CbrVaultTagRoutes {
    private static final String TAGS = "/v3/{project_id}/vault/{vault_id}/tags";
    private static final int MOST = 10;
    private static final int MOST_AT_ONCE = 1000;

    private final Cbr cbr;
    private final CbrVaultView view;

    public CbrVaultTagRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        view = new CbrVaultView(cbr);
    }

    public void addTo(Router router) {
        router.add("GET", TAGS, CbrErrors.translating(Map.of(), this::show));
        router.add("POST", TAGS, CbrErrors.translating(Map.of(), this::create));
        router.add("POST", TAGS + "/action", CbrErrors.translating(Map.of(), this::batch));
        router.add("DELETE", TAGS + "/{key}", CbrErrors.translating(Map.of(), this::delete));
        router.add("GET", "/v3/{project_id}/vault/tags", CbrErrors.translating(Map.of(), this::ofProject));
        router.add(
                "POST",
                "/v3/{project_id}/vault/resource_instances/action",
                CbrErrors.translating(Map.of(), this::instances));
    }

    private WireReply show(WireRequest request) {
        ObjectNode answer = Json.object();
        answer.set("tags", Cbr.tags(vault(request).tags()));
        if (!cbr.documented()) {
            answer.putArray("sys_tags");
        }
        return WireReply.ok(answer);
    }

    private WireReply create(WireRequest request) {
        Vault vault = vault(request);
        CbrFields tag = CbrFields.of(request, "tag");
        String key = tag.requiredText("key");
        String value = tag.text("value", "");
        CbrVaultInput.requireTag(tag, key, value);
        put(request, vault, Map.of(key, value));
        return WireReply.empty(204);
    }

    private WireReply batch(WireRequest request) {
        Vault vault = vault(request);
        CbrFields sent = CbrFields.of(request);
        String action = sent.oneOf("action", List.of("create", "delete"));
        if (sent.objects("tags").isEmpty() && sent.objects("sys_tags").isEmpty()) {
            throw sent.invalid("tags", "is a required property");
        }
        Map<String, String> tags = CbrVaultInput.checkedTags(sent, "tags", MOST);
        if (action.equals("create")) {
            put(request, vault, tags);
        } else {
            remove(request, vault, tags.keySet());
        }
        return WireReply.empty(204);
    }

    private WireReply delete(WireRequest request) {
        Vault vault = vault(request);
        String key = request.parameter("key");
        if (!vault.tags().containsKey(key)) {
            throw CbrErrors.of("6601");
        }
        remove(request, vault, Set.of(key));
        return WireReply.empty(204);
    }

    private WireReply ofProject(WireRequest request) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (Vault vault : all(request)) {
            vault.tags()
                    .forEach((key, value) -> values.computeIfAbsent(key, k -> new LinkedHashSet<>())
                            .add(value));
        }
        ObjectNode answer = Json.object();
        ArrayNode tags = answer.putArray("tags");
        values.forEach((key, some) -> {
            ArrayNode array = tags.addObject().put("key", key).putArray("values");
            some.forEach(array::add);
        });
        return WireReply.ok(answer);
    }

    private WireReply instances(WireRequest request) {
        CbrFields sent = CbrFields.of(request);
        String action = sent.oneOf("action", List.of("filter", "count"));
        checkSearch(sent);
        List<Vault> found =
                all(request).stream().filter(vault -> matches(vault, sent)).toList();
        ObjectNode answer = Json.object();
        if (action.equals("filter")) {
            int offset = number(sent, "offset", 0);
            int limit = number(sent, "limit", MOST_AT_ONCE);
            if (limit < 1 || limit > MOST_AT_ONCE) {
                throw sent.invalid("limit", limit + " is not between 1 and " + MOST_AT_ONCE);
            }
            ArrayNode resources = answer.putArray("resources");
            new CbrPages(limit, offset, "")
                    .of(found, vault -> vault.id().value())
                    .forEach(vault -> resources.add(instance(request, vault)));
        }
        answer.put("total_count", found.size());
        return WireReply.ok(answer);
    }

    /** Refuses a filter that CBR does not read, instead of finding everything. An empty list of values means any. */
    private static void checkSearch(CbrFields sent) {
        for (String key : List.of("tags", "tags_any", "not_tags", "not_tags_any")) {
            for (CbrFields tag : sent.objects(key)) {
                String unused = tag.requiredText("key");
                if (tag.texts("values") == null) {
                    throw tag.invalid("values", "is a required property");
                }
            }
        }
        for (CbrFields match : sent.objects("matches")) {
            String unused = match.oneOf("key", List.of("resource_name"));
            if (match.text("value") == null) {
                throw match.invalid("value", "is a required property");
            }
        }
        if (!sent.objects("sys_tags").isEmpty()) {
            throw sent.invalid("sys_tags", "is for service administrators only");
        }
    }

    private ObjectNode instance(WireRequest request, Vault vault) {
        ObjectNode instance = Json.object();
        instance.put("resource_id", vault.id().value());
        instance.put("resource_name", vault.name());
        instance.putObject("resource_detail").set("vault", view.of(vault, cbr.emulation.project(request)));
        instance.set("tags", Cbr.tags(vault.tags()));
        instance.putArray("sys_tags");
        return instance;
    }

    private boolean matches(Vault vault, CbrFields sent) {
        if (sent.bool("without_any_tag", false)) {
            return vault.tags().isEmpty();
        }
        List<CbrFields> any = sent.objects("tags_any");
        List<CbrFields> notAll = sent.objects("not_tags");
        return sent.objects("tags").stream().allMatch(tag -> has(vault, tag))
                && (any.isEmpty() || any.stream().anyMatch(tag -> has(vault, tag)))
                && (notAll.isEmpty() || !notAll.stream().allMatch(tag -> has(vault, tag)))
                && sent.objects("not_tags_any").stream().noneMatch(tag -> has(vault, tag))
                && sent.objects("matches").stream()
                        .allMatch(match -> !match.text("key", "").equals("resource_name")
                                || vault.name().contains(match.text("value", "")))
                && sent.text("object_type", view.objectType(vault)).equals(view.objectType(vault));
    }

    private static boolean has(Vault vault, CbrFields tag) {
        String value = vault.tags().get(tag.requiredText("key"));
        List<String> wanted = tag.texts("values");
        return value != null && (wanted == null || wanted.isEmpty() || wanted.contains(value));
    }

    private static int number(CbrFields sent, String name, int otherwise) {
        String text = sent.raw(name).asText("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}")) {
            throw sent.invalid(name, "'" + text + "' is not a whole number");
        }
        return Integer.parseInt(text);
    }

    private Vault vault(WireRequest request) {
        if (!request.parameter("vault_id").matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw CbrErrors.invalid("Invalid vault_id provided.");
        }
        return cbr.vault(request);
    }

    private List<Vault> all(WireRequest request) {
        return cbr.backup(request)
                .vaults()
                .list()
                .filter(vault -> !cbr.isOrdered(vault.id()))
                .toList();
    }

    private void put(WireRequest request, Vault vault, Map<String, String> tags) {
        Map<String, String> all = new LinkedHashMap<>(vault.tags());
        all.putAll(tags);
        if (all.size() > MOST) {
            throw CbrErrors.of("6600");
        }
        change(request, vault, all);
    }

    private void remove(WireRequest request, Vault vault, Set<String> keys) {
        Map<String, String> all = new LinkedHashMap<>(vault.tags());
        all.keySet().removeAll(keys);
        change(request, vault, all);
    }

    private void change(WireRequest request, Vault vault, Map<String, String> tags) {
        cbr.backup(request).vaults().update(vault.id(), vault.toSpec().withTags(tags));
    }
}
