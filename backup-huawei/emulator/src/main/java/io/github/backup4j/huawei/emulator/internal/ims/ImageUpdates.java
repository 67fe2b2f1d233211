package io.github.backup4j.huawei.emulator.internal.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Image;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies a list of operations to the attributes of an image. */
final class ImageUpdates {
    private static final Set<String> FIXED = Set.of(
            "id",
            "status",
            "owner",
            "schema",
            "self",
            "file",
            "size",
            "virtual_size",
            "checksum",
            "created_at",
            "updated_at",
            "active_at",
            "__imagetype",
            "__image_size",
            "__image_source_type",
            "__data_origin",
            "__backup_id",
            "__isregistered",
            "container_format",
            "disk_format",
            "virtual_env_type");

    private final WireImages images;
    private final Emulation emulation;

    ImageUpdates(WireImages images, Emulation emulation) {
        this.images = images;
        this.emulation = emulation;
    }

    /** Applies all operations, or none. */
    Image apply(WireRequest request, Image image) {
        if (!request.body().isArray()) {
            throw ImsErrors.bad("IMG.0001", "The request message format is invalid.");
        }
        if (request.body().isEmpty()) {
            throw ImsErrors.bad("IMG.0007", "The request body is empty.");
        }
        ObjectNode view = images.view(request, image);
        List<Change> changes = new ArrayList<>();
        for (JsonNode operation : request.body()) {
            Change change = read(operation);
            check(change, view);
            if (change.value == null) {
                view.remove(change.attribute);
            } else {
                view.set(change.attribute, change.value);
            }
            changes.add(change);
        }
        return keep(request, image, changes);
    }

    private static Change read(JsonNode operation) {
        String kind = operation.path("op").asText("");
        String path = operation.path("path").asText("");
        JsonNode value = operation.path("value");
        for (String old : List.of("add", "replace", "remove")) {
            if (kind.isEmpty() && operation.has(old)) {
                kind = old;
                path = operation.path(old).asText();
            }
        }
        if (!List.of("add", "replace", "remove").contains(kind) || path.isEmpty()) {
            throw ImsErrors.bad("IMG.0001", "The request message format is invalid.");
        }
        String attribute = path.startsWith("/") ? path.substring(1) : path;
        return new Change(kind, attribute, kind.equals("remove") ? null : value);
    }

    private static void check(Change change, ObjectNode view) {
        String attribute = change.attribute;
        if (FIXED.contains(attribute)) {
            throw ImsErrors.bad("IMG.0035", "An attribute conflict occurred during the modification: " + attribute);
        }
        if (!change.kind.equals("add") && !view.hasNonNull(attribute)) {
            throw ImsErrors.bad(
                    "IMG.0035", "An attribute conflict occurred during the modification: " + attribute + " is not set");
        }
        JsonNode value = change.value;
        if (value == null) {
            if (attribute.equals("name")) {
                throw ImsErrors.bad("IMG.0013", "The image name is not specified.");
            }
            return;
        }
        switch (attribute) {
            case "name" -> ImsCreationRoutes.checkTexts(value.asText(""), "");
            case "__description" -> ImsCreationRoutes.checkTexts("name", value.asText(""));
            case "min_ram", "min_disk", "max_ram" -> {
                if (!value.asText().matches("\\d{1,7}")) {
                    throw ImsErrors.bad("IMG.0055", "The memory or disk size is invalid.");
                }
            }
            default -> {
                // Any other attribute takes any value.
            }
        }
    }

    private Image keep(WireRequest request, Image image, List<Change> changes) {
        String name = image.name();
        String description = Always.text(image.description());
        List<String> tags = images.rawTags(image);
        ObjectNode note = images.note(image.id().value());
        for (Change change : changes) {
            JsonNode value = change.value;
            switch (change.attribute) {
                case "name" -> name = value == null ? name : value.asText();
                case "__description" -> description = value == null ? "" : value.asText();
                case "tags" -> {
                    tags = new ArrayList<>();
                    if (value != null) {
                        for (JsonNode tag : value) {
                            tags.add(tag.asText());
                        }
                    }
                }
                default -> keepProperty(note, change);
            }
        }
        WireImages.checkTags(WireImages.parsed(tags));
        note.set("tags", WireImages.strings(tags));
        note.put("updated_at", emulation.now().toString());
        return emulation
                .backup(request)
                .images()
                .update(image.id(), new ImageUpdate(name, description, WireImages.parsed(tags)));
    }

    private static void keepProperty(ObjectNode note, Change change) {
        ObjectNode properties = note.withObject("/properties");
        JsonNode value = change.value;
        if (value == null) {
            properties.remove(change.attribute);
        } else if (List.of("min_ram", "min_disk").contains(change.attribute)) {
            properties.put(change.attribute, value.asInt());
        } else {
            properties.set(change.attribute, value);
        }
    }

    private record Change(
            String kind, String attribute, @Nullable JsonNode value) {}
}
