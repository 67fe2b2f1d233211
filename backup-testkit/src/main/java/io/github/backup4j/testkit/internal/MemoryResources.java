package io.github.backup4j.testkit.internal;

import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.ResourcesDriver;
import io.github.backup4j.testkit.Call;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The disks and servers of one site. */
final class MemoryResources implements ResourcesDriver {
    private final SiteEngine engine;
    private final SiteStore store;
    private final Gate gate;

    MemoryResources(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
        store = engine.store;
    }

    @Override
    public ProtectableResource get(Resource resource) {
        return gate.read(Call.RESOURCES_GET, () -> {
            store.requireExists(resource);
            return view(resource);
        });
    }

    @Override
    public Listing<ProtectableResource> list(ResourceFilter filter) {
        return Listing.inOrder(gate.list(
                Call.RESOURCES_LIST,
                () -> Stream.of(store.disks.keySet(), store.servers.keySet())
                        .flatMap(kind ->
                                Gate.<Resource>inNoOrder(kind.stream().map(resource -> resource), Resource::id)
                                        .stream())
                        .toList(),
                resource -> store.exists(resource) ? Optional.of(view(resource)) : Optional.empty()));
    }

    @Override
    public <R extends Resource> OperationDriver<R> discard(R resource, Temporary mark) {
        return gate.change(
                Call.RESOURCES_DISCARD,
                resource,
                () -> engine.jobs.work(gate, new Discards(store, engine.jobs, mark).start(resource)));
    }

    private ProtectableResource view(Resource resource) {
        return resource instanceof Resource.Server server
                ? view(store.server(server))
                : view(store.disk((Resource.Disk) resource));
    }

    private ProtectableResource view(StoredDisk disk) {
        return new ProtectableResource(
                disk.disk,
                disk.name,
                disk.size(),
                Reported.of(disk.status(), disk.statusText()),
                disk.zone,
                disk.encrypted,
                List.of(),
                disk.server == null ? List.of() : List.of(disk.server.server),
                gate.shown(disk.tags),
                new ProtectableResource.Protection(
                        vaultOf(disk.disk).orElse(null),
                        obstacle(disk.disk, disk.status()),
                        store.protectedThrough(disk).stream().toList()));
    }

    private ProtectableResource view(StoredServer server) {
        return new ProtectableResource(
                server.server,
                server.name,
                server.size(),
                Reported.of(server.status(), server.statusText()),
                server.zone,
                server.encrypted(),
                server.disks.stream().map(disk -> disk.disk).toList(),
                List.of(),
                gate.shown(server.tags),
                new ProtectableResource.Protection(
                        vaultOf(server.server).orElse(null), obstacle(server.server, server.status()), List.of()));
    }

    private Optional<VaultId> vaultOf(Resource resource) {
        return Optional.ofNullable(store.memberFor(resource)).map(member -> member.vault.id);
    }

    private @Nullable String obstacle(Resource resource, ProtectableResource.Status status) {
        Optional<VaultId> vault = vaultOf(resource);
        if (vault.isPresent()) {
            return "it is in vault " + vault.get();
        }
        return Backups.canBeBackedUp(status) ? null : "it is " + status;
    }
}
