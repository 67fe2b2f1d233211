package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as received.
 *
 * @param method the HTTP method, in upper case
 * @param path the path, decoded, without query
 * @param parameters the values of the route's path variables, by name
 * @param query the query, decoded; a key may occur more than once
 * @param headers the headers, by name in lower case
 * @param body the body; a missing node if there was none
 */
public record WireRequest(
        String method,
        String path,
        Map<String, String> parameters,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        JsonNode body) {
    /** Returns the value of a path variable. */
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

    /** Returns a whole number from the query. */
    public int number(String key, int otherwise) {
        String value = query(key).orElse("");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : otherwise;
    }

    /** Returns the address that the client used, such as {@code http://127.0.0.1:8080}, for links in responses. */
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
