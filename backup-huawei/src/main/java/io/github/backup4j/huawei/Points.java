package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.Image;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CBR's backups, which are restore points here. */
final class Points {
    private Points() {}

    static RestorePoint read(JsonNode backup, Site site) {
        RestorePoint.Id id = new RestorePoint.Id(Fields.required(backup, "id", "a restore point"));
        JsonNode extend = backup.path("extend_info");
        Resource resource = Kinds.resource(Fields.text(backup, "resource_type"), Fields.text(backup, "resource_id"));
        List<RestorePoint.Part> parts = parts(backup, resource);
        String run = Fields.textOrNull(backup, "checkpoint_id");
        return new RestorePoint(
                id,
                Fields.text(backup, "name"),
                Mark.withoutMark(Fields.text(backup, "description")),
                new Vault.Id(Fields.required(backup, "vault_id", "restore point " + id)),
                run == null ? null : new BackupRun.Id(run),
                resource,
                Fields.text(backup, "resource_name"),
                Fields.gib(backup, "resource_size"),
                Fields.text(backup, "resource_az"),
                status(Fields.text(backup, "status")),
                Fields.text(backup, "status"),
                Fields.instantOrEpoch(backup, "created_at"),
                Fields.instant(backup, "expired_at"),
                Fields.flag(extend, "auto_trigger"),
                Fields.flag(backup, "incremental"),
                Fields.flag(extend, "encrypted") || parts.stream().anyMatch(RestorePoint.Part::encrypted),
                Fields.mib(extend, "size"),
                origin(backup, site),
                parts,
                images(backup),
                copies(backup));
    }

    private static List<RestorePoint.Part> parts(JsonNode backup, Resource resource) {
        List<RestorePoint.Part> parts = new ArrayList<>();
        for (JsonNode child : backup.path("children")) {
            if (!Fields.text(child, "resource_id").isEmpty()) {
                parts.add(part(child, Resource.disk(Fields.text(child, "resource_id"))));
            }
        }
        if (parts.isEmpty() && resource instanceof Resource.Disk disk) {
            parts.add(part(backup, disk));
        }
        return parts;
    }

    private static RestorePoint.Part part(JsonNode backup, Resource.Disk disk) {
        JsonNode extend = backup.path("extend_info");
        return new RestorePoint.Part(
                new RestorePoint.Id(Fields.required(backup, "id", "a part of a restore point")),
                disk,
                Fields.text(backup, "resource_name"),
                Fields.gib(backup, "resource_size"),
                Fields.flag(extend, "bootable") || Fields.flag(extend, "system_disk"),
                Fields.flag(extend, "encrypted"));
    }

    private static List<Image.Id> images(JsonNode backup) {
        List<Image.Id> images = new ArrayList<>();
        for (JsonNode image : backup.path("extend_info").path("os_images_data")) {
            String id = image.isTextual() ? image.asText() : Fields.text(image, "image_id");
            if (!id.isEmpty()) {
                images.add(new Image.Id(id));
            }
        }
        return images;
    }

    private static List<RestorePoint.Copy> copies(JsonNode backup) {
        List<RestorePoint.Copy> copies = new ArrayList<>();
        for (JsonNode copy : backup.path("replication_records")) {
            String region = Fields.text(copy, "destination_region");
            String project = Fields.text(copy, "destination_project_id");
            if (region.isEmpty() || project.isEmpty()) {
                continue;
            }
            String vault = Fields.textOrNull(copy, "destination_vault_id");
            String point = Fields.textOrNull(copy, "destination_backup_id");
            String status = Fields.text(copy, "status");
            copies.add(new RestorePoint.Copy(
                    new Site(region, project),
                    vault == null ? null : new Vault.Id(vault),
                    point == null ? null : new RestorePoint.Id(point),
                    copyStatus(status),
                    status));
        }
        return copies;
    }

    static Status status(String status) {
        return switch (status) {
            case "waiting_protect" -> Status.WAITING;
            case "protecting" -> Status.PROTECTING;
            case "available" -> Status.AVAILABLE;
            case "waiting_restore", "restoring" -> Status.RESTORING;
            case "waiting_delete", "deleting" -> Status.DELETING;
            case "error" -> Status.ERROR;
            default -> Status.UNKNOWN;
        };
    }

    static CopyStatus copyStatus(String status) {
        return switch (status) {
            case "waiting_replicate", "replicating" -> CopyStatus.COPYING;
            case "success" -> CopyStatus.AVAILABLE;
            case "fail", "skip" -> CopyStatus.FAILED;
            default -> CopyStatus.UNKNOWN;
        };
    }

    private static Origin origin(JsonNode backup, Site site) {
        String project = Fields.textOrNull(backup, "project_id");
        if (project != null && !project.equals(site.project())) {
            return Origin.SHARED;
        }
        return Fields.text(backup, "image_type").equals("replication") ? Origin.COPIED : Origin.TAKEN;
    }

    static Share share(JsonNode member) {
        String status = Fields.text(member, "status");
        String vault = Fields.textOrNull(member, "vault_id");
        return new Share(
                Fields.required(member, "dest_project_id", "a share"),
                shareStatus(status),
                status,
                vault == null ? null : new Vault.Id(vault));
    }

    static Share.Status shareStatus(String status) {
        return switch (status) {
            case "pending" -> Share.Status.PENDING;
            case "accepted" -> Share.Status.ACCEPTED;
            case "rejected" -> Share.Status.REJECTED;
            default -> Share.Status.UNKNOWN;
        };
    }

    static @Nullable String wireStatus(Status status) {
        return switch (status) {
            case WAITING -> "waiting_protect";
            case PROTECTING -> "protecting";
            case AVAILABLE -> "available";
            case ERROR -> "error";
            // Two words of the service each, and it takes one.
            case RESTORING, DELETING, UNKNOWN -> null;
        };
    }
}
