package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts disks and servers into the world, from JSON such as {@code {"disks": [{"name": "data", "size": 40}], "servers":
 * [{"name": "web", "disks": [{"name": "root", "size": 40, "text": "hello"}]}]}}; sizes are in GiB.
 *
 * <p>A disk may also have {@code zone}, {@code type}, {@code encrypted}, {@code tags} and, as what is on it, {@code text}; a
 * server {@code zone}, {@code flavor}, {@code network}, {@code subnet}, {@code tags} and {@code stopped}.
 */
final class Seeding {
    private final Emulation emulation;
    private final Servers servers;
    private final InMemoryCloud cloud;

    Seeding(Emulation emulation, InMemoryCloud cloud) {
        this.emulation = emulation;
        servers = new Servers(emulation);
        this.cloud = cloud;
    }

    /** Adds what a seed asks for, and returns the ids of all of it in the same form. */
    ObjectNode add(JsonNode seed) {
        ObjectNode made = Json.object();
        ArrayNode disks = made.putArray("disks");
        seed.path("disks").forEach(disk -> disks.add(view(addDisk(disk), disk)));
        ArrayNode list = made.putArray("servers");
        seed.path("servers").forEach(server -> list.add(addServer(server)));
        return made;
    }

    private Resource.Disk addDisk(JsonNode wanted) {
        DiskSetup setup = new DiskSetup(
                wanted.path("name").asText("disk"),
                DataSize.gib(wanted.path("size").asLong(40)),
                wanted.path("zone").asText(zone()),
                wanted.path("type").asText("SSD"),
                wanted.path("encrypted").asBoolean(),
                tags(wanted));
        Resource.Disk disk = cloud.addDisk(setup);
        emulation
                .note("volume", disk.id())
                .put("volume_type", setup.type())
                .put("created_at", emulation.now().toString())
                .put("updated_at", emulation.now().toString());
        if (wanted.has("text")) {
            cloud.write(disk, wanted.path("text").asText());
        }
        return disk;
    }

    private ObjectNode addServer(JsonNode wanted) {
        List<Resource.Disk> disks = new ArrayList<>();
        ArrayNode views = Json.array();
        for (JsonNode disk : wanted.path("disks")) {
            Resource.Disk made = addDisk(disk);
            disks.add(made);
            views.add(view(made, disk));
        }
        if (disks.isEmpty()) {
            throw WireError.flat(400, "EMULATOR.0400", "a server needs a disk to start from");
        }
        ServerSetup setup = new ServerSetup(
                wanted.path("name").asText("server"),
                disks,
                wanted.path("zone").asText(zone()),
                wanted.path("flavor").asText("s6.large.2"),
                wanted.path("network").asText("network-1"),
                wanted.path("subnet").asText("subnet-1"),
                tags(wanted));
        Resource.Server server = cloud.addServer(setup);
        servers.note(server.id())
                .put("flavor", setup.flavor())
                .put("vpc_id", setup.network())
                .put("subnet_id", setup.subnet());
        if (wanted.path("stopped").asBoolean()) {
            cloud.stop(server);
        }
        ObjectNode view = view(server, wanted);
        view.set("disks", views);
        return view;
    }

    private String zone() {
        return cloud.site().region() + "a";
    }

    private static Map<String, String> tags(JsonNode wanted) {
        Map<String, String> tags = new LinkedHashMap<>();
        wanted.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static ObjectNode view(Resource resource, JsonNode wanted) {
        return Json.object()
                .put("id", resource.id())
                .put("name", wanted.path("name").asText());
    }
}
