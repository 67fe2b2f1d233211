package io.github.backup4j.huawei.emulator.internal.ims;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;
import static io.github.backup4j.huawei.emulator.internal.ims.ImsErrors.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** IMS's calls that create images from servers, disks and backups. */
public final class ImsCreationRoutes {
    private final Emulation emulation;
    private final WireImages images;
    private final ImsImportRoutes imports;

    /** The latest creation of an image of each server. */
    private final Map<String, Supplier<WireJob.Outcome>> building = new HashMap<>();

    public ImsCreationRoutes(Emulation emulation, WireImages images, ImsImportRoutes imports) {
        this.emulation = emulation;
        this.images = images;
        this.imports = imports;
    }

    public void addTo(Router router) {
        router.add("POST", "/v2/cloudimages/action", ims(this::create, "BEING_WORKED_ON", "IMG.0010"));
        router.add(
                "POST",
                "/v1/cloudimages/wholeimages/action",
                ims(
                        this::createWhole,
                        "BEING_WORKED_ON",
                        "IMG.0136",
                        "WRONG_STATE",
                        "IMG.0126",
                        "NOT_AVAILABLE",
                        "IMG.0132",
                        "NO_SYSTEM_DISK",
                        "IMG.0195",
                        "RESOURCE_NOT_FOUND",
                        "IMG.0005"));
    }

    // ---- images of disks

    private WireReply create(WireRequest request) {
        JsonNode body = request.body();
        if (!body.isObject() || body.isEmpty()) {
            throw ImsErrors.bad("IMG.0007", "The request body is empty.");
        }
        if (body.has("image_url")) {
            return imports.importFile(request, Image.Kind.SYSTEM_DISK);
        }
        if (body.path("data_images").isArray()) {
            return createData(request);
        }
        if (!text(body, "volume_id").isEmpty()) {
            return ofVolume(request);
        }
        return ofServer(request);
    }

    private WireReply ofServer(WireRequest request) {
        JsonNode body = request.body();
        String server = text(body, "instance_id");
        checkAll(body);
        if (server.isEmpty()) {
            throw ImsErrors.bad("IMG.0012", "The ECS ID is not specified.");
        }
        requireServer(request, server, "IMG.0010");
        WireImages.Accepted accepted = begin(request, body, ImageSource.systemDiskOf(Resource.server(server)), null);
        building.put(server, accepted.outcome());
        return reply("imsCreateImageByInstance", accepted, text(body, "name"));
    }

    private WireReply ofVolume(WireRequest request) {
        JsonNode body = request.body();
        checkAll(body);
        if (text(body, "os_version").isEmpty()) {
            throw ImsErrors.bad("IMG.0056", "Invalid OS version.");
        }
        String volume = text(body, "volume_id");
        ProtectableResource disk = requireDisk(request, volume, "IMG.0031");
        requireUsable(disk, "IMG.0110");
        WireImages.Accepted accepted = begin(request, body, ImageSource.disk(Resource.disk(volume)), "FusionCompute");
        images.note(accepted.id()).withObject("/properties").put("__os_version", text(body, "os_version"));
        return reply("imsVolumeCreateImageJob", accepted, text(body, "name"));
    }

    private WireReply createData(WireRequest request) {
        List<JsonNode> wanted = new ArrayList<>();
        request.body().path("data_images").forEach(wanted::add);
        if (wanted.isEmpty() || wanted.size() > 3) {
            throw ImsErrors.bad("IMG.0034", "The number of images is invalid: " + wanted.size());
        }
        for (JsonNode one : wanted) {
            checkAll(one);
            requireUsable(requireDisk(request, text(one, "volume_id"), "IMG.0120"), "IMG.0022");
        }
        List<WireJob> jobs = new ArrayList<>();
        String server = text(request.body(), "instance_id");
        if (!server.isEmpty()) {
            checkAll(request.body());
            requireServer(request, server, "IMG.0010");
            WireImages.Accepted accepted =
                    begin(request, request.body(), ImageSource.systemDiskOf(Resource.server(server)), null);
            building.put(server, accepted.outcome());
            jobs.add(job("imsCreateImageByInstance", accepted, text(request.body(), "name")));
        }
        for (JsonNode one : wanted) {
            ImageSource source = ImageSource.disk(Resource.disk(text(one, "volume_id")));
            jobs.add(job("imsCopyVolumeToImageJob", begin(request, one, source, "DataImage"), text(one, "name")));
        }
        return WireReply.ok(WireJob.ofSeveral(emulation, "imsVolumesToSysDataImagesJob", List.copyOf(jobs))
                .reference());
    }

    // ---- images of servers

    private WireReply createWhole(WireRequest request) {
        JsonNode body = request.body();
        checkAll(body);
        String point = text(body, "backup_id");
        return point.isEmpty() ? wholeOfServer(request, body) : wholeOfBackup(request, body, point);
    }

    private WireReply wholeOfServer(WireRequest request, JsonNode body) {
        String server = text(body, "instance_id");
        if (server.isEmpty()) {
            throw ImsErrors.bad("IMG.0012", "The ECS ID is not specified.");
        }
        requireServer(request, server, "IMG.0136");
        String vault = text(body, "vault_id");
        if (vault.isEmpty()) {
            throw ImsErrors.bad("IMG.0184", "Failed to obtain the vault.");
        }
        ImageSource source = ImageSource.wholeServer(Resource.server(server), new VaultId(vault));
        WireImages.Accepted accepted = begin(request, body, source, null);
        building.put(server, accepted.outcome());
        return reply("imsCreateWholeImageByInstanceJob", accepted, text(body, "name"));
    }

    private WireReply wholeOfBackup(WireRequest request, JsonNode body, String id) {
        if (!text(body, "whole_image_type").equals("CBR")) {
            throw ImsErrors.bad("IMG.0198", "Backup ID does not match the backup type or does not exist.");
        }
        RestorePoint point;
        try {
            point = emulation.backup(request).restorePoints().get(new RestorePointId(id));
        } catch (NotFound | Invalid e) {
            throw ImsErrors.bad("IMG.0020", "The backup does not exist.");
        }
        if (!(point.resource() instanceof Resource.Server)) {
            throw ImsErrors.bad("IMG.0195", "Full-ECS images created from CBR backups must contain an OS.");
        }
        ImageSource source = ImageSource.restorePoint(point.id());
        return reply("imsCreateWholeImageByBackupJob", begin(request, body, source, null), text(body, "name"));
    }

    // ---- jobs

    private WireImages.Accepted begin(
            WireRequest request, JsonNode wanted, ImageSource source, @Nullable String environment) {
        List<String> tags = tags(wanted);
        WireImages.Accepted accepted = images.build(
                request,
                ImageSpec.of(text(wanted, "name"), source)
                        .describedAs(text(wanted, "description"))
                        .withTags(WireImages.parsed(tags)));
        ObjectNode note = images.note(accepted.id());
        note.set("tags", WireImages.strings(tags));
        ObjectNode properties = note.withObject("/properties");
        if (environment != null) {
            properties.put("virtual_env_type", environment);
        }
        for (String key : List.of("enterprise_project_id", "min_ram", "max_ram", "hw_firmware_type")) {
            if (wanted.hasNonNull(key)) {
                properties.set(key, wanted.get(key));
            }
        }
        return accepted;
    }

    private WireReply reply(String type, WireImages.Accepted accepted, String name) {
        return WireReply.ok(job(type, accepted, name).reference());
    }

    private WireJob job(String type, WireImages.Accepted accepted, String name) {
        String shown = emulation.form == Form.DOCUMENTED && type.equals("imsCreateImageByInstance")
                ? "createImageByInstance"
                : type;
        return WireJob.ofImages(emulation, shown, accepted.outcome(), now -> entities(accepted, name, now));
    }

    static ObjectNode entities(WireImages.Accepted accepted, String name, WireJob.Outcome now) {
        ObjectNode entities = Json.object();
        if (!now.failed()) {
            entities.put("image_id", accepted.id()).put("image_name", name);
        }
        return entities;
    }

    // ---- checks

    static void checkAll(JsonNode wanted) {
        if (!wanted.isObject() || wanted.isEmpty()) {
            throw ImsErrors.bad("IMG.0007", "The request body is empty.");
        }
        checkTexts(text(wanted, "name"), text(wanted, "description"));
        WireImages.checkTags(WireImages.parsed(tags(wanted)));
        for (String key : List.of("min_ram", "max_ram", "min_disk")) {
            if (wanted.hasNonNull(key) && !wanted.path(key).asText().matches("\\d{1,7}")) {
                throw ImsErrors.bad("IMG.0055", "The memory or disk size is invalid.");
            }
        }
    }

    static void checkTexts(String name, String description) {
        if (name.isEmpty()) {
            throw ImsErrors.bad("IMG.0013", "The image name is not specified.");
        }
        if (name.codePointCount(0, name.length()) > 128) {
            throw ImsErrors.bad("IMG.0002", "The image name contains more than 128 characters.");
        }
        if (!name.strip().equals(name) || name.chars().anyMatch(Character::isISOControl)) {
            throw ImsErrors.bad("IMG.0003", "The image name format is invalid.");
        }
        if (description.codePointCount(0, description.length()) > 1024) {
            throw ImsErrors.bad("IMG.0004", "The description contains more than 1024 characters.");
        }
        if (description.chars().anyMatch(Character::isISOControl)) {
            throw ImsErrors.bad("IMG.0054", "The image description format is invalid.");
        }
    }

    /** Tags in the old form {@code ["k.v"]} or the new one {@code [{"key":"k","value":"v"}]}. */
    static List<String> tags(JsonNode wanted) {
        List<String> tags = new ArrayList<>();
        wanted.path("tags").forEach(tag -> tags.add(tag.asText()));
        wanted.path("image_tags").forEach(tag -> tags.add(text(tag, "key") + "=" + text(tag, "value")));
        return tags;
    }

    /** Refuses a server that does not exist, and with another code one that an image is being made of. */
    private void requireServer(WireRequest request, String id, String busy) {
        try {
            var unused = emulation.backup(request).resources().get(Resource.server(id));
        } catch (NotFound | Invalid e) {
            throw ImsErrors.bad("IMG.0005", "The ECS does not exist.");
        }
        Supplier<WireJob.Outcome> work = building.get(id);
        if (work != null && !work.get().ended()) {
            throw ImsErrors.bad(busy, "The ECS cannot be used to create an image because it has in-progress tasks.");
        }
    }

    private ProtectableResource requireDisk(WireRequest request, String id, String code) {
        try {
            return emulation.backup(request).resources().get(Resource.disk(id));
        } catch (NotFound | Invalid e) {
            throw ImsErrors.bad(code, "The disk " + id + " does not exist.");
        }
    }

    private static void requireUsable(ProtectableResource disk, String code) {
        if (!List.of("available", "in-use").contains(Always.said(disk.statusText()))) {
            throw ImsErrors.bad(code, "The disk in the current state cannot be used to create images.");
        }
    }
}
