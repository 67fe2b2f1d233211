package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids of new resources, which GETs may not see yet. */
final class NewIds {
    /** How many GETs by id may miss a new resource. */
    private static final int LOOKS = 3;

    private static final Pattern ID =
            Pattern.compile("\"(\\p{XDigit}{32}|\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})\"");

    private final Set<String> known = new HashSet<>();
    private final Map<String, Integer> looksLeft = new HashMap<>();

    boolean isNew(String id) {
        return looksLeft.getOrDefault(id, 0) > 0;
    }

    void lookedFor(String id) {
        looksLeft.computeIfPresent(id, (key, left) -> left - 1);
    }

    /** Records a response: an id that a call creates, or a job names as created, is new if it was never seen before. */
    void answered(String method, URI target, int status, JsonNode answer) {
        if (status >= 300) {
            return;
        }
        boolean makes = method.equals("POST") || target.getPath().contains("/jobs/");
        Matcher ids = ID.matcher(answer.toString());
        while (ids.find()) {
            if (known.add(ids.group(1)) && makes) {
                looksLeft.put(ids.group(1), LOOKS);
            }
        }
    }
}
