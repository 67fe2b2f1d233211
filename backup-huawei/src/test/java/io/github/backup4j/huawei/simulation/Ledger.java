package io.github.backup4j.huawei.simulation;

import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.support.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a simulated caller has asked for and not yet removed: all that may be in the world. */
final class Ledger {
    final List<Disk> disks = new ArrayList<>();
    final List<Server> servers = new ArrayList<>();
    final List<VaultEntry> vaults = new ArrayList<>();
    final Map<PolicyId, String> policies = new LinkedHashMap<>();
    final List<Point> points = new ArrayList<>();
    final List<Snap> snapshots = new ArrayList<>();
    final List<ImageEntry> images = new ArrayList<>();

    /** The same, in the words of an {@link Inventory}. */
    SortedMap<String, String> things() {
        SortedMap<String, String> things = new TreeMap<>();
        for (Disk disk : disks) {
            things.put(
                    Inventory.key(disk.id),
                    disk.server == null
                            ? Inventory.freeDisk(disk.name, disk.content)
                            : Inventory.attachedDisk(disk.name, disk.server.id, disk.content));
        }
        servers.forEach(server -> things.put(
                Inventory.key(server.id),
                Inventory.server(
                        server.name,
                        server.running,
                        server.disks.stream().map(disk -> disk.id).toList())));
        vaults.forEach(vault -> things.put(
                "vault " + vault.id,
                Inventory.vault(vault.name, vault.members, vault.policy == null ? List.of() : List.of(vault.policy))));
        policies.forEach((id, name) -> things.put("policy " + id, Inventory.policy(name)));
        points.forEach(point -> things.put("point " + point.id, Inventory.point(point.resource, point.vault)));
        snapshots.forEach(snapshot -> things.put("snapshot " + snapshot.id, Inventory.snapshot(snapshot.disk)));
        images.forEach(image -> things.put("image " + image.id, Inventory.image(image.name, image.kind)));
        return things;
    }

    Disk disk(Resource id) {
        return disks.stream().filter(disk -> disk.id.equals(id)).findFirst().orElseThrow();
    }

    Server server(Resource id) {
        return servers.stream()
                .filter(server -> server.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The vault that holds a resource. */
    Optional<VaultEntry> vaultOf(Resource resource) {
        return vaults.stream().filter(vault -> vault.members.contains(resource)).findFirst();
    }

    /** What is on the disks of a resource, by disk, the one that a server starts from first. */
    Map<Resource.Disk, String> contents(Resource resource) {
        Map<Resource.Disk, String> contents = new LinkedHashMap<>();
        List<Disk> all = resource instanceof Resource.Server ? server(resource).disks : List.of(disk(resource));
        all.forEach(disk -> contents.put(disk.id, disk.content));
        return contents;
    }

    /** A disk, and what is on it. */
    static final class Disk {
        final Resource.Disk id;
        final String name;
        String content;

        @Nullable
        Server server;

        Disk(Resource.Disk id, String name, String content) {
            this.id = id;
            this.name = name;
            this.content = content;
        }
    }

    /** A server and its disks, the one that it starts from first. */
    static final class Server {
        final Resource.Server id;
        final String name;
        final List<Disk> disks = new ArrayList<>();
        boolean running = true;

        Server(Resource.Server id, String name) {
            this.id = id;
            this.name = name;
        }

        void add(Disk disk) {
            disks.add(disk);
            disk.server = this;
        }
    }

    /** A vault, its members in their order, and its policy. */
    static final class VaultEntry {
        final VaultId id;
        final Resource.Kind kind;
        final String name;
        final List<Resource> members = new ArrayList<>();

        @Nullable
        PolicyId policy;

        VaultEntry(VaultId id, Resource.Kind kind, String name) {
            this.id = id;
            this.kind = kind;
            this.name = name;
        }
    }

    /**
     * A restore point.
     *
     * @param id its id
     * @param vault the vault that holds it
     * @param resource what it was taken of
     * @param contents what was on each disk of that
     * @param automatic whether a policy made it
     */
    record Point(
            RestorePointId id,
            VaultId vault,
            Resource resource,
            Map<Resource.Disk, String> contents,
            boolean automatic) {
        /** What was on one of its disks. */
        String on(Resource.Disk disk) {
            return Objects.requireNonNull(contents.get(disk));
        }
    }

    /**
     * A snapshot.
     *
     * @param id its id
     * @param disk the disk that it was taken of
     * @param content what was on it
     */
    record Snap(SnapshotId id, Resource.Disk disk, String content) {}

    /**
     * An image.
     *
     * @param id its id
     * @param name its name
     * @param kind of what it is
     * @param contents what is on each of its disks
     * @param point the restore point behind it; null: there is none
     */
    record ImageEntry(
            ImageId id,
            String name,
            Image.Kind kind,
            List<String> contents,
            @Nullable RestorePointId point) {}
}
