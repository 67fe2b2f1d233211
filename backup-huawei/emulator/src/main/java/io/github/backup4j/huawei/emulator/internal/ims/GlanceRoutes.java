package io.github.backup4j.huawei.emulator.internal.ims;

import static io.github.backup4j.huawei.emulator.internal.ims.ImsErrors.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Image;
import io.github.backup4j.Removal;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.huawei.emulator.internal.cbr.Cbr;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrProgress;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;

/** The images of IMS as Glance shows them, for OpenStack clients. */
public final class GlanceRoutes {
    private static final int USUAL_PAGE = 25;

    private final Emulation emulation;
    private final WireImages images;

    public GlanceRoutes(Emulation emulation, WireImages images) {
        this.emulation = emulation;
        this.images = images;
    }

    public void addTo(Router router) {
        router.add("GET", "/v2/images", ims(this::list));
        router.add("GET", "/v2/images/{image_id}", ims(this::show));
        router.add("PATCH", "/v2/images/{image_id}", ims(this::update));
        router.add(
                "DELETE",
                "/v2/images/{image_id}",
                ims(this::delete, "NOT_AVAILABLE", "IMG.0176", "VAULT_LOCKED", "IMG.0176"));
    }

    private WireReply list(WireRequest request) {
        Page page = ImageQuery.page(request, images.all(request), USUAL_PAGE);
        ObjectNode body = Json.object();
        body.put("schema", "/v2/schemas/images");
        if (page.more()) {
            body.put("next", page.next(request));
        }
        body.set("images", page.array());
        String first = page.next(request).replaceFirst("[?&]marker=[^&]*$", "");
        body.put("first", first);
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        return WireReply.ok(images.view(request, require(request)));
    }

    private WireReply update(WireRequest request) {
        Image image = require(request);
        if (image.shared()) {
            throw WireError.html(403, "Forbidden", "You are not permitted to modify this image.");
        }
        Image updated = new ImageUpdates(images, emulation).apply(request, image);
        return WireReply.ok(images.view(request, updated));
    }

    private WireReply delete(WireRequest request) {
        Image image = require(request);
        JsonNode withBackup = request.body().path("delete_backup");
        if ((!request.body().isMissingNode() && !request.body().isObject())
                || (Json.isSent(withBackup) && !withBackup.isBoolean())) {
            throw ImsErrors.bad("IMG.0001", "delete_backup is " + withBackup + ", not true or false.");
        }
        boolean all = withBackup.asBoolean();
        if (image.shared()) {
            throw ImsErrors.bad("IMG.0092", "The image can only be deleted by the owner.");
        }
        if (images.note(image.id().value())
                .path("properties")
                .path("protected")
                .asText()
                .equals("true")) {
            throw WireError.html(403, "Forbidden", "Image " + image.id() + " is protected and cannot be deleted.");
        }
        boolean waits = images.note(image.id().value()).path("awaits_file").asBoolean();
        if (!waits && (image.status() == Image.Status.SAVING || image.status() == Image.Status.QUEUED)) {
            throw ImsErrors.bad("IMG.0090", "The image being created cannot be deleted.");
        }
        // Read before: it may be gone at once.
        List<RestorePoint> deleted = all ? behind(request, image) : List.of();
        emulation
                .backup(request)
                .images()
                .delete(image.id(), all ? Removal.DELETING_RESTORE_POINTS : Removal.KEEPING_RESTORE_POINTS);
        new CbrProgress(new Cbr(emulation)).begin(deleted);
        return WireReply.empty(204);
    }

    private List<RestorePoint> behind(WireRequest request, Image image) {
        RestorePointId point = image.restorePoint();
        return point == null
                ? List.of()
                : List.of(emulation.backup(request).restorePoints().get(point));
    }

    private Image require(WireRequest request) {
        String id = request.parameter("image_id");
        return images.find(request, id)
                .filter(image -> image.status() != Image.Status.DELETED)
                .orElseThrow(() -> WireError.html(404, "Not Found", "No image found with ID " + id));
    }
}
