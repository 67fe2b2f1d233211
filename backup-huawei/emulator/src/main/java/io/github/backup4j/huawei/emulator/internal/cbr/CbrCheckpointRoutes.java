package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CBR's calls on checkpoints (restore points, as its documents call them): one per backup run. */
public final class CbrCheckpointRoutes {
    private static final String CHECKPOINTS = "/v3/{project_id}/checkpoints";

    /** The progress from which a checkpoint is available although its members are still {@code protecting}. */
    private static final int READY_PERCENT = 90;

    private static final Map<String, String> TAKING =
            Map.of("VAULT_UNUSABLE", "6113", "WRONG_PURPOSE", "6124", "BEING_WORKED_ON", "6125");

    private final Cbr cbr;
    private final CbrVaultView vaults;

    public CbrCheckpointRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        vaults = new CbrVaultView(cbr);
    }

    public void addTo(Router router) {
        router.add("POST", CHECKPOINTS, CbrErrors.translating(TAKING, this::create));
        router.add("GET", CHECKPOINTS + "/{checkpoint_id}", CbrErrors.translating(Map.of(), this::show));
        router.add("POST", CHECKPOINTS + "/sync", request -> {
            throw CbrErrors.of("7300");
        });
    }

    // ---- creating

    private WireReply create(WireRequest request) {
        CbrFields sent = CbrFields.of(request, "checkpoint");
        Vault vault = cbr.vault(request, sent.requiredText("vault_id"), "6105");
        CbrFields parameters = sent.objectOrEmpty("parameters");
        boolean automatic = parameters.bool("auto_trigger", false);
        String name = parameters.text("name", "").isEmpty() ? null : parameters.name("name");
        String description = parameters.description("description");
        List<Resource> resources = resources(vault, parameters);
        BackupSpec spec =
                new BackupSpec(vault.id(), resources, name, description, !parameters.bool("incremental", true));
        Set<String> logged = logIds(request, vault.id());
        cbr.backup(request).restorePoints().take(spec);
        List<OperationRecord> started = cbr.backup(request)
                .operations()
                .list(OperationFilter.all().inVault(vault.id()).ofKind(OperationRecord.Kind.BACKUP))
                .filter(entry -> !logged.contains(entry.id()))
                .toList();
        String id = started.stream()
                .flatMap(entry -> runOf(request, entry).stream())
                .map(BackupRunId::value)
                .findFirst()
                .orElseGet(() -> cbr.emulation.nextUuid("checkpoint"));
        Vault now = cbr.backup(request).vaults().get(vault.id());
        keep(request, id, now, resources, spec, started);
        note(id).put("auto_trigger", automatic);
        return WireReply.ok(wrapped(request, id, now));
    }

    private static List<Resource> resources(Vault vault, CbrFields parameters) {
        List<String> ids = new ArrayList<>();
        List<String> plain = parameters.texts("resources");
        if (plain != null) {
            ids.addAll(plain);
        }
        for (CbrFields detailed : parameters.objects("resource_details")) {
            String id = detailed.requiredText("id");
            if (!ids.contains(id)) {
                ids.add(id);
            }
        }
        if (new HashSet<>(ids).size() < ids.size()) {
            throw CbrErrors.of("6104");
        }
        return ids.stream().map(id -> Cbr.resource(vault.kind(), id)).toList();
    }

    private Set<String> logIds(WireRequest request, VaultId vault) {
        return cbr.backup(request)
                .operations()
                .list(OperationFilter.all().inVault(vault).ofKind(OperationRecord.Kind.BACKUP))
                .map(OperationRecord::id)
                .collect(Collectors.toSet());
    }

    private Optional<BackupRunId> runOf(WireRequest request, OperationRecord entry) {
        return entry.restorePoint() == null
                ? Optional.empty()
                : cbr.point(request, entry.restorePoint().value()).map(RestorePoint::run);
    }

    private void keep(
            WireRequest request,
            String id,
            Vault vault,
            List<Resource> asked,
            BackupSpec spec,
            List<OperationRecord> started) {
        ObjectNode note = note(id);
        note.put("vault_id", vault.id().value()).put("vault_name", vault.name());
        note.put("project_id", cbr.emulation.project(request));
        note.put("created_at", cbr.time(cbr.emulation.now()));
        note.put("name", Always.text(spec.name())).put("description", spec.description());
        ArrayNode members = note.putArray("members");
        ArrayNode skipped = note.putArray("skipped");
        boolean server = vault.kind() == Resource.Kind.SERVER;
        Map<String, String> codes = Map.of("WRONG_STATE", server ? "7101" : "7003", "GONE", server ? "7100" : "7000");
        for (Vault.Member member : vault.members()) {
            if (asked.isEmpty() || asked.contains(member.resource())) {
                members.add(member.resource().id());
            }
        }
        for (OperationRecord entry : started) {
            if (entry.status() == OperationRecord.Status.SKIPPED && entry.resource() != null) {
                Resource resource = entry.resource();
                String name = vault.member(resource).map(Vault.Member::name).orElse("");
                skipped.addObject()
                        .put("id", resource.id())
                        .put("type", Cbr.typeOf(resource))
                        .put("name", name)
                        .put("code", CbrErrors.fullCode(entry.failureCode(), codes))
                        .put("reason", Always.text(entry.failure()));
            }
        }
        note.put("began", started.stream().anyMatch(entry -> entry.restorePoint() != null));
    }

    // ---- reading

    private WireReply show(WireRequest request) {
        String id = request.parameter("checkpoint_id");
        ObjectNode note = note(id);
        List<RestorePoint> points = points(request, id);
        if (points.isEmpty() && note.path("began").asBoolean()) {
            throw WireError.named(401, "unauthorized", "401", "Malformed request url");
        }
        if (points.isEmpty() && !note.has("vault_id")) {
            throw CbrErrors.of("6217");
        }
        String vault = points.isEmpty()
                ? note.path("vault_id").asText()
                : points.get(0).vault().value();
        return WireReply.ok(wrapped(request, id, vaultOrNull(request, vault)));
    }

    private @Nullable Vault vaultOrNull(WireRequest request, String id) {
        try {
            return cbr.backup(request).vaults().get(new VaultId(id));
        } catch (NotFound e) {
            return null;
        }
    }

    private List<RestorePoint> points(WireRequest request, String id) {
        try {
            return cbr.backup(request)
                    .restorePoints()
                    .list(RestorePointFilter.all().fromRun(new BackupRunId(id)).withParts())
                    .toList();
        } catch (Invalid e) {
            throw CbrErrors.of("6217");
        }
    }

    private ObjectNode note(String id) {
        return cbr.emulation.note("checkpoint", id);
    }

    private ObjectNode wrapped(WireRequest request, String id, @Nullable Vault vault) {
        List<RestorePoint> points = points(request, id);
        ObjectNode note = note(id);
        ObjectNode answer = Json.object();
        ObjectNode checkpoint = answer.putObject("checkpoint");
        checkpoint.put("id", id);
        checkpoint.put("status", status(request, points));
        checkpoint.put("project_id", cbr.emulation.project(request));
        checkpoint.put(
                "created_at",
                points.isEmpty()
                        ? note.path("created_at").asText()
                        : cbr.time(points.get(0).createdAt()));
        checkpoint.set("vault", vault(note, vault, points));
        ObjectNode extra = checkpoint.putObject("extra_info");
        extra.put("retention_duration", -1);
        extra.put("name", note.path("name").asText(""));
        extra.put("description", note.path("description").asText(""));
        return answer;
    }

    private String status(WireRequest request, List<RestorePoint> points) {
        if (points.isEmpty()) {
            return "error";
        }
        if (points.stream().anyMatch(point -> point.status() == RestorePoint.Status.PROTECTING)) {
            return percent(request, points) < READY_PERCENT ? "protecting" : "available";
        }
        if (points.stream().allMatch(point -> point.status() == RestorePoint.Status.DELETING)) {
            return "deleting";
        }
        return points.stream().allMatch(point -> point.status() == RestorePoint.Status.ERROR) ? "error" : "available";
    }

    private int percent(WireRequest request, List<RestorePoint> points) {
        Set<RestorePointId> ids = points.stream().map(RestorePoint::id).collect(Collectors.toSet());
        return cbr.backup(request)
                .operations()
                .list(OperationFilter.all().inVault(points.get(0).vault()))
                .filter(entry -> entry.restorePoint() != null && ids.contains(entry.restorePoint()))
                .map(OperationRecord::percent)
                .map(percent -> percent == null ? 0 : percent)
                .findFirst()
                .orElse(0);
    }

    private ObjectNode vault(ObjectNode note, @Nullable Vault vault, List<RestorePoint> points) {
        ObjectNode view = Json.object();
        view.put(
                "id",
                vault == null ? note.path("vault_id").asText() : vault.id().value());
        view.put("name", vault == null ? note.path("vault_name").asText() : vault.name());
        JsonNode skipped = note.path("skipped");
        view.set("skipped_resources", skipped.isArray() ? skipped : Json.array());
        ArrayNode resources = view.putArray("resources");
        if (vault != null) {
            Set<String> skippedIds = new HashSet<>();
            skipped.forEach(one -> skippedIds.add(one.path("id").asText()));
            Set<String> asked = new HashSet<>();
            note.path("members").forEach(member -> asked.add(member.asText()));
            points.forEach(point -> asked.add(point.resource().id()));
            vault.members().stream()
                    .filter(member -> asked.contains(member.resource().id()))
                    .filter(member -> !skippedIds.contains(member.resource().id()))
                    .forEach(member -> resources.add(member(vault, member)));
        }
        return view;
    }

    /** A member, whose numbers are strings as the real service sends them. */
    private ObjectNode member(Vault vault, Vault.Member member) {
        ObjectNode view = Json.object();
        view.put("id", member.resource().id());
        view.put("name", member.name());
        view.put("type", Cbr.typeOf(member.resource()));
        view.put("protect_status", CbrVaultView.protectStatus(member));
        int size = Cbr.gib(member.size());
        if (cbr.documented()) {
            view.put("resource_size", size);
        } else {
            view.put("resource_size", String.valueOf(size));
            view.put("backup_size", String.valueOf(Cbr.mib(member.stored())));
            view.put("backup_count", String.valueOf(member.restorePoints()));
            view.put("extra_info", vaults.extraInfo(vault.id(), member).toString());
        }
        return view;
    }
}
