package io.github.backup4j.plan;

import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        for (ProtectableResource each : resources.values()) {
            Selector.Judgement judgement = judge(wanted, each, servers, own);
            choices.add(new Choice(each.resource(), each.name(), judgement.taken(), judgement.reason()));
            if (judgement.taken()) {
                taken.put(each.resource(), each);
            }
        }
        List<Obstacle> obstacles = new ArrayList<>();
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
            Wanted wanted, ProtectableResource each, Set<Resource> servers, Collection<Vault> own) {
        Selector.Judgement judgement = wanted.selector().judge(each);
        if (!judgement.taken()) {
            return judgement;
        }
        Resource resource = each.resource();
        if (resource.kind() == Resource.Kind.UNRECOGNIZED) {
            return new Selector.Judgement(false, "this API cannot back it up");
        }
        Optional<Resource.Server> through =
                each.servers().stream().filter(servers::contains).findFirst();
        boolean leftOut = wanted.leftOut() != null && wanted.leftOut().takes(each);
        // A disk that is a member already has restore points of its own.
        boolean member = own.stream().anyMatch(vault -> vault.member(resource).isPresent());
        return through.isPresent() && !leftOut && !member
                ? new Selector.Judgement(false, judgement.reason() + ", but backed up with " + through.get())
                : judgement;
    }

    /** Returns the disks and servers that are taken, disks first, by id. */
    Collection<ProtectableResource> taken() {
        return wanted.values();
    }

    boolean takes(Resource resource) {
        return wanted.containsKey(resource);
    }
}
