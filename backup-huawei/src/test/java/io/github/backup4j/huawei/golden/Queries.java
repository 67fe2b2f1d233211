package io.github.backup4j.huawei.golden;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What stands behind the question mark of an address. */
public final class Queries {
    private Queries() {}

    /** Returns the parameters of a query, decoded, in their order; none where the query is empty. */
    public static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            parameters.put(decode(pair[0]), pair.length == 2 ? decode(pair[1]) : "");
        }
        parameters.remove("");
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
