package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request that came in.
 *
 * @param operation what was asked for, such as {@code cbr/createVault}
 * @param line the method and the path
 * @param query the parameters behind the path, decoded
 * @param headers the headers, their names in lower case
 * @param body the body; missing where there is none
 */
record Sent(String operation, String line, Map<String, String> query, Map<String, String> headers, JsonNode body) {
    Sent {
        query = new TreeMap<>(query);
        headers = new TreeMap<>(headers);
    }

    boolean hasHeader(String name) {
        return headers.containsKey(name.toLowerCase(Locale.ROOT));
    }
}
