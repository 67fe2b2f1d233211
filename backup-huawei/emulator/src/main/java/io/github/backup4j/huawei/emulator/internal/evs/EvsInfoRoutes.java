package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.evs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.testkit.InMemoryCloud;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** EVS's calls on quotas, zones and volume types. */
public final class EvsInfoRoutes {
    private final Emulation emulation;
    private final Volumes volumes;

    public EvsInfoRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v3")) {
            String project = version + "/{project_id}";
            router.add("GET", project + "/os-quota-sets/{target_project_id}", evs(this::quotas));
            router.add("GET", project + "/os-availability-zone", evs(this::zones));
            router.add("GET", project + "/types", evs(this::types));
            router.add("GET", project + "/types/{type_id}", evs(this::type));
            router.add("GET", project + "/os-vendor-volumes/{volume_id}/internal-info", evs(this::loading));
            router.add("GET", project + "/extensions", request -> WireReply.ok(extensions()));
        }
    }

    // ---- quotas

    private WireReply quotas(WireRequest request) {
        boolean usage = request.query("usage").orElse("").equalsIgnoreCase("true");
        List<ProtectableResource> disks = emulation.backup(request).resources().list().toList().stream()
                .filter(one -> one.resource() instanceof Resource.Disk)
                .toList();
        List<Snapshot> snapshots =
                emulation.backup(request).snapshots().list(SnapshotFilter.all()).toList();
        ObjectNode set = Json.object();
        InMemoryCloud cloud = emulation.cloud(request);
        put(set, "volumes", cloud.mostDisks().orElse(-1), disks.size(), usage);
        long space = cloud.mostDiskSpace().map(DataSize::toGibRoundedUp).orElse(1_000_000L);
        put(set, "gigabytes", space, gigabytes(disks), usage);
        put(set, "snapshots", -1, snapshots.size(), usage);
        put(set, "backups", 100, 0, usage);
        put(set, "backup_gigabytes", 5120, 0, usage);
        put(set, "per_volume_gigabytes", 32768, 0, usage);
        for (String type : VolumeCreation.types()) {
            List<ProtectableResource> ofType = disks.stream()
                    .filter(disk -> volumes.type(disk.resource().id()).equals(type))
                    .toList();
            put(set, "volumes_" + type, -1, ofType.size(), usage);
            put(set, "gigabytes_" + type, -1, gigabytes(ofType), usage);
            put(
                    set,
                    "snapshots_" + type,
                    -1,
                    snapshots.stream()
                            .filter(one -> volumes.type(one.disk().id()).equals(type))
                            .count(),
                    usage);
        }
        set.put("id", request.parameter("target_project_id"));
        ObjectNode body = Json.object();
        body.set("quota_set", set);
        return WireReply.ok(body);
    }

    private static long gigabytes(List<ProtectableResource> disks) {
        return disks.stream().mapToLong(disk -> disk.size().toGibRoundedUp()).sum();
    }

    private static void put(ObjectNode set, String key, long limit, long used, boolean usage) {
        if (usage) {
            set.putObject(key).put("reserved", 0).put("limit", limit).put("in_use", used);
        } else {
            set.put(key, limit);
        }
    }

    /** The initialization progress of a disk that is created from a source. */
    private WireReply loading(WireRequest request) {
        String id = request.parameter("volume_id");
        ProtectableResource unused = volumes.require(request, id);
        ObjectNode body = Json.object();
        body.putObject("info").put("loading_progress", volumes.loaded(id));
        return WireReply.ok(body);
    }

    // ---- zones and types

    private WireReply zones(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode zones = body.putArray("availabilityZoneInfo");
        zonesOf(request).forEach(zone -> {
            ObjectNode one = zones.addObject().put("zoneName", zone);
            one.putObject("zoneState").put("available", true);
            one.putNull("hosts");
        });
        return WireReply.ok(body);
    }

    private Set<String> zonesOf(WireRequest request) {
        return new TreeSet<>(emulation.cloud(request).zones());
    }

    private WireReply types(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode types = body.putArray("volume_types");
        VolumeCreation.types().forEach(type -> types.add(view(request, type)));
        return WireReply.ok(body);
    }

    private WireReply type(WireRequest request) {
        String id = request.parameter("type_id");
        String type = VolumeCreation.types().stream()
                .filter(one -> one.equals(id) || VolumeCreation.idOfType(one).equals(id))
                .findFirst()
                .orElseThrow(() -> EvsErrors.cinderNotFound("Volume type", id));
        ObjectNode body = Json.object();
        body.set("volume_type", view(request, type));
        return WireReply.ok(body);
    }

    private ObjectNode view(WireRequest request, String type) {
        String zones = String.join(",", zonesOf(request));
        ObjectNode view = Json.object();
        view.putObject("extra_specs")
                .put("volume_backend_name", type)
                .put("availability-zone", zones)
                .put("RESKEY:availability_zones", zones)
                .put("os-vendor-extended:sold_out_availability_zones", "");
        view.put("name", type);
        view.putNull("qos_specs_id");
        view.put("id", VolumeCreation.idOfType(type));
        view.put("is_public", true);
        view.putNull("description");
        return view;
    }

    private static ObjectNode extensions() {
        ObjectNode body = Json.object();
        body.putArray("extensions");
        return body;
    }
}
