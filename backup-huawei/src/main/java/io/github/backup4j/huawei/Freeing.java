package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a disk carries in its tags while it is freed for a restore that was asked for with a request key: by it, a process that has
 * nothing but the key finds what has to be put back.
 *
 * @param mark the mark of the call; null: it was given no key, so that nobody can ask for it again, and the disk carries nothing
 * @param server the server that the disk is taken from
 * @param device where it was attached there; "": not known
 * @param start whether the server is started again
 */
record Freeing(@Nullable Mark mark, Resource.Server server, String device, boolean start) {
    private static final String NAME = "backup4j-restore";
    private static final String SERVER = "backup4j-server";
    private static final String DEVICES = "/dev/";
    private static final Pattern VALUE = Pattern.compile("([a-z2-7]+)\\.(start|stay)\\.([a-z0-9]{0,15})");

    /** The names of its tags. */
    static final List<String> NAMES = List.of(NAME, SERVER);

    /** What a disk carries, or null. */
    static @Nullable Freeing of(JsonNode disk) {
        Map<String, String> tags = Fields.tags(disk.path("tags"));
        Matcher value = VALUE.matcher(tags.getOrDefault(NAME, ""));
        String server = tags.getOrDefault(SERVER, "");
        Mark mark = value.matches() ? Mark.parse(value.group(1)) : null;
        if (mark == null || !Fields.isId(server)) {
            return null;
        }
        String device = value.group(3).isEmpty() ? "" : DEVICES + value.group(3);
        return new Freeing(mark, Resource.server(server), device, value.group(2).equals("start"));
    }

    /** The tags of a disk as its owner has set them. */
    static Map<String, String> without(Map<String, String> tags) {
        Map<String, String> left = new LinkedHashMap<>(tags);
        left.keySet().removeAll(NAMES);
        return left;
    }

    /** Its tags. A device of an unusual name is left out: a disk can be attached without one. */
    Map<String, String> tags() {
        if (mark == null) {
            return Map.of();
        }
        String value = mark.text() + (start ? ".start." : ".stay.");
        String shortDevice = device.startsWith(DEVICES) ? device.substring(DEVICES.length()) : device;
        boolean usual = VALUE.matcher(value + shortDevice).matches();
        return Map.of(NAME, usual ? value + shortDevice : value, SERVER, server.id());
    }
}
