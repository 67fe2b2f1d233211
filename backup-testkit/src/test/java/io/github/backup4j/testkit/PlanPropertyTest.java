package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Loss;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From any world and any wanted protection: applied, it is in sync; nothing is lost that the plan did not name; what is others' stays;
 * and an apply that breaks off anywhere and is repeated ends in the same world. {@code -Dplans.seeds=1000} tries more.
 */
class PlanPropertyTest {
    private static final Duration SETTLED = Duration.ofMinutes(10);

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("plans.seeds", 150));
    }

    static LongStream fewerSeeds() {
        return LongStream.range(0, Integer.getInteger("plans.seeds", 150) / 5);
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
        Map<String, String> expected = new HashMap<>();
        int calls = finished(seed, expected);
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
                    assertThat(result.complete())
                            .as("%s: %s%s", what, second, result)
                            .isTrue();
                    // A step that was half done when the plan was repeated may leave its record to the next.
                    Plan third = wanted.plan(world.backup);
                    assertThat(third.steps()).as(what + " %s", third).isEmpty();
                    assertThat(world.snapshot()).as(what).isEqualTo(expected);
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
                        "copies");
    }

    /** Applies without a break, and returns how many changing calls that takes. */
    private static int finished(long seed, Map<String, String> world) {
        PlanWorld untouched = new PlanWorld(seed);
        Breaker counter = new Breaker(untouched.cloud, Break.REPLY_LOST, Integer.MAX_VALUE);
        Protection wanted = untouched.protection();
        Plan plan = wanted.plan(untouched.backup.listening(counter));
        counter.armed = true;
        PlanResult result = plan.apply(PlanWorld.all(plan));
        assertThat(result.complete()).isTrue();
        world.putAll(untouched.snapshot());
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

        Runs(long seed, PlanWorld world, Protection wanted) {
            this.world = world;
            plan = wanted.plan(world.backup);
            twin = new PlanWorld(seed);
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
            world.passUntil(over);
            twin.passUntil(over.isAfter(overThere) ? over : overThere);
        }

        /** What is gone that was not named, would still be there without the plan, and had not a stamp that ended after the run. */
        List<RestorePoint> lostUnnamed(Set<RestorePointId> named) {
            Set<RestorePointId> left = world.points().keySet();
            Set<RestorePointId> leftThere = twin.points().keySet();
            Instant now = world.cloud.time().now();
            return before.values().stream()
                    .filter(point ->
                            !left.contains(point.id()) && leftThere.contains(point.id()) && !named.contains(point.id()))
                    .filter(point -> !isBetween(run, point.expiresAt(), now))
                    .filter(point -> point.origin() != RestorePoint.Origin.COPIED || !copiesMayGo)
                    .toList();
        }

        /**
         * What was named and is still there, although a run backed its resource up. Where stamps end before the run, more is named:
         * what a backup by hand would delete until then.
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
        KILLED_BEFORE
    }

    /** Breaks the calls of one backup. */
    private static final class Breaker implements BackupListener {
        private static final Set<String> READS = Set.of(
                "vaults.get", "vaults.list", "policies.get", "policies.list", "resources.list", "restorePoints.list");

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
