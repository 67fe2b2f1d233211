package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Duration;
import java.util.List;

/** ECS's calls that attach and detach disks, and show those of a server. */
public final class EcsVolumeRoutes {
    private static final Duration ATTACHING = Duration.ofSeconds(5);
    private static final int MOST_DISKS = 24;

    private final Emulation emulation;
    private final Servers servers;
    private final ServerView view;

    public EcsVolumeRoutes(Emulation emulation) {
        this.emulation = emulation;
        servers = new Servers(emulation);
        view = new ServerView(emulation, servers);
    }

    public void addTo(Router router) {
        router.add("POST", "/v1/{project_id}/cloudservers/{server_id}/attachvolume", this::attach);
        router.add("DELETE", "/v1/{project_id}/cloudservers/{server_id}/detachvolume/{volume_id}", this::detach);
        router.add("GET", "/v1/{project_id}/cloudservers/{server_id}/block_device", this::list);
        router.add("GET", "/v1/{project_id}/cloudservers/{server_id}/block_device/{volume_id}", this::show);
    }

    private WireReply attach(WireRequest request) {
        if (request.body().path("dry_run").asBoolean()) {
            ProtectableResource unused = attachable(request, servers.named(request), wantedDisk(request));
            return WireReply.empty(202);
        }
        return EcsServerRoutes.jobReply(beginToAttach(request));
    }

    private static String wantedDisk(WireRequest request) {
        return request.body().path("volumeAttachment").path("volumeId").asText("");
    }

    /** Starts to attach the disk of a request, or refuses. */
    EcsJob beginToAttach(WireRequest request) {
        ProtectableResource server = servers.named(request);
        JsonNode wanted = request.body().path("volumeAttachment");
        String id = wantedDisk(request);
        ProtectableResource disk = attachable(request, server, id);
        String device = wanted.path("device").asText("");
        if (device.matches("/dev/[a-z0-9]+")) {
            servers.keepDevice(server.resource().id(), id, device);
        }
        emulation.note("volume", id).put("transition", "attaching");
        return EcsJob.lasting(emulation, "attachVolume", server.resource().id(), ATTACHING, () -> {
            emulation.note("volume", id).remove("transition");
            attach(request, (Resource.Disk) disk.resource(), (Resource.Server) server.resource(), device);
            servers.touch(server.resource().id());
        });
    }

    /** The disk attached as the first device is the one that the server boots from. */
    private void attach(WireRequest request, Resource.Disk disk, Resource.Server server, String device) {
        List<Resource.Disk> others =
                device.equals("/dev/vda") ? servers.cloud(request).disksOf(server) : List.of();
        others.forEach(servers.cloud(request)::detach);
        servers.cloud(request).attach(disk, server);
        others.forEach(other -> servers.cloud(request).attach(other, server));
    }

    private ProtectableResource attachable(WireRequest request, ProtectableResource server, String id) {
        if (id.isEmpty()) {
            throw EcsErrors.invalid("volumeId is required");
        }
        requireStill(server);
        ProtectableResource disk = servers.disk(request, id).orElseThrow(() -> unavailable(id, "does not exist"));
        if (disk.status() != ProtectableResource.Status.AVAILABLE || inTransition(id)) {
            throw unavailable(
                    id, "is " + emulation.note("volume", id).path("transition").asText(Always.said(disk.statusText())));
        }
        if (!Always.said(disk.zone()).equals(server.zone())) {
            throw WireError.nested(
                    400,
                    "Ecs.0121",
                    "The disk cannot be attached to the ECS because the disk and the ECS are in different failure"
                            + " domains.");
        }
        if (server.disks().size() >= MOST_DISKS) {
            throw WireError.nested(
                    400,
                    "Ecs.0104",
                    "The number of EVS disks that can be attached to the ECS exceeds the maximum number allowed.");
        }
        return disk;
    }

    private static WireError unavailable(String id, String why) {
        return EcsErrors.badDisk("The disk can be attached to a server only if it exists and the state must be in the"
                + " available. Make sure the disk state is available and try again. " + id + " " + why);
    }

    private WireReply detach(WireRequest request) {
        return EcsServerRoutes.jobReply(beginToDetach(request));
    }

    /** Starts to detach the disk in a path, or refuses. */
    EcsJob beginToDetach(WireRequest request) {
        ProtectableResource server = servers.named(request);
        Resource.Disk disk = attached(server, request.parameter("volume_id"));
        requireStill(server);
        if (server.disks().indexOf(disk) == 0 && !"SHUTOFF".equals(server.statusText())) {
            throw EcsErrors.wrongStatus("The ECS status does not meet requirements. Make the ECS in the required status"
                    + " and try again. The system disk can be detached only from a stopped ECS.");
        }
        if (inTransition(disk.id())) {
            throw EcsErrors.badDisk("The disk " + disk.id() + " is being attached or detached.");
        }
        emulation.note("volume", disk.id()).put("transition", "detaching");
        return EcsJob.lasting(emulation, "detachVolume", server.resource().id(), ATTACHING, () -> {
            emulation.note("volume", disk.id()).remove("transition");
            servers.cloud(request).detach(disk);
            servers.forgetDevice(disk.id());
            servers.touch(server.resource().id());
        });
    }

    private boolean inTransition(String disk) {
        return emulation.note("volume", disk).has("transition");
    }

    private static void requireStill(ProtectableResource server) {
        if (server.status() == ProtectableResource.Status.CHANGING) {
            throw EcsErrors.wrongStatus("The ECS status does not meet requirements. Make the ECS in the required status"
                    + " and try again. It is " + server.statusText());
        }
    }

    private static Resource.Disk attached(ProtectableResource server, String id) {
        return server.disks().stream()
                .filter(disk -> disk.id().equals(id))
                .findFirst()
                .orElseThrow(() -> WireError.nested(
                        400,
                        "Ecs.0111",
                        "The EVS disk has been detached from the ECS. Refresh the disk list and check the disk."));
    }

    private WireReply list(WireRequest request) {
        ProtectableResource server = servers.named(request);
        int free = MOST_DISKS - server.disks().size();
        ObjectNode body = Json.object();
        body.putObject("attachableQuantity")
                .put("free_scsi", free)
                .put("free_blk", free)
                .put("free_disk", free);
        ArrayNode list = body.putArray("volumeAttachments");
        server.disks().forEach(disk -> list.add(view.blockDevice(request, server, disk)));
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        ProtectableResource server = servers.named(request);
        ObjectNode body = Json.object();
        body.set(
                "volumeAttachment",
                view.blockDevice(request, server, attached(server, request.parameter("volume_id"))));
        return WireReply.ok(body);
    }
}
