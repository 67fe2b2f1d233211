package io.github.backup4j.plan;

import io.github.backup4j.BackupException;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates one plan: reads the cloud once and compares the wanted state, the state wanted before, and the present state. {@link Placement}
 * says what belongs where; {@link PolicySteps} and {@link VaultSteps} describe what that takes.
 */
final class Planner {
    /** The maximum number of resources that an obstacle names. */
    private static final int MOST_NAMED = 10;

    private static final List<Resource.Kind> KINDS = List.of(Resource.Kind.DISK, Resource.Kind.SERVER);

    private static final List<Purpose> BOTH = List.of(Purpose.BACKUP, Purpose.REPLICATION);

    private final CloudBackup target;

    private final CloudBackup backup;
    private final RequestCount count = new RequestCount();
    private final Wanted wanted;
    private final PlanDraft draft = new PlanDraft();

    Planner(CloudBackup target, Wanted wanted) {
        this.target = target;
        this.wanted = wanted;
        backup = target.listening(count);
    }

    Plan plan() {
        Look look = Look.at(backup);
        Map<Resource, ProtectableResource> resources = new LinkedHashMap<>();
        backup.resources().list().sorted(Selection.ORDER).forEach(each -> resources.put(each.resource(), each));
        List<Vault> own = look.vaults().stream()
                .filter(vault -> Mark.isOf(wanted.name(), vault)
                        && vault.purpose() == Purpose.BACKUP
                        && KINDS.contains(vault.kind()))
                .toList();
        Selection selection = Selection.of(wanted, resources, own);
        Rule rule = ruleOrObstacles(look);
        if (rule != null) {
            draft.obstacles.addAll(selection.obstacles());
            compare(look, own, selection, resources, rule);
        }
        return new Plan(
                target,
                new Plan.Content(
                        wanted.name(),
                        true,
                        draft.steps,
                        draft.obstacles,
                        draft.foreign,
                        draft.settling,
                        draft.gone,
                        selection.choices(),
                        own.stream().collect(Collectors.toMap(Vault::id, Vault::name)),
                        wanted),
                count.total());
    }

    private void compare(
            Look look, List<Vault> own, Selection selection, Map<Resource, ProtectableResource> resources, Rule rule) {
        MemberSizes sizes = new MemberSizes(wanted, backup, resources);
        UnseenCopies unseen = new UnseenCopies(wanted);
        PolicySteps policySteps = new PolicySteps(look, own, rule, unseen, draft);
        List<Shelf> shelves = new Placement(
                        wanted, backup, look, own, selection, resources, sizes, unseen, policySteps, draft)
                .shelves();
        Map<Purpose, PolicySteps.OwnPolicy> policies = new EnumMap<>(Purpose.class);
        for (Purpose purpose : rule.copies() == null ? List.of(Purpose.BACKUP) : BOTH) {
            if (shelves.stream().anyMatch(shelf -> shelf.isFor(purpose))) {
                policies.put(purpose, policySteps.add(purpose));
            }
        }
        if (rule.copies() != null) {
            addNotCopied(shelves);
        }
        new VaultSteps(wanted, backup, look, resources, policies, sizes, unseen, draft).addAll(shelves);
    }

    /** Adds an obstacle for the disks that are backed up by themselves: no vault of disks is copied. */
    private void addNotCopied(List<Shelf> shelves) {
        List<ProtectableResource> disks = shelves.stream()
                .filter(shelf -> !shelf.isFor(Purpose.REPLICATION))
                .flatMap(shelf -> Stream.concat(shelf.staying.stream(), shelf.joining.stream()))
                .sorted(Selection.ORDER)
                .toList();
        if (!disks.isEmpty()) {
            draft.obstacles.add(Obstacle.all(
                    Obstacle.Kind.NOT_COPIED,
                    "only restore points of servers are copied to another region; those of "
                            + disks.stream().limit(MOST_NAMED).map(Names::of).collect(Collectors.joining(", "))
                            + (disks.size() > MOST_NAMED ? " and " + (disks.size() - MOST_NAMED) + " more" : "")
                            + " are not. Back them up with their servers, or by a protection without copiedTo(...)"));
        }
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
                draft.obstacles.add(Obstacle.all(
                        Obstacle.Kind.COPIES, "copies to " + site + " need REPLICATION, which this cloud has not"));
            } else if (site.region().equals(backup.site().region())) {
                draft.obstacles.add(Obstacle.all(
                        Obstacle.Kind.COPIES, "copies go to " + site + ", in the region of the backups; give another"));
            } else {
                Set<String> regions = copyRegions();
                if (!regions.isEmpty() && !regions.contains(site.region())) {
                    draft.obstacles.add(Obstacle.all(
                            Obstacle.Kind.COPIES,
                            "copies go to " + site + ", in a region that this cloud does not copy to; give one of "
                                    + String.join(", ", regions)));
                }
            }
        }
        if (backup.limits().tags().count() < Mark.TAGS) {
            draft.obstacles.add(Obstacle.all(
                    Obstacle.Kind.UNSUPPORTED,
                    "a vault has at most " + backup.limits().tags().count()
                            + " tags here; the mark of a protection takes " + Mark.TAGS));
        }
        Rule.Found found = Rule.of(wanted, backup, look.now());
        found.refusal().ifPresent(draft.obstacles::add);
        return draft.obstacles.isEmpty() ? found.rule() : null;
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
            draft.obstacles.add(Obstacle.all(
                    Obstacle.Kind.UNSUPPORTED,
                    what + " need" + (what.endsWith(")") ? "s " : " ") + capability + ", which this cloud has not"));
        }
    }
}
