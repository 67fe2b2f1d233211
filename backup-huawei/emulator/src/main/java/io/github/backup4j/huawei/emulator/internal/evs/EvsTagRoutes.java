package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.evs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.Tags;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The tags of disks, and disks by their tags. */
public final class EvsTagRoutes {
    private static final int MOST = 10;

    private final Emulation emulation;
    private final Volumes volumes;

    public EvsTagRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v3")) {
            for (String kind : List.of("cloudvolumes", "os-vendor-volumes")) {
                String all = version + "/{project_id}/" + kind;
                router.add("GET", all + "/tags", evs(this::listOfProject));
                router.add("POST", all + "/resource_instances/action", evs(this::find));
                router.add("GET", all + "/{volume_id}/tags", evs(this::list));
                router.add("POST", all + "/{volume_id}/tags", evs(this::create));
                router.add("POST", all + "/{volume_id}/tags/action", evs(this::change));
                router.add("DELETE", all + "/{volume_id}/tags/{key}", evs(this::delete));
            }
            String vendor = version + "/{project_id}/os-vendor-tags/{resource_type}";
            router.add("GET", vendor, evs(this::listOfProject));
            router.add("GET", vendor + "/{volume_id}", evs(this::show));
            router.add("POST", vendor + "/{volume_id}", evs(this::put));
            router.add("PUT", vendor + "/{volume_id}", evs(this::put));
            router.add("DELETE", vendor + "/{volume_id}/{key}", evs(this::delete));
        }
    }

    private WireReply listOfProject(WireRequest request) {
        List<Map<String, String>> all =
                emulation
                        .backup(request)
                        .resources()
                        .list(ResourceFilter.all().ofKind(Resource.Kind.DISK))
                        .toList()
                        .stream()
                        .map(ProtectableResource::tags)
                        .toList();
        ObjectNode tags = Json.object();
        Tags.byKey(all).forEach((key, values) -> values.forEach(tags.putArray(key)::add));
        ObjectNode body = Json.object();
        body.set("tags", tags);
        return WireReply.ok(body);
    }

    private WireReply list(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("tags", Tags.list(volumes.require(request, id(request)).tags()));
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("tags", Tags.object(volumes.require(request, id(request)).tags()));
        return WireReply.ok(body);
    }

    private WireReply put(WireRequest request) {
        add(request, Tags.read(request.body().path("tags")));
        return show(request);
    }

    private WireReply create(WireRequest request) {
        JsonNode one = request.body().path("tag");
        if (!one.isObject()) {
            throw EvsErrors.bad("EVS.1062", "invalid tag!");
        }
        add(request, Tags.read(Json.array().add(one)));
        return WireReply.empty(204);
    }

    private WireReply change(WireRequest request) {
        Map<String, String> tags = Tags.read(request.body().path("tags"));
        volumes.require(request, id(request));
        switch (request.body().path("action").asText()) {
            case "create" -> add(request, tags);
            case "delete" -> tags.keySet().forEach(key -> volumes.untag(request, id(request), key));
            default -> throw EvsErrors.bad("EVS.5400", "Malformed request body.");
        }
        return WireReply.empty(204);
    }

    private WireReply delete(WireRequest request) {
        volumes.require(request, id(request));
        volumes.untag(request, id(request), request.parameter("key"));
        return WireReply.empty(204);
    }

    private void add(WireRequest request, Map<String, String> added) {
        Map<String, String> all =
                new LinkedHashMap<>(volumes.require(request, id(request)).tags());
        all.putAll(added);
        if (all.size() > MOST) {
            throw EvsErrors.bad("EVS.1061", "The Volume Tags is Exceed Max Limit Num.");
        }
        added.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > 36 || value.length() > 43) {
                throw EvsErrors.bad("EVS.1062", "invalid tag!");
            }
        });
        volumes.tag(request, id(request), added);
    }

    // ---- disks by tag

    private WireReply find(WireRequest request) {
        // Oldest first, unlike the list of disks: clients find them in the order of creation.
        JsonNode asked = request.body();
        Tags.requireSearch(asked, EvsTagRoutes::malformed);
        if (!asked.path("tags").isArray()) {
            throw malformed("tags is required");
        }
        int offset = Json.whole(asked, "offset", 0, 999_999_999, 0, () -> malformed("offset is not valid"));
        int limit = Json.whole(asked, "limit", 1, 1000, 1000, () -> malformed("limit is not from 1 to 1000"));
        List<ObjectNode> all = new ArrayList<>(volumes.all(request));
        Collections.reverse(all);
        List<ObjectNode> found = all.stream()
                .filter(view -> Tags.match(Tags.read(view.path("tags")), asked))
                .filter(matches(asked.path("matches")))
                .toList();
        ObjectNode body = Json.object().put("total_count", found.size());
        if (asked.path("action").asText().equals("filter")) {
            Page page = Page.of(found, "", offset, limit);
            ArrayNode resources = body.putArray("resources");
            page.items().forEach(view -> resources.add(asResource(view)));
        }
        return WireReply.ok(body);
    }

    private static WireError malformed(String what) {
        return EvsErrors.bad("EVS.5400", "Malformed request body: " + what + ".");
    }

    private static ObjectNode asResource(ObjectNode view) {
        ObjectNode resource = Json.object();
        resource.put("resource_id", view.path("id").asText());
        resource.put("resource_name", view.path("name").asText());
        resource.set("tags", Tags.list(Tags.read(view.path("tags"))));
        ObjectNode detail = view.deepCopy();
        detail.put("shareable", view.path("shareable").asBoolean());
        detail.remove("serial_number");
        resource.set("resource_detail", detail);
        return resource;
    }

    private static Predicate<ObjectNode> matches(JsonNode wanted) {
        return view -> {
            for (JsonNode one : wanted) {
                String key = one.path("key").asText().equals("resource_name")
                        ? "name"
                        : one.path("key").asText();
                String value = view.path(key).asText();
                if (!value.contains(one.path("value").asText())) {
                    return false;
                }
            }
            return true;
        };
    }

    private static String id(WireRequest request) {
        return request.parameter("volume_id");
    }
}
