package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Billing;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Choice;
import io.github.backup4j.plan.Loss;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From any world and any wanted protection: applied, it is in sync; nothing is lost that the plan did not name; what is others' stays;
 * and an apply that breaks off anywhere and is repeated ends in the same world, with this plan or a new one. Only where the cloud refused a
 * step of the first, and there are several vaults, a new plan may put members into another of them. {@code -Dplans.seeds=1000} tries more, {@code
 * -Dplans.first=1000} others.
 */
class PlanPropertyTest {
    private static final Duration SETTLED = Duration.ofMinutes(10);

    /** A run is over by then, and what it was delayed by; the next one has not begun. */
    private static final Duration A_NIGHT = Duration.ofHours(12);

    static LongStream seeds() {
        int first = Integer.getInteger("plans.first", 0);
        return LongStream.range(first, first + Integer.getInteger("plans.seeds", 150));
    }

    static LongStream fewerSeeds() {
        int first = Integer.getInteger("plans.first", 0);
        return LongStream.range(first, first + Integer.getInteger("plans.seeds", 150) / 5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void planApplyPlan_everythingAllowed_isInSync(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Plan plan = wanted.plan(world.backup);
        PlanResult result = plan.apply(PlanWorld.all(plan));
        assertThat(result.complete())
                .as("%s%s%s", plan, result, world.cloud.describe())
                .isTrue();
        world.cloud.time().advance(SETTLED);
        Plan second = wanted.plan(world.backup);
        assertThat(second.steps()).as("%s%s", plan, second).isEmpty();
        assertThat(kinds(second)).isSubsetOf(kinds(plan));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void plan_anyWorld_changesNothing(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Map<String, String> before = world.snapshot();
        Plan unused = wanted.plan(world.backup);
        assertThat(world.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void apply_nothingAllowed_losesNothingAndLeavesOnlyWhatItRefused(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Runs runs = new Runs(seed, world, wanted);
        PlanResult result = runs.plan.apply(Allowing.nothingDestroyed());
        assertThat(result.failures()).as("%s%s", runs.plan, result).isEmpty();
        world.cloud.time().advance(SETTLED);
        Set<String> refused =
                result.notTried().stream().map(entry -> entry.step().id()).collect(Collectors.toSet());
        Plan second = wanted.plan(world.backup);
        assertThat(second.steps())
                .extracting(Step::id)
                .as("%s%s", runs.plan, second)
                .isSubsetOf(refused);
        runs.pass();
        assertThat(runs.lostUnnamed(Set.of())).as("%s%s", runs.plan, result).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void apply_everythingAllowed_losesExactlyWhatThePlanNamed(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Runs runs = new Runs(seed, world, world.protection());
        Set<RestorePointId> named =
                runs.plan.destroys().stream().map(Loss::restorePoint).collect(Collectors.toSet());
        PlanResult unused = runs.plan.apply(PlanWorld.all(runs.plan));
        runs.pass();
        assertThat(runs.lostUnnamed(named)).as("%s", runs.plan).isEmpty();
        assertThat(runs.named(named)).as("%s", runs.plan).isEmpty();
    }

    /** A plan that was applied is applied again days later, when others have changed what it made: it may be stale by then. */
    @ParameterizedTest
    @MethodSource("seeds")
    void apply_oldPlanAgainAfterOthersMeddled_losesNothingThatItDidNotName(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Plan plan = wanted.plan(world.backup);
        world.live(plan);
        PlanWorld twin = new PlanWorld(seed);
        twin.live(twin.protection().plan(twin.backup));
        Runs runs = new Runs(world, twin, wanted, plan);
        List<String> orders = world.orders();
        Set<RestorePointId> named =
                plan.destroys().stream().map(Loss::restorePoint).collect(Collectors.toSet());
        String stale = again(plan);
        assertThat(stale)
                .satisfiesAnyOf(
                        none -> assertThat(none).isEmpty(),
                        said -> assertThat(said).contains("nothing was changed"));
        runs.pass();
        assertThat(runs.lostUnnamed(named)).as("%s", plan).isEmpty();
        assertThat(world.orders())
                .as("%s", plan)
                .hasSizeBetween(orders.size(), orders.size() + plan.buys().size());
    }

    /** The property above says nothing if each old plan is refused, or none for what has become of a vault that it created. */
    @Test
    void oldPlans_ofTheSeeds_areAppliedAgainOrRefusedForAVaultThatTheyCreated() {
        AtomicInteger applied = new AtomicInteger();
        AtomicInteger refusedForOwnVault = new AtomicInteger();
        seeds().forEach(seed -> {
            PlanWorld world = new PlanWorld(seed);
            Set<VaultId> before = world.capacities().keySet();
            Plan plan = world.protection().plan(world.backup);
            world.live(plan);
            String stale = again(plan);
            if (stale.isEmpty()) {
                applied.incrementAndGet();
            }
            Set<VaultId> created = new HashSet<>(world.capacities().keySet());
            created.removeAll(before);
            if (created.stream()
                    .anyMatch(vault -> stale.contains("to vault " + vault + " would destroy more than was planned"))) {
                refusedForOwnVault.incrementAndGet();
            }
        });
        assertThat(applied).as("applied again").hasPositiveValue();
        assertThat(refusedForOwnVault)
                .as("refused for a vault that the plan created")
                .hasPositiveValue();
    }

    /** Between plan and apply, tags change and disks go: what is then added or removed is still what the protection wants. */
    @ParameterizedTest
    @MethodSource("seeds")
    void apply_selectionChangedSincePlanning_takesNoStepAgainstIt(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Plan plan = wanted.plan(world.backup);
        Map<VaultId, Set<Resource>> before = world.members();
        Set<Resource> gone = world.meddleWithSelection();
        Map<Resource, Boolean> taken = wanted.plan(world.backup).selection().stream()
                .collect(Collectors.toMap(Choice::resource, Choice::taken));

        String stale = again(plan);

        Map<VaultId, Set<Resource>> after = world.members();
        if (!stale.isEmpty()) {
            assertThat(stale).contains("nothing was changed");
            assertThat(after).as("%s", plan).isEqualTo(before);
        }
        before.forEach((vault, members) -> {
            Set<Resource> removed = new HashSet<>(members);
            removed.removeAll(after.getOrDefault(vault, Set.of()));
            assertThat(removed).as("%s", plan).noneMatch(resource -> taken.getOrDefault(resource, false));
            assertThat(removed).as("%s", plan).noneMatch(gone::contains);
        });
        after.forEach((vault, members) -> {
            Set<Resource> added = new HashSet<>(members);
            added.removeAll(before.getOrDefault(vault, Set.of()));
            assertThat(added).as("%s", plan).allMatch(resource -> taken.getOrDefault(resource, false));
        });
    }

    /** The property above says nothing if no plan is stale, or each. */
    @Test
    void selections_ofTheSeeds_areStaleOrApplied() {
        AtomicInteger wantedAgain = new AtomicInteger();
        AtomicInteger notWanted = new AtomicInteger();
        AtomicInteger gone = new AtomicInteger();
        AtomicInteger applied = new AtomicInteger();
        seeds().forEach(seed -> {
            PlanWorld world = new PlanWorld(seed);
            Plan plan = world.protection().plan(world.backup);
            Set<Resource> unused = world.meddleWithSelection();
            String stale = again(plan);
            wantedAgain.addAndGet(stale.contains("is wanted now") ? 1 : 0);
            notWanted.addAndGet(stale.contains("is not wanted now") ? 1 : 0);
            gone.addAndGet(stale.contains("may be the last copy") ? 1 : 0);
            applied.addAndGet(stale.isEmpty() && !plan.steps().isEmpty() ? 1 : 0);
        });
        assertThat(List.of(wantedAgain.get(), notWanted.get(), gone.get(), applied.get()))
                .as("wanted again, not wanted, gone, applied")
                .allMatch(count -> count > 0);
    }

    /** Applies a plan again; returns why it is stale, empty if it is not. */
    private static String again(Plan plan) {
        try {
            PlanResult unused = plan.apply(PlanWorld.all(plan));
            return "";
        } catch (Conflict stale) {
            return String.valueOf(stale.getMessage());
        }
    }

    /** Money: each purchase of the plan is one order, and the same plan, at once and later, orders nothing more. */
    @ParameterizedTest
    @MethodSource("seeds")
    void apply_everythingAllowed_ordersWhatThePlanNamedAndOnce(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Plan plan = wanted.plan(world.backup);
        Map<VaultId, DataSize> before = world.capacities();
        List<String> orders = new ArrayList<>(world.orders());
        plan.buys()
                .forEach(purchase ->
                        orders.add("vaults buy capacity " + purchase.vault().id()));

        PlanResult unused = plan.apply(PlanWorld.all(plan));

        assertThat(world.orders()).as("%s", plan).containsExactlyElementsOf(orders);
        PlanResult again = plan.apply(PlanWorld.all(plan));
        world.cloud.time().advance(SETTLED);
        PlanResult later = plan.apply(PlanWorld.all(plan));
        Plan second = wanted.plan(world.backup);
        PlanResult last = second.apply(PlanWorld.all(second));
        assertThat(world.orders()).as("%s%s%s%s", plan, again, later, last).containsExactlyElementsOf(orders);
        Map<VaultId, DataSize> after = world.capacities();
        before.forEach(
                (vault, capacity) -> assertThat(after.get(vault)).as("%s", plan).isGreaterThanOrEqualTo(capacity));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void apply_noPurchaseAllowed_ordersNothing(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Plan plan = wanted.plan(world.backup);
        List<String> orders = world.orders();
        List<Vault> subscriptions = world.backup
                .vaults()
                .list()
                .filter(vault -> vault.billing().mode() == Billing.Mode.SUBSCRIPTION)
                .toList();
        Allowing butBuying = Allowing.expiring(plan.destroys());

        PlanResult result = plan.apply(butBuying);

        assertThat(world.orders()).as("%s", result).isEqualTo(orders);
        subscriptions.forEach(
                vault -> assertThat(world.backup.vaults().get(vault.id()).capacity())
                        .as("%s", plan)
                        .isEqualTo(vault.capacity()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void apply_everythingAllowed_leavesWhatIsOthers(long seed) {
        PlanWorld world = new PlanWorld(seed);
        Protection wanted = world.protection();
        Map<String, String> before = world.snapshot();
        List<Vault> vaults = world.backup.vaults().list().toList();
        Plan plan = wanted.plan(world.backup);
        Set<String> changed = new HashSet<>();
        for (Step step : plan.steps()) {
            if (step instanceof Step.RemoveMember removal) {
                assertThat(world.ours).as("%s", plan).contains(removal.resource());
                changed.add("member " + removal.vault().id() + " " + removal.resource());
            } else if (step instanceof Step.ChangePolicy change) {
                assertThat(change.before().name()).isIn("shop-backup", "shop-copies");
            } else if (step instanceof Step.ExcludeDisks exclude) {
                changed.add("member " + exclude.vault().id() + " " + exclude.server());
            }
        }
        PlanResult unused = plan.apply(PlanWorld.all(plan));
        Map<String, String> after = world.snapshot();
        before.forEach((what, how) -> {
            boolean theirs = (what.startsWith("member ") && !changed.contains(what))
                    || (what.startsWith("policy ") && how.contains("name=theirs"))
                    || (what.startsWith("vault ") && how.contains("name=theirs"));
            if (theirs) {
                assertThat(after).as("%s", plan).containsEntry(what, how);
            }
        });
        assertThat(after.keySet())
                .containsAll(vaults.stream().map(vault -> "vault " + vault.id()).toList());
    }

    @ParameterizedTest
    @MethodSource("fewerSeeds")
    void apply_brokenOffAnywhere_repeatedEndsInTheSameWorld(long seed) {
        PlanWorld finished = new PlanWorld(seed);
        int calls = finish(finished);
        Map<String, String> expected = finished.snapshot();
        Map<String, String> expectedByName = finished.snapshotByName();
        List<String> orders = finished.orders();
        for (Break how : Break.values()) {
            for (int at = 1; at <= calls; at++) {
                for (boolean samePlan : new boolean[] {true, false}) {
                    PlanWorld world = new PlanWorld(seed);
                    Protection wanted = world.protection();
                    Breaker breaker = new Breaker(world.cloud, how, at);
                    Plan plan = wanted.plan(world.backup.listening(breaker));
                    breaker.armed = true;
                    String what =
                            "seed " + seed + ", " + how + " at call " + at + (samePlan ? ", same plan" : ", new plan");
                    PlanResult first;
                    try {
                        first = plan.apply(PlanWorld.all(plan));
                    } finally {
                        breaker.armed = false;
                        world.cloud.faults().clear();
                    }
                    assertThat(first.complete()).as(what).isFalse();
                    Plan second = samePlan ? plan : wanted.plan(world.backup);
                    PlanResult result = second.apply(PlanWorld.all(second));
                    if (!plan.buys().isEmpty()) {
                        // An order whose reply was lost is in progress: it is neither placed again nor known to be
                        // done.
                        assertThat(result.failures())
                                .as("%s: %s%s", what, second, result)
                                .allMatch(failed -> failed.step() instanceof Step.BuyCapacity);
                        assertThat(orders).as(what).containsAll(world.orders());
                        world.cloud.time().advance(SETTLED);
                        result = second.apply(PlanWorld.all(second));
                    }
                    assertThat(result.complete())
                            .as("%s: %s%s", what, second, result)
                            .isTrue();
                    // A step that was half done when the plan was repeated may leave its record to the next.
                    Plan third = wanted.plan(world.backup);
                    assertThat(third.steps()).as(what + " %s", third).isEmpty();
                    if (how == Break.BUSY && !samePlan && finished.hasSeveralVaultsOfAKind()) {
                        // Refused is not interrupted: the other steps went on. What has no vault then goes where there
                        // is room by then.
                        assertThat(world.ownMembers()).as(what).isEqualTo(finished.ownMembers());
                    } else if (how == Break.BUSY) {
                        // What comes after the refused step is created before it.
                        assertThat(world.snapshotByName()).as(what).isEqualTo(expectedByName);
                    } else {
                        assertThat(world.snapshot()).as(what).isEqualTo(expected);
                    }
                    assertThat(world.orders()).as(what).containsExactlyInAnyOrderElementsOf(orders);
                }
            }
        }
    }

    @Test
    void worlds_ofTheSeeds_meetEachStepAndEachRemark() {
        Set<String> met = new HashSet<>();
        seeds().forEach(seed -> {
            PlanWorld world = new PlanWorld(seed);
            Plan plan = world.protection().plan(world.backup);
            plan.steps().forEach(step -> met.add(step.getClass().getSimpleName()));
            plan.steps().stream()
                    .filter(step -> !step.destroys().isEmpty())
                    .forEach(step -> met.add(step.getClass().getSimpleName() + " destroys"));
            met.addAll(plan.foreign().isEmpty() ? Set.of() : Set.of("foreign"));
            met.addAll(plan.gone().isEmpty() ? Set.of() : Set.of("gone"));
            met.addAll(kinds(plan));
            met.addAll(world.elsewhere.restorePoints().list().findAny().isEmpty() ? Set.of() : Set.of("copies"));
        });
        assertThat(met)
                .contains(
                        "CreatePolicy",
                        "ChangePolicy",
                        "CreateVault",
                        "MarkVault",
                        "ResizeVault",
                        "BuyCapacity",
                        "AttachPolicy",
                        "AddMembers",
                        "RemoveMember",
                        "ChangePolicy destroys",
                        "AttachPolicy destroys",
                        "RemoveMember destroys",
                        "ExcludeDisks",
                        "foreign",
                        "gone",
                        "ELSEWHERE",
                        "FOREIGN_POLICY",
                        "SHARED_POLICY",
                        "COPIES_KEPT",
                        "NOT_COPIED",
                        "SUBSCRIBED",
                        "VAULT_UNUSABLE",
                        "copies");
    }

    /** Applies without a break, and returns how many changing calls that takes. */
    private static int finish(PlanWorld untouched) {
        Breaker counter = new Breaker(untouched.cloud, Break.REPLY_LOST, Integer.MAX_VALUE);
        Protection wanted = untouched.protection();
        Plan plan = wanted.plan(untouched.backup.listening(counter));
        counter.armed = true;
        PlanResult result = plan.apply(PlanWorld.all(plan));
        assertThat(result.complete()).isTrue();
        if (!plan.buys().isEmpty()) {
            untouched.cloud.time().advance(SETTLED);
        }
        return counter.changes;
    }

    /** A world, and a twin of it in which nothing is applied, until the next run of each policy of the protection is over. */
    private static final class Runs {
        final Plan plan;
        private final PlanWorld world;
        private final PlanWorld twin;
        private final Map<RestorePointId, RestorePoint> before;
        private final boolean copiesMayGo;
        private final Instant begin;
        private Instant run = Instant.MIN;
        private Set<RestorePointId> leftByTheRun = Set.of();
        private Set<RestorePointId> leftThere = Set.of();
        private Set<RestorePointId> copiesLeftThere = Set.of();

        Runs(long seed, PlanWorld world, Protection wanted) {
            this(world, new PlanWorld(seed), wanted, wanted.plan(world.backup));
        }

        Runs(PlanWorld world, PlanWorld twin, Protection wanted, Plan plan) {
            this.world = world;
            this.twin = twin;
            this.plan = plan;
            before = world.points();
            assertThat(twin.points().keySet()).isEqualTo(before.keySet());
            copiesMayGo = wanted.equals(wanted.acceptingExpiryOfCopies());
            begin = world.cloud.time().now();
        }

        /** Lets the runs pass in both. The twin goes on until those of its schedules are over as well. */
        void pass() {
            Instant over = world.nextRunsOver();
            Instant overThere = twin.nextRunsOver();
            run = world.backup
                    .policies()
                    .list()
                    .filter(policy -> policy.name().equals("shop-backup"))
                    .flatMap(policy -> world.nextRun(policy).stream())
                    .min(Comparator.naturalOrder())
                    .orElse(over);
            Instant aNight = run.plus(A_NIGHT);
            world.passUntil(aNight.isBefore(over) ? aNight : over);
            leftByTheRun = world.points().keySet();
            world.passUntil(over);
            twin.passUntil(over.isAfter(overThere) ? over : overThere);
            leftThere = twin.points().keySet();
            if (movesTheBackups()) {
                twin.passUntil(twin.nextRunsOver());
            }
            copiesLeftThere = twin.points().keySet();
        }

        /** Whether a backup is made at another hour, so that a policy for copies that stays as it is may copy it one run earlier. */
        private boolean movesTheBackups() {
            return plan.steps().stream()
                    .anyMatch(step -> step instanceof Step.ChangePolicy change
                            && change.before().purpose() == Purpose.BACKUP
                            && !change.before().schedule().equals(change.after().schedule()));
        }

        /**
         * What is gone that was not named, would still be there without the plan, and had not a stamp that ended after the run. Of what was
         * backed up here, by the first run: the schedules of others may take days more.
         */
        List<RestorePoint> lostUnnamed(Set<RestorePointId> named) {
            Set<RestorePointId> left = world.points().keySet();
            Instant now = world.cloud.time().now();
            return before.values().stream()
                    .filter(point -> point.origin() == RestorePoint.Origin.COPIED
                            ? !left.contains(point.id()) && copiesLeftThere.contains(point.id())
                            : !leftByTheRun.contains(point.id()) && leftThere.contains(point.id()))
                    .filter(point -> !named.contains(point.id()))
                    .filter(point -> !isBetween(run, point.expiresAt(), now))
                    .filter(point -> point.origin() != RestorePoint.Origin.COPIED || !copiesMayGo)
                    .toList();
        }

        /**
         * What was named and is still there, although a run backed its resource up. Where stamps end before the run, more is named:
         * what a manual backup would delete until then.
         */
        List<RestorePoint> named(Set<RestorePointId> named) {
            Map<RestorePointId, RestorePoint> left = world.points();
            Set<Resource> backedUp = left.values().stream()
                    .filter(point -> point.createdAt().isAfter(begin) && point.available())
                    .map(RestorePoint::resource)
                    .collect(Collectors.toSet());
            Set<Resource> stamped = before.values().stream()
                    .filter(point -> isBetween(begin, point.expiresAt(), run))
                    .map(RestorePoint::resource)
                    .collect(Collectors.toSet());
            return left.values().stream()
                    .filter(point -> named.contains(point.id())
                            && backedUp.contains(point.resource())
                            && !stamped.contains(point.resource()))
                    .toList();
        }

        private static boolean isBetween(Instant from, @Nullable Instant instant, Instant to) {
            return instant != null && instant.isAfter(from) && !instant.isAfter(to);
        }
    }

    private static List<String> kinds(Plan plan) {
        return plan.obstacles().stream().map(obstacle -> obstacle.kind().name()).toList();
    }

    /** How an apply breaks off. */
    private enum Break {
        /** The reply to a changing call is lost; the caller goes on. */
        REPLY_LOST,
        /** The process dies after a changing call was carried out. */
        KILLED_AFTER,
        /** The process dies before a changing call is made. */
        KILLED_BEFORE,
        /** The cloud is too busy for a changing call; the caller goes on. */
        BUSY
    }

    /** Breaks the calls of one backup. */
    private static final class Breaker implements BackupListener {
        private static final Set<String> READS = Set.of(
                "vaults.get",
                "vaults.list",
                "policies.get",
                "policies.list",
                "resources.get",
                "resources.list",
                "restorePoints.list");

        private final InMemoryCloud cloud;
        private final Break how;
        private final int at;
        boolean armed;
        int changes;

        Breaker(InMemoryCloud cloud, Break how, int at) {
            this.cloud = cloud;
            this.how = how;
            this.at = at;
        }

        @Override
        public void callBegun(Call call) {
            if (!armed || READS.contains(call.name())) {
                return;
            }
            changes++;
            if (changes == at) {
                if (how == Break.KILLED_BEFORE) {
                    cloud.faults().throttle(Integer.MAX_VALUE);
                } else if (how == Break.BUSY) {
                    cloud.faults().failNext(callOf(call.name()), new Busy("busy; nothing was changed"));
                } else {
                    cloud.faults().loseReplyOf(callOf(call.name()));
                }
            }
        }

        @Override
        public void callEnded(CallEnd end) {
            if (armed
                    && how == Break.KILLED_AFTER
                    && changes == at
                    && !READS.contains(end.call().name())) {
                cloud.faults().throttle(Integer.MAX_VALUE);
            }
        }

        private static io.github.backup4j.testkit.Call callOf(String name) {
            return io.github.backup4j.testkit.Call.valueOf(
                    name.replace('.', '_').replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
        }
    }
}
