package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One page of a list.
 *
 * @param items the elements of the page
 * @param total the number of elements on all pages
 * @param more whether another page follows
 */
public record Page(List<ObjectNode> items, int total, boolean more) {
    /**
     * Returns one page of a list.
     *
     * @param marker the id of the last element of the previous page; empty: from the beginning
     * @param offset the number of elements to skip after the marker
     * @param limit the maximum number of elements
     */
    public static Page of(List<ObjectNode> all, String marker, int offset, int limit) {
        int from = offset;
        if (!marker.isEmpty()) {
            from += indexAfter(all, marker);
        }
        int begin = Math.min(from, all.size());
        int end = (int) Math.min((long) begin + limit, all.size());
        return new Page(List.copyOf(all.subList(begin, end)), all.size(), end < all.size());
    }

    public ArrayNode array() {
        ArrayNode array = Json.array();
        items.forEach(array::add);
        return array;
    }

    /** The path and query of the next page by marker. */
    public String next(WireRequest request) {
        StringBuilder query = new StringBuilder(request.path()).append('?');
        request.query().forEach((key, values) -> {
            if (!key.equals("marker") && !key.equals("offset")) {
                values.forEach(value -> query.append(encode(key))
                        .append('=')
                        .append(encode(value))
                        .append('&'));
            }
        });
        String last =
                items.isEmpty() ? "" : items.get(items.size() - 1).path("id").asText();
        return query.append("marker=").append(last).toString();
    }

    private static int indexAfter(List<ObjectNode> all, String marker) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("id").asText().equals(marker)) {
                return i + 1;
            }
        }
        return all.size();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
