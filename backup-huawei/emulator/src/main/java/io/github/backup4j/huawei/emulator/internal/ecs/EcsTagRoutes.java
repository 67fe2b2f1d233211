package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.Tags;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.testkit.InMemoryCloud;

/** The tags of servers. */
public final class EcsTagRoutes {
    private final Servers servers;

    public EcsTagRoutes(Emulation emulation) {
        servers = new Servers(emulation);
    }

    public void addTo(Router router) {
        router.add("GET", "/v1/{project_id}/cloudservers/tags", this::listAll);
        router.add("GET", "/v1/{project_id}/cloudservers/{server_id}/tags", this::list);
        router.add("POST", "/v1/{project_id}/cloudservers/{server_id}/tags/action", this::change);
    }

    private WireReply listAll(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode tags = body.putArray("tags");
        Tags.byKey(servers.all(request).stream().map(ProtectableResource::tags).toList())
                .forEach((key, values) ->
                        values.forEach(tags.addObject().put("key", key).putArray("values")::add));
        return WireReply.ok(body);
    }

    private WireReply list(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("tags", Tags.list(servers.named(request).tags()));
        body.putArray("sys_tags")
                .addObject()
                .put("key", "_sys_enterprise_project_id")
                .put(
                        "value",
                        servers.note(request.parameter("server_id"))
                                .path("enterprise_project_id")
                                .asText());
        return WireReply.ok(body);
    }

    private WireReply change(WireRequest request) {
        Resource server = servers.named(request).resource();
        InMemoryCloud cloud = servers.cloud(request);
        String action = request.body().path("action").asText();
        if (!action.equals("create") && !action.equals("delete")) {
            throw EcsErrors.invalid("action is " + action + ", neither create nor delete");
        }
        for (JsonNode tag : request.body().path("tags")) {
            String key = tag.path("key").asText();
            if (action.equals("create")) {
                cloud.tag(server, key, tag.path("value").asText());
            } else {
                cloud.untag(server, key);
            }
        }
        return WireReply.empty(204);
    }
}
