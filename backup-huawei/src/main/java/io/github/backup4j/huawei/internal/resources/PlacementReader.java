package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the services say of the room for new disks and servers, as findings of restores and preflights. */
public final class PlacementReader {
    private PlacementReader() {}

    /**
     * A disk that is to be created.
     *
     * @param type its type
     * @param gib its size in GiB
     */
    public record NewDisk(String type, long gib) {}

    /**
     * Whether a zone exists and takes new disks.
     *
     * @param zones the zones, and whether each is available
     */
    public static Finding zone(String zone, Map<String, Boolean> zones) {
        if (zones.getOrDefault(zone, false)) {
            return Checks.passes("zone " + zone + " is available");
        }
        String said = zones.containsKey(zone) ? "zone " + zone + " is not available" : "there is no zone " + zone;
        return Checks.fails(
                Failures.expected("EVS.1036", said + "; EVS has " + zones.keySet() + "; nothing was created"));
    }

    /** Whether new disks are within the quota, in number and size, of all types and of their own. A limit of -1 is none. */
    public static Finding quota(JsonNode quota, List<NewDisk> disks) {
        Map<String, Long> needed = new TreeMap<>();
        for (NewDisk disk : disks) {
            for (String suffix : List.of("", "_" + disk.type())) {
                needed.merge("volumes" + suffix, 1L, Long::sum);
                needed.merge("gigabytes" + suffix, disk.gib(), Long::sum);
            }
        }
        List<String> said = new ArrayList<>();
        for (Map.Entry<String, Long> each : needed.entrySet()) {
            String name = each.getKey();
            Integer most = JsonFields.integerOrNull(quota.path(name), "limit");
            Integer used = JsonFields.integerOrNull(quota.path(name), "in_use");
            if (most == null || used == null) {
                if (name.equals("volumes") || name.equals("gigabytes")) {
                    return Checks.unknown("EVS does not say the quota of " + name);
                }
            } else if (most >= 0 && used + each.getValue() > most) {
                return Checks.fails(Failures.expected(
                        name.startsWith("volumes") ? "EVS.1034" : "EVS.1042",
                        name + ": " + used + " of " + most + " used, " + each.getValue() + " more needed; nothing was"
                                + " created"));
            } else if (most >= 0) {
                said.add(name + ": " + used + " of " + most + " used, " + each.getValue() + " more needed");
            }
        }
        return Checks.passes(said.isEmpty() ? "disks are not limited" : String.join("; ", said));
    }

    /** Whether one more server is within the quota. */
    public static Finding servers(JsonNode limits) {
        Integer most = JsonFields.integerOrNull(limits, "maxTotalInstances");
        Integer used = JsonFields.integerOrNull(limits, "totalInstancesUsed");
        if (most == null || used == null) {
            return Checks.unknown("ECS does not say the quota of servers");
        }
        String said = "servers: " + used + " of " + (most < 0 ? "any number" : most) + " used, 1 more needed";
        return most >= 0 && used + 1 > most
                ? Checks.fails(new QuotaExceeded(said + "; nothing was created"))
                : Checks.passes(said);
    }
}
