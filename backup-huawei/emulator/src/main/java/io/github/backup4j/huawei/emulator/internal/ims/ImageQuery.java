package io.github.backup4j.huawei.emulator.internal.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The filter, order and page of a list of images. */
final class ImageQuery {
    /** Query keys that do not filter. */
    private static final Set<String> OTHER = Set.of(
            "limit",
            "marker",
            "offset",
            "page",
            "sort",
            "sort_key",
            "sort_dir",
            "tag",
            "member_status",
            "created_at",
            "updated_at",
            "flavor_id",
            "architecture",
            "size_min",
            "size_max",
            "enterprise_project_id");

    private static final List<String> KNOWN = List.of(
            "id",
            "name",
            "status",
            "owner",
            "visibility",
            "protected",
            "container_format",
            "disk_format",
            "min_disk",
            "min_ram",
            "virtual_env_type");

    private static final List<String> SORT_KEYS =
            List.of("name", "container_format", "disk_format", "status", "id", "size", "created_at", "updated_at");

    private ImageQuery() {}

    /** The requested page; a marker of an unknown image is refused. */
    static Page page(WireRequest request, List<ObjectNode> all, int usual) {
        String marker = request.query("marker").orElse("");
        List<ObjectNode> sorted =
                matching(request, all).stream().sorted(order(request)).toList();
        if (!marker.isEmpty()
                && all.stream().noneMatch(view -> view.path("id").asText().equals(marker))) {
            throw ImsErrors.bad("IMG.0027", "The marker " + marker + " is not the id of an image.");
        }
        Page page = Page.of(sorted, marker, whole(request, "offset", 0), whole(request, "limit", usual));
        page.items().forEach(view -> view.remove("member_status"));
        return page;
    }

    private static int whole(WireRequest request, String name, int usual) {
        String text = request.query(name).orElse("");
        if (!text.isEmpty() && !text.matches("\\d{1,9}")) {
            throw ImsErrors.bad("IMG.0001", name + " is " + text + ", not a whole number.");
        }
        return request.number(name, usual);
    }

    static List<ObjectNode> matching(WireRequest request, List<ObjectNode> all) {
        Predicate<ObjectNode> filter = offered(request);
        for (String key : request.query().keySet()) {
            String wanted = request.query(key).orElse("");
            if (isFilter(request, key) && !wanted.isEmpty()) {
                filter = filter.and(view -> equal(view.path(key), wanted));
            }
        }
        for (String tag : request.queries("tag")) {
            filter = filter.and(view -> holds(view.path("tags"), tag));
        }
        for (String key : List.of("created_at", "updated_at")) {
            String wanted = request.query(key).orElse("");
            if (!wanted.isEmpty()) {
                filter = filter.and(view -> inTime(view.path(key).asText(), wanted));
            }
        }
        String project = request.query("enterprise_project_id").orElse("all_granted_eps");
        if (!project.isEmpty() && !project.equals("all_granted_eps")) {
            filter = filter.and(
                    view -> view.path("enterprise_project_id").asText().equals(project));
        }
        return all.stream().filter(filter).toList();
    }

    /** Whether a query key is a filter: Glance filters by any property, IMS by those it knows. */
    private static boolean isFilter(WireRequest request, String key) {
        boolean known = key.startsWith("__") || KNOWN.contains(key);
        return !OTHER.contains(key) && (known || request.path().startsWith("/v2/images"));
    }

    /** Pending offers are listed only on request. */
    private static Predicate<ObjectNode> offered(WireRequest request) {
        String wanted = request.query("member_status").orElse("accepted");
        return view -> !view.has("member_status")
                || wanted.equals("all")
                || view.path("member_status").asText().equals(wanted);
    }

    private static boolean equal(JsonNode present, String wanted) {
        String text = present.asText();
        return wanted.startsWith("in:")
                ? List.of(wanted.substring(3).split(",")).contains(text)
                : present.isBoolean() ? text.equalsIgnoreCase(wanted) : text.equals(wanted);
    }

    /** A tag filter is {@code k=v} or {@code k.v}, in whichever form the tag was set. */
    private static boolean holds(JsonNode tags, String wanted) {
        for (JsonNode tag : tags) {
            if (tag.asText().equals(wanted)
                    || WireImages.parsed(List.of(tag.asText())).equals(WireImages.parsed(List.of(wanted)))) {
                return true;
            }
        }
        return false;
    }

    /** {@code gt:2018-09-06T14:03:27Z} and the like. */
    private static boolean inTime(String present, String wanted) {
        int split = wanted.indexOf(':');
        int comparison;
        try {
            comparison = Instant.parse(present).compareTo(Instant.parse(wanted.substring(split + 1)));
        } catch (DateTimeParseException e) {
            throw ImsErrors.bad("IMG.0001", "The time " + wanted + " is malformed.");
        }
        return switch (wanted.substring(0, Math.max(0, split))) {
            case "gt" -> comparison > 0;
            case "gte" -> comparison >= 0;
            case "lt" -> comparison < 0;
            case "lte" -> comparison <= 0;
            case "neq" -> comparison != 0;
            default -> comparison == 0;
        };
    }

    private static Comparator<ObjectNode> order(WireRequest request) {
        String sort = request.query("sort").orElse("");
        String key = request.query("sort_key").orElse(sort.replaceFirst("[:,].*", ""));
        if (!key.isEmpty() && !SORT_KEYS.contains(key.strip())) {
            throw ImsErrors.bad("IMG.0001", "sort_key is " + key + ", not one of " + SORT_KEYS + ".");
        }
        String direction = request.query("sort_dir").orElse("");
        if (!List.of("", "asc", "desc").contains(direction)) {
            throw ImsErrors.bad("IMG.0001", "sort_dir is " + direction + ", not asc or desc.");
        }
        boolean ascending = request.query("sort_dir").orElse(sort).matches("asc|[^,]*:asc.*");
        if (key.isEmpty() && !ascending) {
            return Comparator.comparingInt(view -> 0);
        }
        String by = key.isEmpty() ? "created_at" : key.strip();
        Comparator<ObjectNode> order = by.equals("size")
                ? Comparator.comparingLong(view -> view.path(by).asLong())
                : Comparator.comparing(view -> view.path(by).asText());
        return ascending ? order : order.reversed();
    }
}
