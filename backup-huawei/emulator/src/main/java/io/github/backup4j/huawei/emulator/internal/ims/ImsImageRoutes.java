package io.github.backup4j.huawei.emulator.internal.ims;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;
import static io.github.backup4j.huawei.emulator.internal.ims.ImsErrors.ims;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import io.github.backup4j.testkit.InMemoryCloud;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** IMS's calls on images, {@code cloudimages}: list, change, copy and export. */
public final class ImsImageRoutes {
    private static final Set<String> FORMATS = Set.of("vhd", "vmdk", "qcow2", "zvhd", "zvhd2");

    /** The operating systems by tag; other tags have none. */
    private static final Map<String, List<String>> OF_TAG = Map.of(
            "bms",
            List.of("CentOS"),
            "uefi",
            List.of("CentOS", "Ubuntu"),
            "kvm",
            List.of("CentOS", "Ubuntu"),
            "x86",
            List.of("CentOS", "Ubuntu"));

    private static final int USUAL_PAGE = 500;

    private final Emulation emulation;
    private final WireImages images;

    public ImsImageRoutes(Emulation emulation, WireImages images) {
        this.emulation = emulation;
        this.images = images;
    }

    public void addTo(Router router) {
        router.add("GET", "/v2/cloudimages", ims(this::list));
        router.add("PATCH", "/v2/cloudimages/{image_id}", ims(this::update));
        router.add(
                "POST",
                "/v1/cloudimages/{image_id}/copy",
                ims(this::copy, "WHOLE_SERVER_IMAGE", "IMG.0130", "IMAGE_NOT_FOUND", "IMG.0027"));
        router.add(
                "POST",
                "/v1/cloudimages/{image_id}/cross_region_copy",
                ims(this::copyAcross, "ENCRYPTED", "IMG.0143", "WRONG_KIND", "IMG.0184"));
        router.add(
                "POST",
                "/v1/cloudimages/{image_id}/file",
                ims(this::export, "WHOLE_SERVER_IMAGE", "IMG.0128", "ENCRYPTED", "IMG.0071", "MALFORMED", "IMG.0068"));
        router.add("GET", "/v1/cloudimages/quota", ims(this::quota));
        router.add("GET", "/v1/cloudimages/os_version", ImsImageRoutes::systems);
    }

    private WireReply list(WireRequest request) {
        ObjectNode body = Json.object();
        body.set(
                "images",
                ImageQuery.page(request, images.all(request), USUAL_PAGE).array());
        return WireReply.ok(body);
    }

    private WireReply update(WireRequest request) {
        Image image = require(request);
        if (image.shared()) {
            throw ImsErrors.bad("IMG.0047", "This operation can be performed only by the image owner.");
        }
        if (image.status() != Image.Status.ACTIVE) {
            throw ImsErrors.bad("IMG.0046", "The image is unavailable.");
        }
        Image updated = new ImageUpdates(images, emulation).apply(request, image);
        return WireReply.ok(images.view(request, updated));
    }

    // ---- copies and exports

    private WireReply copy(WireRequest request) {
        Image image = require(request);
        ImageCopySpec spec = spec(request);
        WireImages.Accepted accepted = images.begin(
                emulation.cloud(request),
                () -> emulation.backup(request).images().copy(image.id(), spec));
        return job("imsCopyImageInRegionJob", spec.name(), accepted);
    }

    private WireReply copyAcross(WireRequest request) {
        Image image = require(request);
        String region = text(request.body(), "region");
        if (region.isEmpty() || text(request.body(), "agency_name").isEmpty()) {
            throw ImsErrors.bad("IMG.0001", "region and agency_name are required.");
        }
        if (text(request.body(), "project_name").isEmpty()) {
            throw ImsErrors.bad("IMG.0145", "The project name is incorrect.");
        }
        if (region.equals(emulation.region())) {
            throw ImsErrors.bad("IMG.0105", "The operation is not supported within one region.");
        }
        Site site = new Site(region, projectNamed(region, text(request.body(), "project_name")));
        InMemoryCloud there = emulation.home.at(site);
        String vault = text(request.body(), "vault_id");
        ImageCopySpec spec =
                vault.isEmpty() ? spec(request).to(site) : spec(request).to(site, new VaultId(vault));
        WireImages.Accepted accepted =
                images.begin(there, () -> emulation.backup(request).images().copy(image.id(), spec));
        return job("imsCopyImageCrossRegionJob", spec.name(), accepted);
    }

    /** A project of another region by its name: the usual one is named like its region, any other one by its id. */
    private String projectNamed(String region, String name) {
        return name.equals(region) ? emulation.home.site().project() : name;
    }

    private static ImageCopySpec spec(WireRequest request) {
        String name = text(request.body(), "name");
        String description = text(request.body(), "description");
        ImsCreationRoutes.checkTexts(name, description);
        return ImageCopySpec.of(name).describedAs(description);
    }

    private WireReply export(WireRequest request) {
        Image image = require(request);
        String url = text(request.body(), "bucket_url");
        if (url.indexOf(':') < 1) {
            throw ImsErrors.bad("IMG.0068", "The specified bucket name is empty.");
        }
        if (url.endsWith(":")) {
            throw ImsErrors.bad("IMG.0073", "The name of the exported file is empty.");
        }
        String format = text(request.body(), "file_format").toLowerCase(Locale.ROOT);
        if (!FORMATS.contains(format)) {
            throw ImsErrors.bad("IMG.0072", "The specified image format is not supported.");
        }
        CloudBackup backup = emulation.backup(request);
        Image.Format wanted = Image.Format.of(format.equals("zvhd2") ? "zvhd" : format);
        var operation = backup.images().export(image.id(), url, wanted);
        return WireReply.ok(WireJob.ofImages(
                        emulation,
                        "imsNativeExportImageJob",
                        WireJob.Outcome.of(operation, ImsErrors::ofFailure),
                        now -> Json.object().put("image_id", image.id().value()))
                .reference());
    }

    private WireReply job(String type, String name, WireImages.Accepted accepted) {
        return WireReply.ok(WireJob.ofImages(
                        emulation, type, accepted.outcome(), now -> ImsCreationRoutes.entities(accepted, name, now))
                .reference());
    }

    // ---- operating systems and quotas

    private WireReply quota(WireRequest request) {
        long used = emulation.backup(request).images().list().count();
        ObjectNode body = Json.object();
        body.putObject("quotas")
                .putArray("resources")
                .addObject()
                .put("type", "image")
                .put("used", used)
                .put("quota", 100)
                .put("min", 1)
                .put("max", 1000);
        return WireReply.ok(body);
    }

    /** The supported operating systems, or those that have all requested tags. */
    private static WireReply systems(WireRequest request) {
        ArrayNode systems = Json.array();
        for (String platform : List.of("CentOS", "Ubuntu")) {
            if (!request.queries("tag").stream()
                    .filter(tag -> !tag.isEmpty())
                    .allMatch(tag -> OF_TAG.getOrDefault(tag, List.of()).contains(platform))) {
                continue;
            }
            ArrayNode versions = systems.addObject().put("platform", platform).putArray("version_list");
            versions.addObject()
                    .put("platform", platform)
                    .put("os_version_key", platform.equals("CentOS") ? "CentOS 7.6 64bit" : "Ubuntu 22.04 server 64bit")
                    .put("os_version", platform.equals("CentOS") ? "CentOS 7.6 64bit" : "Ubuntu 22.04 server 64bit")
                    .put("os_bit", 64)
                    .put("os_type", "Linux");
        }
        return WireReply.ok(systems);
    }

    private Image require(WireRequest request) {
        String id = request.parameter("image_id");
        Optional<Image> image = images.find(request, id);
        return image.filter(one -> one.status() != Image.Status.DELETED).orElseThrow(() -> ImsErrors.noImage(id));
    }
}
