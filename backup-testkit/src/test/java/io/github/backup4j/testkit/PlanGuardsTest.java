package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Capability;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Loss;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Remark;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import io.github.backup4j.spi.BackupDriver;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches of planning that, if they were wrong, would cost data or money, or hide what is in the way. */
class PlanGuardsTest {
    private static final Site ELSEWHERE = new Site("region-9", "project-1");

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
    private final Resource.Disk stock = cloud.addDisk("stock", DataSize.gib(10));
    private final Resource.Disk bills = cloud.addDisk("bills", DataSize.gib(10));

    /** Its losses were computed for the changed rule: with the old one, attaching it would delete other restore points. */
    @Test
    void changeOfThePolicyFails_itIsNotAttached() {
        apply(shop(Retention.latest(7), orders));
        cloud.time().advance(Duration.ofDays(3));
        Policy policy = policy();
        backup.policies().detach(policy.id(), own().id());
        PolicySpec one = policy.toSpec().withRetention(Retention.latest(1));
        backup.policies().update(policy.id(), one);
        Plan plan = shop(Retention.latest(7), orders).plan(backup);
        cloud.faults().failNext(Call.POLICIES_UPDATE, new Conflict("no"));

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(plan.destroys()).isEmpty();
        assertThat(result.failures()).extracting(PlanResult.Entry::step).hasOnlyElementsOfType(Step.ChangePolicy.class);
        assertThat(result.notTried()).extracting(PlanResult.Entry::step).hasOnlyElementsOfType(Step.AttachPolicy.class);
        assertThat(own().policies()).isEmpty();
        cloud.time().advance(Duration.ofDays(2));
        assertThat(backup.restorePoints().list()).hasSize(3);
    }

    /** The mark records a member that others removed and that is no longer wanted: it still tells who added the others. */
    @Test
    void memberThatOthersRemovedAndNobodyWants_othersOfOursStillLeave() {
        apply(shop(Retention.latest(7), orders, stock, bills));
        backup.vaults().remove(own().id(), stock, Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));

        Plan plan = shop(Retention.latest(7), orders).plan(backup);

        assertThat(plan.foreign()).isEmpty();
        assertThat(plan.steps())
                .filteredOn(Step.RemoveMember.class::isInstance)
                .extracting(step -> ((Step.RemoveMember) step).resource())
                .containsExactly(bills);
        apply(shop(Retention.latest(7), orders));
        cloud.time().advance(Duration.ofHours(1));
        assertThat(own().members()).extracting(Vault.Member::resource).containsExactly(orders);
    }

    @Test
    void vaultThatIsNotPaidFor_itsNameIsTaken() {
        apply(shop(Retention.latest(7), orders));
        Vault unpaid =
                backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.time().advance(Duration.ofDays(40));
        assertThat(backup.vaults().get(unpaid.id()).status()).isNotEqualTo(Vault.Status.AVAILABLE);

        Plan plan = shop(Retention.latest(7), orders, stock).plan(backup);

        assertThat(plan.obstacles()).extracting(Obstacle::kind).containsExactly(Obstacle.Kind.VAULT_UNUSABLE);
        assertThat(plan.steps())
                .filteredOn(Step.CreateVault.class::isInstance)
                .extracting(step -> ((Step.CreateVault) step).spec().name())
                .containsExactly("shop-disks-2");
    }

    @Test
    void leavingAndNoLongerWanted_isToldAsSettling() {
        apply(shop(Retention.latest(7), orders, stock));
        cloud.takes(Work.DELETE, Duration.ofHours(1));
        backup.vaults().remove(own().id(), stock, Removal.DELETING_RESTORE_POINTS);

        Plan plan = shop(Retention.latest(7), orders).plan(backup);

        assertThat(plan.settling()).extracting(Remark::resource).containsExactly(stock);
        assertThat(plan.toString()).contains("settling:", "disk \"stock\" in vault \"shop-disks-1\": it is leaving");
    }

    @Test
    void copiesOfDisksOnly_makeNoPolicyForCopies() {
        Vault copies = vaultForCopies();

        Plan plan = shop(Retention.latest(7), orders)
                .copiedTo(ELSEWHERE, copies.id())
                .acceptingExpiryOfCopies()
                .plan(backup);

        assertThat(plan.steps())
                .filteredOn(Step.CreatePolicy.class::isInstance)
                .extracting(step -> ((Step.CreatePolicy) step).spec().purpose())
                .containsExactly(Purpose.BACKUP);
        assertThat(plan.obstacles()).extracting(Obstacle::kind).containsExactly(Obstacle.Kind.NOT_COPIED);
    }

    /** A server that is passed over because of its copies says nothing of disks. */
    @Test
    void serverAndDiskWithoutRoom_eachVaultHasItsOwnReason() {
        Resource.Server front = cloud.addServer("front", cloud.addDisk("front-system", DataSize.gib(10)));
        Resource.Server back = cloud.addServer("back", cloud.addDisk("back-system", DataSize.gib(10)));
        Vault copies = vaultForCopies();
        apply(shop(Retention.latest(7), front).copiedTo(ELSEWHERE, copies.id()).acceptingExpiryOfCopies());

        Plan plan = shop(Retention.latest(7), front, back, orders)
                .copiedTo(ELSEWHERE, copies.id())
                .plan(backup);

        assertThat(plan.steps())
                .filteredOn(Step.CreateVault.class::isInstance)
                .extracting(Step::why)
                .containsExactlyInAnyOrder(
                        "1 server is in no vault, and in a vault with room, their copies would be subject to a rule that is"
                                + " not accepted",
                        "1 disk is in no vault, and no vault of the protection has room");
    }

    /** Its server is in a vault of others: to say what is left out here would change nothing there. */
    @Test
    void diskThatOthersLeftOutInTheirVault_isToldWhereItsServerIs() {
        Resource.Disk data = cloud.addDisk("data", DataSize.gib(10));
        Resource.Server front = cloud.addServer("front", cloud.addDisk("system", DataSize.gib(10)), data);
        Vault theirs = backup.vaults().create(VaultSpec.forServers("theirs", DataSize.gib(100)));
        Vault unused = backup.vaults().addServerExcluding(theirs.id(), front, Set.of(data));

        Plan plan = shop(Retention.latest(7), front, data).plan(backup);
        Plan all = Protection.of("all")
                .of(Selector.everything())
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.fixed(DataSize.gib(100)))
                .plan(backup);

        assertThat(plan.obstacles())
                .as("a disk that is named is backed up by itself")
                .extracting(Obstacle::kind)
                .doesNotContain(Obstacle.Kind.LEFT_OUT);
        assertThat(all.obstacles())
                .filteredOn(obstacle -> obstacle.kind() == Obstacle.Kind.LEFT_OUT)
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.message())
                        .contains(data.id(), "which is in vault " + theirs.id() + ". Include it there")
                        .doesNotContain("withoutDisks"));
    }

    /** When the restore is over, the rule counts it again. */
    @Test
    void oldestIsBeingRestored_itIsNamedToo() {
        apply(shop(Retention.latest(8), orders));
        cloud.time().advance(Duration.ofDays(7));
        List<RestorePoint> points = backup.restorePoints().list().toList();
        assertThat(points).hasSize(7);
        RestorePoint oldest = points.get(6);
        Operation<Resource.Disk> restore = backup.restorePoints().restore(oldest.id(), InPlace.over(orders));
        assertThat(backup.restorePoints().get(oldest.id()).status()).isEqualTo(RestorePoint.Status.RESTORING);

        Plan plan = shop(Retention.latest(1), orders).plan(backup);
        assertThat(plan.destroys()).extracting(Loss::restorePoint).hasSize(7).contains(oldest.id());
        assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete()).isTrue();
        Resource.Disk unused = restore.await(Duration.ofHours(1));
        cloud.time().advance(Duration.ofDays(1));
        assertThat(backup.restorePoints().list()).hasSize(1).doesNotContain(oldest);
    }

    /** Nothing tells from here what another rule deletes of the copies. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ruleOfThePolicyForCopiesChangesSincePlanning_itIsNotAttached(boolean beforeTheApply) {
        Resource.Server server = cloud.addServer("front", cloud.addDisk("system", DataSize.gib(10)));
        Protection copied = shop(Retention.forever(), server)
                .copiedTo(ELSEWHERE, vaultForCopies().id());
        apply(copied);
        Policy copying = backup.policies()
                .get(own().policy(Purpose.REPLICATION).orElseThrow().policy());
        backup.policies().detach(copying.id(), own().id());
        List<String> done = new ArrayList<>();
        Plan plan = copied.plan(cloud.reopen().listening(new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call begun) {
                if (!beforeTheApply && begun.name().equals("vaults.get") && done.isEmpty()) {
                    done.add(begun.name());
                    shorten(copying);
                }
            }
        }));
        assertThat(plan.steps()).hasSize(1);
        if (beforeTheApply) {
            shorten(copying);
            assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("keeps the newest now, not forever");
        } else {
            assertThat(plan.apply(Allowing.nothingDestroyed()).failures()).hasSize(1);
        }
        assertThat(own().policy(Purpose.REPLICATION)).isEmpty();
    }

    private void shorten(Policy policy) {
        Policy unused = backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.latest(1)));
    }

    @Test
    void policyThatCopiesElsewhere_isToldAndStaysAsItIs() {
        Resource.Server server = cloud.addServer("front", cloud.addDisk("system", DataSize.gib(10)));
        Vault copies = vaultForCopies();
        apply(shop(Retention.latest(7), server).copiedTo(ELSEWHERE, copies.id()).acceptingExpiryOfCopies());
        Site other = new Site("region-8", "project-1");
        Vault there = cloud.at(other)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

        Plan plan = shop(Retention.latest(7), server)
                .copiedTo(other, there.id())
                .acceptingExpiryOfCopies()
                .plan(backup);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.obstacles()).extracting(Obstacle::kind).contains(Obstacle.Kind.COPIED_ELSEWHERE);
        assertThat(plan.obstacles().get(0).message()).contains(ELSEWHERE.region(), other.region());
    }

    /** What fits exactly needs neither another vault nor money. */
    @Test
    void subscriptionInWhichANewMemberJustFits_takesIt() {
        Protection one = sized(orders);
        apply(one);
        Vault vault = own();
        Vault unused = backup.vaults().update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(20)));
        Vault bought =
                backup.vaults().subscribe(vault.id(), Subscription.months(1)).await(Duration.ofHours(1));

        Plan plan = sized(orders, stock).plan(backup);

        assertThat(plan.obstacles()).isEmpty();
        assertThat(plan.steps()).noneMatch(Step.CreateVault.class::isInstance);
        assertThat(plan.buys()).isEmpty();
        apply(sized(orders, stock));
        assertThat(own().members()).hasSize(2);
        assertThat(own().capacity()).isEqualTo(bought.capacity());
    }

    @Test
    void memberThatBecameOthersMeanwhile_isNotRemoved() {
        apply(shop(Retention.latest(7), orders, stock));
        Plan plan = shop(Retention.latest(7), orders).plan(backup);
        backup.vaults().remove(own().id(), stock, Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));
        apply(shop(Retention.latest(7), orders));
        backup.vaults().add(own().id(), stock);

        assertThatThrownBy(() -> plan.apply(Allowing.removing(stock)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("does not say any more");
        assertThat(own().member(stock)).isPresent();
    }

    @Test
    void exclusionChangedSincePlanning_isStaleBeforeAnythingIsChanged() {
        Resource.Disk scratch = cloud.addDisk("scratch", DataSize.gib(10));
        Resource.Disk logs = cloud.addDisk("logs", DataSize.gib(10));
        Resource.Server server = cloud.addServer("front", cloud.addDisk("system", DataSize.gib(10)), scratch, logs);
        apply(shop(Retention.latest(7), server));
        Plan plan = shop(Retention.latest(3), server)
                .withoutDisks(Selector.named("scratch", "logs"))
                .plan(backup);
        Vault unused = backup.vaults().addServerExcluding(own().id(), server, Set.of(logs));

        assertThatThrownBy(() -> plan.apply(Allowing.expiring(plan.destroys())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(logs.id());
        assertThat(policy().retention()).as("an earlier step").isEqualTo(Retention.latest(7));
        assertThat(own().member(server).orElseThrow().excludedDisks()).containsExactly(logs);
    }

    @Test
    void othersAttachTheirPolicyWhileOursIsCreated_theirsStays() {
        apply(shop(Retention.latest(7), orders));
        backup.policies().detach(policy().id(), own().id());
        backup.policies().list().forEach(policy -> backup.policies().delete(policy.id()));
        Plan plan = shop(Retention.latest(7), orders).plan(backup);
        Policy theirs =
                backup.policies().create(PolicySpec.backup("theirs", Schedule.dailyAt("05:00"), Retention.latest(2)));
        backup.policies().attach(theirs.id(), own().id());

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).isFalse();
        assertThat(own().policies()).extracting(Vault.AttachedPolicy::policy).containsExactly(theirs.id());
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO_EXPAND", "DISK_EXCLUSION", "POLICIES", "VAULTS"})
    void cloudThatLacksWhatIsWanted_isTold(Capability missing) {
        CloudBackup less = InMemoryCloud.builder().without(missing).build().backup();

        Plan plan = Protection.of("shop")
                .of(Selector.everything())
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(1.0).autoExpanding())
                .withoutDisks(Selector.named("scratch"))
                .plan(less);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.obstacles())
                .extracting(Obstacle::message)
                .anySatisfy(message -> assertThat(message).contains(missing.name(), "which this cloud has not"));
    }

    /** Whether the policy that is attached stays, is changed by an earlier step, or is created by one. */
    @ParameterizedTest
    @ValueSource(strings = {"stays", "is changed", "is created"})
    void attachingDestroysMoreThanPlanned_isStaleBeforeAnythingIsChanged(String policyOfOurs) {
        apply(shop(Retention.latest(2), orders));
        cloud.time().advance(Duration.ofDays(4));
        Policy own = policy();
        backup.policies().detach(own.id(), own().id());
        if (policyOfOurs.equals("is created")) {
            backup.policies().delete(own.id());
        }
        Protection wanted = shop(policyOfOurs.equals("is changed") ? Retention.latest(1) : Retention.latest(2), orders);
        Plan plan = wanted.plan(backup);
        PolicySpec keepsAll = PolicySpec.backup("theirs", Schedule.dailyAt("05:00"), Retention.latest(90));
        Policy theirs = backup.policies().create(keepsAll);
        backup.policies().attach(theirs.id(), own().id());
        cloud.time().advance(Duration.ofDays(2));
        backup.policies().detach(theirs.id(), own().id());
        long before = backup.restorePoints().list().count();
        long policies = backup.policies().list().count();

        assertThatThrownBy(() -> plan.apply(Allowing.expiring(plan.destroys())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("more than was planned");
        assertThat(backup.policies().list()).as("nothing was created").hasSize((int) policies);
        assertThat(backup.policies().list())
                .extracting(Policy::retention)
                .as("nothing was changed")
                .doesNotContain(Retention.latest(1));
        assertThat(backup.restorePoints().list()).hasSize((int) before);
    }

    /** Before the vault is read, or between that and the order, when their order is still being delivered. */
    @ParameterizedTest
    @CsvSource({"vaults.get, true", "vaults.get, false", "vaults.buyCapacity, false"})
    void othersBuyCapacityAtTheSameMoment_nothingIsBoughtOnTop(String when, boolean delivered) {
        List<Operation<Vault>> theirs = new ArrayList<>();
        cloud.takes(Work.ORDER, Duration.ofMinutes(20));
        Protection two = twice(orders);
        apply(two);
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.enlarge(orders, DataSize.gib(30));
        List<String> done = new ArrayList<>();
        Plan plan = two.plan(cloud.reopen().listening(new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call begun) {
                if (begun.name().equals(when) && done.isEmpty()) {
                    done.add(begun.name());
                    theirs.add(backup.vaults().buyCapacity(own().id(), CapacityOrder.of(DataSize.gib(50))));
                    if (delivered) {
                        Vault unused = theirs.get(0).await(Duration.ofHours(1));
                    }
                }
            }
        }));

        PlanResult result = plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()));

        assertThat(result.failures()).extracting(PlanResult.Entry::step).isEqualTo(List.copyOf(plan.buys()));
        assertThat(theirs.get(0).await(Duration.ofHours(1)).capacity()).isEqualTo(DataSize.gib(50));
        cloud.time().advance(Duration.ofHours(1));
        assertThat(own().capacity()).isEqualTo(DataSize.gib(50));
    }

    /** Its members left after planning: what is left needs no more than there is. */
    @Test
    void membersLeftSinceAPurchaseWasPlanned_isStaleAndNothingIsBought() {
        Protection two = twice(orders, stock);
        apply(two);
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.enlarge(orders, DataSize.gib(40));
        Plan plan = two.plan(backup);
        assertThat(plan.buys()).hasSize(1);
        backup.vaults().remove(own().id(), orders, Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("less than the");
        assertThat(own().capacity()).isEqualTo(DataSize.gib(40));
    }

    @Test
    void membersLeftSinceGrowthWasPlanned_isStaleAndTheVaultStaysAsItIs() {
        apply(twice(orders, stock));
        cloud.enlarge(orders, DataSize.gib(40));
        Plan plan = twice(orders, stock).plan(backup);
        backup.vaults().remove(own().id(), orders, Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("less than the");
        assertThat(own().capacity()).isEqualTo(DataSize.gib(40));
    }

    /** A member that an earlier attempt of the plan removed was not counted for the purchase. */
    @Test
    void memberLeftByTheSamePlan_purchaseIsNotStale() {
        apply(twice(orders, stock));
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.enlarge(orders, DataSize.gib(40));
        Plan plan = twice(orders).plan(backup);
        assertThat(plan.apply(Allowing.removing(stock)).notTried()).hasSize(1);
        cloud.time().advance(Duration.ofHours(1));
        assertThat(own().members()).extracting(Vault.Member::resource).containsExactly(orders);

        PlanResult result = plan.apply(Allowing.removing(stock).andBuying(plan.buys()));

        assertThat(result.complete()).as("%s", result).isTrue();
        assertThat(own().capacity()).isEqualTo(DataSize.gib(80));
    }

    /** A member that the plan is to remove does not stand in for one that has left. */
    @Test
    void memberLeftWhileTheOneToBeRemovedIsStillThere_purchaseIsStale() {
        Resource.Disk archive = cloud.addDisk("archive", DataSize.gib(30));
        apply(twice(orders, bills, archive));
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.enlarge(orders, DataSize.gib(80));
        Plan plan = twice(orders, bills).plan(backup);
        assertThat(plan.buys()).hasSize(1);
        backup.vaults().remove(own().id(), bills, Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("less than the");
        assertThat(own().capacity()).isEqualTo(DataSize.gib(100));
    }

    /** The first attempt has bought capacity, so that the other vault has room as well by now: the new one would stay empty. */
    @Test
    void vaultThatWasCreatedForAMember_takesItAlthoughAnotherHasRoomByNow() {
        apply(fixed(80, orders));
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        Plan first = fixed(100, orders, stock).plan(backup);
        cloud.faults().loseReplyOf(Call.VAULTS_CREATE);
        PlanResult broken = first.apply(Allowing.nothingDestroyed().andBuying(first.buys()));
        assertThat(broken.failures()).hasSize(1);
        assertThat(own().capacity()).isEqualTo(DataSize.gib(100));

        apply(fixed(100, orders, stock));

        assertThat(backup.vaults().list())
                .extracting(vault ->
                        vault.members().stream().map(Vault.Member::resource).toList())
                .containsExactly(List.of(orders), List.of(stock));
    }

    @Test
    void subscriptionWithoutMembers_nothingIsBoughtForIt() {
        apply(fixed(80, orders, stock));
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));

        Plan withOne = fixed(100, orders).plan(backup);
        Plan withNone = fixed(100, bills).plan(backup);

        assertThat(withOne.buys()).hasSize(1);
        assertThat(withNone.buys()).isEmpty();
        assertThat(withNone.obstacles()).isEmpty();
        assertThat(withNone.apply(Allowing.nothingDestroyed()).complete()).isTrue();
        cloud.time().advance(Duration.ofHours(1));
        assertThat(own().members()).isEmpty();
        assertThat(fixed(100, bills).plan(backup).isEmpty()).isTrue();
    }

    /** The vault that it created has a history by then: what attaching the policy again deletes there, no plan has named. */
    @Test
    void oldPlanAppliedAgain_policyThatOthersDetachedIsNotAttachedToWhatTheyKept() {
        Plan plan = shop(Retention.latest(2), orders).plan(backup);
        assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
        cloud.time().advance(Duration.ofDays(3));
        backup.policies().detach(policy().id(), own().id());
        Policy theirs =
                backup.policies().create(PolicySpec.backup("theirs", Schedule.dailyAt("05:00"), Retention.forever()));
        backup.policies().attach(theirs.id(), own().id());
        cloud.time().advance(Duration.ofDays(5));
        backup.policies().detach(theirs.id(), own().id());
        List<RestorePoint> kept = backup.restorePoints().list().toList();
        assertThat(kept).hasSize(7);

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("more than was planned");

        cloud.time().advance(Duration.ofDays(2));
        assertThat(own().policies()).isEmpty();
        assertThat(backup.restorePoints().list()).containsAll(kept);
    }

    /** As above, but others detach it after the plan was found to be fresh. */
    @Test
    void oldPlanAppliedAgain_detachedMeanwhile_policyIsNotAttached() {
        List<String> done = new ArrayList<>();
        List<RestorePoint> kept = new ArrayList<>();
        Plan plan = shop(Retention.latest(2), orders).plan(cloud.reopen().listening(new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call begun) {
                if (begun.name().equals("vaults.get") && kept.size() > 2 && done.isEmpty()) {
                    done.add(begun.name());
                    backup.policies().detach(own().policies().get(0).policy(), own().id());
                }
            }
        }));
        assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
        Policy own = policy();
        Policy theirs =
                backup.policies().create(PolicySpec.backup("theirs", Schedule.dailyAt("05:00"), Retention.forever()));
        backup.policies().replace(own.id(), theirs.id(), own().id());
        cloud.time().advance(Duration.ofDays(5));
        backup.restorePoints().list().forEach(kept::add);
        assertThat(kept).hasSize(5);

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(done).hasSize(1);
        assertThat(result.failures()).extracting(PlanResult.Entry::step).hasOnlyElementsOfType(Step.AttachPolicy.class);
        cloud.time().advance(Duration.ofDays(2));
        assertThat(own().policies()).isEmpty();
        assertThat(backup.restorePoints().list()).containsAll(kept);
    }

    /** An earlier attempt may have created it; one that somebody deletes, or that is for copies, is not what the policy is attached to. */
    @ParameterizedTest
    @CsvSource({"AVAILABLE, BACKUP, true", "DELETING, BACKUP, false", "AVAILABLE, REPLICATION, false"})
    void vaultWithTheNameOfOneThatThePlanCreates_makesItStaleOnlyIfItIsThatOne(
            Vault.Status status, Purpose purpose, boolean stale) {
        apply(shop(Retention.latest(7), orders));
        Resource server = cloud.addServer("front", cloud.addDisk("system", DataSize.gib(10)));
        AtomicReference<BackupDriver> seen = new AtomicReference<>(new EditedLists(backup));
        CloudBackup viewed = CloudBackup.of((BackupDriver) Proxy.newProxyInstance(
                BackupDriver.class.getClassLoader(),
                new Class<?>[] {BackupDriver.class},
                (proxy, method, arguments) -> method.invoke(seen.get(), arguments)));
        Plan plan = shop(Retention.latest(7), orders, server).plan(viewed);
        String name = plan.steps().stream()
                .filter(Step.CreateVault.class::isInstance)
                .map(step -> ((Step.CreateVault) step).spec().name())
                .findFirst()
                .orElseThrow();
        seen.set(new EditedLists(backup).withVaultFirst(ownWithPolicyOfOthers(name, status, purpose)));

        Throwable failure = catchThrowable(() -> plan.apply(Allowing.nothingDestroyed()));

        if (stale) {
            assertThat(failure).isInstanceOf(Conflict.class).hasMessageContaining("theirs");
        } else {
            assertThat(failure).isNotInstanceOf(Conflict.class);
        }
    }

    private Vault ownWithPolicyOfOthers(String name, Vault.Status status, Purpose purpose) {
        Vault like = own();
        return new Vault(
                new VaultId("marked"),
                name,
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(purpose),
                        like.protection().reportedConsistency(),
                        null,
                        false),
                Reported.of(status),
                like.space(),
                like.billing(),
                List.of(),
                List.of(new Vault.AttachedPolicy(new PolicyId("theirs"), Reported.of(Purpose.BACKUP), null)),
                like.tags(),
                Instant.EPOCH);
    }

    /** A resource that is leaving another vault is in two: where it is wanted it stays, with its restore points. */
    @Test
    void wantedMemberThatIsLeavingAnotherVault_isNotRemoved() {
        apply(shop(Retention.latest(7), orders));
        cloud.time().advance(Duration.ofDays(2));

        for (Vault.MemberStatus status : List.of(Vault.MemberStatus.REMOVING, Vault.MemberStatus.AVAILABLE)) {
            CloudBackup twice = CloudBackup.of(new EditedLists(backup).withVaultFirst(olderWith(orders, status)));

            Plan plan = shop(Retention.latest(7), orders).plan(twice);

            assertThat(plan.steps()).as("%s there", status).isEmpty();
            assertThat(plan.settling()).isEmpty();
        }
    }

    /** Its restore points are still there, and may be the last of it. */
    @Test
    void memberThatIsGone_stillCountsForTheSizeOfItsVault() {
        Vault like = backup.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(10)));
        Vault.Member gone = new Vault.Member(
                new Resource.Disk("gone"),
                "gone",
                DataSize.gib(20),
                null,
                null,
                Reported.of(Vault.MemberStatus.ERROR),
                Set.of(),
                false);
        Vault marked = new Vault(
                new VaultId("marked"),
                "shop-disks-1",
                null,
                like.protection(),
                like.reportedStatus(),
                like.space(),
                like.billing(),
                List.of(gone),
                List.of(),
                Map.of("b4j-protection", "shop"),
                Instant.EPOCH);

        Plan plan = sized(orders).plan(CloudBackup.of(new EditedLists(backup).withVaultFirst(marked)));

        assertThat(plan.gone()).extracting(Remark::resource).containsExactly(gone.resource());
        assertThat(plan.steps())
                .filteredOn(Step.ResizeVault.class::isInstance)
                .extracting(step -> ((Step.ResizeVault) step).after())
                .containsExactly(DataSize.gib(30));
    }

    /** A vault of others that has a member as well. */
    private Vault olderWith(Resource.Disk disk, Vault.MemberStatus status) {
        Vault like = own();
        return new Vault(
                new VaultId("theirs"),
                "theirs",
                null,
                like.protection(),
                like.reportedStatus(),
                like.space(),
                like.billing(),
                List.of(new Vault.Member(disk, "orders", null, null, null, Reported.of(status), Set.of(), false)),
                List.of(),
                Map.of(),
                Instant.EPOCH);
    }

    private Vault vaultForCopies() {
        return cloud.at(ELSEWHERE)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());
    }

    private static Protection fixed(int gib, Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(resources))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.fixed(DataSize.gib(gib)));
    }

    private static Protection twice(Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(resources))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0));
    }

    private static Protection sized(Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(resources))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(1.0));
    }

    private static Protection shop(Retention retention, Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(List.of(resources)))
                .every(Schedule.dailyAt("02:00"))
                .keeping(retention)
                .inVaults(Sizing.fixed(DataSize.gib(100)));
    }

    private void apply(Protection protection) {
        PlanResult result = protection.plan(backup).apply(Allowing.nothingDestroyed());
        assertThat(result.complete()).as("%s", result).isTrue();
    }

    private Policy policy() {
        return backup.policies().get(own().policies().get(0).policy());
    }

    private Vault own() {
        return backup.vaults()
                .list(VaultFilter.all().tagged("b4j-protection", "shop"))
                .findFirst()
                .orElseThrow();
    }
}
