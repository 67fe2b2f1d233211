package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Policies;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** CBR's calls on policies. */
public final class CbrPolicyRoutes {
    private static final String POLICIES = "/v3/{project_id}/policies";
    private static final String POLICY = POLICIES + "/{policy_id}";
    private static final int MOST_AT_ONCE = 1000;

    /** The destination of a policy that is attached to a vault. */
    private static final Map<String, String> CHANGING = Map.of("IMMUTABLE", "6003", "SAME_PLACE", "9900");

    private final Cbr cbr;

    public CbrPolicyRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
    }

    public void addTo(Router router) {
        router.add("POST", POLICIES, CbrErrors.translating(CHANGING, this::create));
        router.add("GET", POLICIES, CbrErrors.translating(Map.of(), this::list));
        router.add("GET", POLICY, CbrErrors.translating(Map.of(), this::show));
        router.add("PUT", POLICY, CbrErrors.translating(CHANGING, this::update));
        router.add("DELETE", POLICY, CbrErrors.translating(Map.of(), this::delete));
    }

    private WireReply create(WireRequest request) {
        CbrFields sent = CbrFields.of(request, "policy");
        Purpose purpose =
                sent.oneOf("operation_type", List.of("backup", "replication")).equals("backup")
                        ? Purpose.BACKUP
                        : Purpose.REPLICATION;
        List<String> patterns = patterns(sent.requiredObject("trigger"));
        CbrFields raw = sent.requiredObject("operation_definition");
        CbrDefinition definition = new CbrDefinition(raw);
        PolicySpec spec = new PolicySpec(
                sent.requiredName("name"),
                purpose,
                CbrPatterns.parse(patterns),
                definition.retention(),
                sent.bool("enabled", true),
                definition.incrementalsBetweenFulls(),
                purpose == Purpose.REPLICATION ? definition.destination() : null,
                true);
        Policy policy = cbr.backup(request).policies().create(spec);
        ObjectNode note = note(policy);
        note.put("trigger_id", cbr.emulation.nextUuid("trigger"));
        note.put("start_time", cbr.time(cbr.emulation.now()));
        keep(note, patterns, raw.node().deepCopy());
        return WireReply.ok(wrapped(policy));
    }

    private WireReply update(WireRequest request) {
        Policy now = cbr.policy(request, request.parameter("policy_id"));
        CbrFields sent = CbrFields.of(request, "policy");
        if (sent.has("operation_type")
                && !sent.requiredText("operation_type").equals(CbrVaultView.protectType(now.purpose()))) {
            throw sent.invalid("operation_type", "cannot be changed");
        }
        List<String> patterns = sent.has("trigger") ? patterns(sent.requiredObject("trigger")) : patterns(now);
        ObjectNode definition = CbrDefinition.merged(definition(now), sent.objectOrEmpty("operation_definition"));
        CbrDefinition read = new CbrDefinition(new CbrFields(definition, "policy.operation_definition."));
        String name = sent.name("name");
        PolicySpec spec = new PolicySpec(
                name == null ? now.name() : name,
                now.purpose(),
                sent.has("trigger") ? CbrPatterns.parse(patterns) : now.schedule(),
                read.retention(),
                sent.bool("enabled", now.enabled()),
                read.incrementalsBetweenFulls(),
                now.purpose() == Purpose.REPLICATION ? read.destination() : null,
                true);
        Policies policies = cbr.backup(request).policies();
        Policy policy = policies.update(now.id(), spec);
        keep(note(policy), patterns, definition);
        return WireReply.ok(wrapped(policy));
    }

    private WireReply show(WireRequest request) {
        return WireReply.ok(wrapped(cbr.policy(request, request.parameter("policy_id"))));
    }

    private WireReply list(WireRequest request) {
        ObjectNode answer = Json.object();
        ArrayNode policies = answer.putArray("policies");
        cbr.backup(request)
                .policies()
                .list()
                .filter(policy ->
                        CbrVaultRoutes.is(request, "operation_type", CbrVaultView.protectType(policy.purpose())))
                .filter(policy -> request.query("vault_id").orElse("").isEmpty()
                        || policy.attachments().stream()
                                .anyMatch(at -> CbrVaultRoutes.is(
                                        request, "vault_id", at.vault().value())))
                .forEach(policy -> policies.add(view(policy)));
        answer.put("count", policies.size());
        if (!cbr.documented()) {
            answer.put("limit", MOST_AT_ONCE).put("offset", 0);
        }
        return WireReply.ok(answer);
    }

    private WireReply delete(WireRequest request) {
        Policy policy = cbr.policy(request, request.parameter("policy_id"));
        cbr.backup(request).policies().delete(policy.id());
        return WireReply.empty(204);
    }

    // ---- requests

    private ObjectNode note(Policy policy) {
        return cbr.emulation.note("policy", policy.id().value());
    }

    private static void keep(ObjectNode note, List<String> patterns, ObjectNode definition) {
        ArrayNode array = note.putArray("pattern");
        patterns.forEach(array::add);
        note.set("operation_definition", definition);
    }

    private static List<String> patterns(CbrFields trigger) {
        return trigger.requiredObject("properties").requiredTexts("pattern");
    }

    /** The patterns as sent, unless a test has changed the schedule in the cloud. */
    private List<String> patterns(Policy policy) {
        List<String> sent = new ArrayList<>();
        note(policy).path("pattern").forEach(pattern -> sent.add(pattern.asText()));
        Schedule kept = policy.schedule();
        return sent.isEmpty() || !CbrPatterns.parse(sent).equals(kept) ? CbrPatterns.format(kept) : sent;
    }

    /** The definition as sent, unless a test has changed the retention in the cloud. */
    private ObjectNode definition(Policy policy) {
        if (note(policy).path("operation_definition") instanceof ObjectNode sent) {
            CbrDefinition read = new CbrDefinition(new CbrFields(sent, ""));
            Site destination = policy.purpose() == Purpose.REPLICATION ? read.destination() : null;
            if (read.retention().equals(policy.retention())
                    && Objects.equals(read.incrementalsBetweenFulls(), policy.incrementalsBetweenFulls())
                    && Objects.equals(destination, policy.destination())) {
                return sent;
            }
        }
        return CbrDefinition.format(policy.retention(), policy.incrementalsBetweenFulls(), policy.destination());
    }

    // ---- responses

    private ObjectNode wrapped(Policy policy) {
        ObjectNode answer = Json.object();
        answer.set("policy", view(policy));
        return answer;
    }

    private ObjectNode view(Policy policy) {
        ObjectNode note = note(policy);
        ObjectNode view = Json.object();
        view.put("id", policy.id().value());
        view.put("name", policy.name());
        view.put("enabled", policy.enabled());
        view.put("operation_type", CbrVaultView.protectType(policy.purpose()));
        ObjectNode definition = definition(policy).deepCopy();
        if (!cbr.documented()) {
            definition.put("created_by", "customer");
        }
        view.set("operation_definition", definition);
        ObjectNode trigger = view.putObject("trigger");
        trigger.put("id", note.path("trigger_id").asText(policy.id().value()));
        trigger.put("name", "default").put("type", "time");
        ObjectNode properties = trigger.putObject("properties");
        ArrayNode patterns = properties.putArray("pattern");
        patterns(policy).forEach(patterns::add);
        properties.put("start_time", note.path("start_time").asText(cbr.time(cbr.emulation.now())));
        ArrayNode vaults = view.putArray("associated_vaults");
        for (Policy.Attachment attachment : policy.attachments()) {
            vaults.addObject()
                    .put("vault_id", attachment.vault().value())
                    .put(
                            "destination_vault_id",
                            attachment.destination() == null
                                    ? null
                                    : attachment.destination().value());
        }
        return view;
    }
}
