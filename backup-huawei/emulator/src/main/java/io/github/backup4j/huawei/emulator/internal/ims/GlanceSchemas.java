package io.github.backup4j.huawei.emulator.internal.ims;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import java.util.List;

/** The JSON schemas of images and their members, as Glance serves them. */
public final class GlanceSchemas {
    private static final String UUID =
            "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$";

    public void addTo(Router router) {
        router.add("GET", "/v2/schemas/image", request -> WireReply.ok(image()));
        router.add(
                "GET",
                "/v2/schemas/images",
                request -> WireReply.ok(listOf("images", image(), "first", "next", "describedby")));
        router.add("GET", "/v2/schemas/member", request -> WireReply.ok(member()));
        router.add("GET", "/v2/schemas/members", request -> WireReply.ok(listOf("members", member(), "describedby")));
    }

    private static ObjectNode image() {
        ObjectNode schema = Json.object().put("name", "image");
        schema.putObject("additionalProperties").put("type", "string");
        ArrayNode links = schema.putArray("links");
        links.addObject().put("href", "{self}").put("rel", "self");
        links.addObject().put("href", "{file}").put("rel", "enclosure");
        links.addObject().put("href", "{schema}").put("rel", "describedby");
        ObjectNode properties = schema.putObject("properties");
        text(properties, "id", "An identifier for the image").put("pattern", UUID);
        text(properties, "name", "Descriptive name for the image").put("maxLength", 255);
        choice(properties, "status", List.of("queued", "saving", "active", "killed", "deleted", "pending_delete"));
        choice(properties, "visibility", List.of("public", "private", "shared"));
        choice(properties, "container_format", List.of("ami", "ari", "aki", "bare", "ovf", "ova"));
        choice(
                properties,
                "disk_format",
                List.of("ami", "ari", "aki", "vhd", "vmdk", "raw", "qcow2", "vdi", "iso", "zvhd", "zvhd2"));
        number(properties, "min_disk", "Amount of disk space (in GB) required to boot image.");
        number(properties, "min_ram", "Amount of ram (in MB) required to boot image.");
        number(properties, "size", "Size of image file in bytes (READ-ONLY)");
        ArrayNode sizeOrNone = number(properties, "virtual_size", "Virtual size of image in bytes (READ-ONLY)")
                .putArray("type");
        sizeOrNone.add("null").add("integer"); // images have null there, and clients check them by this
        properties
                .putObject("protected")
                .put("type", "boolean")
                .put("description", "If true, image will not be deletable.");
        ObjectNode tags = properties.putObject("tags").put("type", "array");
        tags.put("description", "List of strings related to the image");
        tags.putObject("items").put("type", "string").put("maxLength", 255);
        text(properties, "owner", "Owner of the image").put("maxLength", 255);
        text(properties, "checksum", "md5 hash of image contents. (READ-ONLY)").put("maxLength", 32);
        for (String key : List.of("created_at", "updated_at", "file", "self", "schema", "direct_url")) {
            text(properties, key, "(READ-ONLY)");
        }
        for (String key : List.of("kernel_id", "ramdisk_id")) {
            text(properties, key, "ID of an image that an AMI-style image boots with.")
                    .put("pattern", UUID)
                    .put("is_base", false);
        }
        for (String key : List.of("instance_uuid", "os_distro", "os_version", "architecture")) {
            text(properties, key, key).put("is_base", false);
        }
        locations(properties);
        return schema;
    }

    private static void locations(ObjectNode properties) {
        ObjectNode locations = properties.putObject("locations").put("type", "array");
        locations.put("description", "A set of URLs to access the image file kept in external store");
        ObjectNode location = locations.putObject("items").put("type", "object");
        location.putArray("required").add("url").add("metadata");
        ObjectNode parts = location.putObject("properties");
        parts.putObject("url").put("type", "string").put("maxLength", 255);
        parts.putObject("metadata").put("type", "object");
    }

    private static ObjectNode member() {
        ObjectNode schema = Json.object().put("name", "member");
        ObjectNode properties = schema.putObject("properties");
        choice(properties, "status", List.of("pending", "accepted", "rejected"));
        text(properties, "created_at", "Date and time of image member creation");
        text(properties, "updated_at", "Date and time of last modification of image member");
        text(properties, "image_id", "An identifier for the image").put("pattern", UUID);
        text(properties, "member_id", "An identifier for the image member (tenantId)");
        properties.putObject("schema").put("readOnly", true).put("type", "string");
        return schema;
    }

    private static ObjectNode listOf(String name, ObjectNode item, String... relations) {
        ObjectNode schema = Json.object().put("name", name);
        ArrayNode links = schema.putArray("links");
        for (String relation : relations) {
            links.addObject()
                    .put("href", relation.equals("describedby") ? "{schema}" : "{" + relation + "}")
                    .put("rel", relation);
        }
        ObjectNode properties = schema.putObject("properties");
        properties.putObject(name).put("type", "array").set("items", item);
        properties.putObject("schema").put("type", "string");
        if (relations.length > 1) {
            properties.putObject("next").put("type", "string");
            properties.putObject("first").put("type", "string");
        }
        return schema;
    }

    private static ObjectNode text(ObjectNode properties, String key, String description) {
        return properties.putObject(key).put("type", "string").put("description", description);
    }

    private static ObjectNode number(ObjectNode properties, String key, String description) {
        return properties.putObject(key).put("type", "integer").put("description", description);
    }

    private static void choice(ObjectNode properties, String key, List<String> values) {
        ObjectNode property = text(properties, key, key);
        property.set("enum", WireImages.strings(values));
    }
}
