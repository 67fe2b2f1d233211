package io.github.backup4j.posture;

import io.github.backup4j.Policy;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Facts.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates a row for each disk, server and vault: the result of every control, from the facts. */
final class Rows {
    private final Facts facts;
    private final Objectives objectives;
    private final Map<Resource, List<Assessment>> known = new HashMap<>();
    private final List<Assessed> assessed = new ArrayList<>();
    private final List<ResourcePosture> resources = new ArrayList<>();
    private final List<VaultPosture> vaults = new ArrayList<>();

    Rows(Facts facts, Objectives objectives) {
        this.facts = facts;
        this.objectives = objectives;
        facts.resources.values().forEach(this::add);
        if (!facts.gaps.containsKey(Source.RESOURCES)) {
            facts.points.keySet().stream()
                    .filter(resource -> !facts.resources.containsKey(resource))
                    .filter(resource -> resource.kind() != Resource.Kind.UNRECOGNIZED)
                    .forEach(this::addGone);
        }
        facts.vaults.values().forEach(this::add);
        resources.sort(
                Comparator.comparing((ResourcePosture row) -> row.subject().name())
                        .thenComparing(row -> row.subject().id()));
        vaults.sort(Comparator.comparing((VaultPosture row) -> row.subject().name())
                .thenComparing(row -> row.subject().id()));
    }

    List<ResourcePosture> resources() {
        return List.copyOf(resources);
    }

    List<VaultPosture> vaults() {
        return List.copyOf(vaults);
    }

    /** Returns each assessment once: a disk that is backed up through a server has none of its own. */
    List<Assessed> assessed() {
        return List.copyOf(assessed);
    }

    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        facts.gaps.forEach(
                (source, gap) -> gaps.add(gap.missing() ? gap.sentence() + ": " + source.words() : gap.sentence()));
        if (facts.clockOff != null) {
            gaps.add(facts.clockOff);
        }
        return List.copyOf(gaps);
    }

    /**
     * The assessment of a control for one subject.
     *
     * @param subject the disk, server or vault
     * @param assessment its assessment
     */
    record Assessed(Subject subject, Assessment assessment) {}

    private void add(ProtectableResource found) {
        Subject.OfResource subject = new Subject.OfResource(found.resource(), found.name());
        Cases.OfResource own = Cases.OfResource.of(facts, found.resource());
        ProtectableResource.Through through = found.vault() == null ? firstOf(found.protectedThrough()) : null;
        if (through == null) {
            List<Assessment> assessments = found.vault() == null ? ofUnprotected(own) : ofKeeper(found.resource());
            assessments.forEach(assessment -> assessed.add(new Assessed(subject, assessment)));
            resources.add(row(subject, found, own, null, assessments));
            return;
        }
        Cases.OfResource server = Cases.OfResource.of(facts, through.server());
        List<Assessment> assessments = new ArrayList<>(ofKeeper(through.server()));
        assessments.replaceAll(assessment -> {
            if (assessment.control() != Control.ORPHANED) {
                return assessment;
            }
            Assessment left = assess(Control.ORPHANED, own);
            assessed.add(new Assessed(subject, left));
            return left;
        });
        resources.add(row(subject, found, server, through, assessments));
    }

    private static ProtectableResource.@Nullable Through firstOf(List<ProtectableResource.Through> through) {
        return through.stream()
                .min(Comparator.comparing(one -> one.server().id()))
                .orElse(null);
    }

    private void addGone(Resource resource) {
        Cases.OfResource own = Cases.OfResource.of(facts, resource);
        String name = own.points().get(0).source().name();
        Subject.OfResource subject = new Subject.OfResource(resource, Objects.requireNonNullElse(name, ""));
        List<Assessment> assessments = ControlTable.OF_RESOURCES.stream()
                .map(entry -> entry.control() == Control.ORPHANED
                        ? entry.assess(own, facts, objectives)
                        : Answer.nothingToAssess("it is gone").of(entry.control()))
                .toList();
        assessments.forEach(assessment -> assessed.add(new Assessed(subject, assessment)));
        resources.add(row(subject, null, own, null, assessments));
    }

    private List<Assessment> ofKeeper(Resource resource) {
        List<Assessment> before = known.get(resource);
        if (before != null) {
            return before;
        }
        Cases.OfResource about = Cases.OfResource.of(facts, resource);
        List<Assessment> assessments = ControlTable.OF_RESOURCES.stream()
                .map(entry -> entry.assess(about, facts, objectives))
                .toList();
        known.put(resource, assessments);
        return assessments;
    }

    private List<Assessment> ofUnprotected(Cases.OfResource own) {
        return ControlTable.OF_RESOURCES.stream()
                .map(entry -> entry.control() == Control.UNPROTECTED || entry.control() == Control.ORPHANED
                        ? entry.assess(own, facts, objectives)
                        : Answer.nothingToAssess("nothing backs it up").of(entry.control()))
                .toList();
    }

    private Assessment assess(Control control, Cases.OfResource about) {
        return ControlTable.OF_RESOURCES.stream()
                .filter(entry -> entry.control() == control)
                .findFirst()
                .orElseThrow()
                .assess(about, facts, objectives);
    }

    private void add(Vault vault) {
        Subject.OfVault subject = new Subject.OfVault(vault.id(), vault.name());
        Cases.OfVault about = Cases.OfVault.of(facts, vault);
        List<Assessment> assessments = ControlTable.OF_VAULTS.stream()
                .map(entry -> entry.assess(about, facts, objectives))
                .toList();
        assessments.forEach(assessment -> assessed.add(new Assessed(subject, assessment)));
        vaults.add(new VaultPosture(
                subject, vault.capacity(), vault.used(), vault.members().size(), assessments));
    }

    private ResourcePosture row(
            Subject.OfResource subject,
            @Nullable ProtectableResource found,
            Cases.OfResource keeper,
            ProtectableResource.@Nullable Through through,
            List<Assessment> assessments) {
        return new ResourcePosture(
                subject,
                found == null ? null : found.reportedStatus(),
                through == null ? keeper.vaultId() : through.vault(),
                through == null ? null : through.server(),
                points(keeper),
                nextRun(keeper),
                assessments,
                threeTwoOne(keeper));
    }

    private ResourcePosture.Points points(Cases.OfResource keeper) {
        List<RestorePoint> usable = keeper.usable();
        RestorePoint newest = keeper.newest();
        return new ResourcePosture.Points(
                usable.size(),
                newest == null ? null : newest.id(),
                newest == null ? null : newest.createdAt(),
                newest == null ? null : Duration.between(newest.createdAt(), facts.asOf),
                (int) usable.stream().filter(BackupControls::hasCopy).count());
    }

    private @Nullable Instant nextRun(Cases.OfResource keeper) {
        Policy policy = keeper.policy();
        if (policy == null || !policy.enabled() || keeper.suspended()) {
            return null;
        }
        Instant last = keeper.lastAutomatic(objectives.grace());
        if (!Slots.isCountedFromItsCreation(policy.schedule())) {
            return policy.schedule().nextRun(facts.asOf, facts.asOf).orElse(null);
        }
        return last == null
                ? null
                : policy.schedule().nextRun(last.minus(Slots.EARLY), facts.asOf).orElse(null);
    }

    private ThreeTwoOne threeTwoOne(Cases.OfResource keeper) {
        boolean noPoints = facts.gaps.containsKey(Source.POINTS);
        boolean copied = keeper.usable().stream().anyMatch(BackupControls::hasCopy);
        boolean unread = keeper.found() == null && facts.gaps.containsKey(Source.RESOURCES);
        Result copies = noPoints || (unread && copied)
                ? Result.UNKNOWN
                : copied && keeper.found() != null ? Result.OK : Result.BREACHED;
        Result elsewhere = noPoints ? Result.UNKNOWN : copied ? Result.OK : Result.BREACHED;
        Vault vault = keeper.vault();
        boolean locked = vault != null
                && vault.locked()
                && keeper.usable().stream()
                        .anyMatch(point -> point.automatic() && point.vault().equals(vault.id()));
        boolean noVaults =
                unread || facts.gaps.containsKey(Source.VAULTS) || (vault == null && keeper.vaultId() != null);
        Proof last = keeper.lastProof();
        return new ThreeTwoOne(
                copies,
                Result.NOT_ASSESSABLE,
                elsewhere,
                noVaults || noPoints ? Result.UNKNOWN : locked ? Result.OK : Result.BREACHED,
                last == null ? Result.UNKNOWN : last.holds() ? Result.OK : Result.BREACHED);
    }
}
