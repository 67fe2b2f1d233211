package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids of what has just come into being, which looks may not see yet. */
final class NewIds {
    /** How often a thing that is new may be looked for in vain. */
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

    /** Takes note of an answer: what a call makes, or a job names as made, is new where it was never seen before. */
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
