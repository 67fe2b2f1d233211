package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads disks and servers, and the vaults that hold them. */
public final class ResourceLookup {
    /** The size of the first page of a list. One request reads the disks or servers of such a page, too. */
    private static final int FIRST = 50;

    /** The size of later pages: neither service returns larger ones. */
    private static final int PAGE = 1000;

    /** Up to this many are requested one by one, which takes less than reading a list until they are found. */
    private static final int FEW = 3;

    /** Up to this many of a page take no more than two requests each for their obstacles: all obstacles may take more. */
    private static final int FEW_OF_PAGE = 10;

    private final DiskCalls disks;
    private final ServerCalls servers;
    private final ProtectableCalls protectables;
    private final ProtectingVaults vaults;

    public ResourceLookup(
            DiskCalls disks, ServerCalls servers, ProtectableCalls protectables, ProtectingVaults vaults) {
        this.disks = disks;
        this.servers = servers;
        this.protectables = protectables;
        this.vaults = vaults;
    }

    ProtectableResource get(Resource resource) {
        return switch (resource.kind()) {
            case DISK ->
                disks(List.of(volume(resource.id())), obstacleOf(resource), vaults::of)
                        .get(0);
            case SERVER ->
                servers(List.of(server(resource.id())), obstacleOf(resource), new Listed())
                        .get(0);
            case UNRECOGNIZED -> throw new Invalid(resource + " is neither a disk nor a server");
        };
    }

    /** Several resources of one kind, in a few calls; throws {@link NotFound} if one does not exist. */
    public Map<Resource, ProtectableResource> get(Collection<Resource> resources) {
        Map<Resource, ProtectableResource> found = new LinkedHashMap<>();
        List<String> diskIds = resources.stream()
                .filter(resource -> resource.kind() == Resource.Kind.DISK)
                .map(Resource::id)
                .toList();
        UnaryOperator<String> obstacle = diskIds.size() <= FEW
                ? id -> protectables.obstacle(Resource.disk(id))
                : protectables.all(Resource.Kind.DISK, null)::obstacle;
        disks(disks.byIds(diskIds), obstacle, vaults::of).forEach(disk -> found.put(disk.resource(), disk));
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
        return id -> protectables.obstacle(resource);
    }

    /** The facts that a list reads, for a list that begins now. */
    Listed listed() {
        return new Listed();
    }

    /** All disks that match a request, page by page, with the obstacles to protecting those that match the filter. */
    Stream<ProtectableResource> disks(ListVolumesRequest request, ResourceFilter filter, Listed listed) {
        Protectables all = protectables.all(Resource.Kind.DISK, request.getName());
        return disks.pages(
                request,
                FIRST,
                PAGE,
                page -> {
                    listed.disks.note(page);
                    return withObstacles(disks(page, id -> "", listed.protections::of), filter, all);
                },
                ProtectableResource::resource);
    }

    /** All servers that match a request, page by page, with the obstacles to protecting those that match the filter. */
    Stream<ProtectableResource> servers(ListServersDetailsRequest request, ResourceFilter filter, Listed listed) {
        Protectables all = protectables.all(Resource.Kind.SERVER, request.getName());
        return servers.pages(
                request,
                FIRST,
                PAGE,
                page -> withObstacles(servers(page, id -> "", listed), filter, all),
                ProtectableResource::resource);
    }

    private static List<ProtectableResource> withObstacles(
            List<ProtectableResource> page, ResourceFilter filter, Protectables all) {
        if (filter.obstaclesLeftOut()) {
            return page;
        }
        Predicate<ProtectableResource> asked = one -> one.vault() == null && filter.matches(one);
        UnaryOperator<String> obstacle =
                page.stream().filter(asked).count() <= FEW_OF_PAGE ? all::obstacleSoon : all::obstacle;
        return page.stream()
                .map(one -> asked.test(one) ? withObstacle(one, obstacle) : one)
                .toList();
    }

    private static ProtectableResource withObstacle(ProtectableResource one, UnaryOperator<String> obstacle) {
        String words = obstacle.apply(one.resource().id());
        return words.isEmpty()
                ? one
                : new ProtectableResource(
                        one.resource(),
                        one.name(),
                        one.size(),
                        one.reportedStatus(),
                        one.zone(),
                        one.encrypted(),
                        one.disks(),
                        one.servers(),
                        one.tags(),
                        new ProtectableResource.Protection(null, words, one.protectedThrough()));
    }

    JsonNode volume(String id) {
        return about(Resource.disk(id), () -> disks.get(id));
    }

    public JsonNode server(String id) {
        JsonNode server = about(Resource.server(id), () -> servers.get(id));
        if (JsonFields.text(server, "status").equals("DELETED")) {
            throw new NotFound(
                    "server " + id + " does not exist any more", Detail.NONE.about(Resource.server(id)), null);
        }
        return server;
    }

    /** Makes a call, and names the resource in its {@link NotFound}. */
    private static JsonNode about(Resource resource, Supplier<JsonNode> call) {
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
     * Disks, with the vaults that hold them and CBR's obstacles to protecting them.
     *
     * @param obstacle returns CBR's obstacle to protecting a disk, by its id
     * @param vaultsOf returns the vaults that hold resources, by their ids
     */
    private List<ProtectableResource> disks(
            List<JsonNode> volumes,
            UnaryOperator<String> obstacle,
            Function<Collection<String>, Protections> vaultsOf) {
        Set<String> ids = new LinkedHashSet<>(ids(volumes));
        volumes.forEach(volume -> ResourceReader.servers(volume).forEach(server -> ids.add(server.id())));
        Protections protections = vaultsOf.apply(ids);
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

    private List<ProtectableResource> servers(List<JsonNode> page, UnaryOperator<String> obstacle, Listed listed) {
        Protections protections = listed.protections.of(ids(page));
        Set<String> diskIds = page.stream()
                .flatMap(server -> ResourceReader.disks(server).stream())
                .map(Resource::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, ListedDisks.Facts> volumes = listed.disks.of(diskIds);
        return page.stream()
                .map(server -> {
                    String id = JsonFields.text(server, "id");
                    return ResourceReader.server(server, volumes, protections.vaultOf(id), () -> obstacle.apply(id));
                })
                .toList();
    }

    /** The facts that a list has read so far and its later pages need. */
    final class Listed {
        private final ListedProtections protections = new ListedProtections(vaults);
        private final ListedDisks disks = new ListedDisks(ResourceLookup.this.disks);

        private Listed() {}
    }

    private static List<String> ids(List<JsonNode> resources) {
        return resources.stream()
                .map(resource -> JsonFields.id(resource, "id", "a disk or server"))
                .toList();
    }
}
