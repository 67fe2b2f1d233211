package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts about disks that the servers of a list need: those that the list has read before, else from a request for a
 * few disks by id, or from a list of all disks when there are more. Not safe for use by several threads, as a list is
 * not.
 */
final class ListedDisks {
    /** The maximum number of disks in one request by id. */
    private static final int FEW = 50;

    private final DiskCalls disks;
    private final Map<String, Facts> known = new HashMap<>();
    private boolean allAsked;

    ListedDisks(DiskCalls disks) {
        this.disks = disks;
    }

    /** Records disks that were read. */
    void note(List<JsonNode> volumes) {
        volumes.forEach(volume -> known.put(JsonFields.text(volume, "id"), Facts.of(volume)));
    }

    /** The facts about all known disks by id, these included as far as they exist. */
    Map<String, Facts> of(Collection<String> ids) {
        List<String> missing = missing(ids);
        if (missing.size() > FEW && !allAsked) {
            allAsked = true;
            note(disks.all());
            missing = missing(ids);
        }
        if (!missing.isEmpty()) {
            note(disks.byIds(missing));
        }
        return known;
    }

    private List<String> missing(Collection<String> ids) {
        return ids.stream().filter(id -> !known.containsKey(id)).toList();
    }

    /**
     * The facts about a disk that its server needs.
     *
     * @param size how large it is
     * @param encrypted whether it is encrypted
     */
    record Facts(DataSize size, boolean encrypted) {
        static Facts of(JsonNode volume) {
            return new Facts(JsonFields.requiredGib(volume, "size", "a disk"), DiskCalls.encrypted(volume));
        }
    }
}
