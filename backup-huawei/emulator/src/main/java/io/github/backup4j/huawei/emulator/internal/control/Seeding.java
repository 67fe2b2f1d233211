package io.github.backup4j.huawei.emulator.internal.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.internal.ecs.Servers;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Creates disks, servers and public images from the JSON that {@link HuaweiEmulator.Builder#seed} describes. A seed is
 * applied completely or not at all.
 */
public final class Seeding {
    private static final Set<String> OF_A_DISK =
            Set.of("id", "name", "size", "zone", "type", "encrypted", "tags", "text");
    private static final Set<String> OF_AN_IMAGE = Set.of("id", "name", "platform", "os_version", "size");
    private static final Set<String> OF_A_SERVER =
            Set.of("id", "name", "disks", "zone", "flavor", "network", "subnet", "tags", "stopped");

    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Emulation emulation;
    private final Servers servers;
    private final InMemoryCloud cloud;

    public Seeding(Emulation emulation, InMemoryCloud cloud) {
        this.emulation = emulation;
        servers = new Servers(emulation);
        this.cloud = cloud;
    }

    /**
     * Adds the resources of a seed, and returns their ids in the same form.
     *
     * @throws IllegalArgumentException if the seed is malformed
     */
    public String add(String seed) {
        try {
            return add(Json.read(seed.getBytes(StandardCharsets.UTF_8))).toString();
        } catch (IOException e) {
            throw new IllegalArgumentException("the seed is not JSON: " + seed, e);
        } catch (WireError e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Adds the resources of a seed, and returns their ids in the same form. */
    public ObjectNode add(JsonNode seed) {
        check(seed);
        ObjectNode made = Json.object();
        ArrayNode disks = made.putArray("disks");
        seed.path("disks").forEach(disk -> disks.add(view(addDisk(disk), disk)));
        ArrayNode list = made.putArray("servers");
        seed.path("servers").forEach(server -> list.add(addServer(server)));
        ArrayNode images = made.putArray("images");
        seed.path("images").forEach(image -> images.add(addImage(image)));
        return made;
    }

    /** Refuses a seed that cannot be added, before anything is. */
    private void check(JsonNode seed) {
        if (!seed.isObject()) {
            throw refusal("a seed is an object, not " + seed);
        }
        requireOnly(seed, Set.of("disks", "servers", "images"), "a seed");
        Set<String> ids = new HashSet<>();
        cloud.disks().forEach(disk -> ids.add(disk.id()));
        cloud.servers().forEach(server -> ids.add(server.id()));
        emulation.publicImages.all().forEach(image -> ids.add(image.id().value()));
        for (JsonNode image : list(seed, "images", "a seed")) {
            requireGood(image, OF_AN_IMAGE, "an image", ids);
        }
        for (JsonNode disk : list(seed, "disks", "a seed")) {
            requireGood(disk, OF_A_DISK, "a disk", ids);
        }
        for (JsonNode server : list(seed, "servers", "a seed")) {
            requireGood(server, OF_A_SERVER, "a server", ids);
            for (JsonNode disk : list(server, "disks", "a server")) {
                requireGood(disk, OF_A_DISK, "a disk", ids);
            }
            if (server.path("disks").isEmpty()) {
                throw refusal("a server needs a disk to start from");
            }
        }
    }

    private static JsonNode list(JsonNode sent, String name, String what) {
        JsonNode list = sent.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw refusal("\"" + name + "\" of " + what + " is " + list + ", not a list");
        }
        return list;
    }

    private static void requireGood(JsonNode sent, Set<String> known, String what, Set<String> ids) {
        if (!sent.isObject()) {
            throw refusal(what + " is an object, not " + sent);
        }
        requireOnly(sent, known, what);
        JsonNode id = sent.path("id");
        if (id.isMissingNode()) {
            return;
        }
        if (!id.isTextual() || !UUIDS.matcher(id.textValue()).matches()) {
            throw refusal("the id of " + what + " is " + id + ", not a UUID in small letters");
        }
        if (!ids.add(id.textValue())) {
            throw refusal("the id of " + what + " is " + id + ", which another resource has already");
        }
    }

    private ObjectNode addImage(JsonNode wanted) {
        String name = wanted.path("name").asText("image");
        String id = emulation.publicImages.add(
                wanted.path("id").textValue(),
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
                tags(wanted),
                wanted.path("id").textValue());
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
                tags(wanted),
                wanted.path("id").textValue());
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
