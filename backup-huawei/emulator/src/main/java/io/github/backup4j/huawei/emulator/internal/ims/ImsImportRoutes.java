package io.github.backup4j.huawei.emulator.internal.ims;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;
import static io.github.backup4j.huawei.emulator.internal.ims.ImsErrors.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** IMS's calls that create images from files in buckets: the files that images were exported to. */
public final class ImsImportRoutes {
    private static final int SMALLEST_DISK = 1;

    /** The metadata that a request for a new image may not set. */
    private static final Set<String> GIVEN = Set.of(
            "id",
            "name",
            "tags",
            "status",
            "size",
            "checksum",
            "owner",
            "created_at",
            "updated_at",
            "file",
            "self",
            "schema");

    private final Emulation emulation;
    private final WireImages images;

    public ImsImportRoutes(Emulation emulation, WireImages images) {
        this.emulation = emulation;
        this.images = images;
    }

    public void addTo(Router router) {
        router.add(
                "POST", "/v1/cloudimages/dataimages/action", ims(request -> importFile(request, Image.Kind.DATA_DISK)));
        router.add("POST", "/v2/cloudimages/quickimport/action", ims(this::importQuickly));
        router.add("POST", "/v2/images", ims(this::announce));
        router.add("PUT", "/v1/cloudimages/{image_id}/upload", ims(this::register));
    }

    // ---- direct import

    private WireReply importQuickly(WireRequest request) {
        return importFile(
                request,
                text(request.body(), "type").equals("DataImage") ? Image.Kind.DATA_DISK : Image.Kind.SYSTEM_DISK);
    }

    /** Creates an image from a file. */
    WireReply importFile(WireRequest request, Image.Kind kind) {
        JsonNode body = request.body();
        ImsCreationRoutes.checkAll(body);
        if (!body.path("min_disk").isInt() || body.path("min_disk").asInt() < SMALLEST_DISK) {
            throw ImsErrors.bad("IMG.0055", "The memory or disk size is invalid.");
        }
        byte[] content = file(request, text(body, "image_url"));
        ImageId id = add(request, body, kind, ImsCreationRoutes.tags(body));
        ObjectNode properties = images.note(id.value()).withObject("/properties");
        properties.put("virtual_env_type", kind == Image.Kind.DATA_DISK ? "DataImage" : "FusionCompute");
        for (String[] sent : new String[][] {
            {"description", "__description"}, {"os_version", "__os_version"}, {"os_type", "__os_type"}
        }) {
            if (!text(body, sent[0]).isEmpty()) {
                properties.put(sent[1], text(body, sent[0]));
            }
        }
        return fill(request, id, content, text(body, "image_url"));
    }

    // ---- import in two steps

    private WireReply announce(WireRequest request) {
        JsonNode body = request.body();
        if (!body.isObject()) {
            throw ImsErrors.bad("IMG.0007", "The request body is empty.");
        }
        ImsCreationRoutes.checkTexts(text(body, "name"), "");
        List<String> tags = new ArrayList<>();
        body.path("tags").forEach(tag -> tags.add(tag.asText()));
        boolean data = text(body, "virtual_env_type").equals("DataImage");
        ImageId id = add(request, body, data ? Image.Kind.DATA_DISK : Image.Kind.SYSTEM_DISK, tags);
        ObjectNode note = images.note(id.value());
        note.put("awaits_file", true);
        ObjectNode properties = note.withObject("/properties");
        body.properties().forEach(sent -> {
            if (!GIVEN.contains(sent.getKey())) {
                properties.set(sent.getKey(), sent.getValue());
            }
        });
        ObjectNode view = images.view(request, images.find(request, id.value()).orElseThrow());
        view.remove(List.of(
                "__data_origin",
                "__lazyloading",
                "__sequence_num",
                "__support_fc_inject",
                "__support_kvm",
                "__root_origin",
                "active_at",
                "checksum",
                "enterprise_project_id",
                "hw_firmware_type",
                "size"));
        view.put("virtual_size", 0);
        return WireReply.of(201, view);
    }

    private WireReply register(WireRequest request) {
        String id = request.parameter("image_id");
        Image image = images.find(request, id).orElseThrow(() -> ImsErrors.noImage(id));
        if (!images.note(id).path("awaits_file").asBoolean()) {
            throw ImsErrors.bad("IMG.0032", "The image is " + image.statusText() + " and takes no file.");
        }
        String url = text(request.body(), "image_url");
        return fill(request, image.id(), file(request, url), url);
    }

    // ---- jobs

    private ImageId add(WireRequest request, JsonNode wanted, Image.Kind kind, List<String> tags) {
        WireImages.checkTags(WireImages.parsed(tags));
        InMemoryCloud cloud = emulation.cloud(request);
        int gib = Math.max(SMALLEST_DISK, wanted.path("min_disk").asInt());
        ImageId id = cloud.addImage(text(wanted, "name"), kind, DataSize.gib(gib));
        images.note(id.value()).put("owner", cloud.site().project());
        images.note(id.value()).withObject("/properties").put("__data_origin", "file");
        images.putTags(request, emulation.backup(request).images().get(id), tags);
        return id;
    }

    private byte[] file(WireRequest request, String url) {
        try {
            return emulation.cloud(request).readExport(url);
        } catch (IllegalArgumentException e) {
            throw ImsErrors.bad(
                    "IMG.0057",
                    "The image file is empty, not found, or in incorrect format, or you do not have enough permission to"
                            + " access the file.");
        }
    }

    private WireReply fill(WireRequest request, ImageId id, byte[] content, String url) {
        try {
            emulation.cloud(request).write(id, content);
        } catch (IllegalArgumentException e) {
            throw ImsErrors.bad("IMG.0055", "The disk size is less than that of the image file.");
        }
        Instant end = emulation.now().plus(Work.IMAGE.usual());
        ObjectNode note = images.note(id.value());
        note.remove("awaits_file");
        note.put("importing_until", end.toString()).put("updated_at", end.toString());
        note.withObject("/properties").put("__data_origin", "file," + url);
        WireImages.Accepted accepted = new WireImages.Accepted(id.value(), WireJob.Outcome.until(emulation, end));
        String name = emulation.backup(request).images().get(id).name();
        return WireReply.ok(WireJob.ofImages(
                        emulation,
                        "imsRegisterImageJob",
                        accepted.outcome(),
                        now -> ImsCreationRoutes.entities(accepted, name, now))
                .reference());
    }
}
