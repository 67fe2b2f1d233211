package io.github.backup4j.huawei.emulator.internal.ims;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;
import static io.github.backup4j.huawei.emulator.internal.ims.ImsErrors.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Image;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.Tags;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tags of images, and images by their tags. */
public final class ImsTagRoutes {
    private final Emulation emulation;
    private final WireImages images;

    public ImsTagRoutes(Emulation emulation, WireImages images) {
        this.emulation = emulation;
        this.images = images;
    }

    public void addTo(Router router) {
        String one = "/v2/{project_id}/images/{image_id}/tags";
        router.add("GET", one, ims(this::list));
        router.add("POST", one, ims(this::add));
        router.add("POST", one + "/action", ims(this::change));
        router.add("DELETE", one + "/{key}", ims(this::delete));
        router.add("DELETE", "/v1/{project_id}/cloudimages/{image_id}/tags/delete", ims(this::deleteSeveral));
        router.add("GET", "/v2/{project_id}/images/tags", ims(this::listOfProject));
        router.add("POST", "/v2/{project_id}/images/resource_instances/action", ims(this::find));
        router.add("GET", "/v1/cloudimages/tags", ims(this::listAsTexts));
        router.add("PUT", "/v1/cloudimages/tags", ims(this::put));
        router.add("PUT", "/v2/images/{image_id}/tags/{tag}", ims(this::putText));
        router.add("DELETE", "/v2/images/{image_id}/tags/{tag}", ims(this::deleteText));
    }

    private WireReply list(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("tags", Tags.list(tags(require(request))));
        return WireReply.ok(body);
    }

    private WireReply add(WireRequest request) {
        JsonNode tag = request.body().path("tag");
        if (text(tag, "key").isEmpty()) {
            throw ImsErrors.bad("IMG.0115", "The image tag is invalid.");
        }
        put(request, require(request), Map.of(text(tag, "key"), text(tag, "value")));
        return WireReply.empty(204);
    }

    private WireReply change(WireRequest request) {
        Image image = require(request);
        Map<String, String> tags = Tags.read(request.body().path("tags"));
        switch (request.body().path("action").asText()) {
            case "create" -> put(request, image, tags);
            case "delete" -> remove(request, image, tags.keySet());
            default -> throw ImsErrors.bad("IMG.0001", "The request message format is invalid.");
        }
        return WireReply.empty(204);
    }

    private WireReply delete(WireRequest request) {
        Image image = require(request);
        if (!tags(image).containsKey(request.parameter("key"))) {
            throw ImsErrors.bad("IMG.0121", "The object cannot be found.");
        }
        remove(request, image, Set.of(request.parameter("key")));
        return WireReply.empty(204);
    }

    private WireReply deleteSeveral(WireRequest request) {
        remove(request, require(request), Tags.read(request.body().path("tags")).keySet());
        return WireReply.empty(204);
    }

    // ---- tags as strings

    private WireReply put(WireRequest request) {
        String id = text(request.body(), "image_id");
        Image image = images.find(request, id).orElseThrow(() -> ImsErrors.noImage(id));
        String tag = text(request.body(), "tag");
        JsonNode pair = request.body().path("image_tag");
        if (tag.isEmpty() && text(pair, "key").isEmpty()) {
            throw ImsErrors.bad("IMG.0115", "The image tag is invalid.");
        }
        List<String> raw = new ArrayList<>();
        raw.add(tag.isEmpty() ? text(pair, "key") + "=" + text(pair, "value") : tag);
        putRaw(request, image, raw);
        return WireReply.empty(204);
    }

    private WireReply putText(WireRequest request) {
        putRaw(request, glance(request), List.of(request.parameter("tag")));
        return WireReply.empty(204);
    }

    private WireReply deleteText(WireRequest request) {
        Image image = glance(request);
        List<String> raw = new ArrayList<>(images.rawTags(image));
        if (!raw.remove(request.parameter("tag"))) {
            throw WireError.html(404, "Not Found", "The tag is not on the image.");
        }
        images.putTags(request, image, raw);
        return WireReply.empty(204);
    }

    private WireReply listAsTexts(WireRequest request) {
        Set<String> texts = new LinkedHashSet<>();
        ImageQuery.matching(request, images.all(request))
                .forEach(view -> view.path("tags").forEach(tag -> texts.add(tag.asText())));
        int limit = request.number("limit", 10);
        int page = Math.max(1, request.number("page", 1));
        ObjectNode body = Json.object();
        ArrayNode tags = body.putArray("tags");
        texts.stream().skip((long) (page - 1) * limit).limit(limit).forEach(tags::add);
        return WireReply.ok(body);
    }

    // ---- tags of all images

    private WireReply listOfProject(WireRequest request) {
        List<Map<String, String>> all =
                emulation.backup(request).images().list().map(this::tags).toList();
        ObjectNode body = Json.object();
        ArrayNode tags = body.putArray("tags");
        Tags.byKey(all).forEach((key, values) -> {
            ObjectNode tag = tags.addObject();
            tag.set("values", WireImages.strings(values));
            tag.put("key", key);
        });
        return WireReply.ok(body);
    }

    private WireReply find(WireRequest request) {
        JsonNode asked = request.body();
        checkSearch(asked);
        int offset = Json.whole(asked, "offset", 0, 999_999_999, 0, () -> malformed("offset is not valid"));
        int limit = Json.whole(asked, "limit", 1, 1000, 10, () -> malformed("limit is not from 1 to 1000"));
        List<Image> found = emulation
                .backup(request)
                .images()
                .list()
                .filter(image -> Tags.match(tags(image), asked) && matches(image, asked.path("matches")))
                .toList();
        ObjectNode body = Json.object().put("total_count", found.size());
        if (asked.path("action").asText().equals("filter")) {
            ArrayNode resources = body.putArray("resources");
            found.stream().skip(offset).limit(limit).forEach(image -> resources.add(asResource(image)));
        }
        return WireReply.ok(body);
    }

    /** Refuses a filter that IMS does not read, instead of finding everything. */
    private static void checkSearch(JsonNode asked) {
        Tags.requireSearch(asked, ImsTagRoutes::malformed);
        for (String key : List.of("tags", "tags_any", "not_tags", "not_tags_any", "matches")) {
            if (asked.path(key).isArray() && asked.path(key).isEmpty()) {
                throw malformed(key + " is an empty list");
            }
        }
        for (JsonNode match : asked.path("matches")) {
            if (!List.of("resource_name", "resource_id").contains(text(match, "key"))) {
                throw malformed("matches has the unknown key " + match.path("key"));
            }
        }
    }

    private static boolean matches(Image image, JsonNode wanted) {
        for (JsonNode match : wanted) {
            String value = text(match, "value");
            if (text(match, "key").equals("resource_id")
                    ? !image.id().value().equals(value)
                    : !image.name().contains(value)) {
                return false;
            }
        }
        return true;
    }

    private static WireError malformed(String what) {
        return ImsErrors.bad("IMG.0001", "The request message format is invalid: " + what + ".");
    }

    private ObjectNode asResource(Image image) {
        ObjectNode resource = Json.object();
        resource.put("resource_name", image.name());
        resource.putObject("resource_detail").put("status", image.statusText());
        resource.set("tags", Tags.list(tags(image)));
        resource.put("resource_id", image.id().value());
        return resource;
    }

    // ---- jobs

    private Map<String, String> tags(Image image) {
        return WireImages.parsed(images.rawTags(image));
    }

    private void put(WireRequest request, Image image, Map<String, String> added) {
        putRaw(request, image, WireImages.raw(added));
    }

    /** Sets tags, replacing those with the same keys. */
    private void putRaw(WireRequest request, Image image, List<String> added) {
        Map<String, String> byKey = rawByKey(images.rawTags(image));
        byKey.putAll(rawByKey(added));
        images.putTags(request, image, List.copyOf(byKey.values()));
    }

    private void remove(WireRequest request, Image image, Set<String> keys) {
        Map<String, String> byKey = rawByKey(images.rawTags(image));
        byKey.keySet().removeAll(keys);
        images.putTags(request, image, List.copyOf(byKey.values()));
    }

    private static Map<String, String> rawByKey(List<String> raw) {
        Map<String, String> byKey = new LinkedHashMap<>();
        raw.forEach(tag -> WireImages.parsed(List.of(tag)).keySet().forEach(key -> byKey.put(key, tag)));
        return byKey;
    }

    private Image require(WireRequest request) {
        String id = request.parameter("image_id");
        return images.find(request, id).orElseThrow(() -> ImsErrors.noImage(id));
    }

    private Image glance(WireRequest request) {
        String id = request.parameter("image_id");
        return images.find(request, id)
                .orElseThrow(() -> WireError.html(404, "Not Found", "No image found with ID " + id));
    }
}
