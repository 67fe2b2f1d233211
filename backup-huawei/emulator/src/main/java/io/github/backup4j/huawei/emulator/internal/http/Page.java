package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One page of a list that ends.
 *
 * @param items what is on it
 * @param total how much there is on all pages
 * @param more whether more follows
 */
public record Page(List<ObjectNode> items, int total, boolean more) {
    /**
     * Cuts a page out of a list.
     *
     * @param marker the id of the last item of the page before; empty: from the beginning
     * @param offset how many to leave out then
     * @param limit how many at most
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

    /** The request that asks for the next page by marker, as path and query. */
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
