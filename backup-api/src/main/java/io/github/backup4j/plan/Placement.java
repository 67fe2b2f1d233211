package io.github.backup4j.plan;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which selected resource belongs in which vault of the protection, and which members leave. The steps for that are described by
 * {@link VaultSteps}.
 */
final class Placement {
    /** The maximum number of members that the record of a vault can still tell apart from others. */
    private static final int MOST_MEMBERS = 384;

    private final Wanted wanted;
    private final CloudBackup backup;
    private final Look look;
    private final List<Vault> own;
    private final Selection selection;
    private final Map<Resource, ProtectableResource> resources;
    private final MemberSizes sizes;
    private final UnseenCopies unseen;
    private final PolicySteps policies;
    private final PlanDraft draft;
    private final Map<VaultId, Boolean> countsUnseen = new HashMap<>();

    /**
     * Creates a placement.
     *
     * @param backup the backup whose limits apply; nothing in it is changed
     * @param own the vaults of the protection, by their marks
     * @param resources all disks and servers
     * @param policies tells which rules the policies will have
     * @param draft receives the obstacles and remarks
     */
    Placement(
            Wanted wanted,
            CloudBackup backup,
            Look look,
            List<Vault> own,
            Selection selection,
            Map<Resource, ProtectableResource> resources,
            MemberSizes sizes,
            UnseenCopies unseen,
            PolicySteps policies,
            PlanDraft draft) {
        this.wanted = wanted;
        this.backup = backup;
        this.look = look;
        this.own = own;
        this.selection = selection;
        this.resources = resources;
        this.sizes = sizes;
        this.unseen = unseen;
        this.policies = policies;
        this.draft = draft;
    }

    /** Returns the vaults of the protection, present and to be created, with their members. */
    List<Shelf> shelves() {
        List<Shelf> shelves = new ArrayList<>();
        for (Vault vault : own) {
            if (vault.status() == Vault.Status.DELETING) {
                draft.settling.add(new Remark(vault.id(), null, "it is being deleted"));
            } else if (vault.status() == Vault.Status.AVAILABLE) {
                addShelf(vault, shelves);
            } else {
                draft.obstacles.add(Obstacle.in(
                        Obstacle.Kind.VAULT_UNUSABLE,
                        vault.id(),
                        Names.of(vault) + " is " + vault.status()
                                + "; its members and policy stay as they are until it can be used"));
            }
        }
        List<ProtectableResource> toPlace = place(shelves);
        shelves.forEach(this::judgeMembers);
        pack(shelves, toPlace);
        return shelves;
    }

    /** Adds the shelf of a vault, unless its mark cannot be read: then nothing in it is changed. */
    private void addShelf(Vault vault, List<Shelf> shelves) {
        Recorded recorded = recorded(vault);
        if (recorded.tooMany()) {
            draft.obstacles.add(Obstacle.in(
                    Obstacle.Kind.MARK_UNREADABLE,
                    vault.id(),
                    "the mark of " + Names.of(vault) + " records more than two members that"
                            + " others have removed, and among so many resources it cannot be told which; nothing in"
                            + " it is changed. Add them again, or remove its tags " + Mark.FIRST + " and " + Mark.SECOND
                            + ", so that all its members count as others', and plan again"));
            return;
        }
        Shelf shelf = new Shelf(vault);
        shelf.recorded = recorded.members();
        shelves.add(shelf);
    }

    /** Puts selected members on the shelf of their vault, adds obstacles, and returns the resources that are in no vault. */
    private List<ProtectableResource> place(List<Shelf> shelves) {
        Map<VaultId, Shelf> byId = new LinkedHashMap<>();
        shelves.forEach(shelf -> byId.put(Objects.requireNonNull(shelf.vault).id(), shelf));
        Set<VaultId> ownIds = own.stream().map(Vault::id).collect(Collectors.toSet());
        List<ProtectableResource> toPlace = new ArrayList<>();
        for (ProtectableResource each : selection.taken()) {
            Resource resource = each.resource();
            Vault vault = look.placeOf(resource).orElse(null);
            if (vault == null) {
                if (each.vault() != null) {
                    draft.obstacles.add(elsewhere(each, "vault " + each.vault()));
                } else if (!each.protectable()) {
                    draft.obstacles.add(Obstacle.of(
                            Obstacle.Kind.NOT_PROTECTABLE,
                            resource,
                            Names.of(each) + " cannot be put into a vault now: " + each.obstacle()));
                } else {
                    toPlace.add(each);
                }
                continue;
            }
            boolean leaving = vault.member(resource)
                    .filter(member -> member.status() == Vault.MemberStatus.REMOVING)
                    .isPresent();
            if (vault.status() == Vault.Status.DELETING || leaving) {
                draft.settling.add(new Remark(
                        vault.id(), resource, "it is leaving; a plan that is made once it has left adds it again"));
            } else if (byId.containsKey(vault.id())) {
                byId.get(vault.id()).staying.add(each);
            } else if (!ownIds.contains(vault.id())) {
                draft.obstacles.add(elsewhere(each, Names.of(vault)));
            }
        }
        return toPlace;
    }

    private static Obstacle elsewhere(ProtectableResource found, String where) {
        return Obstacle.of(
                Obstacle.Kind.ELSEWHERE,
                found.resource(),
                Names.of(found) + " is in " + where + ", which is not of this protection; remove it there or move it");
    }

    /** Classifies each member of a vault that is not wanted: leaving, gone, or added by others. */
    private void judgeMembers(Shelf shelf) {
        Vault vault = Objects.requireNonNull(shelf.vault);
        Set<Resource> kept =
                shelf.staying.stream().map(ProtectableResource::resource).collect(Collectors.toSet());
        Set<Resource> recorded = shelf.recorded;
        if (recorded != null) {
            shelf.recordedBefore.addAll(recorded);
        }
        for (Vault.Member member : vault.members()) {
            Resource resource = member.resource();
            boolean ours = recorded != null && recorded.contains(resource);
            if (kept.contains(resource)) {
                continue;
            }
            if (member.status() == Vault.MemberStatus.REMOVING) {
                if (!selection.takes(resource)) {
                    draft.settling.add(new Remark(vault.id(), resource, "it is leaving"));
                }
            } else if (selection.takes(resource)) {
                // It is also in another vault, to which it was assigned; a resource that is wanted is removed from no
                // vault.
                if (ours) {
                    shelf.recordedToo.add(resource);
                }
            } else if (!resources.containsKey(resource)) {
                draft.gone.add(new Remark(
                        vault.id(),
                        resource,
                        "there is no such resource any more; its restore points may be the last of it"));
                if (ours) {
                    shelf.recordedToo.add(resource);
                }
            } else if (!ours) {
                draft.foreign.add(new Remark(
                        vault.id(),
                        resource,
                        recorded != null
                                ? "others added it"
                                : "the mark of the vault does not say who added it, so it counts as others'"));
            } else {
                shelf.recordedToo.add(resource);
                if (vault.locked()) {
                    draft.obstacles.add(new Obstacle(
                            Obstacle.Kind.VAULT_LOCKED,
                            resource,
                            vault.id(),
                            Names.of(Objects.requireNonNull(resources.get(resource))) + " is no longer wanted, but "
                                    + Names.of(vault) + " is locked: its members cannot leave"));
                } else {
                    shelf.leaving.add(resource);
                }
            }
        }
    }

    /** Returns the members that the protection added to a vault, by its mark. */
    private Recorded recorded(Vault vault) {
        MemberRecord record = Mark.record(vault.tags()).orElse(null);
        if (record == null) {
            return new Recorded(null, false);
        }
        // Fewer candidates are better, but the record may include resources that were removed, or that were to be
        // added.
        List<Resource> members =
                vault.members().stream().map(Vault.Member::resource).toList();
        List<Resource> selected = selection.taken().stream()
                .map(ProtectableResource::resource)
                .filter(resource -> resource.kind() == vault.kind())
                .toList();
        List<Resource> all = resources.keySet().stream()
                .filter(resource -> resource.kind() == vault.kind())
                .toList();
        Set<Resource> found = record.among(members, selected)
                .or(() -> record.among(members, all))
                .orElse(null);
        return new Recorded(found, found == null && members.size() + all.size() > MemberRecord.MOST_CANDIDATES);
    }

    /**
     * The members that a protection added to a vault.
     *
     * @param members the members, present or not; null: the mark does not tell
     * @param tooMany whether it does not tell because there are too many resources
     */
    private record Recorded(@Nullable Set<Resource> members, boolean tooMany) {}

    private void pack(List<Shelf> shelves, List<ProtectableResource> toPlace) {
        int seats = Math.min(backup.limits().vaults().members(), MOST_MEMBERS);
        DataSize largest = backup.limits().vaults().largest();
        for (ProtectableResource each : toPlace) {
            Resource.Kind kind = each.resource().kind();
            if (sizes.isLeftOutWhole(each)) {
                draft.obstacles.add(leftOutWhole(each));
                continue;
            }
            DataSize needed = sizes.capacity(sizes.of(each));
            if (needed.compareTo(largest) > 0) {
                draft.obstacles.add(Obstacle.of(
                        Obstacle.Kind.TOO_LARGE,
                        each.resource(),
                        Names.of(each) + " needs a vault of " + needed + "; the largest there is has " + largest));
                continue;
            }
            List<Shelf> roomy = shelves.stream()
                    .filter(some -> some.kind == kind && hasRoom(some, each, seats, largest))
                    .toList();
            // An earlier attempt may have created a vault for it, which would stay empty otherwise.
            Shelf shelf = roomy.stream()
                    .filter(some -> some.vault == null || !countsUnseen(some.vault))
                    .min(Comparator.comparing(some -> !some.recordedBefore.contains(each.resource())))
                    .orElse(null);
            if (shelf == null) {
                shelf = new Shelf(newName(kind, shelves), kind, !roomy.isEmpty());
                shelves.add(shelf);
            }
            shelf.joining.add(each);
        }
    }

    static Obstacle leftOutWhole(ProtectableResource server) {
        return Obstacle.of(
                Obstacle.Kind.NOT_PROTECTABLE,
                server.resource(),
                "all disks of " + Names.of(server) + " are left out; leave out the server");
    }

    private boolean hasRoom(Shelf shelf, ProtectableResource joining, int seats, DataSize largest) {
        if (shelf.members() >= seats) {
            return false;
        }
        DataSize needed = sizes.capacity(sizes.of(shelf).plus(sizes.of(joining)));
        Vault vault = shelf.vault;
        return (vault != null && shelf.isSubscription())
                ? needed.compareTo(vault.capacity()) <= 0
                : needed.compareTo(largest) <= 0;
    }

    /**
     * Returns whether a policy would apply its rule to copies of a new member that exist elsewhere, without the caller's consent. It is the
     * rule after the steps: a plan that is made when some of them are taken has to find the same.
     */
    private boolean countsUnseen(Vault vault) {
        return countsUnseen.computeIfAbsent(
                vault.id(),
                id -> wanted.copies() != null
                        && vault.policy(Purpose.REPLICATION)
                                .flatMap(attached -> look.policy(attached.policy()))
                                .filter(policy -> unseen.mayGo(policies.ruleAfterwards(policy)))
                                .isPresent());
    }

    private String newName(Resource.Kind kind, List<Shelf> shelves) {
        // A vault that has lost its mark was created under such a name and is nobody's any more.
        Set<String> used = Stream.concat(
                        look.vaults().stream().map(Vault::name),
                        shelves.stream().map(shelf -> shelf.name))
                .collect(Collectors.toSet());
        String prefix = wanted.name() + "-" + kind.name().toLowerCase(Locale.ROOT) + "s-";
        int number = 1;
        while (used.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }
}
