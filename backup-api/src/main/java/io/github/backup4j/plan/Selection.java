package io.github.backup4j.plan;

import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The disks and servers that a protection takes, with the reason for each. */
record Selection(Map<Resource, ProtectableResource> wanted, List<Choice> choices, List<Obstacle> obstacles) {
    /** Disks first, by id. */
    static final Comparator<ProtectableResource> ORDER = Comparator.comparing(
                    (ProtectableResource each) -> each.resource().kind())
            .thenComparing(each -> each.resource().id());

    static Selection of(Wanted wanted, Map<Resource, ProtectableResource> resources, Collection<Vault> own) {
        Map<Resource, ProtectableResource> taken = new LinkedHashMap<>();
        Set<Resource> servers = new HashSet<>();
        resources.forEach((resource, each) -> {
            if (resource.kind() == Resource.Kind.SERVER && wanted.selector().takes(each)) {
                servers.add(resource);
            }
        });
        List<Choice> choices = new ArrayList<>();
        List<Obstacle> obstacles = new ArrayList<>();
        for (ProtectableResource each : resources.values()) {
            Selector.Judgement judgement = judge(wanted, each, servers, resources, own, obstacles);
            choices.add(new Choice(each.resource(), each.name(), judgement.taken(), judgement.reason()));
            if (judgement.taken()) {
                taken.put(each.resource(), each);
            }
        }
        wanted.selector().mentioned().stream()
                .filter(resource -> !resources.containsKey(resource))
                .sorted(Comparator.comparing(Resource::kind).thenComparing(Resource::id))
                .forEach(resource -> {
                    choices.add(new Choice(resource, null, false, "there is no such resource"));
                    obstacles.add(Obstacle.of(
                            Obstacle.Kind.NOT_FOUND,
                            resource,
                            "there is no " + resource + ", which was named by its id"));
                });
        return new Selection(taken, choices, obstacles);
    }

    private static Selector.Judgement judge(
            Wanted wanted,
            ProtectableResource each,
            Set<Resource> servers,
            Map<Resource, ProtectableResource> resources,
            Collection<Vault> own,
            List<Obstacle> obstacles) {
        Selector.Judgement judgement = wanted.selector().judge(each);
        if (!judgement.taken()) {
            return judgement;
        }
        Resource resource = each.resource();
        if (resource.kind() == Resource.Kind.UNRECOGNIZED) {
            return new Selector.Judgement(false, "this API cannot back it up");
        }
        List<Resource.Server> ofServers =
                each.servers().stream().filter(servers::contains).toList();
        // A disk that is a member already has restore points of its own, and one that is named by its id is to have
        // them.
        if (ofServers.isEmpty()
                || own.stream().anyMatch(vault -> vault.member(resource).isPresent())) {
            return judgement;
        }
        boolean named = wanted.selector().mentioned().contains(resource);
        if (wanted.leftOut() != null && wanted.leftOut().takes(each)) {
            return named
                    ? judgement
                    : new Selector.Judgement(
                            false,
                            judgement.reason() + ", but left out of the backups of " + ofServers.get(0)
                                    + " by withoutDisks(...)");
        }
        Optional<Resource.Server> through = ofServers.stream()
                .filter(server -> backsUp(wanted, Objects.requireNonNull(resources.get(server)), each, own))
                .findFirst();
        if (through.isPresent()) {
            return new Selector.Judgement(false, judgement.reason() + ", but backed up with " + through.get());
        }
        if (named) {
            return judgement;
        }
        VaultId in = Objects.requireNonNull(resources.get(ofServers.get(0))).vault();
        boolean elsewhere =
                in != null && own.stream().noneMatch(vault -> vault.id().equals(in));
        obstacles.add(Obstacle.of(
                Obstacle.Kind.LEFT_OUT,
                resource,
                resource + (each.name().isEmpty() ? "" : " \"" + each.name() + "\"")
                        + " is not backed up: others left it out of the"
                        + " backups of " + ofServers.get(0)
                        + (elsewhere
                                ? ", which is in vault " + in + ". Include it there"
                                : ". Say which disks are left out with withoutDisks(...), and it is backed up with its"
                                        + " server")
                        + "; name it by its id, and it is backed up by itself; or do not select it"));
        return new Selector.Judgement(
                false, judgement.reason() + ", but others left it out of the backups of " + ofServers.get(0));
    }

    /** Returns whether a disk is backed up with its server, as it is or once the plan is applied. */
    private static boolean backsUp(
            Wanted wanted, ProtectableResource server, ProtectableResource disk, Collection<Vault> own) {
        if (server.vault() == null
                || disk.protectedThrough().stream()
                        .anyMatch(through -> through.server().equals(server.resource()))) {
            return true;
        }
        // The plan includes it again, or the server is leaving and joins with all its disks later.
        return own.stream()
                .flatMap(vault -> vault.member(server.resource()).stream())
                .anyMatch(member -> wanted.leftOut() != null || member.status() == Vault.MemberStatus.REMOVING);
    }

    /** Returns the disks and servers that are taken, disks first, by id. */
    Collection<ProtectableResource> taken() {
        return wanted.values();
    }

    boolean takes(Resource resource) {
        return wanted.containsKey(resource);
    }
}
