package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.huawei.emulator.internal.http.Credentials;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CBR's calls on usage, features, regions and projects. */
public final class CbrInfoRoutes {
    private static final String FEATURES = "/v3/{project_id}/cbr-features";
    private static final int MOST_AT_ONCE = 1000;

    /** The regions that each region can replicate to. */
    private static final List<String> REGIONS =
            List.of("region-1", "region-2", "cn-north-4", "cn-east-3", "cn-south-1", "eu-de", "eu-nl");

    private final Cbr cbr;

    public CbrInfoRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
    }

    public void addTo(Router router) {
        router.add("GET", "/v3/{project_id}/storage_usage", CbrErrors.translating(Map.of(), this::usage));
        router.add("GET", "/v3/{project_id}/replication-capabilities", request -> capabilities());
        router.add("GET", FEATURES, request -> WireReply.ok(features()));
        router.add("GET", FEATURES + "/{feature_key}", this::feature);
        router.add("GET", "/v3/region-projects", request -> projects());
    }

    private WireReply usage(WireRequest request) {
        String type = request.query("resource_type").orElse(Cbr.SERVER_TYPE);
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        Map<Resource, List<RestorePoint>> byResource = new LinkedHashMap<>();
        cbr.backup(request)
                .restorePoints()
                .list()
                .filter(RestorePoint::available)
                .filter(point -> Cbr.typeOf(point.resource()).equals(type))
                .filter(point -> CbrVaultRoutes.is(
                        request, "resource_id", point.resource().id()))
                .forEach(point -> byResource
                        .computeIfAbsent(point.resource(), key -> new ArrayList<>())
                        .add(point));
        ObjectNode answer = Json.object();
        ArrayNode usage = answer.putArray("storage_usage");
        pages.of(
                        List.copyOf(byResource.values()),
                        points -> points.get(0).resource().id())
                .forEach(points -> usage.add(usage(points)));
        answer.put("resource_count", byResource.size());
        return WireReply.ok(answer);
    }

    private static ObjectNode usage(List<RestorePoint> points) {
        RestorePoint newest = points.get(0);
        DataSize stored = points.stream().map(RestorePoint::stored).reduce(DataSize.ZERO, DataSize::plus);
        return Json.object()
                .put("resource_id", newest.resource().id())
                .put("resource_name", newest.source().name())
                .put("resource_type", Cbr.typeOf(newest.resource()))
                .put("backup_count", points.size())
                .put("backup_size", Cbr.mib(stored))
                .put("backup_size_multiaz", 0);
    }

    private WireReply capabilities() {
        ObjectNode answer = Json.object();
        ObjectNode region = answer.putArray("regions").addObject();
        region.put("name", cbr.emulation.region());
        ArrayNode destinations = region.putArray("replication_destinations");
        REGIONS.stream().filter(other -> !other.equals(cbr.emulation.region())).forEach(destinations::add);
        return WireReply.ok(answer);
    }

    private static ObjectNode features() {
        ObjectNode features = Json.object();
        features.put("replication.enable", true);
        features.put("features.backup_double_az", false);
        features.put("retention.daily_backup", true);
        return features;
    }

    private WireReply feature(WireRequest request) {
        String key = request.parameter("feature_key");
        JsonNode value = features().path(key);
        ObjectNode answer = Json.object();
        answer.set(key, value.isMissingNode() ? Json.object().booleanNode(false) : value);
        return WireReply.ok(answer);
    }

    private WireReply projects() {
        ObjectNode answer = Json.object();
        String id = cbr.emulation.home.site().project();
        ObjectNode project = answer.putArray("projects").addObject();
        project.put("id", id).put("name", cbr.emulation.region()).put("description", "");
        project.put("domain_id", Credentials.USER).put("parent_id", Credentials.USER);
        project.put("is_domain", false).put("enabled", true);
        project.putObject("links").put("self", "/v3/projects/" + id);
        answer.putObject("links").put("self", "/v3/projects");
        return WireReply.ok(answer);
    }
}
