package io.github.backup4j.huawei.emulator.internal.ims;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;
import static io.github.backup4j.huawei.emulator.internal.ims.ImsErrors.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Images;
import io.github.backup4j.Share;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.http.WireTime;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of shared images, for IMS and Glance. */
public final class ImsMemberRoutes {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Emulation emulation;
    private final WireImages images;

    public ImsMemberRoutes(Emulation emulation, WireImages images) {
        this.emulation = emulation;
        this.images = images;
    }

    public void addTo(Router router) {
        router.add("POST", "/v1/cloudimages/members", ims(this::add));
        router.add("PUT", "/v1/cloudimages/members", ims(this::answer));
        router.add("DELETE", "/v1/cloudimages/members", ims(this::remove));
        for (String all : List.of("/v2/images/{image_id}/members", "/v1/{project_id}/cloudimages/{image_id}/members")) {
            router.add("GET", all, ims(this::list));
            router.add("GET", all + "/{member_id}", ims(this::show));
        }
        router.add("POST", "/v2/images/{image_id}/members", ims(this::addOne));
        router.add("PUT", "/v2/images/{image_id}/members/{member_id}", ims(this::answerOne));
        router.add("DELETE", "/v2/images/{image_id}/members/{member_id}", ims(this::removeOne));
    }

    // ---- several at a time, as jobs

    private WireReply add(WireRequest request) {
        return job(request, "imsAddImageMembersJob", texts(request, "projects"), true, (image, project) -> {
            var unused = emulation.backup(request).images().share(image, project);
            stamp(image.value(), project);
        });
    }

    private WireReply remove(WireRequest request) {
        return job(
                request,
                "imsDelImageMembersJob",
                texts(request, "projects"),
                false,
                (image, project) -> emulation.backup(request).images().unshare(image, project));
    }

    private WireReply answer(WireRequest request) {
        String project = text(request.body(), "project_id");
        String status = text(request.body(), "status");
        if (project.isEmpty() || !List.of("accepted", "rejected").contains(status)) {
            throw ImsErrors.bad("IMG.0001", "The request message format is invalid.");
        }
        return job(request, "imsUpdateImageMembersJob", List.of(project), true, (image, member) -> {
            answer(image, member, status, text(request.body(), "vault_id"));
        });
    }

    private WireReply job(WireRequest request, String type, List<String> projects, boolean telling, Change change) {
        List<String> ids = texts(request, "images");
        if (ids.isEmpty() || projects.isEmpty()) {
            throw ImsErrors.bad("IMG.0001", "The request message format is invalid.");
        }
        List<ImageId> known = new ArrayList<>();
        for (String id : ids) {
            known.add(require(request, id, projects));
        }
        ArrayNode results = Json.array();
        WireJob.Outcome failure = null;
        for (ImageId image : known) {
            for (String project : projects) {
                WireJob.Outcome one = outcome(() -> change.of(image, project));
                failure = one == null ? failure : one;
                results.addObject()
                        .put("image_id", image.value())
                        .put("project_id", project)
                        .put("status", one == null ? "success" : "fail");
            }
        }
        WireJob.Outcome end = failure == null ? WireJob.Outcome.DONE : failure;
        var running = WireJob.Outcome.until(emulation, emulation.now().plus(SHORT));
        return WireReply.ok(WireJob.ofImages(
                        emulation, type, () -> running.get().ended() ? end : running.get(), now -> {
                            ObjectNode entities = Json.object();
                            entities.set("results", telling && now.ended() ? results : Json.array());
                            return entities;
                        })
                .reference());
    }

    private static WireJob.@Nullable Outcome outcome(Runnable change) {
        try {
            change.run();
            return null;
        } catch (BackupException e) {
            return WireJob.Outcome.failed(ImsErrors.ofFailure(e), String.valueOf(e.getMessage()));
        }
    }

    /** Refuses at once what the service checks before it starts the job. */
    private ImageId require(WireRequest request, String id, List<String> projects) {
        Image image = images.find(request, id)
                .or(() -> projects.stream()
                        .flatMap(project -> images.findIn(project, id).stream())
                        .findFirst())
                .orElseThrow(() -> ImsErrors.noImage(id));
        if (request.method().equals("POST") && image.encrypted()) {
            throw ImsErrors.bad("IMG.0098", "The encrypted image cannot be shared.");
        }
        if (request.method().equals("POST") && projects.contains(emulation.project(request))) {
            throw ImsErrors.bad("IMG.0076", "You cannot share an image with yourself.");
        }
        if (request.method().equals("POST") && image.status() != Image.Status.ACTIVE) {
            throw ImsErrors.bad("IMG.0046", "The image is unavailable.");
        }
        return image.id();
    }

    // ---- one at a time

    private WireReply addOne(WireRequest request) {
        String id = request.parameter("image_id");
        String project = text(request.body(), "member");
        Image image = images.find(request, id).orElseThrow(() -> missing(id));
        if (images.shares(id).stream().anyMatch(share -> share.project().equals(project))) {
            throw WireError.html(409, "Conflict", "Image member " + project + " already exists for image " + id);
        }
        Share share = emulation.backup(request).images().share(image.id(), project);
        stamp(id, project);
        return WireReply.ok(view(request, id, share));
    }

    private WireReply answerOne(WireRequest request) {
        String id = request.parameter("image_id");
        String project = request.parameter("member_id");
        Share unused = requireShare(id, project);
        String status = text(request.body(), "status");
        if (!List.of("accepted", "rejected", "pending").contains(status)) {
            throw WireError.html(400, "Bad Request", "Status must be one of pending, accepted, rejected");
        }
        answer(new ImageId(id), project, status, text(request.body(), "vault_id"));
        return WireReply.ok(view(request, id, requireShare(id, project)));
    }

    private WireReply removeOne(WireRequest request) {
        String id = request.parameter("image_id");
        Share share = requireShare(id, request.parameter("member_id"));
        images.ownerOf(id).backup().images().unshare(new ImageId(id), share.project());
        return WireReply.empty(204);
    }

    private WireReply list(WireRequest request) {
        String id = request.parameter("image_id");
        Image image = images.find(request, id).orElseThrow(() -> missing(id));
        List<ObjectNode> views = new ArrayList<>();
        for (Share share : images.shares(id)) {
            if (!image.shared() || share.project().equals(emulation.project(request))) {
                views.add(view(request, id, share));
            }
        }
        ObjectNode body = Json.object();
        ArrayNode members = body.putArray("members");
        views.forEach(members::add);
        body.put("schema", "/v2/schemas/members");
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        String id = request.parameter("image_id");
        return WireReply.ok(view(request, id, requireShare(id, request.parameter("member_id"))));
    }

    private Share requireShare(String id, String project) {
        return images.shares(id).stream()
                .filter(share -> share.project().equals(project))
                .findFirst()
                .orElseThrow(() -> WireError.html(
                        404, "Not Found", project + " not found in the member list of the image " + id + "."));
    }

    private void answer(ImageId image, String project, String status, String vault) {
        Images there = images.cloudOf(project).backup().images();
        if (status.equals("rejected")) {
            var unused = there.reject(image);
        } else if (vault.isEmpty()) {
            var unused = there.accept(image);
        } else {
            var unused = there.accept(image, new VaultId(vault));
        }
        note(image.value(), project).put("updated_at", emulation.now().toString());
    }

    private ObjectNode view(WireRequest request, String id, Share share) {
        ObjectNode note = note(id, share.project());
        ObjectNode view = Json.object();
        view.put("status", share.statusText());
        view.put("created_at", WireTime.seconds(WireImages.instant(note, "created_at", emulation.now())));
        view.put("updated_at", WireTime.seconds(WireImages.instant(note, "updated_at", emulation.now())));
        view.put("image_id", id);
        view.put("member_id", share.project());
        view.put("schema", "/v2/schemas/member");
        if (request.path().startsWith("/v1/")) {
            view.put("member_type", "project").put("urn", "");
        }
        return view;
    }

    private void stamp(String id, String project) {
        String now = emulation.now().toString();
        note(id, project).put("created_at", now).put("updated_at", now);
    }

    private ObjectNode note(String id, String project) {
        return emulation.note("image-member", id + " " + project);
    }

    private static WireError missing(String id) {
        return WireError.html(404, "Not Found", "No image found with ID " + id);
    }

    private static List<String> texts(WireRequest request, String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : request.body().path(key)) {
            texts.add(one.asText());
        }
        return texts;
    }

    private interface Change {
        void of(ImageId image, String project);
    }
}
