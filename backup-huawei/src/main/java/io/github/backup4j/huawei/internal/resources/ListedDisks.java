package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What servers of a list need to know of their disks: as the list has told of them before, or as EVS tells of a few by their ids, or
 * of all at once when there are more. Not safe for use by several threads, as a list is not.
 */
final class ListedDisks {
    /** As many as one request asks about. */
    private static final int FEW = 50;

    private final DiskCalls disks;
    private final Map<String, Facts> known = new HashMap<>();
    private boolean allAsked;

    ListedDisks(DiskCalls disks) {
        this.disks = disks;
    }

    /** Takes note of disks that were read. */
    void note(List<JsonNode> volumes) {
        volumes.forEach(volume -> known.put(JsonFields.text(volume, "id"), Facts.of(volume)));
    }

    /** What is known of disks, as far as they are there, and of others. */
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
     * What a server needs to know of a disk.
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
