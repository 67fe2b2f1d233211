package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries of CBR's operation log. */
final class CbrOperationLogView {
    private final Cbr cbr;
    private final CbrVaultDeletions deletions;

    CbrOperationLogView(Cbr cbr, CbrVaultDeletions deletions) {
        this.cbr = cbr;
        this.deletions = deletions;
    }

    ObjectNode of(WireRequest request, OperationRecord entry) {
        RestorePointId id = entry.restorePoint();
        Optional<RestorePoint> point = id == null
                ? Optional.empty()
                : cbr.point(request, id.value()).or(() -> cbr.holderOf(request, id.value()));
        Instant updated = entry.endedAt() == null ? cbr.emulation.now() : entry.endedAt();
        ObjectNode view = Json.object();
        view.put("id", entry.id());
        view.put("status", status(entry));
        view.put("operation_type", type(entry));
        view.put("project_id", cbr.emulation.project(request));
        view.put("provider_id", provider(entry));
        view.put("checkpoint_id", checkpoint(point));
        view.put("created_at", cbr.time(Always.said(entry.startedAt())));
        view.put("started_at", cbr.time(Always.said(entry.startedAt())));
        view.put("updated_at", cbr.time(updated));
        view.put("ended_at", cbr.timeOrNull(entry.endedAt()));
        if (!cbr.documented()) {
            view.put("policy_id", policy(request, entry, point));
            view.put("vault_id", entry.vault() == null ? null : entry.vault().value());
            view.put("vault_name", vaultName(request, entry));
        }
        view.set("error_info", error(entry));
        view.set("extra_info", extra(request, entry, point));
        return view;
    }

    private static ObjectNode error(OperationRecord entry) {
        boolean failed = entry.status() == OperationRecord.Status.FAILED;
        boolean server = entry.resource() instanceof Resource.Server;
        Map<String, String> codes = Map.of(
                "WRONG_STATE", server ? "7101" : "7003",
                "GONE", server ? "7100" : "7000",
                "NO_SYSTEM_DISK", "6122");
        String code = CbrErrors.fullCode(entry.failureCode(), codes);
        return Json.object()
                .put("code", code.isEmpty() && failed ? "BackupService.9910" : code)
                .put("message", Always.text(entry.failure()));
    }

    private ObjectNode extra(WireRequest request, OperationRecord entry, Optional<RestorePoint> point) {
        ObjectNode extra = Json.object();
        ObjectNode common = extra.putObject("common");
        common.put("progress", entry.percent() == null ? 0 : entry.percent());
        common.put("request_id", "req-" + entry.id());
        if (!cbr.documented()) {
            common.put("task_id", entry.id());
        }
        if (entry.resource() != null) {
            extra.putObject("resource")
                    .put("type", Cbr.typeOf(entry.resource()))
                    .put("id", entry.resource().id())
                    .put("name", resourceName(request, entry));
        }
        String backup = entry.restorePoint() == null ? "" : entry.restorePoint().value();
        String name = point.map(RestorePoint::name)
                .orElseGet(
                        () -> cbr.emulation.note("backup", backup).path("name").asText(""));
        switch (entry.kind()) {
            case BACKUP -> {
                if (!backup.isEmpty()) {
                    ObjectNode made = extra.putObject("backup");
                    made.put("backup_id", backup).put("backup_name", name);
                    if (cbr.documented()) {
                        made.put(
                                "incremental",
                                point.map(RestorePoint::incremental).orElse(true));
                    }
                }
            }
            case RESTORE ->
                extra.putObject("restore")
                        .put("backup_id", backup)
                        .put("backup_name", name)
                        .put(
                                "target_resource_id",
                                entry.resource() == null ? "" : entry.resource().id())
                        .put("target_resource_name", resourceName(request, entry));
            case DELETE -> extra.putObject("delete").put("backup_id", backup).put("backup_name", name);
            case COPY -> point.ifPresent(source -> extra.set("replication", replication(request, source)));
            case REMOVE_MEMBER -> {
                ObjectNode removed = extra.putObject("remove_resources");
                removed.put("fail_count", 0).put("total_count", backupsOf(entry));
                if (extra.path("resource") instanceof ObjectNode resource) {
                    removed.putArray("resources").add(resource.deepCopy());
                }
            }
            case UNRECOGNIZED ->
                deletions
                        .find(entry)
                        .ifPresent(deletion -> extra.putObject("vault_delete")
                                .put("fail_count", 0)
                                .put("total_count", deletion.restorePoints()));
        }
        return extra;
    }

    /** How many backups a removed member had. */
    private long backupsOf(OperationRecord removal) {
        return removal.vault() == null || removal.resource() == null
                ? 0
                : cbr.removalNote(removal.vault(), removal.resource())
                        .path("backups")
                        .asLong();
    }

    private ObjectNode replication(WireRequest request, RestorePoint source) {
        ObjectNode view = Json.object();
        view.put("source_backup_id", source.id().value()).put("source_backup_name", source.name());
        view.put(
                "source_checkpoint_id",
                source.run() == null ? null : source.run().value());
        view.put("source_project_id", cbr.emulation.project(request));
        view.put("source_region", cbr.emulation.region());
        if (!source.copies().isEmpty()) {
            RestorePoint.Copy copy = source.copies().get(source.copies().size() - 1);
            view.put("destination_project_id", copy.site().project());
            view.put("destination_region", copy.site().region());
            view.put(
                    "destination_backup_id",
                    copy.restorePoint() == null ? null : copy.restorePoint().value());
            nameOf(copy).ifPresent(name -> view.put("destination_backup_name", name));
        }
        return view;
    }

    /** The name of a copy; empty if it is gone. */
    private Optional<String> nameOf(RestorePoint.Copy copy) {
        try {
            return Optional.ofNullable(copy.restorePoint())
                    .map(id -> cbr.emulation
                            .home
                            .at(copy.site())
                            .reopenForAnEmulator()
                            .restorePoints()
                            .get(id)
                            .name());
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    private static @Nullable String checkpoint(Optional<RestorePoint> point) {
        return point.map(RestorePoint::run).map(run -> run.value()).orElse(null);
    }

    private @Nullable String policy(WireRequest request, OperationRecord entry, Optional<RestorePoint> point) {
        boolean automatic = point.map(RestorePoint::automatic).orElse(false);
        return automatic && entry.kind() == OperationRecord.Kind.BACKUP
                ? vault(request, entry)
                        .flatMap(vault -> vault.policy(Purpose.BACKUP))
                        .map(attached -> attached.policy().value())
                        .orElse(null)
                : null;
    }

    private Optional<Vault> vault(WireRequest request, OperationRecord entry) {
        try {
            return entry.vault() == null
                    ? Optional.empty()
                    : Optional.of(cbr.backup(request).vaults().get(entry.vault()));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    String vaultName(WireRequest request, OperationRecord entry) {
        return vault(request, entry)
                .or(() -> deletions.find(entry).map(CbrVaultDeletions.Deletion::vault))
                .map(Vault::name)
                .orElse("");
    }

    String resourceName(WireRequest request, OperationRecord entry) {
        return entry.resource() == null
                ? ""
                : cbr.find(request, entry.resource()).map(found -> found.name()).orElse("");
    }

    static String provider(OperationRecord entry) {
        return Cbr.providerOf(
                entry.resource() == null
                        ? Resource.Kind.SERVER
                        : entry.resource().kind());
    }

    String status(OperationRecord entry) {
        return switch (entry.status()) {
            case WAITING -> "waiting";
            case RUNNING -> cbr.emulation.isQueued(Always.said(entry.startedAt())) ? "waiting" : "running";
            case SUCCEEDED -> "success";
            case FAILED -> "failed";
            case SKIPPED -> "skipped";
            case TIMED_OUT -> "timeout";
            case UNRECOGNIZED -> Always.said(entry.statusText());
        };
    }

    static String type(OperationRecord entry) {
        return switch (entry.kind()) {
            case BACKUP -> "backup";
            case RESTORE -> "restore";
            case COPY -> "replication";
            case DELETE -> "delete";
            case REMOVE_MEMBER -> "remove_resource";
            case UNRECOGNIZED -> "vault_delete";
        };
    }
}
