package io.github.backup4j.huawei.emulator.internal.evs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The filter, order and page of a list of disks or snapshots. */
final class VolumeQuery {
    private static final int MOST = 1000;
    private static final List<String> SORT_KEYS =
            List.of("id", "status", "size", "created_at", "updated_at", "name", "display_name", "availability_zone");

    private VolumeQuery() {}

    static Page page(WireRequest request, List<ObjectNode> all) {
        List<ObjectNode> matching =
                all.stream().filter(filter(request)).sorted(order(request)).toList();
        return Page.of(matching, request.query("marker").orElse(""), offset(request), limit(request));
    }

    private static int limit(WireRequest request) {
        String text = request.query("limit").orElse("");
        if (text.isEmpty()) {
            return MOST;
        }
        if (!text.matches("\\d{1,9}")) {
            throw EvsErrors.bad("EVS.5400", "limit param must be an integer.");
        }
        int limit = Integer.parseInt(text);
        if (limit > MOST) {
            throw EvsErrors.bad("EVS.2142", "invalid filter limit, can not greater than 1000.");
        }
        return limit;
    }

    private static int offset(WireRequest request) {
        String text = request.query("offset").orElse("0");
        if (!text.matches("\\d{1,9}")) {
            throw EvsErrors.bad("EVS.5400", "offset param must be an integer.");
        }
        return Integer.parseInt(text);
    }

    private static Predicate<ObjectNode> filter(WireRequest request) {
        Predicate<ObjectNode> filter = view -> true;
        for (String key : List.of(
                "name",
                "status",
                "availability_zone",
                "multiattach",
                "service_type",
                "volume_id",
                "bootable",
                "size",
                "dedicated_storage_id",
                "dedicated_storage_name")) {
            String wanted = request.query(key).orElse("");
            if (!wanted.isEmpty()) {
                filter = filter.and(view -> view.path(key).asText().equalsIgnoreCase(wanted)
                        && (!key.equals("name") || view.path(key).asText().equals(wanted)));
            }
        }
        List<String> ids = ids(request);
        if (!ids.isEmpty()) {
            filter = filter.and(view -> ids.contains(view.path("id").asText()));
        }
        String project = request.query("enterprise_project_id").orElse("all_granted_eps");
        if (!project.equals("all_granted_eps") && !project.isEmpty()) {
            filter = filter.and(
                    view -> view.path("enterprise_project_id").asText(project).equals(project));
        }
        String server = request.query("server_id").orElse("");
        if (!server.isEmpty()) {
            filter = filter.and(view -> attachedTo(view, server));
        }
        String type = request.query("volume_type_id").orElse("");
        if (!type.isEmpty()) {
            filter = filter.and(view -> view.path("volume_type").asText().equals(VolumeCreation.typeNamed(type)));
        }
        return filter.and(metadata(request, "metadata"))
                .and(
                        request.query("not_metadata").orElse("").isEmpty()
                                ? view -> true
                                : metadata(request, "not_metadata").negate());
    }

    /** {@code id=a&id=b}, or {@code ids=['a','b']}. */
    private static List<String> ids(WireRequest request) {
        String list = request.query("ids").orElse("");
        if (!list.isEmpty()) {
            return List.of(list.replaceAll("[\\[\\]'\" ]", "").split(","));
        }
        return request.queries("id");
    }

    private static boolean attachedTo(ObjectNode view, String server) {
        for (JsonNode attachment : view.path("attachments")) {
            if (attachment.path("server_id").asText().equals(server)) {
                return true;
            }
        }
        return false;
    }

    /** {@code metadata={"key":"value"}}, also with Python's quotes. */
    private static Predicate<ObjectNode> metadata(WireRequest request, String key) {
        String text = request.query(key).orElse("");
        if (text.isEmpty()) {
            return view -> true;
        }
        JsonNode wanted;
        try {
            wanted = Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw EvsErrors.bad("EVS.1058", "invalid metadata filter!");
        }
        return view -> {
            for (String name : (Iterable<String>) wanted::fieldNames) {
                if (!view.path("metadata")
                        .path(name)
                        .asText("\0")
                        .equals(wanted.path(name).asText())) {
                    return false;
                }
            }
            return true;
        };
    }

    /** The order of the list, which is newest first as it comes in. */
    private static Comparator<ObjectNode> order(WireRequest request) {
        String sort = request.query("sort").orElse("");
        String key = request.query("sort_key").orElse(sort.replaceFirst("[:,].*", ""));
        String direction = request.query("sort_dir")
                .orElse(sort.contains(":") ? sort.replaceFirst("^[^:]*:", "").replaceFirst(",.*", "") : "desc")
                .toLowerCase(Locale.ROOT);
        if (!key.isEmpty() && !SORT_KEYS.contains(key)) {
            throw EvsErrors.bad("EVS.1039", "invalid sort_key!");
        }
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw EvsErrors.bad("EVS.1040", "invalid sort_dir!");
        }
        if (key.isEmpty() && direction.equals("desc")) {
            return Comparator.comparingInt(view -> 0);
        }
        if (key.isEmpty()) {
            key = "created_at";
        }
        return ordered(key, direction);
    }

    private static Comparator<ObjectNode> ordered(String key, String direction) {
        Comparator<ObjectNode> ascending = key.equals("size")
                ? Comparator.comparingLong(view -> view.path("size").asLong())
                : Comparator.comparing(view -> view.path(key).asText());
        return direction.equals("asc") ? ascending : ascending.reversed();
    }
}
