package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.cinder;
import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.ims.WireImages;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;

/** The disks of EVS as Cinder shows them, for OpenStack clients. */
public final class CinderVolumeRoutes {
    private final Emulation emulation;
    private final Volumes volumes;
    private final VolumeCreation creation;
    private final VolumeActions actions;

    public CinderVolumeRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
        creation = new VolumeCreation(emulation, volumes);
        actions = new VolumeActions(emulation, volumes);
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v3")) {
            String all = version + "/{project_id}/volumes";
            router.add("POST", all, cinder(this::create));
            router.add("GET", all, cinder(request -> list(request, false)));
            router.add("GET", all + "/detail", cinder(request -> list(request, true)));
            router.add("GET", all + "/summary", cinder(this::summary));
            router.add("GET", all + "/{volume_id}", cinder(this::show));
            router.add("PUT", all + "/{volume_id}", cinder(this::update));
            router.add("DELETE", all + "/{volume_id}", cinder(this::delete));
            router.add("POST", all + "/{volume_id}/action", cinder(this::act));
        }
    }

    private WireReply create(WireRequest request) {
        JsonNode sent = request.body().path("volume");
        if (!sent.isObject()) {
            throw EvsErrors.cinderBad("Missing required element 'volume' in request body.");
        }
        ObjectNode volume = completed(request, sent.deepCopy());
        creation.check(request, volume);
        String id = creation.create(request, volume, text(volume, "name")).id();
        return WireReply.of(202, wrap(view(request, id)));
    }

    /** Cinder supplies the fields that EVS requires. */
    private ObjectNode completed(WireRequest request, ObjectNode volume) {
        String original = text(volume, "source_volid");
        String snapshot = text(volume, "snapshot_id");
        if (original.isEmpty() && !snapshot.isEmpty()) {
            original = new VolumeSnapshots(emulation)
                    .find(request, snapshot)
                    .orElseThrow(() -> EvsErrors.cinderNotFound("Snapshot", snapshot))
                    .disk()
                    .id();
        }
        String source = original;
        if (!source.isEmpty()) {
            var disk = volumes.find(request, source).orElseThrow(() -> EvsErrors.cinderNotFound("Volume", source));
            fill(volume, "availability_zone", Always.said(disk.zone()));
            fill(volume, "volume_type", volumes.type(source));
            if (!volume.path("size").isInt()) {
                volume.put("size", (int) disk.size().toGibRoundedUp());
            }
        }
        fill(volume, "availability_zone", emulation.region() + "a");
        fill(volume, "volume_type", Volumes.DEFAULT_TYPE);
        volume.put("volume_type", VolumeCreation.typeNamed(text(volume, "volume_type")));
        return volume;
    }

    private static void fill(ObjectNode volume, String key, String value) {
        if (text(volume, key).isEmpty()) {
            volume.put(key, value);
        }
    }

    private WireReply list(WireRequest request, boolean detailed) {
        Page page = VolumeQuery.page(request, volumes.all(request));
        ObjectNode body = Json.object();
        var array = body.putArray("volumes");
        page.items().forEach(view -> array.add(detailed ? Volumes.asCinder(view) : brief(view)));
        if (page.more()) {
            body.putArray("volumes_links")
                    .addObject()
                    .put("href", request.root() + page.next(request))
                    .put("rel", "next");
        }
        return WireReply.ok(body);
    }

    private static ObjectNode brief(ObjectNode view) {
        ObjectNode brief = Json.object();
        brief.put("id", view.path("id").asText());
        brief.set("links", view.path("links"));
        brief.put("name", view.path("name").asText());
        return brief;
    }

    private WireReply summary(WireRequest request) {
        List<ObjectNode> all = volumes.all(request);
        ObjectNode body = Json.object();
        body.putObject("volume-summary")
                .put(
                        "total_size",
                        all.stream()
                                .mapToLong(view -> view.path("size").asLong())
                                .sum())
                .put("total_count", all.size())
                .set("metadata", Json.object());
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        return WireReply.ok(wrap(view(request, id(request))));
    }

    private WireReply update(WireRequest request) {
        requireDisk(request);
        VolumeActions.update(request, volumes.note(id(request)), emulation.now());
        return show(request);
    }

    private WireReply delete(WireRequest request) {
        requireDisk(request);
        String status = volumes.status(request, id(request));
        if (!List.of("available", "error", "error_restoring", "error_extending", "error_rollbacking")
                .contains(status)) {
            throw EvsErrors.cinderBad("Invalid volume: Volume status must be available or error or error_restoring"
                    + " or error_extending or error_rollbacking, but current status is: " + status + ".");
        }
        var unused = volumes.delete(request, id(request));
        return WireReply.empty(202);
    }

    // ---- actions

    private WireReply act(WireRequest request) {
        requireDisk(request);
        JsonNode body = request.body();
        ObjectNode note = volumes.note(id(request));
        if (body.has("os-extend")) {
            var unused = actions.extend(request, id(request), body.path("os-extend"));
            return WireReply.empty(202);
        }
        if (body.has("os-set_bootable")) {
            note.put("bootable", body.path("os-set_bootable").path("bootable").asBoolean());
            return WireReply.empty(200);
        }
        if (body.has("os-update_readonly_flag")) {
            note.put(
                    "readonly",
                    body.path("os-update_readonly_flag").path("readonly").asBoolean());
            return WireReply.empty(202);
        }
        if (body.has("os-retype")) {
            var unused = actions.retype(request, id(request), body.path("os-retype"));
            return WireReply.empty(202);
        }
        if (body.has("os-set_image_metadata")) {
            body.path("os-set_image_metadata")
                    .path("metadata")
                    .properties()
                    .forEach(entry -> note.withObject("/image").set(entry.getKey(), entry.getValue()));
            return show(request);
        }
        if (body.has("os-volume_upload_image")) {
            return upload(request, body.path("os-volume_upload_image"));
        }
        throw EvsErrors.cinderBad("There is no such action: "
                + (body.fieldNames().hasNext() ? body.fieldNames().next() : "none"));
    }

    private WireReply upload(WireRequest request, JsonNode wanted) {
        String name = text(wanted, "image_name");
        if (name.isEmpty()) {
            throw EvsErrors.cinderBad("No image_name was specified in request.");
        }
        ImageSource source = ImageSource.disk(Resource.disk(id(request)));
        String image = new WireImages(emulation)
                .build(request, ImageSpec.of(name, source))
                .id();
        ObjectNode volume = view(request, id(request));
        ObjectNode body = Json.object();
        ObjectNode view = body.putObject("os-volume_upload_image");
        view.put("status", "uploading");
        view.put("size", volume.path("size").asInt());
        view.put("id", id(request));
        view.put("image_id", image);
        view.put("image_name", name);
        view.set("volume_type", typeView(volumes.type(id(request)), volume));
        view.put("container_format", wanted.path("container_format").asText("bare"));
        view.put("disk_format", wanted.path("disk_format").asText("vhd"));
        view.put("display_description", volume.path("description").asText(""));
        view.put("updated_at", volume.path("updated_at").asText());
        return WireReply.of(202, body);
    }

    private static ObjectNode typeView(String type, ObjectNode volume) {
        ObjectNode view = Json.object();
        view.put("id", VolumeCreation.idOfType(type)).put("name", type);
        view.put("is_public", true).put("deleted", false);
        view.putNull("deleted_at").putNull("description");
        view.set("created_at", volume.path("created_at"));
        view.set("updated_at", volume.path("created_at"));
        view.putObject("extra_specs").put("volume_backend_name", type);
        return view;
    }

    private ObjectNode view(WireRequest request, String id) {
        return volumes.show(request, id)
                .map(Volumes::asCinder)
                .orElseThrow(() -> EvsErrors.cinderNotFound("Volume", id));
    }

    private void requireDisk(WireRequest request) {
        if (volumes.find(request, id(request)).isEmpty()) {
            throw EvsErrors.cinderNotFound("Volume", id(request));
        }
    }

    private static String id(WireRequest request) {
        return request.parameter("volume_id");
    }

    private static ObjectNode wrap(ObjectNode view) {
        ObjectNode body = Json.object();
        body.set("volume", view);
        return body;
    }
}
