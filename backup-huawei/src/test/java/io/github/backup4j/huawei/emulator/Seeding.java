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
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts disks and servers into the world, from JSON such as {@code {"disks": [{"name": "data", "size": 40}], "servers":
 * [{"name": "web", "disks": [{"name": "root", "size": 40, "text": "hello"}]}]}}; sizes are in GiB.
 *
 * <p>A disk may also have {@code zone}, {@code type}, {@code encrypted}, {@code tags} and, as what is on it, {@code text}; a
 * server {@code zone}, {@code flavor}, {@code network}, {@code subnet}, {@code tags} and {@code stopped}. What is under
 * {@code images} are images for everybody, with {@code name}, {@code platform}, {@code os_version} and {@code size}.
 */
final class Seeding {
    private static final Set<String> OF_A_DISK = Set.of("name", "size", "zone", "type", "encrypted", "tags", "text");
    private static final Set<String> OF_AN_IMAGE = Set.of("name", "platform", "os_version", "size");
    private static final Set<String> OF_A_SERVER =
            Set.of("name", "disks", "zone", "flavor", "network", "subnet", "tags", "stopped");

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
        requireOnly(seed, Set.of("disks", "servers", "images"), "a seed");
        seed.path("images").forEach(image -> requireOnly(image, OF_AN_IMAGE, "an image"));
        seed.path("disks").forEach(disk -> requireOnly(disk, OF_A_DISK, "a disk"));
        for (JsonNode server : seed.path("servers")) {
            requireOnly(server, OF_A_SERVER, "a server");
            server.path("disks").forEach(disk -> requireOnly(disk, OF_A_DISK, "a disk"));
            if (server.path("disks").isEmpty()) {
                throw refusal("a server needs a disk to start from");
            }
        }
        ObjectNode made = Json.object();
        ArrayNode disks = made.putArray("disks");
        seed.path("disks").forEach(disk -> disks.add(view(addDisk(disk), disk)));
        ArrayNode list = made.putArray("servers");
        seed.path("servers").forEach(server -> list.add(addServer(server)));
        ArrayNode images = made.putArray("images");
        seed.path("images").forEach(image -> images.add(addImage(image)));
        return made;
    }

    private ObjectNode addImage(JsonNode wanted) {
        String name = wanted.path("name").asText("image");
        String id = emulation.publicImages.add(
                name,
                wanted.path("platform").asText("CentOS"),
                wanted.path("os_version").asText("CentOS 7.6 64bit"),
                wanted.path("size").asInt(40));
        return Json.object().put("id", id).put("name", name);
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

    private static void requireOnly(JsonNode sent, Set<String> known, String what) {
        for (String name : (Iterable<String>) sent::fieldNames) {
            if (!known.contains(name)) {
                throw refusal(what + " has no \"" + name + "\", only " + new TreeSet<>(known));
            }
        }
        JsonNode size = sent.path("size");
        if (!size.isMissingNode() && (!size.isInt() || size.asInt() < 1)) {
            throw refusal("the size of " + what + " is " + size + ", not a whole number of GiB");
        }
    }

    private static WireError refusal(String message) {
        return WireError.flat(400, "EMULATOR.0400", message);
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
