package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Paging;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** ECS's calls in the format of OpenStack's Nova, and zones. */
public final class NovaRoutes {
    private static final int PAGE = 1000;

    private final Servers servers;
    private final ServerView view;
    private final EcsServerRoutes ecs;

    public NovaRoutes(Emulation emulation, EcsServerRoutes ecs) {
        this.ecs = ecs;
        servers = new Servers(emulation);
        view = new ServerView(emulation, servers);
    }

    public void addTo(Router router) {
        router.add("GET", "/v2.1/{project_id}/os-availability-zone", this::zones);
        router.add("GET", "/v2.1/{project_id}/os-availability-zone/detail", this::zones);
        router.add("GET", "/v1/{project_id}/availability-zones", this::zonesOfEcs);
        router.add("GET", "/v1/{project_id}/cloudservers/limits", this::limits);
        router.add("GET", "/v2.1/{project_id}/servers", request -> list(request, view::brief));
        router.add("GET", "/v2.1/{project_id}/servers/detail", request -> list(request, view::nova));
        router.add("GET", "/v2.1/{project_id}/servers/{server_id}", this::show);
        router.add("POST", "/v2.1/{project_id}/servers/{server_id}/action", this::act);
        router.add("DELETE", "/v2.1/{project_id}/servers/{server_id}", this::delete);
    }

    private WireReply list(WireRequest request, BiFunction<WireRequest, ProtectableResource, ObjectNode> shown) {
        int limit = Math.min(PAGE, Math.max(1, request.number("limit", PAGE)));
        List<ProtectableResource> found = servers.all(request).stream()
                .filter(server ->
                        request.query("name").map(server.name()::contains).orElse(true))
                .filter(server -> request.query("status")
                        .map(status -> status.toUpperCase(Locale.ROOT).equals(server.statusText()))
                        .orElse(true))
                .toList();
        List<ProtectableResource> page = Paging.after(found, request, limit).toList();
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("servers");
        page.forEach(server -> list.add(shown.apply(request, server)));
        boolean more = !page.isEmpty() && !page.get(page.size() - 1).equals(found.get(found.size() - 1));
        if (more) {
            body.putArray("servers_links")
                    .addObject()
                    .put("rel", "next")
                    .put(
                            "href",
                            request.root() + request.path() + "?limit=" + limit + "&marker="
                                    + page.get(page.size() - 1).resource().id());
        }
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("server", view.nova(request, named(request)));
        return WireReply.ok(body);
    }

    private WireReply act(WireRequest request) {
        ProtectableResource server = named(request);
        boolean start = request.body().has("os-start");
        if (!start && !request.body().has("os-stop")) {
            throw WireError.openStack(400, "badRequest", "There is no such action");
        }
        if (!(start ? "SHUTOFF" : "ACTIVE").equals(server.statusText())) {
            throw WireError.openStack(
                    409,
                    "conflictingRequest",
                    "Cannot '" + (start ? "start" : "stop") + "' instance "
                            + server.resource().id() + " while it is in vm_state "
                            + Always.said(server.statusText()).toLowerCase(Locale.ROOT));
        }
        ecs.begin(request, server, start);
        return WireReply.empty(202);
    }

    private WireReply delete(WireRequest request) {
        EcsJob unused = ecs.deleting(request, named(request), false);
        return WireReply.empty(204);
    }

    private ProtectableResource named(WireRequest request) {
        String id = request.parameter("server_id");
        return servers.find(request, id)
                .orElseThrow(() -> WireError.openStack(404, "itemNotFound", "Instance " + id + " could not be found."));
    }

    // ---- limits

    private WireReply limits(WireRequest request) {
        ObjectNode body = Json.object();
        body.putObject("absolute")
                .put("maxTotalInstances", 4096)
                .put("totalInstancesUsed", servers.all(request).size());
        return WireReply.ok(body);
    }

    // ---- zones

    private WireReply zones(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode zones = body.putArray("availabilityZoneInfo");
        for (String zone : zoneNames(request)) {
            ObjectNode shown = zones.addObject();
            shown.putObject("zoneState").put("available", true);
            shown.putNull("hosts").put("zoneName", zone);
        }
        return WireReply.ok(body);
    }

    private WireReply zonesOfEcs(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode zones = body.putArray("availability_zones");
        for (String zone : zoneNames(request)) {
            zones.addObject()
                    .put("availability_zone_id", zone)
                    .put("public_border_group", "center")
                    .put("type", "Core")
                    .put("mode", "")
                    .put("alias", zone)
                    .put("category", 0)
                    .putArray("az_group_ids");
        }
        return WireReply.ok(body);
    }

    private Set<String> zoneNames(WireRequest request) {
        return new TreeSet<>(servers.cloud(request).zones());
    }
}
