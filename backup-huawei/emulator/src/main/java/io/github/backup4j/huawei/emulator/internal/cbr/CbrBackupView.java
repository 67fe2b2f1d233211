package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AgentFailure;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.BackupSnapshots;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/** Backups as CBR shows them. */
final class CbrBackupView {
    private final Cbr cbr;
    private final CbrProgress progress;

    CbrBackupView(Cbr cbr, CbrProgress progress) {
        this.cbr = cbr;
        this.progress = progress;
    }

    /** The backup in a list: without its children, and with its replication records only on request. */
    ObjectNode listed(RestorePoint point, String project, Instant updatedAt, boolean withRecords) {
        ObjectNode view = common(point, project, updatedAt);
        view.putArray("children");
        ArrayNode records = view.putArray("replication_records");
        if (withRecords) {
            point.copies().forEach(copy -> records.add(record(point, copy)));
        }
        return view;
    }

    /** The backup on its own. */
    ObjectNode shown(RestorePoint point, String project, Instant updatedAt) {
        ObjectNode view = common(point, project, updatedAt);
        ArrayNode children = view.putArray("children");
        children(point).forEach(part -> children.add(child(point, part, project, updatedAt)));
        ArrayNode records = view.putArray("replication_records");
        point.copies().forEach(copy -> records.add(record(point, copy)));
        return view;
    }

    /** A disk backup that is part of a server backup. */
    ObjectNode child(RestorePoint point, RestorePoint.Part part, String project, Instant updatedAt) {
        ObjectNode view = Json.object();
        putCommon(view, point, project, updatedAt);
        view.put("id", part.id().value());
        view.put("parent_id", point.id().value());
        view.put("provider_id", Cbr.providerOf(Resource.Kind.SERVER));
        view.put("resource_id", part.disk().id());
        view.put("resource_name", part.name());
        view.put("resource_size", Cbr.gib(part.size()));
        view.put("resource_type", Cbr.DISK_TYPE);
        view.putArray("children");
        view.putArray("replication_records");
        view.set("extend_info", diskInfo(point, part));
        return view;
    }

    /** The backups of the single disks of a server. */
    static Stream<RestorePoint.Part> children(RestorePoint point) {
        return point.resource() instanceof Resource.Server ? point.parts().stream() : Stream.empty();
    }

    static String imageType(RestorePoint point) {
        return point.origin() == RestorePoint.Origin.COPIED ? "replication" : "backup";
    }

    /** The id of the record of a copy, the same on each call. */
    static String recordId(RestorePoint point, RestorePoint.Copy copy) {
        String name = "replication " + point.id() + " " + copy.site() + " " + copy.restorePoint();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private ObjectNode common(RestorePoint point, String project, Instant updatedAt) {
        ObjectNode view = Json.object();
        putCommon(view, point, project, updatedAt);
        view.put("id", point.id().value());
        if (!cbr.documented()) {
            view.putNull("parent_id");
        }
        view.put("provider_id", Cbr.providerOf(point.resource().kind()));
        view.put("resource_id", point.resource().id());
        view.put("resource_name", point.source().name());
        view.put("resource_size", Cbr.gib(point.source().size()));
        view.put("resource_type", Cbr.typeOf(point.resource()));
        view.set(
                "extend_info",
                point.resource() instanceof Resource.Server
                        ? serverInfo(point)
                        : diskInfo(point, point.parts().get(0)));
        return view;
    }

    private void putCommon(ObjectNode view, RestorePoint point, String project, Instant updatedAt) {
        view.put("checkpoint_id", point.run() == null ? null : point.run().value());
        view.put("created_at", cbr.time(point.createdAt()));
        view.put("updated_at", cbr.time(updatedAt));
        view.put("protected_at", cbr.timeOrNull(progress.protectedAt(point)));
        view.put("expired_at", cbr.timeOrNull(point.expiresAt()));
        view.put("image_type", imageType(point));
        view.put("name", point.name());
        view.put("description", point.description() == null && cbr.documented() ? "" : point.description());
        view.put("project_id", project);
        cbr.putEnterpriseProject(
                view, cbr.vaultNote(point.vault()).path("enterprise_project_id").asText("0"));
        view.put("resource_az", Always.text(point.source().zone()));
        if (!cbr.documented()) {
            view.putNull("scheduled_operation_id");
        }
        view.put("status", progress.status(point));
        view.put("vault_id", point.vault().value());
        view.put("incremental", point.incremental());
        view.put("version", 0);
    }

    private ObjectNode serverInfo(RestorePoint point) {
        ObjectNode info = extendInfo(point);
        if (!cbr.documented()) {
            ObjectNode consistency = info.putObject("app_consistency");
            consistency.put("app_consistency", "0").put("app_consistency_status", "0");
            AgentFailure failure = point.agentFailure();
            consistency.put("app_consistency_error_code", failure == null ? "0" : Always.text(failure.code()));
            consistency.put("app_consistency_error_message", failure == null ? "" : Always.text(failure.reason()));
            info.putNull("bootable").putNull("snapshot_id");
            info.put("architecture", "x86_64");
            info.put("encrypted", point.encrypted());
        }
        info.put("system_disk", false);
        info.put("contain_system_disk", point.parts().stream().anyMatch(RestorePoint.Part::bootable));
        return info;
    }

    private ObjectNode diskInfo(RestorePoint point, RestorePoint.Part part) {
        ObjectNode info = extendInfo(point);
        if (!cbr.documented()) {
            info.putNull("app_consistency");
        }
        info.put("bootable", part.bootable());
        info.put("encrypted", part.encrypted());
        info.put("system_disk", part.bootable());
        info.put("snapshot_id", BackupSnapshots.idOf(part.id().value()));
        return info;
    }

    private ObjectNode extendInfo(RestorePoint point) {
        ObjectNode info = Json.object();
        info.put("auto_trigger", point.automatic() || isSaidToBe(point));
        info.put("support_lld", true);
        info.put("supported_restore_mode", point.available() ? "backup" : "na");
        if (!point.images().isEmpty()) {
            ArrayNode images = info.putArray("os_images_data");
            point.images().forEach(image -> images.addObject().put("image_id", image.value()));
        } else if (!cbr.documented()) {
            info.putNull("os_images_data");
        }
        if (!cbr.documented()) {
            info.putNull("progress");
            info.put("is_multi_az", false);
            info.put("is_dec", false).putNull("encrypted_algorithm");
        }
        return info;
    }

    /** Whether the request for a backup said that something triggered it; it is a manual one all the same. */
    private boolean isSaidToBe(RestorePoint point) {
        return point.run() != null
                && cbr.emulation
                        .note("checkpoint", point.run().value())
                        .path("auto_trigger")
                        .asBoolean();
    }

    private ObjectNode record(RestorePoint point, RestorePoint.Copy copy) {
        ObjectNode record = Json.object();
        record.put("id", recordId(point, copy));
        String asked = cbr.emulation
                .note("replication", recordId(point, copy))
                .path("asked_at")
                .asText();
        Instant created = asked.isEmpty() ? point.createdAt() : Instant.parse(asked);
        record.put("status", recordStatus(copy, created));
        record.put("created_at", cbr.time(created));
        record.put("source_backup_id", point.id().value());
        record.put(
                "source_checkpoint_id", point.run() == null ? null : point.run().value());
        record.put("source_project_id", cbr.emulation.home.site().project());
        record.put("source_region", cbr.emulation.region());
        record.put(
                "destination_backup_id",
                copy.restorePoint() == null ? null : copy.restorePoint().value());
        record.put("destination_project_id", copy.site().project());
        record.put("destination_region", copy.site().region());
        record.put(
                "destination_vault_id",
                copy.vault() == null ? null : copy.vault().value());
        record.put("vault_id", point.vault().value());
        ObjectNode extra = record.putObject("extra_info");
        boolean failed = copy.status() == RestorePoint.CopyStatus.FAILED;
        extra.put("progress", copy.status() == RestorePoint.CopyStatus.AVAILABLE ? 100 : 0);
        extra.put("fail_code", failed ? "BackupService.1006" : "");
        extra.put("fail_reason", failed ? "Failed to import the backup replica." : "");
        // A copy that nobody asked for was made by a policy.
        extra.put("auto_trigger", asked.isEmpty());
        return record;
    }

    private String recordStatus(RestorePoint.Copy copy, Instant created) {
        return switch (copy.status()) {
            case COPYING -> cbr.emulation.isQueued(created) ? "waiting_replicate" : "replicating";
            case AVAILABLE -> "success";
            case FAILED -> "fail";
            case UNRECOGNIZED -> "skip";
        };
    }
}
