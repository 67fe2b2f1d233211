package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServer;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerDataVolume;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerDataVolumeExtendParam;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerNic;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerRootVolume;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerSecurityGroup;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerTag;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.RestorePointReader;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.PlacementReader;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.spi.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans of new servers: completes a spec with the properties of the original server, and writes the request from it. */
public final class ServerPlans {
    /** The disk type if the original disk is gone and its type unknown: most likely not slower than the original. */
    private static final String SAFE_TYPE = "SSD";

    private final ServerCalls servers;
    private final DiskCalls disks;

    public ServerPlans(ServerCalls servers, DiskCalls disks) {
        this.servers = servers;
        this.disks = disks;
    }

    /** The spec, completed with the properties of the original server if that still exists. */
    ObjectNode plan(
            @Nullable Resource from, @Nullable String zoneOfData, List<RestorePoint.Part> parts, ServerSpec spec) {
        JsonNode original = from instanceof Resource.Server server ? servers.find(server.id()) : null;
        ObjectNode plan = PackedSpec.object().put("n", spec.name());
        plan.put("f", known("flavor", spec.flavor(), flavor(original), spec));
        plan.put("v", known("network", spec.network(), original == null ? null : ServerCalls.network(original), spec));
        String subnet = spec.subnet() != null || original == null || from == null ? null : servers.subnet(from.id());
        plan.put("s", known("subnet", spec.subnet(), subnet, spec));
        String zone = original == null ? null : JsonFields.textOrNull(original, "OS-EXT-AZ:availability_zone");
        plan.put("z", known("zone", spec.zone(), zone == null ? zoneOfData : zone, spec));
        ArrayNode groups = plan.putArray("g");
        spec.securityGroups().forEach(groups::add);
        if (groups.isEmpty() && original != null) {
            for (JsonNode group : original.path("security_groups")) {
                String id = JsonFields.text(group, "id");
                if (!id.isEmpty()) {
                    groups.add(id);
                }
            }
        }
        if (groups.isEmpty()) {
            // Without one, ECS puts a server into the default security group of the project, whose rules may be wider.
            throw missing("securityGroups", spec);
        }
        if (spec.keyPair() != null) {
            plan.put("k", spec.keyPair());
        }
        if (!spec.tags().isEmpty()) {
            ObjectNode tags = plan.putObject("t");
            spec.tags().forEach(tags::put);
        }
        putDisks(plan, original, parts);
        return plan;
    }

    /** What a plan says, for a preflight. */
    static String described(JsonNode plan) {
        return "flavor " + plan.path("f").asText() + ", network "
                + plan.path("v").asText() + ", subnet " + plan.path("s").asText() + ", zone "
                + plan.path("z").asText();
    }

    /** The zones, and whether each is available. */
    Map<String, Boolean> zones() {
        return disks.zones();
    }

    /** The quotas of a project. */
    JsonNode quota(String project) {
        return disks.quota(project);
    }

    /** The quota of servers, and how many the project has. */
    JsonNode limits() {
        return servers.limits();
    }

    /**
     * Whether the zone of a plan exists and takes disks. EVS may not list a zone that servers are in, so only a zone that the caller has
     * named is refused for that.
     */
    static Checks.Finding zone(JsonNode plan, Map<String, Boolean> zones, ServerSpec spec) {
        String zone = plan.path("z").asText();
        if (zones.isEmpty()) {
            return Checks.unknown("EVS does not list its zones");
        }
        return spec.zone() == null && !zones.containsKey(zone)
                ? Checks.unknown("EVS does not list zone " + zone
                        + ", in which the original server is or was; it lists " + zones.keySet())
                : PlacementReader.zone(zone, zones);
    }

    /** Whether the disks of a plan are within the quota. */
    static Checks.Finding quota(JsonNode quota, JsonNode plan, List<RestorePoint.Part> parts) {
        List<PlacementReader.NewDisk> wanted = new ArrayList<>();
        parts.stream()
                .filter(RestorePoint.Part::bootable)
                .map(part -> new PlacementReader.NewDisk(
                        plan.path("r").asText(), RestorePointReader.sizeOf(part).toGibRoundedUp()))
                .forEach(wanted::add);
        plan.path("d")
                .forEach(disk -> wanted.add(new PlacementReader.NewDisk(
                        disk.path(1).asText(), disk.path(2).asLong())));
        return PlacementReader.quota(quota, wanted);
    }

    /** Adds the disks with the types of the originals; data disks without a named type would be of the slowest. */
    private void putDisks(ObjectNode plan, @Nullable JsonNode original, List<RestorePoint.Part> parts) {
        String root = null;
        ArrayNode data = plan.putArray("d");
        for (RestorePoint.Part part : parts) {
            String type = typeOf(part.disk().id());
            if (part.bootable()) {
                root = type;
            } else {
                data.addArray()
                        .add(part.disk().id())
                        .add(type)
                        .add(RestorePointReader.sizeOf(part).toGibRoundedUp());
            }
        }
        if (root == null && original != null && !ServerCalls.disks(original).isEmpty()) {
            root = typeOf(ServerCalls.disks(original).get(0));
        }
        plan.put("r", root == null ? SAFE_TYPE : root);
    }

    private String typeOf(String disk) {
        JsonNode known = disks.find(disk);
        String type = known == null ? null : JsonFields.textOrNull(known, "volume_type");
        return type == null ? SAFE_TYPE : type;
    }

    private static @Nullable String flavor(@Nullable JsonNode original) {
        return original == null ? null : JsonFields.textOrNull(original.path("flavor"), "id");
    }

    private static String known(String what, @Nullable String asked, @Nullable String original, ServerSpec spec) {
        if (asked != null) {
            return asked;
        }
        if (original != null) {
            return original;
        }
        throw missing(what, spec);
    }

    private static Invalid missing(String what, ServerSpec spec) {
        return new Invalid(what + " of server \"" + spec.name()
                + "\" is not given, and cannot be copied from the original server: it does not exist any more, or"
                + " ECS does not report it; give it in the spec; nothing was created");
    }

    static PrePaidServer request(JsonNode plan, String image) {
        PrePaidServer server = new PrePaidServer()
                .withName(plan.path("n").asText())
                .withImageRef(image)
                .withFlavorRef(plan.path("f").asText())
                .withVpcid(plan.path("v").asText())
                .withNics(List.of(
                        new PrePaidServerNic().withSubnetId(plan.path("s").asText())))
                .withAvailabilityZone(plan.path("z").asText())
                .withRootVolume(new PrePaidServerRootVolume()
                        .withVolumetype(PrePaidServerRootVolume.VolumetypeEnum.fromValue(
                                plan.path("r").asText())));
        List<PrePaidServerSecurityGroup> groups = new ArrayList<>();
        plan.path("g").forEach(group -> groups.add(new PrePaidServerSecurityGroup().withId(group.asText())));
        if (!groups.isEmpty()) {
            server.withSecurityGroups(groups);
        }
        if (plan.has("k")) {
            server.withKeyName(plan.path("k").asText());
        }
        List<PrePaidServerTag> tags = new ArrayList<>();
        plan.path("t")
                .properties()
                .forEach(tag -> tags.add(new PrePaidServerTag()
                        .withKey(tag.getKey())
                        .withValue(tag.getValue().asText())));
        if (!tags.isEmpty()) {
            server.withServerTags(tags);
        }
        // Only the creation of a server sets this: it tells its own disks from those that are attached later.
        boolean temporary = plan.path("t").has(Temporary.TAG);
        List<PrePaidServerDataVolume> data = new ArrayList<>();
        plan.path("d")
                .forEach(disk -> data.add(temporary ? dataDisk(disk).withDeleteOnTermination(true) : dataDisk(disk)));
        return data.isEmpty() ? server : server.withDataVolumes(data);
    }

    private static PrePaidServerDataVolume dataDisk(JsonNode disk) {
        return new PrePaidServerDataVolume()
                .withVolumetype(PrePaidServerDataVolume.VolumetypeEnum.fromValue(
                        disk.path(1).asText()))
                .withSize(disk.path(2).asInt())
                .withExtendparam(new PrePaidServerDataVolumeExtendParam()
                        .withSnapshotId(disk.path(0).asText()));
    }
}
