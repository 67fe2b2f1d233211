package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Billing;
import io.github.backup4j.Capability;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Throttled;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Choice;
import io.github.backup4j.plan.Loss;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Remark;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import io.github.backup4j.plan.StepListener;
import io.github.backup4j.testkit.DiskSetup;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What every provider keeps of desired protection: plans say what they change, and change nothing else. */
abstract class PlansContract extends ContractTest {
    private static final Schedule AT_TWO = Schedule.dailyAt("02:00");

    private Protection shop(Selector selector) {
        return shop(selector, Retention.latest(7));
    }

    private Protection shop(Selector selector, Retention retention) {
        return Protection.of("shop")
                .of(selector)
                .every(AT_TWO)
                .keeping(retention)
                .inVaults(Sizing.ofMembers(2.0));
    }

    private Protection shop(Resource... resources) {
        return shop(Selector.resources(resources));
    }

    /** Applies a protection as it is, which has to work whole. */
    private PlanResult applied(Protection protection) {
        PlanResult result = protection.plan(backup).apply(Allowing.nothingDestroyed());
        assertThat(result.complete()).as("%s", result).isTrue();
        return result;
    }

    /** The vaults of the protection, oldest first. */
    private List<Vault> vaults() {
        return backup.vaults()
                .list(VaultFilter.all().tagged("b4j-protection", "shop"))
                .toList();
    }

    private Vault vault() {
        assertThat(vaults()).hasSize(1);
        return vaults().get(0);
    }

    private Policy policy() {
        return backup.policies()
                .get(vault().policy(Purpose.BACKUP).orElseThrow().policy());
    }

    private List<RestorePoint> pointsOf(Resource resource) {
        return backup.restorePoints().list(RestorePointFilter.of(resource)).toList();
    }

    private static List<Obstacle.Kind> kinds(Plan plan) {
        return plan.obstacles().stream().map(Obstacle::kind).toList();
    }

    private static <S extends Step> List<S> steps(Plan plan, Class<S> type) {
        return plan.steps().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void assertInSync(Protection protection) {
        Plan plan = protection.plan(backup);
        assertThat(plan.isEmpty()).as("%s", plan).isTrue();
    }

    @Nested
    class WithoutVaultsOrPolicies {
        @Test
        void plan_cloudThatLacksThem_saysSoAndHasNoSteps() {
            Resource disk = disk("orders", "v1");
            Set<Capability> needed = Set.of(Capability.VAULTS, Capability.POLICIES);
            Plan plan = shop(disk).plan(backup);
            if (backup.capabilities().containsAll(needed)) {
                assertThat(plan.obstacles()).isEmpty();
            } else {
                assertThat(kinds(plan)).contains(Obstacle.Kind.UNSUPPORTED);
                assertThat(plan.steps()).isEmpty();
                assertThat(plan.apply(Allowing.nothingDestroyed()).entries()).isEmpty();
            }
            assertThat(plan.isEmpty()).isFalse();
            assertThat(plan.requests()).isPositive();
        }
    }

    @Nested
    class FirstOfAll extends WithVaults {
        @Test
        void apply_longestNames_eachHasAPolicyOfItsOwnAndStaysInSync() {
            String most = "n".repeat(39);
            Resource first = disk("orders", "v1");
            Resource second = disk("returns", "v1");
            Protection one = named(most + "1", first);
            Protection other = named(most + "2", second);

            applied(one);
            applied(other);

            assertThat(backup.policies().list())
                    .extracting(Policy::name)
                    .doesNotHaveDuplicates()
                    .hasSize(2);
            assertInSync(one);
            assertInSync(other);
        }

        @Test
        void plan_requestRepeated_equalsThePlanWithoutThat() {
            Protection shop = shop(disk("orders", "v1"));
            Plan plan = shop.plan(backup);
            Assumptions.assumeTrue(harness.throttle(1), "this harness cannot have calls refused");

            Plan again;
            try {
                again = shop.plan(backup);
            } catch (Throttled e) {
                throw new TestAbortedException("the provider does not repeat requests", e);
            }

            assertThat(again.requests()).isGreaterThan(plan.requests());
            assertThat(again).isEqualTo(plan).hasSameHashCodeAs(plan);
        }

        private Protection named(String name, Resource resource) {
            return Protection.of(name)
                    .of(Selector.resources(resource))
                    .every(AT_TWO)
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0));
        }

        @Test
        void apply_nameOf32Characters_isThatOfItsPolicy() {
            String whole = "n".repeat(32);
            applied(named(whole, disk("orders", "v1")));
            assertThat(backup.policies().list()).extracting(Policy::name).containsExactly(whole + "-backup");
        }

        @Test
        void plan_nothingThere_changesNothing() {
            Plan plan = shop(disk("orders", "v1")).plan(backup);
            assertThat(plan.steps())
                    .extracting(step -> step.getClass().getSimpleName())
                    .containsExactly("CreatePolicy", "CreateVault", "AttachPolicy", "AddMembers");
            assertThat(backup.vaults().list()).isEmpty();
            assertThat(backup.policies().list()).isEmpty();
        }

        @Test
        void apply_nothingThere_protectsAsWanted() {
            Resource disk = disk("orders", "v1");
            Protection shop = shop(disk);
            applied(shop);
            Vault vault = vault();
            assertThat(vault.member(disk)).isPresent();
            assertThat(vault.capacity()).isEqualTo(DataSize.gib(20));
            assertThat(policy().schedule()).isEqualTo(AT_TWO);
            assertThat(policy().retention()).isEqualTo(Retention.latest(7));
            assertThat(policy().enabled()).isTrue();
            assertInSync(shop);
        }

        @Test
        void apply_wanted_isBackedUp() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            passRuns(AT_TWO, 1);
            assertThat(pointsOf(disk)).hasSize(1);
            assertInSync(shop(disk));
        }

        @Test
        void apply_again_samePlan_isAlreadySo() {
            Protection shop = shop(disk("orders", "v1"), disk("stock", "v1"));
            Plan plan = shop.plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            PlanResult second = plan.apply(Allowing.nothingDestroyed());
            assertThat(second.entries())
                    .allSatisfy(entry -> assertThat(entry.outcome()).isInstanceOf(PlanResult.Outcome.AlreadySo.class));
            assertThat(vaults()).hasSize(1);
            assertThat(backup.policies().list()).hasSize(1);
        }

        @Test
        void apply_text_namesDisksAsThePlanDoes() {
            Resource disk = disk("orders", "v1");
            Plan plan = shop(disk).plan(backup);
            String add = plan.steps().stream()
                    .map(plan::describe)
                    .filter(step -> step.startsWith("add to"))
                    .findFirst()
                    .orElseThrow();

            PlanResult result = plan.apply(Allowing.nothingDestroyed());

            assertThat(add).endsWith(": disk \"orders\"");
            assertThat(plan.text(Integer.MAX_VALUE)).contains(add);
            assertThat(result.toString().lines()).contains("  applied: " + add);
        }

        @Test
        void apply_listener_learnsOfEachStepBeforeAndAfterIt() {
            Resource disk = disk("orders", "v1");
            Plan plan = shop(disk).plan(backup);
            List<Object> reported = new ArrayList<>();

            PlanResult result = plan.apply(Allowing.nothingDestroyed(), new StepListener() {
                @Override
                public void stepBegins(Step step) {
                    reported.add(step);
                }

                @Override
                public void stepEnded(PlanResult.Entry entry) {
                    reported.add(entry);
                }
            });

            assertThat(reported)
                    .isEqualTo(result.entries().stream()
                            .flatMap(entry -> Stream.of(entry.step(), entry))
                            .toList());
            assertThat(result.entries()).extracting(PlanResult.Entry::step).isEqualTo(plan.steps());
            assertThat(result.complete()).isTrue();
            assertInSync(shop(disk));
        }

        @Test
        void apply_listenerThrowsBeforeAStep_itChangesNothing() {
            Resource disk = disk("orders", "v1");
            Plan plan = shop(disk).plan(backup);
            Map<String, Object> before = everything();
            IllegalStateException enough = new IllegalStateException("enough");

            assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed(), new StepListener() {
                        @Override
                        public void stepBegins(Step step) {
                            throw enough;
                        }
                    }))
                    .isSameAs(enough);

            assertThat(everything()).isEqualTo(before);
        }

        @Test
        void apply_listenerThrowsAfterAStep_noOtherIsAttempted() {
            Resource disk = disk("orders", "v1");
            Plan plan = shop(disk).plan(backup);
            IllegalStateException enough = new IllegalStateException("enough");

            assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed(), new StepListener() {
                        @Override
                        public void stepEnded(PlanResult.Entry entry) {
                            throw enough;
                        }
                    }))
                    .isSameAs(enough);

            assertThat(vaults().size() + backup.policies().list().count())
                    .as("the first step was taken, and no other")
                    .isEqualTo(1);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            assertInSync(shop(disk));
        }

        @Test
        void plan_nothingSelected_isEmpty() {
            Resource unused = disk("orders", "v1");
            Plan plan = shop(Selector.named("nothing")).plan(backup);
            assertThat(plan.isEmpty()).isTrue();
        }

        @Test
        void plan_sameWorld_isEqualAndReadsAlike() {
            Protection shop = shop(disk("orders", "v1"));
            Plan one = shop.plan(backup);
            Plan other = shop.plan(backup);
            assertThat(one.steps()).isEqualTo(other.steps());
            assertThat(one.selection()).isEqualTo(other.selection());
        }

        @Test
        void retention_withAllItsParts_isInSyncAfterwards() {
            Protection shop = Protection.of("shop")
                    .of(Selector.resources(disk("orders", "v1")))
                    .every(Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).at("02:00", "14:00"))
                    .keeping(Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).plusMonthly(12, ZoneOffset.UTC))
                    .inVaults(Sizing.fixed(DataSize.gib(50)));
            applied(shop);
            assertInSync(shop);
        }
    }

    @Nested
    class Selection extends WithVaults {
        @Test
        void plan_byTag_saysWhyEachIsTakenOrLeft() {
            Resource orders =
                    harness.addDisk(DiskSetup.of("orders", DataSize.gib(10)).withTags(Map.of("app", "shop")));
            Resource site =
                    harness.addDisk(DiskSetup.of("site", DataSize.gib(10)).withTags(Map.of("app", "web")));
            Plan plan = shop(Selector.tagged("app", "shop")).plan(backup);
            assertThat(plan.selection())
                    .containsExactlyInAnyOrder(
                            new Choice(orders, "orders", true, "tag app=shop"),
                            new Choice(site, "site", false, "tag app is web, not shop"));
            assertThat(steps(plan, Step.AddMembers.class).get(0).resources()).containsExactly(orders);
        }

        @Test
        void plan_diskOfASelectedServer_isBackedUpWithIt() {
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Protection shop = shop(Selector.everything());
            applied(shop);
            assertThat(vault().kind()).isEqualTo(Resource.Kind.SERVER);
            assertThat(vault().members()).extracting(Vault.Member::resource).containsExactly(server);
            assertInSync(shop);
        }

        @Test
        void plan_disksAndServers_areInVaultsOfTheirOwn() {
            Resource.Server server = server("front", "s");
            Resource disk = disk("orders", "v1");
            Protection shop = shop(server, disk);
            applied(shop);
            assertThat(vaults())
                    .extracting(Vault::kind)
                    .containsExactlyInAnyOrder(Resource.Kind.DISK, Resource.Kind.SERVER);
            assertThat(backup.policies().list()).hasSize(1);
            assertInSync(shop);
        }

        @Test
        void plan_namedButNotThere_isAnObstacleAndStopsNothingElse() {
            Resource disk = disk("orders", "v1");
            Resource missing = disk("old", "v1");
            harness.delete(missing);
            Plan plan = shop(disk, missing).plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.NOT_FOUND);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            assertThat(vault().members()).hasSize(1);
        }

        @Test
        void plan_inAnotherVault_isAnObstacleAndStopsNothingElse() {
            Resource disk = disk("orders", "v1");
            Resource elsewhere = disk("stock", "v1");
            Vault other = diskVault("others", elsewhere);
            Plan plan = shop(disk, elsewhere).plan(backup);
            assertThat(plan.obstacles()).singleElement().satisfies(obstacle -> {
                assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.ELSEWHERE);
                assertThat(obstacle.resource()).isEqualTo(elsewhere);
                assertThat(obstacle.message()).contains(other.id().value());
            });
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            assertThat(vault().members()).extracting(Vault.Member::resource).containsExactly(disk);
            assertThat(backup.vaults().get(other.id()).member(elsewhere)).isPresent();
        }

        @Test
        void withoutDisks_ofANewAndAPresentServer_leavesThemOut() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Resource.Disk data = dataDiskOf(server);
            Protection shop = shop(server).withoutDisks(Selector.resources(data));
            applied(shop);
            assertThat(vault().member(server).orElseThrow().excludedDisks()).containsExactly(data);
            assertInSync(shop);
            Protection whole = shop(server).withoutDisks(Selector.named("none of them"));
            applied(whole);
            assertThat(vault().member(server).orElseThrow().excludedDisks()).isEmpty();
            applied(shop);
            assertThat(vault().member(server).orElseThrow().excludedDisks()).containsExactly(data);
        }

        @Test
        void withoutDisks_areNotBackedUpByThemselves_unlessNamedByTheirId() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Resource.Disk data = dataDiskOf(server);
            Protection shop = shop(Selector.everything()).withoutDisks(Selector.resources(data));

            Plan plan = shop.plan(backup);

            assertThat(plan.selection())
                    .filteredOn(choice -> choice.resource().equals(data))
                    .singleElement()
                    .satisfies(choice -> {
                        assertThat(choice.taken()).isFalse();
                        assertThat(choice.reason()).contains("left out of the backups", server.id());
                    });
            applied(shop);
            assertThat(vault().members()).extracting(Vault.Member::resource).containsExactly(server);
            assertInSync(shop);
            applied(shop(server, data).withoutDisks(Selector.resources(data)));
            assertThat(vaults())
                    .flatExtracting(Vault::members)
                    .extracting(Vault.Member::resource)
                    .contains(data);
            assertInSync(shop(server, data).withoutDisks(Selector.resources(data)));
        }

        @Test
        void withoutDisks_allOfAServer_isAnObstacleAndMakesNoVault() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = server("front", "s");

            Plan plan = shop(server).withoutDisks(Selector.everything()).plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.NOT_PROTECTABLE);
            assertThat(plan.steps()).isEmpty();
        }

        @Test
        void withoutDisks_vaultIsForTheDisksThatAreLeft() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Resource.Disk data = dataDiskOf(server);
            DataSize whole = backup.resources().get(server).size();
            DataSize left = backup.resources().get(data).size();
            Protection shop = shop(server).withoutDisks(Selector.resources(data));
            applied(shop);
            assertThat(vault().capacity()).isEqualTo(DataSize.bytes(2 * (whole.bytes() - left.bytes())));
            assertInSync(shop);
            applied(shop(server).withoutDisks(Selector.named("none of them")));
            assertThat(vault().capacity()).isEqualTo(DataSize.bytes(2 * whole.bytes()));
        }

        /** The selector takes it, its server is backed up, and it is in no backup: that is not in sync. */
        @Test
        void everything_diskThatOthersLeftOut_isAnObstacle() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Resource.Disk data = dataDiskOf(server);
            Protection shop = shop(Selector.everything());
            applied(shop);
            Vault unused = backup.vaults().addServerExcluding(vault().id(), server, Set.of(data));

            Plan plan = shop.plan(backup);

            assertThat(plan.steps()).isEmpty();
            assertThat(plan.obstacles()).singleElement().satisfies(obstacle -> {
                assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.LEFT_OUT);
                assertThat(obstacle.resource()).isEqualTo(data);
                assertThat(obstacle.message()).contains(server.id());
            });
            assertThat(plan.selection())
                    .filteredOn(choice -> choice.resource().equals(data))
                    .singleElement()
                    .satisfies(choice -> assertThat(choice.reason()).doesNotContain("backed up with"));
            applied(shop.withoutDisks(Selector.named("none of them")));
            assertThat(vault().member(server).orElseThrow().excludedDisks()).isEmpty();
            assertInSync(shop);
        }

        @Test
        void withoutDisks_notSaid_leavesToOthersWhatTheyLeaveOut() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            applied(shop(server));
            Vault unused = backup.vaults().addServerExcluding(vault().id(), server, Set.of(dataDiskOf(server)));
            assertInSync(shop(server));
        }
    }

    @Nested
    class Removing extends WithVaults {
        private Resource orders;
        private Resource stock;

        @BeforeEach
        void protectBoth() {
            orders = disk("orders", "v1");
            stock = disk("stock", "v1");
            applied(shop(orders, stock));
        }

        @Test
        void noLongerWanted_withoutRestorePoints_leaves() {
            applied(shop(orders));
            harness.advance(A_WHILE);
            assertThat(vault().members()).extracting(Vault.Member::resource).containsExactly(orders);
            assertInSync(shop(orders));
        }

        @Test
        void noLongerWanted_withRestorePoints_isShownAndRefused() {
            RestorePoint point = pointOf(stock, vault());
            Plan plan = shop(orders).plan(backup);
            Step.RemoveMember removal = steps(plan, Step.RemoveMember.class).get(0);
            assertThat(removal.resource()).isEqualTo(stock);
            assertThat(removal.destroys()).extracting(Loss::restorePoint).containsExactly(point.id());
            assertThat(plan.toString())
                    .contains("DESTROYS 1 restore point", point.id().value());
            for (Allowing tooLittle : List.of(
                    Allowing.nothingDestroyed(), Allowing.removing(orders), Allowing.expiring(plan.destroys()))) {
                PlanResult result = plan.apply(tooLittle);
                assertThat(result.notTried()).extracting(PlanResult.Entry::step).containsExactly(removal);
                assertThat(pointsOf(stock)).hasSize(1);
                assertThat(vault().member(stock)).isPresent();
            }
        }

        @Test
        void noLongerWanted_namedByTheCaller_leavesWithItsRestorePoints() {
            RestorePoint unused = pointOf(stock, vault());
            RestorePoint kept = pointOf(orders, vault());
            PlanResult result = shop(orders).plan(backup).apply(Allowing.removing(stock));
            assertThat(result.complete()).as("%s", result).isTrue();
            harness.advance(A_WHILE);
            assertThat(pointsOf(stock)).isEmpty();
            assertThat(pointsOf(orders)).extracting(RestorePoint::id).containsExactly(kept.id());
            assertInSync(shop(orders));
        }

        @Test
        void leaving_isSettlingNotDrift() {
            RestorePoint unused = pointOf(stock, vault());
            Plan removal = shop(orders).plan(backup);
            assertThat(removal.apply(Allowing.removing(stock)).complete()).isTrue();
            Plan plan = shop(orders).plan(backup);
            assertThat(plan.isEmpty()).as("%s", plan).isTrue();
            assertThat(removal.apply(Allowing.removing(stock)).complete())
                    .as("the same plan again")
                    .isTrue();
        }

        /** What is leaving is listed as a member for a while: the plan is not complete, unless it has left and is added again. */
        @Test
        void samePlanWhileOthersRemoveAMember_isCompleteOnlyIfTheMemberStays() {
            Resource third = disk("third", "v1");
            Plan plan = shop(orders, stock, third).plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            RestorePoint unused = pointOf(third, vault());
            Vault removed = backup.vaults().remove(vault().id(), third, Removal.DELETING_RESTORE_POINTS);

            PlanResult again = plan.apply(Allowing.nothingDestroyed());

            if (removed.member(third).isPresent()) {
                assertLeaving(again, third, Step.AddMembers.class);
            }
            harness.advance(A_WHILE);
            assertThat(vault().member(third).isPresent()).as("%s", again).isEqualTo(again.complete());
            PlanResult last = plan.apply(Allowing.nothingDestroyed());
            assertThat(last.complete()).as("%s", last).isTrue();
            assertThat(vault().member(third)).isPresent();
        }

        /** Adding it again, without its disks, is accepted by some clouds, and does not keep it. */
        @Test
        void samePlanWhileOthersRemoveAServerWithoutDisks_isCompleteOnlyIfTheServerStays() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Resource.Disk data = dataDiskOf(server);
            Plan plan = shop(orders, stock, server)
                    .withoutDisks(Selector.resources(data))
                    .plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            VaultId vault = vaults().stream()
                    .filter(each -> each.member(server).isPresent())
                    .findFirst()
                    .orElseThrow()
                    .id();
            RestorePoint unused = pointOf(server, backup.vaults().get(vault));
            Vault removed = backup.vaults().remove(vault, server, Removal.DELETING_RESTORE_POINTS);

            PlanResult again = plan.apply(Allowing.nothingDestroyed());

            if (removed.member(server).isPresent()) {
                assertLeaving(again, server, Step.ExcludeDisks.class);
            }
            harness.advance(A_WHILE);
            assertThat(backup.vaults().get(vault).member(server).isPresent())
                    .as("%s", again)
                    .isEqualTo(again.complete());
            PlanResult last = plan.apply(Allowing.nothingDestroyed());
            assertThat(last.complete()).as("%s", last).isTrue();
            assertThat(backup.vaults().get(vault).member(server).orElseThrow().excludedDisks())
                    .containsExactly(data);
        }

        private static void assertLeaving(PlanResult result, Resource leaving, Class<? extends Step> step) {
            assertThat(result.failures()).as("%s", result).singleElement().satisfies(entry -> {
                assertThat(entry.step()).isInstanceOf(step);
                assertThat(((PlanResult.Outcome.Failed) entry.outcome()).failure())
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining(leaving.toString())
                        .hasMessageContaining("is leaving")
                        .hasMessageContaining("plan again once it has left")
                        .satisfies(failure ->
                                assertThat(((Conflict) failure).resources()).containsExactly(leaving));
            });
        }

        @Test
        void wantedAgain_isAddedAgain() {
            applied(shop(orders));
            harness.advance(A_WHILE);
            applied(shop(orders, stock));
            assertThat(vault().member(stock)).isPresent();
            assertInSync(shop(orders, stock));
        }

        @Test
        void addedByOthers_isForeignAndStays() {
            Resource theirs = disk("theirs", "v1");
            Vault unused = backup.vaults().add(vault().id(), theirs);
            RestorePoint point = pointOf(theirs, vault());
            Plan plan = shop(orders).plan(backup);
            assertThat(plan.foreign()).extracting(Remark::resource).containsExactly(theirs);
            assertThat(plan.destroys()).isEmpty();
            PlanResult result = plan.apply(Allowing.removing(theirs, stock));
            assertThat(result.complete()).as("%s", result).isTrue();
            harness.advance(A_WHILE);
            assertThat(vault().members()).extracting(Vault.Member::resource).containsExactlyInAnyOrder(orders, theirs);
            assertThat(pointsOf(theirs)).extracting(RestorePoint::id).containsExactly(point.id());
            Plan after = shop(orders).plan(backup);
            assertThat(after.isEmpty()).as("%s", after).isTrue();
            assertThat(after.foreign()).extracting(Remark::resource).containsExactly(theirs);
        }

        @Test
        void removedByOthers_isAddedAgainAndOthersStayOurs() {
            Vault unused = backup.vaults().remove(vault().id(), orders, Removal.KEEPING_RESTORE_POINTS);
            harness.advance(A_WHILE);
            Plan plan = shop(orders).plan(backup);
            assertThat(steps(plan, Step.AddMembers.class))
                    .singleElement()
                    .satisfies(step -> assertThat(step.resources()).containsExactly(orders));
            assertThat(steps(plan, Step.RemoveMember.class))
                    .singleElement()
                    .satisfies(step -> assertThat(step.resource()).isEqualTo(stock));
        }

        @Test
        void gone_isSaidAndStaysWithItsRestorePoints() {
            RestorePoint point = pointOf(stock, vault());
            harness.delete(stock);
            Plan plan = shop(orders).plan(backup);
            assertThat(plan.gone()).extracting(Remark::resource).containsExactly(stock);
            assertThat(plan.isEmpty()).as("%s", plan).isTrue();
            assertThat(pointsOf(stock)).extracting(RestorePoint::id).containsExactly(point.id());
        }

        @Test
        void locked_memberCannotLeave_isAnObstacle() {
            requires(Capability.VAULT_LOCK);
            Vault unused = backup.vaults().lockForever(vault().id());
            Plan plan = shop(orders).plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.VAULT_LOCKED);
            assertThat(plan.steps()).isEmpty();
        }

        @Test
        void vaultBeingDeleted_isSettling() {
            backup.vaults().delete(vault().id(), Removal.DELETING_RESTORE_POINTS);
            boolean stillThere = !vaults().isEmpty();
            Plan plan = shop(orders, stock).plan(backup);
            if (stillThere) {
                assertThat(plan.settling()).isNotEmpty();
                assertThat(steps(plan, Step.AddMembers.class)).isEmpty();
            }
            harness.advance(A_WHILE);
            applied(shop(orders, stock));
            assertThat(vault().members()).hasSize(2);
            assertInSync(shop(orders, stock));
        }
    }

    @Nested
    class Policies extends WithVaults {
        @Test
        void scheduleChanged_destroysNothing() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Protection later = Protection.of("shop")
                    .of(Selector.resources(disk))
                    .every(Schedule.dailyAt("05:00"))
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0));
            applied(later);
            assertThat(policy().schedule()).isEqualTo(Schedule.dailyAt("05:00"));
            assertThat(backup.policies().list()).hasSize(1);
            assertInSync(later);
        }

        @Test
        void retentionShortened_namesWhatGoesAndIsRefusedUnlessAllowed() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            passRuns(AT_TWO, 3);
            List<RestorePoint> points = pointsOf(disk);
            assertThat(points).hasSize(3);
            Protection shorter = shop(Selector.resources(disk), Retention.latest(1));
            Plan plan = shorter.plan(backup);
            assertThat(plan.destroys())
                    .extracting(Loss::restorePoint)
                    // The next backup takes the only place that is left.
                    .containsExactlyInAnyOrder(
                            points.get(0).id(),
                            points.get(1).id(),
                            points.get(2).id());
            assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
            assertThat(plan.apply(Allowing.removing(disk)).notTried()).hasSize(1);
            assertThat(plan.apply(Allowing.expiring(plan.destroys().subList(0, 1)))
                            .notTried())
                    .hasSize(1);
            assertThat(policy().retention()).isEqualTo(Retention.latest(7));
            assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete())
                    .isTrue();
            assertThat(policy().retention()).isEqualTo(Retention.latest(1));
            assertInSync(shorter);
        }

        /** What the next run pushes out of its week or day is named, and nothing else goes. */
        private void namesExactlyWhatGoes(Schedule before, int runs, Retention after) {
            Resource disk = disk("orders", "v1");
            applied(scheduled(before, Retention.forever(), disk));
            passRuns(before, runs);
            harness.advance(Duration.ofHours(8));
            Protection wanted = scheduled(AT_TWO, after, disk);
            List<RestorePoint> points = pointsOf(disk);

            Plan plan = wanted.plan(backup);

            RestorePoint oldest = points.get(points.size() - 1);
            assertThat(plan.destroys()).extracting(Loss::restorePoint).containsExactly(oldest.id());
            assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
            assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete())
                    .isTrue();
            passRuns(AT_TWO, 1);
            assertThat(pointsOf(disk))
                    .extracting(RestorePoint::id)
                    .hasSize(points.size())
                    .containsAll(points.subList(0, points.size() - 1).stream()
                            .map(RestorePoint::id)
                            .toList())
                    .doesNotContain(oldest.id());
        }

        private Protection scheduled(Schedule schedule, Retention retention, Resource resource) {
            return Protection.of("shop")
                    .of(Selector.resources(resource))
                    .every(schedule)
                    .keeping(retention)
                    .inVaults(Sizing.ofMembers(2.0));
        }

        @Test
        void weeklyRule_nextRunInAnotherWeek_namesWhatThatDeletes() {
            namesExactlyWhatGoes(
                    Schedule.weekly(DayOfWeek.SUNDAY).at("02:00"),
                    2,
                    Retention.latest(2).plusWeekly(2, ZoneOffset.UTC));
        }

        @Test
        void dailyRule_nextRunOnAnotherDay_namesWhatThatDeletes() {
            namesExactlyWhatGoes(AT_TWO, 3, Retention.latest(1).plusDaily(3, ZoneOffset.UTC));
        }

        @Test
        void disabledByOthers_isEnabledAgain() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Policy unused =
                    backup.policies().update(policy().id(), policy().toSpec().withEnabled(false));
            applied(shop(disk));
            assertThat(policy().enabled()).isTrue();
        }

        @Test
        void detachedByOthers_isAttachedAgain() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Policy own = policy();
            backup.policies().detach(own.id(), vault().id());
            applied(shop(disk));
            assertThat(policy().id()).isEqualTo(own.id());
            assertInSync(shop(disk));
        }

        @Test
        void detachedByOthers_attachingDestroys_isRefusedUnlessAllowed() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            passRuns(AT_TWO, 3);
            Policy own = policy();
            Vault vault = vault();
            backup.policies().detach(own.id(), vault.id());
            List<RestorePoint> points = pointsOf(disk);
            Plan plan = shop(Selector.resources(disk), Retention.latest(2)).plan(backup);
            assertThat(plan.destroys())
                    .extracting(Loss::restorePoint)
                    // The next backup takes one of the two places.
                    .containsExactlyInAnyOrder(points.get(1).id(), points.get(2).id());
            PlanResult result = plan.apply(Allowing.nothingDestroyed());
            assertThat(result.notTried())
                    .extracting(entry -> entry.step().getClass().getSimpleName())
                    .containsExactly("AttachPolicy");
            assertThat(vault().policies()).isEmpty();
            assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete())
                    .isTrue();
            assertThat(policy().id()).isEqualTo(own.id());
        }

        @Test
        void foreignPolicyAttached_staysAndIsAnObstacle() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Policy own = policy();
            Policy theirs = nightly(Retention.days(3));
            backup.policies().replace(own.id(), theirs.id(), vault().id());
            Plan plan = shop(Selector.resources(disk), Retention.latest(5)).plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.FOREIGN_POLICY);
            PlanResult unused = plan.apply(Allowing.nothingDestroyed());
            assertThat(vault().policy(Purpose.BACKUP).orElseThrow().policy()).isEqualTo(theirs.id());
            assertThat(backup.policies().get(theirs.id()).retention()).isEqualTo(Retention.days(3));
        }

        @Test
        void attachedElsewhereByOthers_isNotChanged() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Vault theirs = diskVault("theirs", disk("stock", "v1"));
            backup.policies().attach(policy().id(), theirs.id());
            Plan plan = shop(Selector.resources(disk), Retention.latest(2)).plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.SHARED_POLICY);
            assertThat(plan.steps()).isEmpty();
        }

        /** Its rule stays what others made of it, so that rule decides what attaching it destroys. */
        @Test
        void changedAndAttachedElsewhereByOthers_attachingDestroysByTheRuleThatItHas() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            passRuns(AT_TWO, 3);
            Policy own = policy();
            backup.policies().detach(own.id(), vault().id());
            Policy shorter = backup.policies().update(own.id(), own.toSpec().withRetention(Retention.latest(2)));
            Vault theirs = diskVault("theirs", disk("stock", "v1"));
            backup.policies().attach(shorter.id(), theirs.id());
            List<RestorePoint> points = pointsOf(disk);

            Plan plan = shop(disk).plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.SHARED_POLICY);
            assertThat(plan.destroys())
                    .extracting(Loss::restorePoint)
                    .containsExactlyInAnyOrder(points.get(1).id(), points.get(2).id());
            assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
            assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete())
                    .isTrue();
            assertThat(vault().policies())
                    .extracting(Vault.AttachedPolicy::policy)
                    .containsExactly(own.id());
        }

        @Test
        void deletedByOthers_isCreatedAgain() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            backup.policies().delete(policy().id());
            applied(shop(disk));
            assertThat(policy().retention()).isEqualTo(Retention.latest(7));
            assertInSync(shop(disk));
        }

        /** Its key belongs to the policy that is left: a plan must not promise what that would refuse for ever. */
        @Test
        void vaultsDeleted_policyLeftWithAnotherRule_staysAndTheProtectionGetsAnother() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            applied(shop(Selector.resources(disk), Retention.latest(9)));
            Policy left = policy();
            backup.vaults().delete(vault().id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            Plan plan = shop(disk).plan(backup);
            assertThat(steps(plan, Step.CreatePolicy.class))
                    .singleElement()
                    .satisfies(step -> assertThat(step.beside()).containsExactly(left.id()));
            PlanResult result = plan.apply(Allowing.nothingDestroyed());

            assertThat(result.complete()).as("%s", result).isTrue();
            assertThat(policy().id()).isNotEqualTo(left.id());
            assertThat(policy().retention()).isEqualTo(Retention.latest(7));
            assertThat(backup.policies().get(left.id()).retention()).isEqualTo(Retention.latest(9));
            assertInSync(shop(disk));
            PlanResult again = plan.apply(Allowing.nothingDestroyed());
            assertThat(again.complete()).as("%s", again).isTrue();
            assertThat(backup.policies().list()).as("%s", again).hasSize(2);
        }

        /** No name tells the plan of it: its key finds it, and it is others' by now. */
        @Test
        void vaultsDeleted_policyLeftWithAnotherNameAndRule_staysAndTheProtectionGetsAnother() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Policy left = policy();
            backup.vaults().delete(vault().id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);
            PolicySpec theirs = PolicySpec.backup("theirs", AT_TWO, Retention.latest(9));
            Policy unused = backup.policies().update(left.id(), theirs);

            Plan plan = shop(disk).plan(backup);
            PlanResult result = plan.apply(Allowing.nothingDestroyed());

            assertThat(result.complete()).as("%s", result).isTrue();
            assertThat(policy().id()).isNotEqualTo(left.id());
            assertThat(policy().retention()).isEqualTo(Retention.latest(7));
            assertThat(backup.policies().get(left.id())).satisfies(policy -> {
                assertThat(policy.name()).isEqualTo("theirs");
                assertThat(policy.retention()).isEqualTo(Retention.latest(9));
                assertThat(policy.attachments()).isEmpty();
            });
            assertInSync(shop(disk));
            PlanResult again = plan.apply(Allowing.nothingDestroyed());
            assertThat(again.complete()).as("%s", again).isTrue();
            assertThat(backup.policies().list()).as("%s", again).hasSize(2);
        }

        /** It is still the policy of the protection's vault: a second one beside it would act on nothing. */
        @Test
        void planAppliedAgain_policyThatOthersRenamedAndChanged_getsNoSecondBesideIt() {
            Resource disk = disk("orders", "v1");
            Plan plan = shop(disk).plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            PolicySpec theirs = PolicySpec.backup("theirs", AT_TWO, Retention.latest(9));
            Policy renamed = backup.policies().update(policy().id(), theirs);

            PlanResult again = plan.apply(Allowing.nothingDestroyed());

            assertThat(again.failures())
                    .extracting(PlanResult.Entry::step)
                    .hasOnlyElementsOfType(Step.CreatePolicy.class)
                    .hasSize(1);
            assertThat(backup.policies().list()).containsExactly(renamed);
            assertThat(vault().policy(Purpose.BACKUP).orElseThrow().policy()).isEqualTo(renamed.id());
        }

        @Test
        void schedule_inAZoneThatChangesItsClocks_isAnObstacleInACloudOfUtc() {
            Protection london = Protection.of("shop")
                    .of(Selector.resources(disk("orders", "v1")))
                    .every(Schedule.dailyAt("02:00").in("Europe/London"))
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0));
            Plan plan = london.plan(backup);
            if (backup.supports(Capability.ZONED_SCHEDULES)) {
                applied(london);
                assertInSync(london);
                return;
            }
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.SCHEDULE);
            assertThat(plan.apply(Allowing.nothingDestroyed()).entries()).isEmpty();
            assertThat(backup.policies().list()).isEmpty();
            applied(london.acceptingDrift());
            assertInSync(london.acceptingDrift());
        }

        @Test
        void retention_thatTheApiOnlyReads_isAnObstacle() {
            Plan plan = shop(Selector.everything(), new Retention.Unrecognized(Map.of("rule", "odd")))
                    .plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.RETENTION);
            assertThat(plan.steps()).isEmpty();
        }

        @Test
        void retention_weeksThatBeginOnAnotherDay_areAnObstacleWhereTheCloudCannotKeepThem() {
            Resource disk = disk("orders", "v1");
            Retention.Latest sundays =
                    Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).weeksStartingOn(DayOfWeek.SUNDAY);
            DayOfWeek day = backup.limits().weekStart();
            Protection shop = shop(Selector.resources(disk), sundays);
            if (day == null || day == DayOfWeek.SUNDAY) {
                applied(shop);
                assertInSync(shop);
                return;
            }
            Plan plan = shop.plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.RETENTION);
            assertThat(plan.obstacles().get(0).message()).contains("weeksStartingOn(DayOfWeek." + day + ")");
            assertThat(plan.steps()).isEmpty();
            Protection plain =
                    shop(Selector.resources(disk), Retention.latest(7).weeksStartingOn(DayOfWeek.SUNDAY));
            applied(plain);
            assertInSync(plain);
        }

        @Test
        void copiedTo_attachesAPolicyForCopies() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("front", "s");
            Vault copies = harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
            Protection shop =
                    shop(server).copiedTo(harness.otherRegion(), copies.id()).acceptingExpiryOfCopies();
            applied(shop);
            assertThat(vault().policy(Purpose.REPLICATION).orElseThrow().destination())
                    .isEqualTo(copies.id());
            assertInSync(shop);
        }

        private Vault vaultForCopies() {
            return harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
        }

        /** Others' policy kept every copy; a rule that counts would delete the older ones, which nobody can see from here. */
        @Test
        void copiedTo_vaultThatWasCopiedByOthers_isNotAttachedAndNoCopyGoes() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("front", "s");
            Vault copies = vaultForCopies();
            applied(shop(server));
            Schedule atFour = Schedule.dailyAt("04:00");
            Policy theirs = backup.policies()
                    .create(PolicySpec.replication("theirs", atFour, Retention.forever(), harness.otherRegion()));
            backup.policies().attach(theirs.id(), vault().id(), copies.id());
            passRuns(atFour, 3);
            backup.policies().detach(theirs.id(), vault().id());
            List<RestorePoint> there =
                    harness.backup(harness.otherRegion()).restorePoints().list().toList();
            assertThat(there).hasSize(3);
            Protection shop =
                    shop(Selector.resources(server), Retention.latest(1)).copiedTo(harness.otherRegion(), copies.id());

            Plan plan = shop.plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES_KEPT);
            assertThat(plan.obstacles().get(0).message()).contains(copies.id().value(), "acceptingExpiryOfCopies()");
            assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete())
                    .isTrue();
            assertThat(vault().policy(Purpose.REPLICATION)).isEmpty();
            passRuns(AT_TWO, 2);
            assertThat(harness.backup(harness.otherRegion()).restorePoints().list())
                    .extracting(RestorePoint::id)
                    .containsExactlyInAnyOrderElementsOf(
                            there.stream().map(RestorePoint::id).toList());

            applied(shop.acceptingExpiryOfCopies());
            assertThat(vault().policy(Purpose.REPLICATION)).isPresent();
            assertInSync(shop.acceptingExpiryOfCopies());
        }

        /** A server that joins the vault may have copies of its own there. */
        @Test
        void copiedTo_serverJoins_isInAnotherVaultUnlessTheExpiryIsAccepted() {
            requires(Capability.REPLICATION);
            Resource.Server first = server("front", "s");
            Resource.Server second = server("back", "s");
            Vault copies = vaultForCopies();
            applied(shop(first).copiedTo(harness.otherRegion(), copies.id()).acceptingExpiryOfCopies());
            Protection both = shop(first, second).copiedTo(harness.otherRegion(), copies.id());

            Plan plan = both.plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES_KEPT);
            assertThat(steps(plan, Step.CreateVault.class))
                    .singleElement()
                    .satisfies(step ->
                            assertThat(step.why()).contains("not accepted").doesNotContain("has room,"));
            assertThat(steps(both.acceptingExpiryOfCopies().plan(backup), Step.CreateVault.class))
                    .isEmpty();
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            assertThat(vaults()).hasSize(2).last().satisfies(vault -> {
                assertThat(vault.member(second)).isPresent();
                assertThat(vault.policy(Purpose.REPLICATION)).isEmpty();
            });
        }

        /** The rule by which its copies might have gone is changed first; if that fails, it does not join. */
        @Test
        void copiedTo_ruleBecomesForever_serverJoinsOnceItIs() {
            requires(Capability.REPLICATION);
            Resource.Server first = server("front", "s");
            Resource.Server second = server("back", "s");
            Vault copies = vaultForCopies();
            applied(shop(first).copiedTo(harness.otherRegion(), copies.id()).acceptingExpiryOfCopies());
            Protection both = shop(Selector.resources(first, second), Retention.forever())
                    .copiedTo(harness.otherRegion(), copies.id());

            Plan plan = both.plan(backup);

            assertThat(kinds(plan)).isEmpty();
            assertThat(steps(plan, Step.CreateVault.class)).isEmpty();
            assertThat(steps(plan, Step.AddMembers.class))
                    .singleElement()
                    .satisfies(step -> assertThat(step.restsOn()).contains("change the copy policy"));
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            assertThat(vault().member(second)).isPresent();
            assertInSync(both);
        }

        @Test
        void copiedTo_vaultThatExists_keepingAllForever_isAttached() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("front", "s");
            Vault copies = vaultForCopies();
            Protection kept = shop(Selector.resources(server), Retention.forever());
            applied(kept);
            applied(kept.copiedTo(harness.otherRegion(), copies.id()));
            assertThat(vault().policy(Purpose.REPLICATION)).isPresent();
            assertInSync(kept.copiedTo(harness.otherRegion(), copies.id()));
        }

        @Test
        void copiedTo_policyThatOthersDisabled_staysDisabled() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("front", "s");
            Protection shop = shop(server)
                    .copiedTo(harness.otherRegion(), vaultForCopies().id());
            applied(shop.acceptingExpiryOfCopies());
            Policy copying = backup.policies()
                    .get(vault().policy(Purpose.REPLICATION).orElseThrow().policy());
            Policy off = backup.policies().update(copying.id(), copying.toSpec().withEnabled(false));

            Plan plan = shop.plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES_KEPT);
            assertThat(plan.steps()).isEmpty();
            assertThat(plan.obstacles().get(0).message())
                    .contains("disabled", off.id().value());
            applied(shop.acceptingExpiryOfCopies());
            assertThat(backup.policies().get(copying.id()).enabled()).isTrue();
        }

        /** A copy of another day falls in another week, and moves an older one out. */
        @Test
        void copiedTo_scheduleChangedUnderARuleOfWeeks_copiesKeepTheirsUnlessTheExpiryIsAccepted() {
            requires(Capability.REPLICATION);
            Retention weekly = Retention.latest(1).plusWeekly(4, ZoneOffset.UTC);
            Resource.Server server = server("front", "s");
            Vault copies = vaultForCopies();
            Protection shop = shop(Selector.resources(server), weekly).copiedTo(harness.otherRegion(), copies.id());
            applied(shop.acceptingExpiryOfCopies());
            Schedule evening = Schedule.dailyAt("20:00");
            Protection later = Protection.of("shop")
                    .of(Selector.resources(server))
                    .every(evening)
                    .keeping(weekly)
                    .inVaults(Sizing.ofMembers(2.0))
                    .copiedTo(harness.otherRegion(), copies.id());

            Plan plan = later.plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES_KEPT);
            assertThat(plan.obstacles().get(0).message()).contains("keeps its schedule");
            applied(later);
            assertThat(copying().schedule()).isNotEqualTo(evening);
            applied(later.acceptingExpiryOfCopies());
            assertThat(copying().schedule()).isEqualTo(evening);
        }

        private Policy copying() {
            return backup.policies()
                    .get(vault().policy(Purpose.REPLICATION).orElseThrow().policy());
        }

        @Test
        void copiedTo_ruleChanged_copiesKeepTheirsUnlessTheExpiryIsAccepted() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("front", "s");
            Vault copies = vaultForCopies();
            applied(shop(server).copiedTo(harness.otherRegion(), copies.id()).acceptingExpiryOfCopies());
            Protection shorter =
                    shop(Selector.resources(server), Retention.latest(2)).copiedTo(harness.otherRegion(), copies.id());

            Plan plan = shorter.plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES_KEPT);
            assertThat(steps(plan, Step.ChangePolicy.class)).hasSize(1);
            applied(shorter.acceptingExpiryOfCopies());
            assertThat(backup.policies()
                            .get(vault().policy(Purpose.REPLICATION)
                                    .orElseThrow()
                                    .policy())
                            .retention())
                    .isEqualTo(Retention.latest(2));
            assertInSync(shorter.acceptingExpiryOfCopies());
        }

        @Test
        void copiedTo_disks_isAnObstacleAndStopsNothingElse() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("front", "s");
            Resource.Disk disk = disk("orders", "v1");
            Protection shop = shop(server, disk)
                    .copiedTo(harness.otherRegion(), vaultForCopies().id())
                    .acceptingExpiryOfCopies();

            Plan plan = shop.plan(backup);

            assertThat(plan.obstacles()).singleElement().satisfies(obstacle -> {
                assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.NOT_COPIED);
                assertThat(obstacle.message()).contains(disk.id(), "copiedTo").doesNotContain(server.id());
            });
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            Plan again = shop.plan(backup);
            assertThat(again.steps()).isEmpty();
            assertThat(kinds(again)).containsExactly(Obstacle.Kind.NOT_COPIED);
        }

        @Test
        void copiedTo_sameRegionOrNotPossible_isAnObstacle() {
            Vault vault = diskVault("any");
            Plan plan = shop(disk("orders", "v1"))
                    .copiedTo(harness.otherProject(), vault.id())
                    .plan(backup);
            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES);
            assertThat(plan.steps()).isEmpty();
        }

        @Test
        void copiedTo_aRegionThatIsNotCopiedTo_isAnObstacle() {
            requires(Capability.REPLICATION);
            Vault copies = harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
            Plan plan = shop(server("shop", "v1"))
                    .copiedTo(new Site("no-such-region", harness.otherRegion().project()), copies.id())
                    .plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.COPIES);
            assertThat(plan.obstacles().get(0).message())
                    .contains("no-such-region", harness.otherRegion().region());
            assertThat(plan.steps()).isEmpty();
        }
    }

    @Nested
    class Sizes extends WithVaults {
        @Test
        void diskEnlarged_vaultGrows() {
            Resource.Disk disk = disk("orders", "v1");
            applied(shop(disk));
            harness.enlarge(disk, DataSize.gib(30));
            Plan plan = shop(disk).plan(backup);
            assertThat(steps(plan, Step.ResizeVault.class)).singleElement().satisfies(step -> {
                assertThat(step.before()).isEqualTo(DataSize.gib(20));
                assertThat(step.after()).isEqualTo(DataSize.gib(60));
            });
            applied(shop(disk));
            assertThat(vault().capacity()).isEqualTo(DataSize.gib(60));
            assertInSync(shop(disk));
        }

        @Test
        void enlargedByOthers_staysAsItIs() {
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Vault vault = vault();
            Vault unused = backup.vaults().update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(500)));
            assertInSync(shop(disk));
        }

        @Test
        void autoExpanding_isSwitchedOn() {
            requires(Capability.AUTO_EXPAND);
            Resource disk = disk("orders", "v1");
            applied(shop(disk));
            Protection expanding = Protection.of("shop")
                    .of(Selector.resources(disk))
                    .every(AT_TWO)
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0).autoExpanding());
            applied(expanding);
            assertThat(vault().autoExpand()).isTrue();
            assertThat(vault().tags()).containsKey("b4j-protection-members-1");
            assertInSync(expanding);
        }

        /** Protects a disk in a vault that is paid for in advance, and enlarges the disk: the vault should have 60 GiB. */
        private Resource.Disk grownInASubscription() {
            requires(Capability.SUBSCRIPTIONS);
            Resource.Disk disk = disk("orders", "v1");
            applied(shop(disk));
            Vault unused = done(backup.vaults().subscribe(vault().id(), Subscription.months(1)));
            harness.enlarge(disk, DataSize.gib(30));
            return disk;
        }

        @Test
        void subscription_thatHasToGrow_isBoughtOnlyIfTheCallerAllowsIt() {
            Resource.Disk disk = grownInASubscription();
            DataSize before = vault().capacity();

            Plan plan = shop(disk).plan(backup);

            assertThat(plan.obstacles()).isEmpty();
            assertThat(plan.buys()).isEqualTo(plan.steps()).singleElement().satisfies(step -> {
                assertThat(step.before()).isEqualTo(before);
                assertThat(step.after()).isEqualTo(DataSize.gib(60));
            });
            assertThat(plan.toString()).contains("COSTS MONEY", "andBuying(plan.buys())");
            PlanResult refused = plan.apply(Allowing.expiring(plan.destroys()).andRemoving(disk));
            assertThat(refused.notTried()).hasSize(1);
            assertThat(refused.toString()).contains("costs money");
            assertThat(vault().capacity()).isEqualTo(before);

            PlanResult bought = plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()));

            assertThat(bought.complete()).as("%s", bought).isTrue();
            assertThat(vault().capacity()).isEqualTo(DataSize.gib(60));
            assertThat(vault().billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
            assertInSync(shop(disk));
            assertThat(plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()))
                            .entries())
                    .as("a repeated plan buys nothing more")
                    .extracting(PlanResult.Entry::outcome)
                    .containsExactly(new PlanResult.Outcome.AlreadySo());
        }

        @Test
        void subscription_thatHasToGrowFurtherThanAllowed_isNotBought() {
            Resource.Disk disk = grownInASubscription();
            DataSize before = vault().capacity();
            Allowing forSixty = Allowing.nothingDestroyed()
                    .andBuying(shop(disk).plan(backup).buys());
            harness.enlarge(disk, DataSize.gib(50));

            PlanResult result = shop(disk).plan(backup).apply(forSixty);

            assertThat(result.notTried()).hasSize(1);
            assertThat(vault().capacity()).isEqualTo(before);
        }

        @Test
        void subscription_thatOthersEnlarged_isStaleAndNothingIsBought() {
            Resource.Disk disk = grownInASubscription();
            Plan plan = shop(disk).plan(backup);
            Vault unused = done(backup.vaults().buyCapacity(vault().id(), CapacityOrder.of(DataSize.gib(50))));

            assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys())))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("50 GiB");
            assertThat(vault().capacity()).isEqualTo(DataSize.gib(50));
        }

        @Test
        void subscription_newMembers_areInAnotherVaultAndNothingIsBought() {
            requires(Capability.SUBSCRIPTIONS);
            Resource.Disk disk = disk("orders", "v1");
            applied(shop(disk));
            Vault unused = done(backup.vaults().subscribe(vault().id(), Subscription.months(1)));

            Protection both = shop(disk, disk("stock", "v1"));

            assertThat(both.plan(backup).buys()).isEmpty();
            applied(both);
            assertThat(vaults()).as("what does not fit is in another").hasSize(2);
        }

        @Test
        void subscription_thatShouldExpandByItself_isAnObstacle() {
            requires(Capability.SUBSCRIPTIONS);
            requires(Capability.AUTO_EXPAND);
            Resource.Disk disk = grownInASubscription();

            Plan plan = Protection.of("shop")
                    .of(Selector.resources(disk))
                    .every(AT_TWO)
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0).autoExpanding())
                    .plan(backup);

            assertThat(kinds(plan)).containsExactly(Obstacle.Kind.SUBSCRIBED);
            assertThat(plan.buys()).hasSize(1);
        }
    }

    @Nested
    class Stale extends WithVaults {
        private Resource orders;
        private Resource stock;

        @BeforeEach
        void protectBoth() {
            orders = disk("orders", "v1");
            stock = disk("stock", "v1");
            applied(shop(orders, stock));
        }

        private void refuses(Plan plan, Allowing allowing, String named) {
            assertThatThrownBy(() -> plan.apply(allowing))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("stale")
                    .hasMessageContaining(named)
                    .hasMessageContaining("nothing was changed");
        }

        @Test
        void newRestorePointOfWhatIsRemoved_isRefusedAndNamed() {
            RestorePoint unused = pointOf(stock, vault());
            Plan plan = shop(orders).plan(backup);
            RestorePoint newer = pointOf(stock, vault());
            refuses(plan, Allowing.removing(stock), newer.id().value());
            assertThat(pointsOf(stock)).hasSize(2);
        }

        @Test
        void policyChanged_isRefused() {
            Plan plan =
                    shop(Selector.resources(orders, stock), Retention.latest(9)).plan(backup);
            Policy own = policy();
            Policy unused = backup.policies().update(own.id(), own.toSpec().withRetention(Retention.latest(3)));
            refuses(plan, Allowing.nothingDestroyed(), own.id().value());
            assertThat(policy().retention()).isEqualTo(Retention.latest(3));
        }

        @Test
        void policyDestroysMore_isRefused() {
            passRuns(AT_TWO, 2);
            Plan plan =
                    shop(Selector.resources(orders, stock), Retention.latest(1)).plan(backup);
            passRuns(AT_TWO, 1);
            refuses(plan, Allowing.expiring(plan.destroys()), "more than was planned");
            assertThat(policy().retention()).isEqualTo(Retention.latest(7));
        }

        @Test
        void policyGone_isRefused() {
            Plan plan =
                    shop(Selector.resources(orders, stock), Retention.latest(9)).plan(backup);
            Policy own = policy();
            backup.policies().delete(own.id());
            refuses(plan, Allowing.nothingDestroyed(), own.id().value());
        }

        @Test
        void resourceWentElsewhere_isRefused() {
            Resource third = disk("third", "v1");
            Plan plan = shop(orders, stock, third).plan(backup);
            Vault other = diskVault("others", third);
            refuses(plan, Allowing.nothingDestroyed(), other.id().value());
        }

        @Test
        void vaultResized_isRefused() {
            Vault vault = vault();
            Plan plan = shop(orders, stock, disk("third", "v1")).plan(backup);
            assertThat(steps(plan, Step.ResizeVault.class)).hasSize(1);
            Vault unused = backup.vaults().update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(45)));
            refuses(plan, Allowing.nothingDestroyed(), vault.id().value());
        }

        @Test
        void vaultGone_isRefused() {
            Vault vault = vault();
            Plan plan = shop(orders, stock, disk("third", "v1")).plan(backup);
            backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);
            refuses(plan, Allowing.nothingDestroyed(), vault.id().value());
        }

        @Test
        void anotherPlanApplied_isRefused() {
            Resource third = disk("third", "v1");
            Plan plan = shop(orders, stock, third).plan(backup);
            applied(shop(orders, stock, disk("fourth", "v1")));
            refuses(plan, Allowing.nothingDestroyed(), vault().id().value());
        }

        @Test
        void markTakenAwayByOthers_nothingIsRemoved() {
            RestorePoint unused = pointOf(stock, vault());
            Plan plan = shop(orders).plan(backup);
            Vault vault = vault();
            Map<String, String> tags = new LinkedHashMap<>(vault.tags());
            tags.remove("b4j-protection-members-2");
            Vault untagged = backup.vaults().update(vault.id(), vault.toSpec().withTags(tags));
            refuses(plan, Allowing.removing(stock), vault.id().value());
            Plan again = shop(orders).plan(backup);
            assertThat(steps(again, Step.RemoveMember.class)).isEmpty();
            assertThat(again.foreign()).extracting(Remark::resource).containsExactly(stock);
            assertThat(untagged.member(stock)).isPresent();
        }

        @Test
        void foreignPolicyAttached_isRefused() {
            Policy own = policy();
            Vault vault = vault();
            backup.policies().detach(own.id(), vault.id());
            Plan plan = shop(orders, stock).plan(backup);
            Policy theirs = nightly(Retention.days(3));
            backup.policies().attach(theirs.id(), vault.id());
            refuses(plan, Allowing.nothingDestroyed(), theirs.id().value());
        }

        /** The vault that the plan created has a history by now, which the plan does not name. */
        @Test
        void oldPlanOfAVaultWhosePolicyOthersDetached_isRefusedAndNothingExpires() {
            Resource third = disk("third", "v1");
            Protection stall = Protection.of("stall")
                    .of(Selector.resources(third))
                    .every(AT_TWO)
                    .keeping(Retention.latest(1))
                    .inVaults(Sizing.ofMembers(2.0));
            Plan plan = stall.plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            Vault vault = backup.vaults()
                    .list(VaultFilter.all().tagged("b4j-protection", "stall"))
                    .findFirst()
                    .orElseThrow();
            Policy theirs = nightly(Retention.latest(9));
            backup.policies().replace(vault.policies().get(0).policy(), theirs.id(), vault.id());
            passRuns(AT_TWO, 3);
            backup.policies().detach(theirs.id(), vault.id());
            List<RestorePoint> kept = pointsOf(third);
            assertThat(kept).hasSizeGreaterThan(1);

            refuses(plan, Allowing.nothingDestroyed(), "more than was planned");

            assertThat(backup.vaults().get(vault.id()).policies()).isEmpty();
            passRuns(AT_TWO, 1);
            assertThat(pointsOf(third)).hasSameSizeAs(kept);
        }

        @Test
        void policyOfAnOldPlanThatOthersChanged_isRefused() {
            Resource third = disk("third", "v1");
            Plan plan = Protection.of("stall")
                    .of(Selector.resources(third))
                    .every(AT_TWO)
                    .keeping(Retention.latest(1))
                    .inVaults(Sizing.ofMembers(2.0))
                    .plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            Policy own = backup.policies()
                    .list()
                    .filter(policy -> policy.name().equals("stall-backup"))
                    .findFirst()
                    .orElseThrow();
            Policy unused = backup.policies().update(own.id(), own.toSpec().withRetention(Retention.latest(3)));

            refuses(plan, Allowing.nothingDestroyed(), own.id().value());

            assertThat(backup.policies().get(own.id()).retention()).isEqualTo(Retention.latest(3));
        }

        @Test
        void removedButWantedAgain_isRefusedAndItsRestorePointsStay() {
            RestorePoint point = pointOf(stock, vault());
            tag(orders, "shop");
            tag(stock, "web");
            Plan plan = shop(Selector.tagged("app", "shop")).plan(backup);
            assertThat(steps(plan, Step.RemoveMember.class)).hasSize(1);
            tag(stock, "shop");

            refuses(plan, Allowing.removing(stock), stock.id());

            assertThat(vault().member(stock)).isPresent();
            assertThat(pointsOf(stock)).extracting(RestorePoint::id).containsExactly(point.id());
        }

        @Test
        void removedButGone_isRefusedAndItsRestorePointsStay() {
            RestorePoint point = pointOf(stock, vault());
            Plan plan = shop(orders).plan(backup);
            assertThat(steps(plan, Step.RemoveMember.class)).hasSize(1);
            harness.delete(stock);

            refuses(plan, Allowing.removing(stock), stock.id());

            assertThat(pointsOf(stock)).extracting(RestorePoint::id).containsExactly(point.id());
        }

        @Test
        void addedButNoLongerWanted_isRefused() {
            Resource third = disk("third", "v1");
            tag(orders, "shop");
            tag(stock, "shop");
            tag(third, "shop");
            Protection shop = shop(Selector.tagged("app", "shop"));
            Plan plan = shop.plan(backup);
            assertThat(steps(plan, Step.AddMembers.class)).hasSize(1);
            tag(third, "web");

            refuses(plan, Allowing.nothingDestroyed(), third.id());

            assertThat(vault().member(third)).isEmpty();
        }

        @Test
        void memberAddedByThePlanItself_noLongerWanted_isNotStale() {
            Resource third = disk("third", "v1");
            tag(orders, "shop");
            tag(stock, "shop");
            tag(third, "shop");
            Plan plan = shop(Selector.tagged("app", "shop")).plan(backup);
            assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
            tag(third, "web");

            PlanResult again = plan.apply(Allowing.nothingDestroyed());

            assertThat(again.complete()).as("%s", again).isTrue();
            assertThat(vault().member(third)).isPresent();
        }

        @Test
        void selectedButOfNoStep_isNotStale() {
            Resource third = disk("third", "v1");
            tag(orders, "shop");
            tag(stock, "shop");
            tag(third, "shop");
            Protection shop = shop(Selector.tagged("app", "shop"));
            Plan plan = shop.plan(backup);
            Resource fourth = disk("fourth", "v1");
            tag(fourth, "shop");

            PlanResult result = plan.apply(Allowing.nothingDestroyed());

            assertThat(result.complete()).as("%s", result).isTrue();
            assertThat(vault().member(third)).isPresent();
            assertThat(steps(shop.plan(backup), Step.AddMembers.class))
                    .singleElement()
                    .satisfies(step -> assertThat(step.resources()).containsExactly(fourth));
        }

        @Test
        void diskToLeaveOutOfAServerThatJoins_isRefused() {
            refusesOtherDisksLeftOut(false);
        }

        @Test
        void diskNoLongerToLeaveOutOfAServerThatJoins_isRefused() {
            refusesOtherDisksLeftOut(true);
        }

        private void refusesOtherDisksLeftOut(boolean leftOutBefore) {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server server = serverWithDataDisk("front", "s", "d");
            Resource.Disk data = harness.disksOf(server).get(1);
            tag(data, leftOutBefore ? "scratch" : "shop");
            Plan plan = Protection.of("fronts")
                    .of(Selector.resources(server))
                    .withoutDisks(Selector.tagged("app", "scratch"))
                    .every(AT_TWO)
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0))
                    .plan(backup);
            assertThat(steps(plan, Step.ExcludeDisks.class)).hasSize(leftOutBefore ? 1 : 0);
            tag(data, leftOutBefore ? "shop" : "scratch");

            refuses(plan, Allowing.nothingDestroyed(), server.id());

            assertThat(backup.resources().get(server).isProtected()).isFalse();
        }

        private void tag(Resource resource, String app) {
            Assumptions.assumeTrue(harness.tag(resource, "app", app), "this harness cannot tag");
        }

        @Test
        void whatTheStepsThemselvesDid_isNotStale() {
            Resource third = disk("third", "v1");
            RestorePoint unused = pointOf(stock, vault());
            Plan plan = shop(orders, third).plan(backup);
            assertThat(plan.apply(Allowing.removing(stock)).complete()).isTrue();
            PlanResult again = plan.apply(Allowing.removing(stock));
            assertThat(again.complete()).as("%s", again).isTrue();
            harness.advance(Duration.ofMinutes(10));
            assertInSync(shop(orders, third));
        }
    }

    /** For clouds that have vaults and policies. */
    abstract class WithVaults {
        @BeforeEach
        void needVaults() {
            Stream.of(Capability.VAULTS, Capability.POLICIES).forEach(PlansContract.this::requires);
        }
    }
}
