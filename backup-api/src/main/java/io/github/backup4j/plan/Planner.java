package io.github.backup4j.plan;

import io.github.backup4j.BackupException;
import io.github.backup4j.Billing;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Protection.Wanted;
import io.github.backup4j.plan.Step.PolicyTarget;
import io.github.backup4j.plan.Step.VaultTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates one plan: reads the cloud once and compares the wanted state, the state wanted before, and the present state. */
final class Planner {
    /** The maximum number of members that the record of a vault can still tell apart from others. */
    private static final int MOST_MEMBERS = 384;

    /** The maximum number of resources that an obstacle names. */
    private static final int MOST_NAMED = 10;

    private static final List<Resource.Kind> KINDS = List.of(Resource.Kind.DISK, Resource.Kind.SERVER);

    private final CloudBackup target;

    private final CloudBackup backup;
    private final RequestCount count = new RequestCount();
    private final Wanted wanted;

    private final List<Step> steps = new ArrayList<>();
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final List<Remark> foreign = new ArrayList<>();
    private final List<Remark> settling = new ArrayList<>();
    private final List<Remark> gone = new ArrayList<>();

    /** All disks and servers, disks first, by id. */
    private final Map<Resource, ProtectableResource> resources = new LinkedHashMap<>();

    private final Map<Purpose, OwnPolicy> policies = new EnumMap<>(Purpose.class);

    Planner(CloudBackup target, Wanted wanted) {
        this.target = target;
        this.wanted = wanted;
        backup = target.listening(count);
    }

    Plan plan() {
        Look look = Look.at(backup);
        backup.resources().list().sorted(Selection.ORDER).forEach(each -> resources.put(each.resource(), each));
        List<Vault> own = look.vaults().stream()
                .filter(vault -> Mark.isOf(wanted.name(), vault)
                        && vault.purpose() == Purpose.BACKUP
                        && KINDS.contains(vault.kind()))
                .toList();
        Selection selection = Selection.of(wanted, resources, own);
        Rule rule = ruleOrObstacles(look);
        if (rule != null) {
            obstacles.addAll(selection.obstacles());
            compare(look, own, selection, rule);
        }
        return new Plan(
                target,
                new Plan.Content(
                        wanted.name(),
                        true,
                        steps,
                        obstacles,
                        foreign,
                        settling,
                        gone,
                        selection.choices(),
                        own.stream().collect(Collectors.toMap(Vault::id, Vault::name))),
                count.total());
    }

    // ---- obstacles that stop everything

    /** Returns the rule that the cloud can keep; null if an obstacle stops everything. */
    private @Nullable Rule ruleOrObstacles(Look look) {
        needs(Capability.VAULTS, "its vaults");
        needs(Capability.POLICIES, "its policy");
        if (wanted.sizing().autoExpand()) {
            needs(Capability.AUTO_EXPAND, "autoExpanding()");
        }
        if (wanted.leftOut() != null) {
            needs(Capability.DISK_EXCLUSION, "withoutDisks(...)");
        }
        if (wanted.copies() != null) {
            Site site = wanted.copies().site();
            if (!backup.supports(Capability.REPLICATION)) {
                obstacles.add(Obstacle.all(
                        Obstacle.Kind.COPIES, "copies to " + site + " need REPLICATION, which this cloud has not"));
            } else if (site.region().equals(backup.site().region())) {
                obstacles.add(Obstacle.all(
                        Obstacle.Kind.COPIES, "copies go to " + site + ", in the region of the backups; give another"));
            } else {
                Set<String> regions = copyRegions();
                if (!regions.isEmpty() && !regions.contains(site.region())) {
                    obstacles.add(Obstacle.all(
                            Obstacle.Kind.COPIES,
                            "copies go to " + site + ", in a region that this cloud does not copy to; give one of "
                                    + String.join(", ", regions)));
                }
            }
        }
        if (backup.limits().tags().count() < Mark.TAGS) {
            obstacles.add(Obstacle.all(
                    Obstacle.Kind.UNSUPPORTED,
                    "a vault has at most " + backup.limits().tags().count()
                            + " tags here; the mark of a protection takes " + Mark.TAGS));
        }
        Rule.Found found = Rule.of(wanted, backup, look.now());
        found.refusal().ifPresent(obstacles::add);
        return obstacles.isEmpty() ? found.rule() : null;
    }

    /** Returns the regions that the cloud copies to; empty if it does not say. */
    private Set<String> copyRegions() {
        try {
            return backup.restorePoints().copyRegions();
        } catch (BackupException unanswered) {
            return Set.of();
        }
    }

    private void needs(Capability capability, String what) {
        if (!backup.supports(capability)) {
            obstacles.add(Obstacle.all(
                    Obstacle.Kind.UNSUPPORTED,
                    what + " need" + (what.endsWith(")") ? "s " : " ") + capability + ", which this cloud has not"));
        }
    }

    // ---- vaults and members

    private void compare(Look look, List<Vault> own, Selection selection, Rule rule) {
        List<Shelf> shelves = new ArrayList<>();
        for (Vault vault : own) {
            if (vault.status() == Vault.Status.DELETING) {
                settling.add(new Remark(vault.id(), null, "it is being deleted"));
            } else if (vault.status() == Vault.Status.AVAILABLE) {
                addShelf(vault, selection, shelves);
            } else {
                obstacles.add(Obstacle.in(
                        Obstacle.Kind.VAULT_UNUSABLE,
                        vault.id(),
                        named(vault) + " is " + vault.status()
                                + "; its members and policy stay as they are until it can be used"));
            }
        }
        List<ProtectableResource> toPlace = place(look, own, shelves, selection);
        shelves.forEach(shelf -> judgeMembers(shelf, selection));
        pack(look, own, shelves, toPlace);
        describe(look, own, shelves, rule);
    }

    /** Adds the shelf of a vault, unless its mark cannot be read: then nothing in it is changed. */
    private void addShelf(Vault vault, Selection selection, List<Shelf> shelves) {
        Recorded recorded = recorded(vault, selection);
        if (recorded.tooMany()) {
            obstacles.add(Obstacle.in(
                    Obstacle.Kind.MARK_UNREADABLE,
                    vault.id(),
                    "the mark of " + named(vault) + " records more than two members that"
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
    private List<ProtectableResource> place(Look look, List<Vault> own, List<Shelf> shelves, Selection selection) {
        Map<VaultId, Shelf> byId = new LinkedHashMap<>();
        shelves.forEach(shelf -> byId.put(Objects.requireNonNull(shelf.vault).id(), shelf));
        Set<VaultId> ownIds = own.stream().map(Vault::id).collect(Collectors.toSet());
        List<ProtectableResource> toPlace = new ArrayList<>();
        for (ProtectableResource each : selection.taken()) {
            Resource resource = each.resource();
            Vault vault = look.placeOf(resource).orElse(null);
            if (vault == null) {
                if (each.vault() != null) {
                    obstacles.add(elsewhere(each, "vault " + each.vault()));
                } else if (!each.protectable()) {
                    obstacles.add(Obstacle.of(
                            Obstacle.Kind.NOT_PROTECTABLE,
                            resource,
                            named(each) + " cannot be put into a vault now: " + each.obstacle()));
                } else {
                    toPlace.add(each);
                }
                continue;
            }
            boolean leaving = vault.member(resource)
                    .filter(member -> member.status() == Vault.MemberStatus.REMOVING)
                    .isPresent();
            if (vault.status() == Vault.Status.DELETING || leaving) {
                settling.add(new Remark(
                        vault.id(), resource, "it is leaving; a plan that is made when it has left adds it again"));
            } else if (byId.containsKey(vault.id())) {
                byId.get(vault.id()).staying.add(each);
            } else if (!ownIds.contains(vault.id())) {
                obstacles.add(elsewhere(each, named(vault)));
            }
        }
        return toPlace;
    }

    private static Obstacle elsewhere(ProtectableResource found, String where) {
        return Obstacle.of(
                Obstacle.Kind.ELSEWHERE,
                found.resource(),
                named(found) + " is in " + where + ", which is not of this protection; remove it there or move it");
    }

    // ---- names, which tell people more than ids

    private static String named(ProtectableResource found) {
        return named(found.resource(), found.name());
    }

    private static String named(Vault vault) {
        return named("vault " + vault.id(), vault.name());
    }

    private static String named(Policy policy) {
        return named("policy " + policy.id(), policy.name());
    }

    private static String named(Look look, PolicyId policy) {
        return look.policy(policy).map(Planner::named).orElse("policy " + policy);
    }

    private static String named(Object what, String name) {
        return name.isEmpty() ? what.toString() : what + " \"" + name + "\"";
    }

    /** Classifies each member of a vault that is not wanted: leaving, gone, or added by others. */
    private void judgeMembers(Shelf shelf, Selection selection) {
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
                    settling.add(new Remark(vault.id(), resource, "it is leaving"));
                }
            } else if (!resources.containsKey(resource)) {
                gone.add(new Remark(
                        vault.id(),
                        resource,
                        "there is no such resource any more; its restore points may be the last of it"));
                if (ours) {
                    shelf.recordedToo.add(resource);
                }
            } else if (!ours) {
                foreign.add(new Remark(
                        vault.id(),
                        resource,
                        recorded != null
                                ? "others added it"
                                : "the mark of the vault does not say who added it, so it counts as others'"));
            } else {
                shelf.recordedToo.add(resource);
                if (vault.locked()) {
                    obstacles.add(new Obstacle(
                            Obstacle.Kind.VAULT_LOCKED,
                            resource,
                            vault.id(),
                            named(Objects.requireNonNull(resources.get(resource))) + " is no longer wanted, but "
                                    + named(vault) + " is locked: its members cannot leave"));
                } else {
                    shelf.leaving.add(resource);
                }
            }
        }
    }

    /** Returns the members that the protection added to a vault, by its mark. */
    private Recorded recorded(Vault vault, Selection selection) {
        MemberRecord record = Mark.record(vault.tags()).orElse(null);
        if (record == null) {
            return new Recorded(null, false);
        }
        // The fewer candidates the better, but the record may include resources that were removed or were to be added.
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

    // ---- assignment to vaults

    private void pack(Look look, List<Vault> own, List<Shelf> shelves, List<ProtectableResource> toPlace) {
        int seats = Math.min(backup.limits().vaults().members(), MOST_MEMBERS);
        DataSize largest = backup.limits().vaults().largest();
        for (ProtectableResource each : toPlace) {
            Resource.Kind kind = each.resource().kind();
            if (isLeftOutWhole(each)) {
                obstacles.add(leftOutWhole(each));
                continue;
            }
            DataSize needed = capacity(protectedSize(each, leftOut(each)));
            if (needed.compareTo(largest) > 0) {
                obstacles.add(Obstacle.of(
                        Obstacle.Kind.TOO_LARGE,
                        each.resource(),
                        named(each) + " needs a vault of " + needed + "; the largest there is has " + largest));
                continue;
            }
            List<Shelf> roomy = shelves.stream()
                    .filter(some -> some.kind == kind && hasRoom(some, each, seats, largest))
                    .toList();
            Shelf shelf = roomy.stream()
                    .filter(some -> some.vault == null || !countsUnseen(look, some.vault))
                    .findFirst()
                    .orElse(null);
            if (shelf == null) {
                shelf = new Shelf(newName(kind, own, shelves), kind, !roomy.isEmpty());
                shelves.add(shelf);
            }
            shelf.joining.add(each);
        }
    }

    private boolean hasRoom(Shelf shelf, ProtectableResource joining, int seats, DataSize largest) {
        if (shelf.members() >= seats) {
            return false;
        }
        DataSize needed = capacity(sizeOf(shelf).plus(protectedSize(joining, leftOut(joining))));
        Vault vault = shelf.vault;
        return (vault != null && isSubscription(vault))
                ? needed.compareTo(vault.capacity()) <= 0
                : needed.compareTo(largest) <= 0;
    }

    /** Returns whether a policy would apply its rule to copies of a new member that are elsewhere already, unaccepted. */
    private boolean countsUnseen(Look look, Vault vault) {
        return wanted.copies() != null
                && vault.policy(Purpose.REPLICATION)
                        .flatMap(attached -> look.policy(attached.policy()))
                        .filter(policy -> deletesUnseen(policy.retention()))
                        .isPresent();
    }

    private DataSize capacity(DataSize members) {
        DataSize capacity = wanted.sizing().capacityFor(members);
        DataSize smallest = DataSize.gib(backup.limits().vaults().smallest().toGibRoundedUp());
        return capacity.compareTo(smallest) < 0 ? smallest : capacity;
    }

    /** Returns the total size of the members that join a vault and of those that stay, whoever added them. */
    private DataSize sizeOf(Shelf shelf) {
        DataSize sum = DataSize.ZERO;
        for (ProtectableResource each : shelf.joining) {
            sum = sum.plus(protectedSize(each, leftOut(each)));
        }
        if (shelf.vault != null) {
            for (Vault.Member member : shelf.vault.members()) {
                if (!shelf.leaving.contains(member.resource()) && member.status() != Vault.MemberStatus.REMOVING) {
                    DataSize size = sizeOf(shelf, member);
                    sum = size == null ? sum : sum.plus(size);
                }
            }
        }
        return sum;
    }

    private @Nullable DataSize sizeOf(Shelf shelf, Vault.Member member) {
        ProtectableResource known = resources.get(member.resource());
        if (known == null) {
            return member.size();
        }
        Set<Resource.Disk> left = shelf.staying.contains(known) ? leftOut(known) : null;
        return protectedSize(known, left == null ? member.excludedDisks() : left);
    }

    /** Returns the size of a disk or server without some disks. */
    private DataSize protectedSize(ProtectableResource each, @Nullable Collection<Resource.Disk> left) {
        long bytes = each.size().bytes();
        if (left != null) {
            for (Resource.Disk disk : left) {
                ProtectableResource known = resources.get(disk);
                bytes -= known == null || !each.disks().contains(disk)
                        ? 0
                        : known.size().bytes();
            }
        }
        return DataSize.bytes(Math.max(0, bytes));
    }

    private String newName(Resource.Kind kind, List<Vault> own, List<Shelf> shelves) {
        Set<String> used = Stream.concat(
                        own.stream().map(Vault::name), shelves.stream().map(shelf -> shelf.name))
                .collect(Collectors.toSet());
        String prefix = wanted.name() + "-" + kind.name().toLowerCase(Locale.ROOT) + "s-";
        int number = 1;
        while (used.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }

    private static boolean isSubscription(Vault vault) {
        return vault.billing().mode() != Billing.Mode.PAY_PER_USE;
    }

    // ---- the steps

    private void describe(Look look, List<Vault> own, List<Shelf> shelves, Rule rule) {
        Set<Purpose> purposes = EnumSet.of(Purpose.BACKUP);
        if (rule.copies() != null) {
            purposes.add(Purpose.REPLICATION);
        }
        for (Purpose purpose : purposes) {
            if (shelves.stream().anyMatch(shelf -> serves(purpose, shelf))) {
                policies.put(purpose, describePolicy(look, own, rule, purpose));
            }
        }
        if (rule.copies() != null) {
            describeNotCopied(shelves);
        }
        shelves.forEach(shelf -> describeVault(look, shelf));
    }

    /** Adds an obstacle for the disks that are backed up by themselves: no vault of disks is copied. */
    private void describeNotCopied(List<Shelf> shelves) {
        List<ProtectableResource> disks = shelves.stream()
                .filter(shelf -> !serves(Purpose.REPLICATION, shelf))
                .flatMap(shelf -> Stream.concat(shelf.staying.stream(), shelf.joining.stream()))
                .sorted(Selection.ORDER)
                .toList();
        if (!disks.isEmpty()) {
            obstacles.add(Obstacle.all(
                    Obstacle.Kind.NOT_COPIED,
                    "only restore points of servers are copied to another region; those of "
                            + disks.stream()
                                    .limit(MOST_NAMED)
                                    .map(Planner::named)
                                    .collect(Collectors.joining(", "))
                            + (disks.size() > MOST_NAMED ? " and " + (disks.size() - MOST_NAMED) + " more" : "")
                            + " are not. Back them up with their servers, or by a protection without copiedTo(...)"));
        }
    }

    private static boolean serves(Purpose purpose, Shelf shelf) {
        return purpose == Purpose.BACKUP || shelf.kind == Resource.Kind.SERVER;
    }

    private OwnPolicy describePolicy(Look look, List<Vault> own, Rule rule, Purpose purpose) {
        Policy policy = look.policies().stream()
                .filter(some -> some.purpose() == purpose
                        && own.stream().anyMatch(vault -> Mark.names(vault, purpose, some.id())))
                .min((one, other) -> one.id().value().compareTo(other.id().value()))
                .orElse(null);
        String word = purpose == Purpose.BACKUP ? "backup" : "copy";
        if (policy == null && purpose == Purpose.REPLICATION && deletesUnseen(rule.retention())) {
            PolicyTarget none = new PolicyTarget(rule.policyName(purpose), purpose, null);
            return new OwnPolicy(none, null, null, Losses.Runs.of(rule.spec(purpose)));
        }
        if (policy == null) {
            String id = "create the " + word + " policy";
            steps.add(new Step.CreatePolicy(
                    id, Set.of(), "the protection has no " + word + " policy", rule.spec(purpose)));
            return new OwnPolicy(
                    new PolicyTarget(rule.policyName(purpose), purpose, null),
                    id,
                    null,
                    Losses.Runs.of(rule.spec(purpose)));
        }
        Step.ChangePolicy change = describeChange(look, own, rule, policy, word);
        if (change != null) {
            steps.add(change);
        }
        return new OwnPolicy(
                new PolicyTarget(policy.name(), purpose, policy.id()),
                null,
                change == null ? null : change.id(),
                change == null ? Losses.Runs.of(policy) : Losses.Runs.of(change.after()));
    }

    /** Returns the step that changes a policy; null if there is none. */
    private Step.@Nullable ChangePolicy describeChange(
            Look look, List<Vault> own, Rule rule, Policy policy, String word) {
        Site destination = rule.copies();
        PolicySpec before;
        PolicySpec after;
        try {
            before = policy.toSpec();
            after = rule.appliedTo(before);
        } catch (Invalid outside) {
            obstacles.add(Obstacle.all(
                    Obstacle.Kind.POLICY_UNCHANGEABLE,
                    named(policy) + " cannot be changed as it is: " + outside.getMessage()));
            return null;
        }
        if (policy.purpose() == Purpose.REPLICATION) {
            if (!Objects.equals(destination, policy.destination())) {
                obstacles.add(Obstacle.all(
                        Obstacle.Kind.COPIED_ELSEWHERE,
                        named(policy) + " copies to " + policy.destination() + ", not to " + destination
                                + "; detach it from the vaults of the protection, and plan again"));
                return null;
            }
            if (!before.retention().equals(after.retention()) && deletesUnseen(after.retention())) {
                obstacles.add(
                        copiesKept(named(policy) + " keeps " + before.retention() + ", not " + after.retention()));
                after = after.withRetention(before.retention());
            }
            if (!before.schedule().equals(after.schedule())
                    && deletesUnseen(after.retention())
                    && Losses.Runs.of(after).countsPeriods()) {
                obstacles.add(copiesKept(named(policy) + " keeps its schedule, " + before.schedule()
                        + ", as a copy of another day, week, month or year moves others out"));
                after = after.withSchedule(before.schedule());
            }
            if (!before.enabled() && deletesUnseen(after.retention())) {
                obstacles.add(copiesKept(named(policy) + ", which keeps " + after.retention() + ", stays disabled"));
                after = after.withEnabled(false);
            }
        }
        if (before.equals(after)) {
            return null;
        }
        Set<VaultId> ownIds = own.stream().map(Vault::id).collect(Collectors.toSet());
        List<String> others = policy.attachments().stream()
                .map(Policy.Attachment::vault)
                .filter(vault -> !ownIds.contains(vault))
                .map(vault -> look.vault(vault).map(Planner::named).orElse("vault " + vault))
                .toList();
        if (!others.isEmpty()) {
            obstacles.add(Obstacle.all(
                    Obstacle.Kind.SHARED_POLICY,
                    named(policy) + " acts on " + String.join(", ", others)
                            + " as well, to which others attached it; it is not changed before it is detached there"));
            return null;
        }
        return new Step.ChangePolicy(
                "change the " + word + " policy",
                Set.of(),
                "the protection wants " + rule.schedule() + ", keeping " + after.retention(),
                policy.id(),
                before,
                after,
                policy.attachments().stream().map(Policy.Attachment::vault).collect(Collectors.toSet()),
                Losses.ofChange(policy, before, after, look::pointsIn, look.now()));
    }

    private void describeVault(Look look, Shelf shelf) {
        VaultTarget vault = new VaultTarget(shelf.name, shelf.vault == null ? null : shelf.vault.id());
        Map<Purpose, PolicyId> attached = new EnumMap<>(Purpose.class);
        Set<String> made = new HashSet<>();
        policies.forEach((purpose, policy) -> {
            if (serves(purpose, shelf)) {
                if (policy.target().id() != null) {
                    attached.put(purpose, policy.target().id());
                }
                if (policy.created() != null) {
                    made.add(policy.created());
                }
            }
        });
        Set<Resource> recorded = new LinkedHashSet<>(shelf.recordedToo);
        // A member that others added stays theirs, although it is wanted: when it no longer is, it is not removed.
        shelf.staying.stream()
                .map(ProtectableResource::resource)
                .filter(shelf.recordedBefore::contains)
                .forEach(recorded::add);
        shelf.joining.forEach(each -> recorded.add(each.resource()));
        Map<String, String> mark = Mark.of(wanted.name(), attached, MemberRecord.of(recorded));
        Set<String> first = shelf.vault == null ? create(shelf, mark, made) : markAgain(shelf.vault, vault, mark, made);
        if (shelf.vault != null) {
            describeSize(shelf, shelf.vault, vault);
        }
        policies.forEach((purpose, policy) -> {
            if (serves(purpose, shelf)) {
                describeAttachment(look, shelf, vault, policy, first);
            }
        });
        describeMembers(shelf, vault, first);
        Set<Resource> known = new LinkedHashSet<>(shelf.recordedBefore);
        known.addAll(recorded);
        for (Resource resource : shelf.leaving) {
            Vault present = Objects.requireNonNull(shelf.vault);
            steps.add(new Step.RemoveMember(
                    "remove " + resource + " from " + present.id(),
                    first,
                    "the protection put it there and no longer wants it: " + reason(resource),
                    vault,
                    resource,
                    known,
                    Losses.ofRemoval(resource, look.pointsIn(present.id()))));
        }
    }

    private String reason(Resource resource) {
        ProtectableResource known = resources.get(resource);
        return known == null ? "it is gone" : wanted.selector().judge(known).reason();
    }

    private Set<String> create(Shelf shelf, Map<String, String> mark, Set<String> made) {
        String id = "create vault " + shelf.name;
        steps.add(new Step.CreateVault(
                id,
                made,
                shelf.joining.size() + " " + shelf.kind.name().toLowerCase(Locale.ROOT)
                        + (shelf.joining.size() == 1 ? " is" : "s are")
                        + " in no vault, and "
                        + (shelf.apart
                                ? "in a vault with room, their copies would be subject to a rule that is not accepted"
                                : "no vault of the protection has room"),
                VaultSpec.of(shelf.name, shelf.kind, capacity(sizeOf(shelf)))
                        .withAutoExpand(wanted.sizing().autoExpand())
                        .withTags(mark)));
        return Set.of(id);
    }

    private Set<String> markAgain(Vault vault, VaultTarget target, Map<String, String> mark, Set<String> made) {
        Map<String, String> present = Mark.of(vault.tags());
        if (present.equals(mark) && made.isEmpty()) {
            return Set.of();
        }
        String id = "mark " + vault.id();
        steps.add(new Step.MarkVault(
                id, made, "its mark has to say what the protection wants before that is done", target, present, mark));
        return Set.of(id);
    }

    private void describeSize(Shelf shelf, Vault vault, VaultTarget target) {
        DataSize needed = capacity(sizeOf(shelf));
        boolean grows = needed.compareTo(vault.capacity()) > 0;
        boolean expands = wanted.sizing().autoExpand() && !vault.autoExpand();
        if (!grows && !expands) {
            return;
        }
        boolean buys = grows
                && vault.billing().mode() == Billing.Mode.SUBSCRIPTION
                && backup.supports(Capability.SUBSCRIPTIONS);
        if (isSubscription(vault) && (!buys || expands)) {
            obstacles.add(Obstacle.in(
                    Obstacle.Kind.SUBSCRIBED,
                    vault.id(),
                    named(vault) + " of " + vault.capacity() + " should "
                            + (expands ? "expand by itself" : "have " + needed)
                            + ", but is a subscription: change its order, or let it end"));
        }
        if (isSubscription(vault) && !buys) {
            return;
        }
        if (needed.compareTo(backup.limits().vaults().largest()) > 0) {
            obstacles.add(Obstacle.in(
                    Obstacle.Kind.TOO_LARGE,
                    vault.id(),
                    named(vault) + " should have " + needed
                            + ", more than the largest there is; move members to another vault"));
            return;
        }
        String why = grows
                ? "its members are " + sizeOf(shelf) + ", and the protection wants " + wanted.sizing()
                : "the protection wants " + wanted.sizing();
        DataSize held = Staleness.membersOf(vault, shelf.leaving);
        if (buys) {
            steps.add(new Step.BuyCapacity(
                    "buy capacity of " + vault.id(), Set.of(), why, target, vault.capacity(), needed, held));
            return;
        }
        steps.add(new Step.ResizeVault(
                "resize " + vault.id(),
                Set.of(),
                why,
                target,
                vault.capacity(),
                grows ? needed : vault.capacity(),
                vault.autoExpand(),
                vault.autoExpand() || expands,
                held));
    }

    private void describeAttachment(Look look, Shelf shelf, VaultTarget target, OwnPolicy policy, Set<String> first) {
        Purpose purpose = policy.target().purpose();
        VaultId destination = purpose == Purpose.REPLICATION && wanted.copies() != null
                ? wanted.copies().vault()
                : null;
        Set<String> restsOn = new HashSet<>(first);
        if (policy.created() != null) {
            restsOn.add(policy.created());
        }
        List<Loss> losses = List.of();
        if (shelf.vault != null) {
            Vault vault = shelf.vault;
            Optional<Vault.AttachedPolicy> present = vault.policy(purpose);
            if (present.isPresent()) {
                if (!present.get().policy().equals(policy.target().id())) {
                    String other = named(look, present.get().policy());
                    foreign.add(new Remark(vault.id(), null, other + " was attached by others"));
                    obstacles.add(Obstacle.in(
                            Obstacle.Kind.FOREIGN_POLICY,
                            vault.id(),
                            other + " is attached to " + named(vault)
                                    + ", not by this protection; detach it, or leave the vault to it"));
                } else if (!Objects.equals(present.get().destination(), destination)) {
                    obstacles.add(Obstacle.in(
                            Obstacle.Kind.COPIED_ELSEWHERE,
                            vault.id(),
                            named(look, present.get().policy()) + " copies " + named(vault) + " to vault "
                                    + present.get().destination() + ", not to " + destination + "; detach it first"));
                }
                return;
            }
            if (purpose == Purpose.BACKUP) {
                losses = Losses.ofRetention(null, policy.runs(), look.pointsIn(vault.id()), look.now());
            }
            // Its losses were computed for the changed rule.
            if (policy.changed() != null) {
                restsOn.add(policy.changed());
            }
        }
        if (purpose == Purpose.REPLICATION && deletesUnseen(policy.runs().retention())) {
            Obstacle kept = copiesKept("no policy that keeps " + policy.runs().retention() + " is attached to "
                    + (target.id() == null ? target.name() : "vault " + target.id()));
            if (!obstacles.contains(kept)) {
                obstacles.add(kept);
            }
            return;
        }
        steps.add(new Step.AttachPolicy(
                "attach the " + (purpose == Purpose.BACKUP ? "backup" : "copy") + " policy to "
                        + (target.id() == null ? target.name() : target.id()),
                restsOn,
                "no policy acts on the vault",
                policy.target(),
                target,
                destination,
                policy.runs().retention(),
                losses));
    }

    private void describeMembers(Shelf shelf, VaultTarget target, Set<String> first) {
        String where = target.id() == null ? target.name() : target.id().value();
        List<Resource> whole = new ArrayList<>();
        for (ProtectableResource each : shelf.joining) {
            Set<Resource.Disk> left = leftOut(each);
            if (left == null || left.isEmpty()) {
                whole.add(each.resource());
            } else {
                describeExclusion(each, null, left, target, first);
            }
        }
        if (!whole.isEmpty()) {
            steps.add(
                    new Step.AddMembers("add to " + where, first, "they are selected and in no vault", target, whole));
        }
        for (ProtectableResource each : shelf.staying) {
            Set<Resource.Disk> left = leftOut(each);
            Vault vault = shelf.vault;
            if (left == null || vault == null) {
                continue;
            }
            Set<Resource.Disk> present =
                    new HashSet<>(vault.member(each.resource()).orElseThrow().excludedDisks());
            present.retainAll(each.disks());
            if (!present.equals(left)) {
                describeExclusion(each, present, left, target, Set.of());
            }
        }
    }

    private void describeExclusion(
            ProtectableResource server,
            @Nullable Set<Resource.Disk> before,
            Set<Resource.Disk> after,
            VaultTarget target,
            Set<String> first) {
        if (server.resource() instanceof Resource.Server id) {
            if (after.containsAll(server.disks())) {
                obstacles.add(leftOutWhole(server));
                return;
            }
            steps.add(new Step.ExcludeDisks(
                    "leave out disks of " + id,
                    first,
                    "the protection leaves out disks by " + wanted.leftOut(),
                    target,
                    id,
                    before,
                    after));
        }
    }

    private boolean isLeftOutWhole(ProtectableResource each) {
        Set<Resource.Disk> left = leftOut(each);
        return left != null && !left.isEmpty() && left.containsAll(each.disks());
    }

    private static Obstacle leftOutWhole(ProtectableResource server) {
        return Obstacle.of(
                Obstacle.Kind.NOT_PROTECTABLE,
                server.resource(),
                "all disks of " + named(server) + " are left out; leave out the server");
    }

    /** Returns the disks of a server that are excluded; null if the protection does not say. */
    private @Nullable Set<Resource.Disk> leftOut(ProtectableResource server) {
        Selector leftOut = wanted.leftOut();
        if (leftOut == null || server.resource().kind() != Resource.Kind.SERVER) {
            return null;
        }
        return server.disks().stream()
                .filter(disk -> {
                    ProtectableResource known = resources.get(disk);
                    return known != null && leftOut.takes(known);
                })
                .collect(Collectors.toSet());
    }

    /** Returns whether a policy for copies with this rule may delete copies that nobody named, and the caller does not accept that. */
    private boolean deletesUnseen(Retention rule) {
        return !wanted.expiryAccepted() && !(rule instanceof Retention.Forever);
    }

    private Obstacle copiesKept(String what) {
        Protection.Copies copies = Objects.requireNonNull(wanted.copies());
        return Obstacle.all(
                Obstacle.Kind.COPIES_KEPT,
                what + ": which copies in vault " + copies.vault() + " at " + copies.site()
                        + " that would delete cannot be seen from here; look there, and accept it with"
                        + " acceptingExpiryOfCopies()");
    }

    /**
     * A policy of the protection.
     *
     * @param created the step that creates it; null: none
     * @param changed the step that changes it; null: none
     * @param runs its schedule and rule after these steps
     */
    private record OwnPolicy(
            PolicyTarget target,
            @Nullable String created,
            @Nullable String changed,
            Losses.Runs runs) {}

    /** A present or future vault of the protection, and the changes of its members. */
    private static final class Shelf {
        final String name;
        final Resource.Kind kind;
        final @Nullable Vault vault;
        final List<ProtectableResource> staying = new ArrayList<>();
        final List<ProtectableResource> joining = new ArrayList<>();
        final List<Resource> leaving = new ArrayList<>();

        /** The members that the protection added by the mark, present or not; null: the mark does not tell. */
        @Nullable
        Set<Resource> recorded;

        /** The same; empty if the mark does not tell. */
        final Set<Resource> recordedBefore = new LinkedHashSet<>();

        /** The members that the protection added and no longer wants, but which are still present. */
        final Set<Resource> recordedToo = new LinkedHashSet<>();

        /** Whether it is a new vault although another has room, as the policy for copies of that one has a rule that is not accepted. */
        final boolean apart;

        Shelf(Vault vault) {
            this.vault = vault;
            name = vault.name();
            kind = vault.kind();
            apart = false;
        }

        Shelf(String name, Resource.Kind kind, boolean apart) {
            vault = null;
            this.name = name;
            this.kind = kind;
            this.apart = apart;
        }

        int members() {
            return joining.size() + (vault == null ? 0 : vault.members().size());
        }
    }
}
