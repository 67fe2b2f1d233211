package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.ecs.v2.EcsMeta;
import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.ecs.v2.model.ShowServerRequest;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowVolumeRequest;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at disks and servers, and at which vaults hold them. */
final class ResourceLookup {
    /** CBR gives no larger pages; some more than resources, as vaults for copies come too. */
    private static final int MOST_VAULTS = 1000;

    /** EVS tells of at most 60 disks by id at once, and a path has its limits. */
    private static final int BATCH = 50;

    /** So few are asked about one by one, which is less than to read a list until they are found. */
    private static final int FEW = 3;

    private final Context context;

    ResourceLookup(Context context) {
        this.context = context;
    }

    ProtectableResource get(Resource resource) {
        return switch (resource.kind()) {
            case DISK ->
                disks(List.of(volume(resource.id())), obstacleOf(resource)).get(0);
            case SERVER ->
                servers(List.of(server(resource.id())), obstacleOf(resource)).get(0);
            case UNRECOGNIZED -> throw new Invalid(resource + " is neither a disk nor a server");
        };
    }

    /** Several of one kind, in a few calls; refuses if one is not there. */
    Map<Resource, ProtectableResource> get(Collection<Resource> resources) {
        Map<Resource, ProtectableResource> found = new LinkedHashMap<>();
        List<String> diskIds = resources.stream()
                .filter(resource -> resource.kind() == Resource.Kind.DISK)
                .map(Resource::id)
                .toList();
        UnaryOperator<String> obstacle = diskIds.size() <= FEW
                ? id -> Protectables.obstacle(context, Resource.disk(id))
                : new Protectables(context, Resource.Kind.DISK, null)::obstacle;
        disks(volumes(diskIds), obstacle).forEach(disk -> found.put(disk.resource(), disk));
        for (Resource resource : resources) {
            if (resource.kind() == Resource.Kind.SERVER) {
                found.put(resource, get(resource));
            } else if (!found.containsKey(resource)) {
                throw new NotFound(resource + " does not exist", Detail.NONE.about(resource), null);
            }
        }
        return found;
    }

    private UnaryOperator<String> obstacleOf(Resource resource) {
        return id -> Protectables.obstacle(context, resource);
    }

    /** All disks, page by page. */
    Stream<ProtectableResource> disks(ListVolumesRequest filter) {
        Protectables protectables = new Protectables(context, Resource.Kind.DISK, filter.getName());
        return context.client()
                .pages()
                .read(
                        BATCH,
                        offset -> disks(
                                JsonFields.list(
                                        context.client()
                                                .call(
                                                        Service.EVS,
                                                        EvsMeta.listVolumes,
                                                        filter.withLimit(BATCH).withOffset(offset)),
                                        "volumes",
                                        "a list of disks"),
                                protectables::obstacle),
                        ProtectableResource::resource);
    }

    /** All servers, page by page. */
    Stream<ProtectableResource> servers(ListServersDetailsRequest filter) {
        Protectables protectables = new Protectables(context, Resource.Kind.SERVER, filter.getName());
        return context.client()
                .pages()
                .read(
                        BATCH,
                        // The offset of ECS is the number of the page, from 1.
                        offset -> servers(
                                JsonFields.list(
                                        context.client()
                                                .call(
                                                        Service.ECS,
                                                        EcsMeta.listServersDetails,
                                                        filter.withLimit(BATCH).withOffset(offset / BATCH + 1)),
                                        "servers",
                                        "a list of servers"),
                                protectables::obstacle),
                        ProtectableResource::resource);
    }

    JsonNode volume(String id) {
        JsonNode answer = about(
                Resource.disk(id),
                () -> context.client().call(Service.EVS, EvsMeta.showVolume, new ShowVolumeRequest().withVolumeId(id)));
        return JsonFields.asked(answer, "volume", id, "disk " + id);
    }

    JsonNode server(String id) {
        JsonNode answer = about(
                Resource.server(id),
                () -> context.client().call(Service.ECS, EcsMeta.showServer, new ShowServerRequest().withServerId(id)));
        JsonNode server = JsonFields.asked(answer, "server", id, "server " + id);
        if (JsonFields.text(server, "status").equals("DELETED")) {
            throw new NotFound(
                    "server " + id + " does not exist any more", Detail.NONE.about(Resource.server(id)), null);
        }
        return server;
    }

    /** Names, in the exception of a call that finds nothing, what it was to find. */
    private static JsonNode about(Resource resource, Supplier<? extends JsonNode> call) {
        try {
            return call.get();
        } catch (NotFound e) {
            throw new NotFound(
                    resource + " does not exist: " + e.getMessage(),
                    Failures.detailOf(e).about(resource),
                    e);
        }
    }

    /**
     * Disks, with what else is known of them.
     *
     * @param obstacle what CBR has against protecting one, by its id
     */
    private List<ProtectableResource> disks(List<JsonNode> volumes, UnaryOperator<String> obstacle) {
        Set<String> ids = new LinkedHashSet<>(ids(volumes));
        volumes.forEach(volume -> ResourceReader.servers(volume).forEach(server -> ids.add(server.id())));
        Protections protections = protections(ids);
        return volumes.stream()
                .map(volume -> {
                    String id = JsonFields.text(volume, "id");
                    return ResourceReader.disk(
                            volume,
                            protections.vaultOf(id),
                            () -> obstacle.apply(id),
                            protections.through(Resource.disk(id), ResourceReader.servers(volume)));
                })
                .toList();
    }

    private List<ProtectableResource> servers(List<JsonNode> servers, UnaryOperator<String> obstacle) {
        Protections protections = protections(ids(servers));
        Set<String> diskIds = servers.stream()
                .flatMap(server -> ResourceReader.disks(server).stream())
                .map(Resource::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, JsonNode> volumes = new HashMap<>();
        volumes(diskIds).forEach(volume -> volumes.put(JsonFields.text(volume, "id"), volume));
        return servers.stream()
                .map(server -> {
                    String id = JsonFields.text(server, "id");
                    return ResourceReader.server(server, volumes, protections.vaultOf(id), () -> obstacle.apply(id));
                })
                .toList();
    }

    /** The disks with these ids, as far as they are there. */
    private List<JsonNode> volumes(Collection<String> ids) {
        List<JsonNode> volumes = new ArrayList<>();
        for (List<String> batch : batches(ids)) {
            String list = batch.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "[", "]"));
            ListVolumesRequest request = new ListVolumesRequest().withIds(list).withLimit(batch.size());
            volumes.addAll(JsonFields.list(
                    context.client().call(Service.EVS, EvsMeta.listVolumes, request), "volumes", "a list of disks"));
        }
        return volumes;
    }

    private static List<String> ids(List<JsonNode> resources) {
        return resources.stream()
                .map(resource -> JsonFields.id(resource, "id", "a disk or server"))
                .toList();
    }

    /** The vaults that hold disks and servers, by their ids. */
    private Protections protections(Collection<String> ids) {
        Protections protections = new Protections();
        for (List<String> batch : batches(ids)) {
            ListVaultRequest request = new ListVaultRequest()
                    .withResourceIds(String.join(",", batch))
                    .withLimit(MOST_VAULTS);
            for (JsonNode vault : JsonFields.list(
                    context.client().call(Service.CBR, CbrMeta.listVault, request), "vaults", "a list of vaults")) {
                // A vault for copies names the servers that it has copies of; it does not protect them.
                if (VaultReader.purpose(JsonFields.text(vault.path("billing"), "protect_type"))
                                .value()
                        != Purpose.REPLICATION) {
                    JsonFields.list(vault, "resources", "a vault")
                            .forEach(member -> protections.add(VaultReader.id(vault), member));
                }
            }
        }
        return protections;
    }

    private static List<List<String>> batches(Collection<String> ids) {
        List<String> all = List.copyOf(ids);
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        return batches;
    }
}
