package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerPlacement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The servers of all projects, and the fields that ECS has beyond the portable API. */
public final class Servers {
    private final Emulation emulation;

    public Servers(Emulation emulation) {
        this.emulation = emulation;
    }

    /** Returns the server that the path names. */
    ProtectableResource named(WireRequest request) {
        return get(request, request.parameter("server_id"));
    }

    ProtectableResource get(WireRequest request, String id) {
        return find(request, id).orElseThrow(() -> EcsErrors.noServer(id));
    }

    Optional<ProtectableResource> find(WireRequest request, String id) {
        if (!id.matches("[\\w-]{1,64}")) {
            return Optional.empty();
        }
        return EcsErrors.translating(() -> {
            try {
                return Optional.of(emulation.backup(request).resources().get(Resource.server(id)));
            } catch (NotFound e) {
                return Optional.empty();
            }
        });
    }

    /** Returns all servers of a project, newest first. */
    List<ProtectableResource> all(WireRequest request) {
        List<ProtectableResource> servers = EcsErrors.translating(() -> new ArrayList<>(emulation
                .backup(request)
                .resources()
                .list(ResourceFilter.all().ofKind(Resource.Kind.SERVER))
                .toList()));
        Map<Resource, Integer> ages = new HashMap<>();
        cloud(request).servers().forEach(server -> ages.put(server, ages.size()));
        servers.sort(Comparator.comparingInt(server -> -ages.getOrDefault(server.resource(), 0)));
        return servers;
    }

    /** Returns a disk, attached or not. */
    Optional<ProtectableResource> disk(WireRequest request, String id) {
        if (!id.matches("[\\w-]{1,64}")) {
            return Optional.empty();
        }
        return EcsErrors.translating(() -> {
            try {
                return Optional.of(emulation.backup(request).resources().get(Resource.disk(id)));
            } catch (NotFound e) {
                return Optional.empty();
            }
        });
    }

    InMemoryCloud cloud(WireRequest request) {
        return emulation.cloud(request);
    }

    /** Returns the fields of a server that ECS has beyond the portable API: its flavor, network, image and so on. */
    public ObjectNode note(String server) {
        ObjectNode note = emulation.note("server", server);
        if (note.isEmpty()) {
            ServerPlacement placement = emulation.placementOf(Resource.server(server));
            note.put("flavor", placement.flavor())
                    .put("vpc_id", placement.network())
                    .put("subnet_id", placement.subnet())
                    .put("image_id", "")
                    .put("description", "")
                    .put("enterprise_project_id", "0")
                    .put("created", emulation.now().toString());
            if (!placement.securityGroups().isEmpty()) {
                ArrayNode groups = note.putArray("security_groups");
                placement.securityGroups().forEach(group -> groups.addObject().put("id", group));
            }
            if (placement.keyPair() != null) {
                note.put("key_name", placement.keyPair());
            }
        }
        return note;
    }

    /** Returns the id of the only network interface of a server. */
    String port(String server) {
        return UUID.nameUUIDFromBytes(("port " + server).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    String macAddress(String server) {
        return "fa:16:3e:" + port(server).replaceFirst("(..)(..)(..).*", "$1:$2:$3");
    }

    /** Returns the address that the client requested, or a free one. */
    String address(String server) {
        int last = 2 + Integer.parseInt(port(server).substring(0, 2), 16) % 250;
        return note(server).path("address").asText("192.168.0." + last);
    }

    void touch(String server) {
        note(server).put("updated", emulation.now().toString());
    }

    /** Returns the device name of a disk of a server, such as {@code /dev/vdb}. The disk keeps it until it is detached. */
    String device(ProtectableResource server, Resource.Disk disk) {
        ObjectNode place = emulation.note("attachment", disk.id());
        String id = server.resource().id();
        if (!place.path("server_id").asText().equals(id)) {
            place.put("server_id", id).put("device", freeDevice(server, disk));
        }
        return place.path("device").asText();
    }

    /** Attaches a disk under the device name that a client requests. */
    void keepDevice(String server, String disk, String device) {
        emulation.note("attachment", disk).put("server_id", server).put("device", device);
    }

    /** Returns whether a data disk was created with the server, and is deleted with it. */
    boolean goesWithServer(Resource.Disk disk) {
        return emulation
                .note("attachment", disk.id())
                .path("delete_on_termination")
                .asBoolean();
    }

    void forgetDevice(String disk) {
        emulation.note("attachment", disk).removeAll();
    }

    private String freeDevice(ProtectableResource server, Resource.Disk disk) {
        List<String> taken = new ArrayList<>();
        for (Resource.Disk other : server.disks()) {
            ObjectNode place = emulation.note("attachment", other.id());
            if (!other.equals(disk)
                    && place.path("server_id").asText().equals(server.resource().id())) {
                taken.add(place.path("device").asText());
            }
        }
        int place = server.disks().indexOf(disk);
        for (int i = place < 0 ? server.disks().size() : place; i < 26; i++) {
            String name = "/dev/vd" + (char) ('a' + i);
            if (!taken.contains(name)) {
                return name;
            }
        }
        return "/dev/vdz";
    }
}
