package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;

/** ECS's call on the network interfaces of a server; each server has one. */
public final class EcsInterfaceRoutes {
    private final Servers servers;

    public EcsInterfaceRoutes(Emulation emulation) {
        servers = new Servers(emulation);
    }

    public void addTo(Router router) {
        router.add("GET", "/v1/{project_id}/cloudservers/{server_id}/os-interface", this::list);
    }

    private WireReply list(WireRequest request) {
        ProtectableResource server = servers.named(request);
        String id = server.resource().id();
        ObjectNode note = servers.note(id);
        ObjectNode body = Json.object();
        ObjectNode card = body.putArray("interfaceAttachments").addObject();
        card.put("port_state", "ACTIVE")
                .put("port_id", servers.port(id))
                .put("net_id", note.path("subnet_id").asText())
                .put("mac_addr", servers.macAddress(id));
        card.putArray("fixed_ips")
                .addObject()
                .put("subnet_id", note.path("subnet_id").asText())
                .put("ip_address", servers.address(id));
        return WireReply.ok(body);
    }
}
