package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.ims.WireImages;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.Orders;
import io.github.backup4j.huawei.emulator.internal.world.VolumeTypes;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** ECS's calls that create servers, from the image of a system disk or of a whole server. */
public final class EcsCreateRoutes {
    private static final int MOST_DATA_DISKS = 59;

    /** How long it takes to create a server from a public image. */
    private static final Duration CREATING = Duration.ofMinutes(1);

    private final Emulation emulation;
    private final Servers servers;

    /** The responses to requests with an {@code X-Client-Token}, by project and token. */
    private final Map<String, WireReply> answered = new LinkedHashMap<>();

    public EcsCreateRoutes(Emulation emulation) {
        this.emulation = emulation;
        servers = new Servers(emulation);
    }

    public void addTo(Router router) {
        router.add("POST", "/v1/{project_id}/cloudservers", this::create);
        router.add("POST", "/v1.1/{project_id}/cloudservers", this::create);
    }

    private WireReply create(WireRequest request) {
        String token = request.header("x-client-token");
        if (token == null || token.isEmpty()) {
            return createAnew(request);
        }
        String key = emulation.project(request) + " " + token;
        WireReply before = answered.get(key);
        if (before != null) {
            return before;
        }
        WireReply reply = createAnew(request);
        if (reply.status() == 200) {
            answered.put(key, reply);
        }
        return reply;
    }

    private WireReply createAnew(WireRequest request) {
        JsonNode wanted = request.body().path("server");
        Image image = checked(request, wanted);
        if (request.body().path("dry_run").asBoolean()) {
            return WireReply.empty(202);
        }
        Batch batch = new Batch(request, wanted, image);
        if (wanted.path("extendparam").path("chargingMode").asText().equalsIgnoreCase("prePaid")) {
            return order(request, wanted.path("extendparam"), batch);
        }
        batch.begin();
        ObjectNode body = Json.object().put("job_id", batch.job());
        batch.addIds(body.putArray("serverIds"));
        return WireReply.ok(body);
    }

    private WireReply order(WireRequest request, JsonNode terms, Batch batch) {
        Orders.Product product = new Orders.Product(
                "hws.service.type.ec2",
                "hws.resource.type.vm",
                terms.path("periodType").asText("month").toLowerCase(Locale.ROOT),
                terms.path("periodNum").asInt(1),
                terms.path("isAutoRenew").asBoolean());
        boolean autoPay = terms.path("isAutoPay").asBoolean();
        Orders.Order order = emulation.orders.place(emulation.project(request), product, autoPay, batch);
        batch.noteOrder(order.id);
        ObjectNode body = Json.object().put("order_id", order.id);
        batch.addIds(body.putArray("serverIds"));
        return WireReply.ok(body);
    }

    // ---- checks

    private Image checked(WireRequest request, JsonNode wanted) {
        require(wanted.isObject(), "server is required");
        for (String key : List.of("name", "imageRef", "flavorRef", "vpcid")) {
            require(!wanted.path(key).asText("").isEmpty(), key + " is required");
        }
        require(wanted.path("name").asText().matches("[\\p{L}\\p{N}_.-]{1,64}"), "name is invalid");
        require(!wanted.path("nics").isEmpty() && wanted.path("nics").isArray(), "nics is required");
        JsonNode root = wanted.path("root_volume");
        require(!root.path("volumetype").asText("").isEmpty(), "root_volume.volumetype is required");
        requireType(root, "root_volume");
        require(
                !Json.isSent(root.path("size")) || isWhole(root, "size", 1, 1024),
                "root_volume.size is not from 1 to 1024");
        require(!Json.isSent(wanted.path("count")) || isWhole(wanted, "count", 1, 500), "count is not from 1 to 500");
        checkDataVolumes(request, wanted.path("data_volumes"));
        require(wanted.path("server_tags").size() <= 10, "server_tags has more than 10 tags");
        String mode = wanted.path("extendparam").path("chargingMode").asText("postPaid");
        require(mode.equalsIgnoreCase("postPaid") || mode.equalsIgnoreCase("prePaid"), "chargingMode is invalid");
        return image(request, wanted.path("imageRef").asText(), root);
    }

    /** Checks the data disks before a server exists that would lack them. */
    private void checkDataVolumes(WireRequest request, JsonNode disks) {
        require(!Json.isSent(disks) || disks.isArray(), "data_volumes is not a list");
        require(disks.size() <= MOST_DATA_DISKS, "data_volumes has more than " + MOST_DATA_DISKS + " disks");
        for (JsonNode disk : disks) {
            require(disk.isObject(), "data_volumes has " + disk + ", which is not an object");
            requireType(disk, "data_volumes");
            boolean ofImage = disk.path("extendparam").has("snapshotId") || disk.has("data_image_id");
            require(
                    isWhole(disk, "size", ofImage ? 1 : 10, 32_768) || (ofImage && !Json.isSent(disk.path("size"))),
                    "data_volumes.size is not from 10 to 32768");
            if (disk.has("data_image_id")) {
                checkDataImage(request, disk);
            }
        }
    }

    private void checkDataImage(WireRequest request, JsonNode disk) {
        String id = disk.path("data_image_id").asText();
        Image image = existing(request, id);
        if (image.status() != Image.Status.ACTIVE || image.kind() != Image.Kind.DATA_DISK) {
            throw badImage(id, "is " + image.status() + " and of a " + image.kind());
        }
    }

    private static void requireType(JsonNode disk, String of) {
        JsonNode type = disk.path("volumetype");
        require(
                !Json.isSent(disk.path("volumetype"))
                        || (type.isTextual() && VolumeTypes.ALL.contains(type.textValue())),
                of + ".volumetype is " + type + ", which does not exist");
    }

    private static boolean isWhole(JsonNode object, String key, int least, int most) {
        JsonNode value = object.path(key);
        return value.isInt() && value.intValue() >= least && value.intValue() <= most;
    }

    private Image image(WireRequest request, String id, JsonNode root) {
        Image image = existing(request, id);
        if (image.status() != Image.Status.ACTIVE || image.kind() == Image.Kind.DATA_DISK) {
            throw badImage(id, "is " + image.status() + " and of a " + image.kind());
        }
        if (root.has("size") && image.kind() == Image.Kind.SYSTEM_DISK) {
            require(
                    root.path("size").asLong() >= image.size().toGibRoundedUp(),
                    "root_volume.size is less than the min_disk of the image");
        }
        return image;
    }

    private Image existing(WireRequest request, String id) {
        if (!id.matches("[\\w-]{1,64}")) {
            throw badImage(id, "is not an id");
        }
        return EcsErrors.translating(() -> new WireImages(emulation).find(request, id))
                .orElseThrow(() -> badImage(id, "does not exist"));
    }

    private static WireError badImage(String id, String why) {
        return WireError.nested(400, "Ecs.0007", "Invalid image attributes: " + id + " " + why);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw EcsErrors.invalid(message);
        }
    }

    // ---- creation

    /** The servers of one request. */
    private final class Batch implements Orders.Fulfilment {
        private final WireRequest request;
        private final JsonNode wanted;
        private final Image image;
        private final List<EcsJob> parts = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private String orderId = "";

        Batch(WireRequest request, JsonNode wanted, Image image) {
            this.request = request;
            this.wanted = wanted;
            this.image = image;
        }

        @Override
        public void begin() {
            int count = wanted.path("count").asInt(1);
            for (int i = 1; i <= count; i++) {
                String name = wanted.path("name").asText() + (count == 1 ? "" : String.format(Locale.ROOT, "-%04d", i));
                beginOne(name);
            }
            noteOrder(orderId);
        }

        String job() {
            return EcsJob.of(emulation, "createServer", parts).id();
        }

        void noteOrder(String order) {
            orderId = order;
            if (!order.isEmpty()) {
                ids.forEach(id -> servers.note(id).put("order_id", order));
            }
        }

        void addIds(ArrayNode list) {
            ids.forEach(list::add);
        }

        @Override
        public Orders.Status status() {
            if (parts.isEmpty() || !parts.stream().allMatch(EcsJob::over)) {
                return Orders.Status.PROCESSING;
            }
            return parts.stream().anyMatch(EcsJob::failed) ? Orders.Status.CANCELLED : Orders.Status.COMPLETED;
        }

        @Override
        public List<String> resources() {
            return List.copyOf(ids);
        }

        @Override
        public void release(String resource) {
            Resource.Server server = Resource.server(resource);
            List<Resource.Disk> disks = servers.cloud(request).disksOf(server);
            servers.cloud(request).delete(server);
            disks.forEach(servers.cloud(request)::delete);
        }

        private void beginOne(String name) {
            if (emulation.publicImages.find(image.id().value()).isPresent()) {
                Resource.Server server = newServer(name);
                complete(server, name);
                parts.add(EcsJob.lasting(emulation, "createSingleServer", server.id(), CREATING, () -> {}));
                return;
            }
            List<Resource.Server> before = servers.cloud(request).servers();
            Operation<Resource.Server> work = EcsErrors.translating(
                    () -> emulation.backup(request).images().restore(image.id(), spec(name)));
            Resource.Server server = servers.cloud(request).servers().stream()
                    .filter(known -> !before.contains(known))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the cloud created no server"));
            complete(server, name);
            parts.add(EcsJob.following(emulation, "createSingleServer", server.id(), work));
        }

        private void complete(Resource.Server server, String name) {
            keepWhatWasSent(server.id());
            noteTypes(server);
            addDisks(server, name);
            ids.add(server.id());
        }

        /** A server from a public image, which the in-memory cloud does not hold: its system disk is empty. */
        private Resource.Server newServer(String name) {
            ServerSpec spec = EcsErrors.translating(() -> spec(name));
            String zone = spec.zone() == null ? emulation.region() + "a" : spec.zone();
            require(
                    spec.zone() == null || servers.cloud(request).zones().contains(zone),
                    "availability_zone " + zone + " does not exist");
            String type = wanted.path("root_volume").path("volumetype").asText();
            Resource.Disk root = servers.cloud(request)
                    .addDisk(DiskSetup.of(name, image.size()).inZone(zone).ofType(type));
            return servers.cloud(request)
                    .addServer(new ServerSetup(
                            name,
                            List.of(root),
                            zone,
                            wanted.path("flavorRef").asText(),
                            wanted.path("vpcid").asText(),
                            wanted.path("nics").path(0).path("subnet_id").asText("subnet"),
                            tags(),
                            null,
                            List.of(securityGroups()),
                            wanted.path("key_name").textValue()));
        }

        private ServerSpec spec(String name) {
            ServerSpec spec = ServerSpec.of(name)
                    .withFlavor(wanted.path("flavorRef").asText())
                    .inNetwork(
                            wanted.path("vpcid").asText(),
                            wanted.path("nics").path(0).path("subnet_id").asText("subnet"))
                    .withTags(tags())
                    .withSecurityGroups(securityGroups());
            String keyPair = wanted.path("key_name").asText("");
            String zone = wanted.path("availability_zone").asText("");
            ServerSpec placed = zone.isEmpty() ? spec : spec.inZone(zone);
            return keyPair.isEmpty() ? placed : placed.withKeyPair(keyPair);
        }

        /** The security groups of the request; without any, ECS puts a server into the default one of its project. */
        private String[] securityGroups() {
            Set<String> ids = new LinkedHashSet<>();
            wanted.path("security_groups")
                    .forEach(group -> ids.add(group.path("id").asText()));
            ids.remove("");
            return ids.isEmpty() ? new String[] {"default"} : ids.toArray(new String[0]);
        }

        private Map<String, String> tags() {
            Map<String, String> tags = new LinkedHashMap<>();
            for (JsonNode tag : wanted.path("server_tags")) {
                tags.put(tag.path("key").asText(), tag.path("value").asText(""));
            }
            for (JsonNode tag : wanted.path("tags")) {
                String[] parts = tag.asText().split("[.=]", 2);
                tags.put(parts[0], parts.length < 2 ? "" : parts[1]);
            }
            return tags;
        }

        private void keepWhatWasSent(String server) {
            ObjectNode note = servers.note(server);
            note.put("flavor", wanted.path("flavorRef").asText());
            note.put("vpc_id", wanted.path("vpcid").asText());
            note.put("subnet_id", wanted.path("nics").path(0).path("subnet_id").asText(""));
            note.put("image_id", image.id().value()).put("image_name", image.name());
            note.put("description", wanted.path("description").asText(""));
            note.put("user_data", wanted.path("user_data").asText(""));
            JsonNode project = wanted.path("extendparam").path("enterprise_project_id");
            note.put("enterprise_project_id", project.asText("").isEmpty() ? "0" : project.asText());
            if (wanted.has("key_name")) {
                note.set("key_name", wanted.path("key_name"));
            }
            if (wanted.path("nics").path(0).has("ip_address")) {
                note.set("address", wanted.path("nics").path(0).path("ip_address"));
            }
            note.set("security_groups", wanted.path("security_groups"));
            note.set("metadata", wanted.path("metadata"));
        }

        /** The requested volume types; data disks of a whole image have the default type unless they are named. */
        private void noteTypes(Resource.Server server) {
            String root = wanted.path("root_volume").path("volumetype").asText();
            String type = root;
            for (Resource.Disk disk : servers.cloud(request).disksOf(server)) {
                emulation
                        .note("volume", disk.id())
                        .put("volume_type", type)
                        .put("created_at", emulation.now().toString());
                type = "SATA";
            }
        }

        private void noteType(Resource.Disk disk, JsonNode volume) {
            emulation
                    .note("volume", disk.id())
                    .put("volume_type", volume.path("volumetype").asText("SATA"));
        }

        /** Detaching the disk forgets it. */
        private void noteTermination(Resource.Disk disk, JsonNode volume) {
            if (volume.path("delete_on_termination").asBoolean()) {
                emulation.note("attachment", disk.id()).put("delete_on_termination", true);
            }
        }

        /** Enlarges disks that are requested larger than in the image, and adds those that it lacks. */
        private void addDisks(Resource.Server server, String name) {
            List<Resource.Disk> made = servers.cloud(request).disksOf(server);
            enlarge(made.get(0), wanted.path("root_volume").path("size"));
            int ofImage = 1;
            int added = 0;
            for (JsonNode volume : wanted.path("data_volumes")) {
                if (volume.path("extendparam").has("snapshotId") && ofImage < made.size()) {
                    enlarge(made.get(ofImage), volume.path("size"));
                    noteType(made.get(ofImage), volume);
                    noteTermination(made.get(ofImage), volume);
                    ofImage++;
                } else {
                    added++;
                    Resource.Disk disk = newDisk(server, name + "-volume-000" + added, volume);
                    noteType(disk, volume);
                    noteTermination(disk, volume);
                    servers.cloud(request).attach(disk, server);
                }
            }
        }

        private void enlarge(Resource.Disk disk, JsonNode size) {
            DataSize asked = DataSize.gib(size.asLong());
            ProtectableResource known = servers.disk(request, disk.id()).orElseThrow();
            if (asked.compareTo(known.size()) > 0) {
                servers.cloud(request).enlarge(disk, asked);
            }
        }

        private Resource.Disk newDisk(Resource.Server server, String name, JsonNode volume) {
            String zone = Always.said(servers.get(request, server.id()).zone());
            String type = volume.path("volumetype").asText("SATA");
            if (!volume.has("data_image_id")) {
                return servers.cloud(request)
                        .addDisk(DiskSetup.of(
                                        name, DataSize.gib(volume.path("size").asLong(10)))
                                .inZone(zone)
                                .ofType(type));
            }
            List<Resource.Disk> before = servers.cloud(request).disks();
            ImageId source = new ImageId(volume.path("data_image_id").asText());
            Operation<Resource.Disk> unused = EcsErrors.translating(() -> emulation
                    .backup(request)
                    .images()
                    .restore(source, DiskSpec.of(name).inZone(zone).withType(type)));
            return servers.cloud(request).disks().stream()
                    .filter(known -> !before.contains(known))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the cloud created no disk"));
        }
    }
}
