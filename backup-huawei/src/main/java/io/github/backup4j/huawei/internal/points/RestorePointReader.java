package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AgentFailure;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CBR's backups, which are restore points here. */
public final class RestorePointReader {
    private RestorePointReader() {}

    public static RestorePoint read(JsonNode backup, Site site) {
        RestorePointId id = new RestorePointId(JsonFields.id(backup, "id", "a restore point"));
        JsonNode extend = backup.path("extend_info");
        String what = "restore point " + id;
        Resource resource = resource(backup);
        List<RestorePoint.Part> parts = parts(backup, resource);
        String run = JsonFields.idOrNull(backup, "checkpoint_id", what);
        return new RestorePoint(
                id,
                JsonFields.text(backup, "name"),
                RequestMark.withoutMark(JsonFields.text(backup, "description")),
                new VaultId(JsonFields.id(backup, "vault_id", what)),
                new RestorePoint.Provenance(
                        origin(backup, site),
                        JsonFields.flag(extend, "auto_trigger"),
                        run == null ? null : new BackupRunId(run)),
                new RestorePoint.Source(
                        resource,
                        JsonFields.textOrNull(backup, "resource_name"),
                        size(backup),
                        JsonFields.textOrNull(backup, "resource_az")),
                Reported.of(status(JsonFields.text(backup, "status")), JsonFields.text(backup, "status")),
                JsonFields.requiredInstant(backup, "created_at", what),
                JsonFields.instantIfSaid(backup, "expired_at", what),
                new RestorePoint.Content(
                        JsonFields.flag(backup, "incremental"),
                        JsonFields.flag(extend, "encrypted") || parts.stream().anyMatch(RestorePoint.Part::encrypted),
                        // No response has the size that one backup takes, only that of all backups of a member.
                        null,
                        parts,
                        agentFailure(extend.path("app_consistency"))),
                images(backup),
                copies(backup));
    }

    private static Resource resource(JsonNode backup) {
        return CbrTypes.resource(
                JsonFields.text(backup, "resource_type"), JsonFields.id(backup, "resource_id", "a restore point"));
    }

    /**
     * Why the agent in the server took no part. Code 0 stands for none, as in all recordings; where the status is 0, the log of
     * operations says of a field of that name that the backup is not application-consistent, which does not tell that it should be.
     */
    private static @Nullable AgentFailure agentFailure(JsonNode consistency) {
        String code = JsonFields.text(consistency, "app_consistency_error_code");
        String reason = JsonFields.text(consistency, "app_consistency_error_message");
        String failed = code.equals("0") ? "" : code;
        return failed.isEmpty() && reason.isBlank() ? null : new AgentFailure(failed, reason);
    }

    /** The size of the original. A restore depends on it, so a restore point that can be restored has to have it. */
    private static @Nullable DataSize size(JsonNode backup) {
        return JsonFields.text(backup, "status").equals("available")
                ? JsonFields.requiredGib(backup, "resource_size", "a restore point")
                : JsonFields.gib(backup, "resource_size");
    }

    private static List<RestorePoint.Part> parts(JsonNode backup, Resource resource) {
        List<RestorePoint.Part> parts = new ArrayList<>();
        for (JsonNode child : JsonFields.listOrNone(backup, "children", "a restore point")) {
            parts.add(part(child, Resource.disk(JsonFields.id(child, "resource_id", "a part of a restore point"))));
        }
        if (parts.isEmpty() && resource instanceof Resource.Disk disk) {
            parts.add(part(backup, disk));
        }
        return parts;
    }

    private static RestorePoint.Part part(JsonNode backup, Resource.Disk disk) {
        JsonNode extend = backup.path("extend_info");
        return new RestorePoint.Part(
                new RestorePointId(JsonFields.id(backup, "id", "a part of a restore point")),
                disk,
                JsonFields.textOrNull(backup, "resource_name"),
                size(backup),
                JsonFields.flag(extend, "bootable") || JsonFields.flag(extend, "system_disk"),
                JsonFields.flag(extend, "encrypted"));
    }

    /** The size of a disk in a restore point that can be restored from. */
    public static DataSize sizeOf(RestorePoint.Part part) {
        if (part.size() == null) {
            throw new Unavailable(
                    "CBR does not report the size of " + part.disk() + " in restore point " + part.id()
                            + "; nothing was changed",
                    Detail.NONE,
                    null);
        }
        return part.size();
    }

    private static List<ImageId> images(JsonNode backup) {
        List<ImageId> images = new ArrayList<>();
        for (JsonNode image : JsonFields.listOrNone(backup.path("extend_info"), "os_images_data", "a restore point")) {
            images.add(new ImageId(JsonFields.id(image, "image_id", "the image of a restore point")));
        }
        return images;
    }

    private static List<RestorePoint.Copy> copies(JsonNode backup) {
        List<RestorePoint.Copy> copies = new ArrayList<>();
        String what = "a copy of a restore point";
        for (JsonNode copy : JsonFields.listOrNone(backup, "replication_records", "a restore point")) {
            String region = JsonFields.idOrNull(copy, "destination_region", what);
            String project = JsonFields.idOrNull(copy, "destination_project_id", what);
            if (region == null || project == null) {
                continue;
            }
            String vault = JsonFields.idOrNull(copy, "destination_vault_id", what);
            String point = JsonFields.idOrNull(copy, "destination_backup_id", what);
            String status = JsonFields.text(copy, "status");
            copies.add(new RestorePoint.Copy(
                    new Site(region, project),
                    vault == null ? null : new VaultId(vault),
                    point == null ? null : new RestorePointId(point),
                    Reported.of(copyStatus(status), status)));
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
            default -> Status.UNRECOGNIZED;
        };
    }

    static CopyStatus copyStatus(String status) {
        return switch (status) {
            case "waiting_replicate", "replicating" -> CopyStatus.COPYING;
            case "success" -> CopyStatus.AVAILABLE;
            case "fail", "skip" -> CopyStatus.FAILED;
            default -> CopyStatus.UNRECOGNIZED;
        };
    }

    private static Origin origin(JsonNode backup, Site site) {
        String project = JsonFields.textOrNull(backup, "project_id");
        if (project != null && !project.equals(site.project())) {
            return Origin.SHARED;
        }
        return JsonFields.text(backup, "image_type").equals("replication") ? Origin.COPIED : Origin.TAKEN;
    }

    public static Share share(JsonNode member) {
        String status = JsonFields.text(member, "status");
        String vault = JsonFields.idOrNull(member, "vault_id", "a share");
        return new Share(
                JsonFields.required(member, "dest_project_id", "a share"),
                Reported.of(shareStatus(status), status),
                vault == null ? null : new VaultId(vault));
    }

    public static Share.Status shareStatus(String status) {
        return switch (status) {
            case "pending" -> Share.Status.PENDING;
            case "accepted" -> Share.Status.ACCEPTED;
            case "rejected" -> Share.Status.REJECTED;
            default -> Share.Status.UNRECOGNIZED;
        };
    }

    static @Nullable String wireStatus(Status status) {
        return switch (status) {
            case WAITING -> "waiting_protect";
            case PROTECTING -> "protecting";
            case AVAILABLE -> "available";
            case ERROR -> "error";
            // The service has two words for each, and a request takes one.
            case RESTORING, DELETING, UNRECOGNIZED -> null;
        };
    }

    /**
     * What a server looked like when it was backed up, in words. The service returns JSON as text within JSON, and documents its
     * fields by one example only: what is not there is left out.
     */
    static String serverAtBackup(JsonNode metadata) {
        JsonNode server = JsonFields.textAsJson(metadata, "server").path("server");
        JsonNode flavor = JsonFields.textAsJson(metadata, "flavor").path("flavor");
        JsonNode cards = JsonFields.textAsJson(metadata, "interface").path("interfaceAttachments");
        List<String> said = new ArrayList<>();
        add(said, "status", JsonFields.text(server, "status"));
        add(
                said,
                "flavor",
                JsonFields.text(flavor, "id").isEmpty()
                        ? JsonFields.text(server.path("flavor"), "id")
                        : JsonFields.text(flavor, "id"));
        add(said, "zone", JsonFields.text(server, "OS-EXT-AZ:availability_zone"));
        add(said, "network", JsonFields.text(server.path("metadata"), "vpc_id"));
        add(said, "subnet", JsonFields.text(cards.path(0), "net_id"));
        return String.join(", ", said);
    }

    private static void add(List<String> said, String what, String value) {
        if (!value.isEmpty()) {
            said.add(what + " " + value);
        }
    }
}
