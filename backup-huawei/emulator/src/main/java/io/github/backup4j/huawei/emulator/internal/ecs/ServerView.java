package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Credentials;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Servers as ECS and Nova show them. */
final class ServerView {
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Emulation emulation;
    private final Servers servers;

    ServerView(Emulation emulation, Servers servers) {
        this.emulation = emulation;
        this.servers = servers;
    }

    /** The server of {@code GET /v1/{project_id}/cloudservers/{server_id}}. */
    ObjectNode detail(WireRequest request, ProtectableResource server) {
        ObjectNode note = servers.note(server.resource().id());
        ObjectNode view = Json.object().putNull("fault");
        addCommon(view, request, server);
        addAddresses(view, server, true);
        view.set("flavor", flavor(note.path("flavor").asText()));
        view.putObject("image").put("id", note.path("image_id").asText());
        view.set("metadata", metadata(note));
        view.put("host_status", "UP").put("auto_terminate_time", "").put("description", text(note, "description"));
        view.put("OS-EXT-SRV-ATTR:reservation_id", "r-" + shortId(server));
        view.put("OS-EXT-SRV-ATTR:launch_index", 0);
        view.put("OS-EXT-SRV-ATTR:kernel_id", "").put("OS-EXT-SRV-ATTR:ramdisk_id", "");
        view.put("OS-EXT-SRV-ATTR:root_device_name", "/dev/vda");
        view.put("OS-EXT-SRV-ATTR:hostname", hostname(server));
        view.put("OS-EXT-SRV-ATTR:user_data", text(note, "user_data"));
        view.put("locked", false);
        view.put("enterprise_project_id", text(note, "enterprise_project_id"));
        view.putArray("sys_tags")
                .addObject()
                .put("key", "_sys_enterprise_project_id")
                .put("value", text(note, "enterprise_project_id"));
        ArrayNode tags = view.putArray("tags");
        server.tags().forEach((key, value) -> tags.add(key + "=" + value));
        view.putObject("os:scheduler_hints");
        view.putObject("cpu_options").putNull("hw:cpu_threads");
        view.putObject("hypervisor").put("hypervisor_type", "QEMU").put("csd_hypervisor", "sandbox");
        ArrayNode volumes = view.putArray("os-extended-volumes:volumes_attached");
        for (Resource.Disk disk : server.disks()) {
            boolean first = server.disks().indexOf(disk) == 0;
            volumes.addObject()
                    .put("device", servers.device(server, disk))
                    .put("bootIndex", String.valueOf(server.disks().indexOf(disk)))
                    .put("id", disk.id())
                    .put("delete_on_termination", String.valueOf(first || servers.goesWithServer(disk)));
        }
        return view;
    }

    /** A server of {@code GET /v1.1/{project_id}/cloudservers/detail}. */
    ObjectNode listed(WireRequest request, ProtectableResource server) {
        ObjectNode detail = detail(request, server);
        ObjectNode view = Json.object();
        for (String key : List.of(
                "id",
                "name",
                "status",
                "tenant_id",
                "user_id",
                "created",
                "updated",
                "description",
                "key_name",
                "locked",
                "enterprise_project_id",
                "metadata",
                "tags",
                "addresses",
                "security_groups",
                "image",
                "fault")) {
            view.set(key, detail.get(key));
        }
        view.set("availability_zone", detail.get("OS-EXT-AZ:availability_zone"));
        view.set("vm_state", detail.get("OS-EXT-STS:vm_state"));
        view.set("task_state", detail.get("OS-EXT-STS:task_state"));
        view.set("power_state", detail.get("OS-EXT-STS:power_state"));
        view.set("launched_at", detail.get("OS-SRV-USG:launched_at"));
        view.set("root_device_name", detail.get("OS-EXT-SRV-ATTR:root_device_name"));
        boolean bought = detail.at("/metadata/charging_mode").asText().equals("1");
        view.putObject("market_info").put("charge_mode", bought ? "prepaid" : "postpaid");
        view.put("in_recycle_bin", false);
        ObjectNode flavor = view.putObject("flavor");
        detail.path("flavor").properties().forEach(entry -> flavor.set(entry.getKey(), entry.getValue()));
        for (String number : List.of("vcpus", "ram", "disk")) {
            flavor.put(number, flavor.path(number).asInt());
        }
        for (JsonNode network : view.path("addresses")) {
            network.forEach(address -> ((ObjectNode) address).put("version", 4));
        }
        ArrayNode volumes = view.putArray("volumes_attached");
        for (JsonNode attached : detail.path("os-extended-volumes:volumes_attached")) {
            ObjectNode volume = volumes.addObject();
            volume.setAll((ObjectNode) attached);
            volume.put(
                    "delete_on_termination",
                    attached.path("delete_on_termination").asBoolean());
            volume.put("size", size(request, attached.path("id").asText()));
        }
        return view;
    }

    private long size(WireRequest request, String disk) {
        return servers.disk(request, disk)
                .map(found -> found.size().toGibRoundedUp())
                .orElse(0L);
    }

    /** The server of {@code GET /v2.1/{project_id}/servers/{server_id}}. */
    ObjectNode nova(WireRequest request, ProtectableResource server) {
        ObjectNode note = servers.note(server.resource().id());
        ObjectNode view = Json.object();
        addCommon(view, request, server);
        addAddresses(view, server, false);
        String flavor = note.path("flavor").asText();
        link(view.putObject("flavor").put("id", flavor), "bookmark", request, "flavors/" + flavor);
        String image = note.path("image_id").asText();
        link(view.putObject("image").put("id", image), "bookmark", request, "images/" + image);
        view.set("metadata", metadata(note));
        addLinks(view, request, server);
        ArrayNode volumes = view.putArray("os-extended-volumes:volumes_attached");
        server.disks().forEach(disk -> volumes.addObject().put("id", disk.id()));
        return view;
    }

    /** A server of {@code GET /v2.1/{project_id}/servers}. */
    ObjectNode brief(WireRequest request, ProtectableResource server) {
        ObjectNode view = Json.object().put("id", server.resource().id()).put("name", server.name());
        addLinks(view, request, server);
        return view;
    }

    /** A disk of {@code GET /v1/{project_id}/cloudservers/{server_id}/block_device}. */
    ObjectNode blockDevice(WireRequest request, ProtectableResource server, Resource.Disk disk) {
        int index = server.disks().indexOf(disk);
        long size = size(request, disk.id());
        ObjectNode view = Json.object()
                .put("pciAddress", String.format(Locale.ROOT, "0000:02:%02x.0", index + 1))
                .put("volumeId", disk.id())
                .put("device", servers.device(server, disk))
                .put("serverId", server.resource().id())
                .put("id", disk.id())
                .put("bootIndex", index)
                .put("bus", "virtio");
        return emulation.form == Form.DOCUMENTED ? view.put("size", String.valueOf(size)) : view.put("size", size);
    }

    private void addCommon(ObjectNode view, WireRequest request, ProtectableResource server) {
        String id = server.resource().id();
        ObjectNode note = servers.note(id);
        Instant created = Instant.parse(note.path("created").asText());
        Instant updated = Instant.parse(note.path("updated").asText(created.toString()));
        String project = emulation.project(request);
        view.put("id", id).put("name", server.name()).put("status", server.statusText());
        view.put("tenant_id", project).put("user_id", Credentials.USER);
        view.put("created", seconds(created)).put("updated", seconds(updated));
        view.put("hostId", hash("host " + project) + hash("host").substring(0, 24));
        view.put("accessIPv4", "").put("accessIPv6", "").put("config_drive", "").put("progress", 0);
        if (note.path("key_name").isTextual()) {
            view.put("key_name", note.path("key_name").asText());
        } else {
            view.putNull("key_name");
        }
        view.put("OS-DCF:diskConfig", "MANUAL").put("OS-EXT-AZ:availability_zone", server.zone());
        view.put("OS-EXT-SRV-ATTR:host", hash("host " + project).substring(0, 16));
        view.put("OS-EXT-SRV-ATTR:hypervisor_hostname", "nova001@1");
        view.put("OS-EXT-SRV-ATTR:instance_name", "instance-" + shortId(server));
        view.put("OS-EXT-STS:power_state", powerState(Always.said(server.statusText())));
        view.put("OS-EXT-STS:vm_state", vmState(Always.said(server.statusText())));
        view.set("OS-EXT-STS:task_state", taskState(server, note));
        if ("BUILD".equals(server.statusText())) {
            view.putNull("OS-SRV-USG:launched_at");
        } else {
            view.put("OS-SRV-USG:launched_at", MICROSECONDS.format(created));
        }
        view.putNull("OS-SRV-USG:terminated_at");
        ArrayNode groups = view.putArray("security_groups");
        if (note.path("security_groups").isArray()) {
            note.path("security_groups")
                    .forEach(group -> groups.addObject()
                            .put("name", group.path("id").asText())
                            .put("id", group.path("id").asText()));
        } else {
            groups.addObject().put("name", "default").put("id", uuid("security group " + project));
        }
    }

    private void addAddresses(ObjectNode view, ProtectableResource server, boolean ecs) {
        String id = server.resource().id();
        ObjectNode shown = view.putObject("addresses")
                .putArray(servers.note(id).path("vpc_id").asText())
                .addObject();
        shown.put("addr", servers.address(id))
                .put("OS-EXT-IPS-MAC:mac_addr", servers.macAddress(id))
                .put("OS-EXT-IPS:type", "fixed");
        if (ecs) {
            shown.put("version", "4")
                    .put("OS-EXT-IPS:port_id", servers.port(id))
                    .put("primary", true);
        } else {
            shown.put("version", 4);
        }
    }

    private static ObjectNode flavor(String id) {
        return Json.object()
                .put("id", id)
                .put("name", id)
                .put("disk", "0")
                .put("vcpus", String.valueOf(processors(id)))
                .put("ram", String.valueOf(1024L * processors(id) * gibPerProcessor(id)));
    }

    /** The size of a flavor such as {@code s6.2xlarge.4}. */
    private static int processors(String flavor) {
        String size = flavor.replaceFirst("^[^.]*\\.?", "").replaceFirst("\\..*", "");
        if (size.endsWith("xlarge")) {
            String times = size.replace("xlarge", "");
            return times.matches("\\d{1,3}") ? 4 * Integer.parseInt(times) : 4;
        }
        return size.equals("large") ? 2 : 1;
    }

    private static int gibPerProcessor(String flavor) {
        String ratio = flavor.replaceFirst(".*\\.", "");
        return ratio.matches("\\d{1,2}") ? Integer.parseInt(ratio) : 2;
    }

    private static ObjectNode metadata(ObjectNode note) {
        String image = note.path("image_id").asText();
        ObjectNode metadata = Json.object()
                .put("metering.image_id", image)
                .put("metering.imagetype", "private")
                .put("metering.resourcespeccode", note.path("flavor").asText() + ".linux")
                .put("metering.resourcetype", "1")
                .put("metering.cloudServiceType", "hws.service.type.ec2")
                .put("image_name", text(note, "image_name"))
                .put("vpc_id", note.path("vpc_id").asText())
                .put("os_type", "Linux")
                .put("os_bit", "64")
                .put("charging_mode", note.has("order_id") ? "1" : "0");
        if (note.has("order_id")) {
            metadata.put("metering.order_id", note.path("order_id").asText());
        }
        if (note.path("metadata") instanceof ObjectNode sent) {
            metadata.setAll(sent);
        }
        return metadata;
    }

    private void addLinks(ObjectNode view, WireRequest request, ProtectableResource server) {
        link(view, "self", request, "servers/" + server.resource().id());
        ((ArrayNode) view.path("links"))
                .addObject()
                .put("rel", "bookmark")
                .put(
                        "href",
                        request.root() + "/" + emulation.project(request) + "/servers/"
                                + server.resource().id());
    }

    private void link(ObjectNode view, String rel, WireRequest request, String path) {
        String version = rel.equals("self") ? "/v2.1/" : "/";
        view.putArray("links")
                .addObject()
                .put("rel", rel)
                .put("href", request.root() + version + emulation.project(request) + "/" + path);
    }

    private static JsonNode taskState(ProtectableResource server, ObjectNode note) {
        String told = note.path("task_state").asText("");
        String state = told.isEmpty() && "BUILD".equals(server.statusText()) ? "spawning" : told;
        return Json.MAPPER.valueToTree(state.isEmpty() ? null : state);
    }

    private static int powerState(String status) {
        return switch (status) {
            case "ACTIVE" -> 1;
            case "SHUTOFF" -> 4;
            default -> 0;
        };
    }

    private static String vmState(String status) {
        return switch (status) {
            case "ACTIVE" -> "active";
            case "SHUTOFF" -> "stopped";
            case "BUILD" -> "building";
            default -> "error";
        };
    }

    private static String hostname(ProtectableResource server) {
        return server.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    private static String shortId(ProtectableResource server) {
        return hash(server.resource().id()).substring(0, 8);
    }

    private static String text(ObjectNode note, String key) {
        return note.path(key).asText("");
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String uuid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String hash(String text) {
        return uuid(text).replace("-", "");
    }
}
