package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;

/** Nova's calls on attachments of disks to servers, for OpenStack clients. */
public final class NovaVolumeRoutes {
    private static final String ATTACHMENTS = "/v2.1/{project_id}/servers/{server_id}/os-volume_attachments";

    private final Servers servers;
    private final EcsVolumeRoutes ecs;

    public NovaVolumeRoutes(Emulation emulation, EcsVolumeRoutes ecs) {
        servers = new Servers(emulation);
        this.ecs = ecs;
    }

    public void addTo(Router router) {
        router.add("GET", ATTACHMENTS, nova(this::list));
        router.add("POST", ATTACHMENTS, nova(this::attach));
        router.add("GET", ATTACHMENTS + "/{volume_id}", nova(this::show));
        router.add("DELETE", ATTACHMENTS + "/{volume_id}", nova(this::detach));
        router.add("GET", "/v1/{project_id}/cloudservers/{server_id}/os-volume_attachments", this::list);
    }

    /** Turns errors of ECS into those of Nova. */
    private static Router.Handler nova(Router.Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (WireError e) {
                int status = e.reply().status();
                String name = status == 404 ? "itemNotFound" : "badRequest";
                throw WireError.openStack(status, name, e.text());
            }
        };
    }

    private WireReply list(WireRequest request) {
        ProtectableResource server = servers.named(request);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("volumeAttachments");
        server.disks().forEach(disk -> list.add(view(server, disk)));
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        ProtectableResource server = servers.named(request);
        ObjectNode body = Json.object();
        body.set("volumeAttachment", view(server, disk(request, server)));
        return WireReply.ok(body);
    }

    private WireReply attach(WireRequest request) {
        ProtectableResource server = servers.named(request);
        EcsJob unused = ecs.beginToAttach(request);
        Resource.Disk disk =
                Resource.disk(request.body().at("/volumeAttachment/volumeId").asText());
        ObjectNode body = Json.object();
        body.set("volumeAttachment", view(server, disk));
        return WireReply.ok(body);
    }

    private WireReply detach(WireRequest request) {
        Resource.Disk unused = disk(request, servers.named(request));
        EcsJob unusedJob = ecs.beginToDetach(request);
        return WireReply.empty(202);
    }

    private static Resource.Disk disk(WireRequest request, ProtectableResource server) {
        String id = request.parameter("volume_id");
        return server.disks().stream()
                .filter(disk -> disk.id().equals(id))
                .findFirst()
                .orElseThrow(() -> WireError.openStack(
                        404,
                        "itemNotFound",
                        "Instance " + server.resource().id() + " is not attached to volume " + id));
    }

    private ObjectNode view(ProtectableResource server, Resource.Disk disk) {
        return Json.object()
                .put("id", disk.id())
                .put("volumeId", disk.id())
                .put("serverId", server.resource().id())
                .put("device", servers.device(server, disk));
    }
}
