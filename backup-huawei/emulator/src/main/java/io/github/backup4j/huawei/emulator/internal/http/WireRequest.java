package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came in.
 *
 * @param method the HTTP method, in upper case
 * @param path the path, decoded, without query
 * @param parameters what stood in the place of the names of the route
 * @param query the query, decoded; a key may stand more than once
 * @param headers the headers, by name in lower case
 * @param body the body; a missing node where there was none
 */
public record WireRequest(
        String method,
        String path,
        Map<String, String> parameters,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        JsonNode body) {
    /** Returns what stood in the place of a name of the route. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route of " + path + " has no {" + name + "}");
        }
        return value;
    }

    /** Returns the first value of a query key. */
    public Optional<String> query(String key) {
        return queries(key).stream().findFirst();
    }

    /** Returns all values of a query key. */
    public List<String> queries(String key) {
        return query.getOrDefault(key, List.of());
    }

    /** Returns a whole number of the query. */
    public int number(String key, int otherwise) {
        String value = query(key).orElse("");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : otherwise;
    }

    /** Returns the address that the client used, such as {@code http://127.0.0.1:8080}, for links in answers. */
    public String root() {
        String host = header("host");
        return "http://" + (host == null ? "127.0.0.1" : host);
    }

    /** Returns the first value of a header. */
    @Nullable
    public String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }
}
