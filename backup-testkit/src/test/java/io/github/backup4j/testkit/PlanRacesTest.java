package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Loss;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.PlanResult.Outcome;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Remark;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others do while a plan is being applied, after it was found to fit. */
class PlanRacesTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup others = cloud.backup();
    private final Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
    private final Resource.Disk stock = cloud.addDisk("stock", DataSize.gib(10));

    @Test
    void newRestorePointBeforeTheRemoval_isNotDestroyed() {
        apply(shop(Retention.latest(7), orders, stock));
        take(stock);
        Plan plan = shop(Retention.latest(7), orders).plan(during("vaults.get", () -> take(stock)));
        refused(plan.apply(Allowing.removing(stock)), Step.RemoveMember.class, "more than was planned");
        assertThat(others.restorePoints().list(RestorePointFilter.of(stock))).hasSize(2);
        assertThat(own().member(stock)).isPresent();
    }

    @Test
    void firstRestorePointAtTheMomentOfTheRemoval_isNotDestroyed() {
        apply(shop(Retention.latest(7), orders, stock));
        Plan plan = shop(Retention.latest(7), orders).plan(during("vaults.remove", () -> take(stock)));
        refused(plan.apply(Allowing.nothingDestroyed()), Step.RemoveMember.class, "restore points");
        assertThat(others.restorePoints().list(RestorePointFilter.of(stock))).hasSize(1);
    }

    @Test
    void wantedAgainBeforeTheRemoval_isNotRemoved() {
        Plan plan = removalOfStock(() -> cloud.tag(stock, "app", "shop"));
        refused(plan.apply(Allowing.removing(stock)), Step.RemoveMember.class, "is wanted now");
        assertThat(own().member(stock)).isPresent();
        assertThat(others.restorePoints().list(RestorePointFilter.of(stock))).hasSize(1);
    }

    @Test
    void goneBeforeTheRemoval_isNotRemoved() {
        Plan plan = removalOfStock(() -> cloud.delete(stock));
        refused(plan.apply(Allowing.removing(stock)), Step.RemoveMember.class, "the last copy of its data");
        assertThat(own().member(stock)).isPresent();
        assertThat(others.restorePoints().list(RestorePointFilter.of(stock))).hasSize(1);
    }

    /** Returns the plan that removes a member that has lost its tag, with what happens right before that. */
    private Plan removalOfStock(Runnable meanwhile) {
        Protection shop = Protection.of("shop")
                .of(Selector.tagged("app", "shop"))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.fixed(DataSize.gib(100)));
        cloud.tag(orders, "app", "shop");
        cloud.tag(stock, "app", "shop");
        apply(shop);
        take(stock);
        cloud.tag(stock, "app", "web");
        return shop.plan(during("vaults.get", meanwhile));
    }

    @Test
    void markTakenAwayBeforeTheRemoval_nothingIsRemoved() {
        apply(shop(Retention.latest(7), orders, stock));
        take(stock);
        Plan plan = shop(Retention.latest(7), orders).plan(during("vaults.get", () -> {
            Map<String, String> tags = new LinkedHashMap<>(own().tags());
            tags.remove("b4j-protection-members-1");
            others.vaults().update(own().id(), own().toSpec().withTags(tags));
        }));
        refused(plan.apply(Allowing.removing(stock)), Step.RemoveMember.class, "does not say any more");
        assertThat(own().member(stock)).isPresent();
    }

    @Test
    void vaultChangedWhileItIsMarked_keepsThatChange() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = shop(Retention.latest(7), orders, stock)
                .plan(during(
                        "vaults.update",
                        () -> others.vaults()
                                .update(
                                        own().id(),
                                        own().toSpec()
                                                .named("theirs")
                                                .withUsageAlertAt(42)
                                                .withTag("team", "x"))));

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).as("%s", result).isTrue();
        assertThat(own().name()).isEqualTo("theirs");
        assertThat(own().usageAlertPercent()).isEqualTo(42);
        assertThat(own().tags()).containsEntry("team", "x");
        assertThat(own().member(stock)).isPresent();
    }

    @Test
    void vaultChangedWhileItIsResized_keepsThatChange() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = larger().plan(during(
                "vaults.update",
                () -> others.vaults().update(own().id(), own().toSpec().named("theirs"))));

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).as("%s", result).isTrue();
        assertThat(own().name()).isEqualTo("theirs");
        assertThat(own().capacity()).isEqualTo(DataSize.gib(200));
    }

    @Test
    void vaultResizedByOthersAtTheSameMoment_isNotMadeSmallerAgain() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = larger().plan(during(
                "vaults.update",
                () -> others.vaults().update(own().id(), own().toSpec().withCapacity(DataSize.gib(500)))));

        refused(plan.apply(Allowing.nothingDestroyed()), Step.ResizeVault.class, "500 GiB");
        assertThat(own().capacity()).isEqualTo(DataSize.gib(500));
    }

    @Test
    void markChangedByOthersAtTheSameMoment_isNotOverwritten() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = shop(Retention.latest(7), orders, stock)
                .plan(during(
                        "vaults.update",
                        () -> others.vaults()
                                .update(own().id(), own().toSpec().withTag("b4j-protection-policies", "theirs"))));

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.failures()).extracting(entry -> entry.step().id()).containsExactly("mark " + own().id());
        assertThat(own().tags()).containsEntry("b4j-protection-policies", "theirs");
        assertThat(own().member(stock)).isEmpty();
    }

    @Test
    void policyAttachedElsewhereBeforeItsChange_isNotChanged() {
        apply(shop(Retention.latest(7), orders));
        Vault theirs = others.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(50)));
        Policy own = policy();
        Plan plan = shop(Retention.latest(2), orders)
                .plan(during("policies.get", () -> others.policies().attach(own.id(), theirs.id())));
        refused(
                plan.apply(Allowing.nothingDestroyed()),
                Step.ChangePolicy.class,
                theirs.id().value());
        assertThat(policy().retention()).isEqualTo(Retention.latest(7));
    }

    /** The third list is the one just before the change: the policy itself is read after it. */
    @Test
    void policyAttachedElsewhereWhileVaultsAreListed_isNotChanged() {
        apply(shop(Retention.latest(7), orders));
        Vault theirs = others.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(50)));
        Policy own = policy();
        Plan plan = shop(Retention.latest(2), orders)
                .plan(during("vaults.list", 3, () -> others.policies().attach(own.id(), theirs.id())));

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).as("%s", result).isFalse();
        assertThat(policy().retention()).isEqualTo(Retention.latest(7));
    }

    /** The next backup takes the first place, so that one more goes than is surplus now. */
    @Test
    void whatTheNextBackupPushesOut_isNamed() {
        apply(shop(Retention.latest(7), orders));
        cloud.time().advance(Duration.ofDays(3));
        List<RestorePoint> points =
                others.restorePoints().list(RestorePointFilter.of(orders)).toList();
        assertThat(points).hasSize(3);

        Plan plan = shop(Retention.latest(3), orders).plan(others);

        assertThat(plan.destroys())
                .extracting(Loss::restorePoint)
                .containsExactly(points.get(2).id());
        assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
        cloud.time().advance(Duration.ofDays(1));
        assertThat(others.restorePoints().list(RestorePointFilter.of(orders))).hasSize(4);
    }

    @Test
    void memberThatOthersAdded_wantedAndThenNotAnyMore_stays() {
        apply(shop(Retention.latest(7), orders));
        others.vaults().add(own().id(), stock);
        apply(shop(Retention.latest(7), orders, stock));

        Plan plan = shop(Retention.latest(7), orders).plan(others);

        assertThat(plan.steps()).as("%s", plan).isEmpty();
        assertThat(plan.foreign()).extracting(Remark::resource).containsExactly(stock);
        assertThat(own().member(stock)).isPresent();
    }

    @Test
    void policyShortenedBeforeItIsAttached_isNotAttached() {
        apply(shop(Retention.latest(7), orders));
        cloud.time().advance(Duration.ofDays(3));
        Policy own = policy();
        others.policies().detach(own.id(), own().id());
        Plan plan = shop(Retention.latest(7), orders)
                .plan(during(
                        "vaults.get",
                        () -> others.policies().update(own.id(), own.toSpec().withRetention(Retention.latest(1)))));
        refused(plan.apply(Allowing.nothingDestroyed()), Step.AttachPolicy.class, "more than was planned");
        assertThat(own().policies()).isEmpty();
    }

    @Test
    void resourceWentElsewhereBeforeItIsAdded_stopsNoOther() {
        apply(shop(Retention.latest(7), orders));
        Resource.Disk third = cloud.addDisk("third", DataSize.gib(10));
        Vault theirs = others.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(50)));
        Plan plan = shop(Retention.latest(7), orders, stock, third)
                .plan(during("vaults.add", () -> others.vaults().add(theirs.id(), third)));
        refused(
                plan.apply(Allowing.nothingDestroyed()),
                Step.AddMembers.class,
                theirs.id().value());
        assertThat(own().member(stock)).isPresent();
        assertThat(own().member(third)).isEmpty();
    }

    @Test
    void resourcesWentElsewhereOneAfterTheOther_eachIsNamedAndTheOthersAreAdded() {
        apply(shop(Retention.latest(7), orders));
        Resource.Disk third = cloud.addDisk("third", DataSize.gib(10));
        Resource.Disk fourth = cloud.addDisk("fourth", DataSize.gib(10));
        Vault theirs = others.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(50)));
        Iterator<Resource.Disk> going = List.of(third, fourth).iterator();
        CloudBackup racing = cloud.reopen().listening(new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call begun) {
                if (begun.name().equals("vaults.add") && going.hasNext()) {
                    others.vaults().add(theirs.id(), going.next());
                }
            }
        });

        PlanResult result = shop(Retention.latest(7), orders, stock, third, fourth)
                .plan(racing)
                .apply(Allowing.nothingDestroyed());

        assertThat(result.failures()).as("%s", result).hasSize(1);
        assertThat(result.failures().get(0).outcome().toString())
                .startsWith("failed (Conflict: ")
                .contains(third + " is", "; also Conflict: ", fourth + " is");
        assertThat(own().member(stock)).isPresent();
        assertThat(own().member(third)).isEmpty();
        assertThat(own().member(fourth)).isEmpty();
    }

    @Test
    void resourceWentElsewhereAndThenTheVaultIsRefused_bothAreTold() {
        apply(shop(Retention.latest(7), orders));
        Vault theirs = others.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(50)));
        Resource.Disk third = cloud.addDisk("third", DataSize.gib(10));
        AtomicInteger adding = new AtomicInteger();
        Runnable full = () -> cloud.faults().failNext(Call.VAULTS_ADD, new Conflict("the vault is full"));
        CloudBackup racing = cloud.reopen().listening(new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call begun) {
                if (begun.name().equals("vaults.add")) {
                    if (adding.incrementAndGet() == 1) {
                        others.vaults().add(theirs.id(), third);
                    } else {
                        full.run();
                    }
                }
            }
        });

        PlanResult result =
                shop(Retention.latest(7), orders, stock, third).plan(racing).apply(Allowing.nothingDestroyed());

        assertThat(result.failures()).as("%s", result).hasSize(1);
        assertThat(result.failures().get(0).outcome().toString())
                .startsWith("failed (Conflict: the vault is full; also Conflict: ")
                .contains(third.toString());
        assertThat(own().member(stock)).isEmpty();
    }

    @Test
    void stepFails_stopsWhatRestsOnItAndNothingElse() {
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(10));
        Resource.Server server = cloud.addServer("front", system);
        Plan plan = shop(Retention.latest(7), orders, server).plan(others);
        cloud.faults().failNext(Call.VAULTS_CREATE, new Conflict("no"));
        PlanResult result = plan.apply(Allowing.nothingDestroyed());
        assertThat(result.failures())
                .extracting(entry -> entry.step().id())
                .containsExactly("create vault shop-disks-1");
        assertThat(result.notTried())
                .extracting(entry -> entry.step().id())
                .containsExactlyInAnyOrder("attach the backup policy to shop-disks-1", "add to shop-disks-1");
        assertThat(own().kind()).isEqualTo(Resource.Kind.SERVER);
        assertThat(own().member(server)).isPresent();
        assertThat(own().policies()).hasSize(1);
    }

    /** The policy of a vault that others have taken over, with what they have made of it: its key would find it. */
    @Test
    void policyThatOthersTookOverAndChanged_staysTheirsAndTheProtectionGetsAnother() {
        apply(shop(Retention.latest(7), orders));
        Policy theirs = policy();
        others.vaults().update(own().id(), own().toSpec().withTags(Map.of()));
        others.policies().update(theirs.id(), theirs.toSpec().withRetention(Retention.latest(1)));

        Plan plan = shop(Retention.latest(7), stock).plan(others);
        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).as("%s%s", plan, result).isTrue();
        assertThat(plan.toString().replaceAll("\\s+", " "))
                .contains("no vault of it names policy " + theirs.id() + " \"shop-backup\", of that name");
        assertThat(policy().id()).isNotEqualTo(theirs.id());
        assertThat(policy().retention()).isEqualTo(Retention.latest(7));
        assertThat(others.policies().get(theirs.id()).attachments()).hasSize(1);
        assertThat(others.policies().get(theirs.id()).retention()).isEqualTo(Retention.latest(1));
    }

    /** Under another name it is not seen at planning, and only the key finds it. */
    @Test
    void policyOfTheKeyThatOthersRenamedAndChanged_staysTheirsAndTheProtectionGetsAnother() {
        apply(shop(Retention.latest(7), orders));
        Policy theirs = policy();
        others.vaults().update(own().id(), own().toSpec().withTags(Map.of()));
        others.policies().update(theirs.id(), theirs.toSpec().named("theirs").withRetention(Retention.latest(1)));

        Plan plan = shop(Retention.latest(7), stock).plan(others);
        cloud.faults().loseReplyOf(Call.POLICIES_CREATE);
        PlanResult broken = plan.apply(Allowing.nothingDestroyed());
        assertThat(broken.failures()).hasSize(1);
        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).as("%s%s", plan, result).isTrue();
        assertThat(policy().id()).isNotEqualTo(theirs.id());
        assertThat(others.policies().get(theirs.id()).attachments()).hasSize(1);
        assertThat(others.policies().get(theirs.id()).retention()).isEqualTo(Retention.latest(1));
        assertThat(others.policies().list()).hasSize(2);
    }

    @Test
    void vaultWithoutItsMark_isLeftAloneAndTheNextHasAnotherName() {
        Protection shop = shop(Retention.latest(7), orders);
        apply(shop);
        Vault vault = own();
        others.vaults().update(vault.id(), vault.toSpec().withTags(Map.of()));
        others.vaults().remove(vault.id(), orders, Removal.KEEPING_RESTORE_POINTS);
        others.policies().detach(vault.policies().get(0).policy(), vault.id());
        cloud.time().advance(Duration.ofMinutes(10));
        apply(shop);
        assertThat(own().name()).isEqualTo("shop-disks-2");
        assertThat(own().member(orders)).isPresent();
        assertThat(others.vaults().get(vault.id()).members()).isEmpty();
        assertThat(others.vaults().get(vault.id()).policies()).isEmpty();
    }

    @Test
    void vaultOfAnOldPlanWithoutItsMark_isLeftAlone() {
        Plan plan = shop(Retention.latest(7), orders).plan(others);
        PlanResult unused = plan.apply(Allowing.nothingDestroyed());
        Vault vault = own();
        others.vaults().update(vault.id(), vault.toSpec().withTags(Map.of()));
        others.vaults().remove(vault.id(), orders, Removal.KEEPING_RESTORE_POINTS);
        others.policies().detach(vault.policies().get(0).policy(), vault.id());
        cloud.time().advance(Duration.ofMinutes(10));
        PlanResult result = plan.apply(Allowing.nothingDestroyed());
        refused(result, Step.CreateVault.class, "has lost its tag");
        assertThat(others.vaults().get(vault.id()).members()).isEmpty();
        assertThat(others.vaults().get(vault.id()).policies()).isEmpty();
    }

    @Test
    void laterPlan_appliedTwice_theSecondChangesNothing() {
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(10));
        Resource.Disk logs = cloud.addDisk("logs", DataSize.gib(10));
        Resource.Server server = cloud.addServer("front", system, logs);
        apply(shop(Retention.latest(7), orders, server));
        Plan plan = Protection.of("shop")
                .of(Selector.resources(orders, stock, server))
                .withoutDisks(Selector.resources(logs))
                .every(Schedule.dailyAt("03:00"))
                .keeping(Retention.latest(9))
                .inVaults(Sizing.fixed(DataSize.gib(200)))
                .plan(others);
        assertThat(plan.steps())
                .<Class<?>>extracting(Object::getClass)
                .contains(
                        Step.ChangePolicy.class,
                        Step.MarkVault.class,
                        Step.ResizeVault.class,
                        Step.AddMembers.class,
                        Step.ExcludeDisks.class);
        assertThat(plan.apply(Allowing.nothingDestroyed()).entries())
                .extracting(PlanResult.Entry::outcome)
                .allMatch(Outcome.Applied.class::isInstance);
        List<Vault> vaults = others.vaults().list().toList();
        int before = cloud.history().size();

        PlanResult again = plan.apply(Allowing.nothingDestroyed());

        assertThat(again.entries())
                .extracting(PlanResult.Entry::outcome)
                .as("%s", again)
                .allMatch(Outcome.AlreadySo.class::isInstance);
        assertThat(others.vaults().list()).containsExactlyElementsOf(vaults);
        assertThat(cloud.history()).as("changes").hasSize(before);
    }

    @Test
    void policyRenamedByOthers_keepsItsNameWhenItIsChanged() {
        apply(shop(Retention.latest(7), orders));
        Policy own = policy();
        Plan plan = shop(Retention.latest(9), orders)
                .plan(during(
                        "policies.get",
                        () -> others.policies()
                                .update(own.id(), own.toSpec().named("theirs").withFullBackupAfter(5))));

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).as("%s", result).isTrue();
        assertThat(policy().retention()).isEqualTo(Retention.latest(9));
        assertThat(policy().name()).isEqualTo("theirs");
        assertThat(policy().incrementalsBetweenFulls()).isEqualTo(5);
    }

    @Test
    void markChangedByOthersBeforeItIsWritten_isNotOverwritten() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = shop(Retention.latest(7), orders, stock)
                .plan(during(
                        "vaults.get",
                        () -> others.vaults()
                                .update(own().id(), own().toSpec().withTag("b4j-protection-policies", "theirs"))));

        refusedOne(plan.apply(Allowing.nothingDestroyed()), Step.MarkVault.class, "is another now");
        assertThat(own().tags()).containsEntry("b4j-protection-policies", "theirs");
    }

    @Test
    void vaultResizedByOthersBeforeItIsResized_staysAsTheyWant() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = larger().plan(during(
                "vaults.get",
                () -> others.vaults().update(own().id(), own().toSpec().withCapacity(DataSize.gib(150)))));

        refused(plan.apply(Allowing.nothingDestroyed()), Step.ResizeVault.class, "150 GiB");
        assertThat(own().capacity()).isEqualTo(DataSize.gib(150));
    }

    @Test
    void exclusionChangedByOthersBeforeItIsChanged_staysAsTheyWant() {
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(10));
        Resource.Disk logs = cloud.addDisk("logs", DataSize.gib(10));
        Resource.Server server = cloud.addServer("front", system, logs);
        apply(shop(Retention.latest(7), server));
        Plan plan = Protection.of("shop")
                .of(Selector.resources(server))
                .withoutDisks(Selector.resources(logs))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.fixed(DataSize.gib(100)))
                .plan(during(
                        "vaults.get",
                        () -> others.vaults().remove(own().id(), server, Removal.KEEPING_RESTORE_POINTS)));

        refused(plan.apply(Allowing.nothingDestroyed()), Step.ExcludeDisks.class, "is no");
        cloud.time().advance(Duration.ofMinutes(10));
        assertThat(own().member(server)).isEmpty();
    }

    @Test
    void serverThatWentElsewhere_isNotAddedWithoutItsDisks() {
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(10));
        Resource.Disk logs = cloud.addDisk("logs", DataSize.gib(10));
        Resource.Server server = cloud.addServer("front", system, logs);
        Plan plan = Protection.of("shop")
                .of(Selector.resources(server))
                .withoutDisks(Selector.resources(logs))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.fixed(DataSize.gib(100)))
                .plan(others);
        Vault theirs = others.vaults().create(VaultSpec.forServers("theirs", DataSize.gib(50)));
        Vault unused = others.vaults().add(theirs.id(), server);

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("stale")
                .hasMessageContaining("is in vault " + theirs.id());
        assertThat(others.vaults().list()).hasSize(1);
    }

    /** A removal that broke off before the mark was changed is completed by the next apply. */
    @Test
    void memberRemovedButStillInTheMark_isForgottenByTheNextApply() {
        apply(shop(Retention.latest(7), orders, stock));
        Plan plan = shop(Retention.latest(7), orders).plan(others);
        cloud.faults().failNext(Call.VAULTS_UPDATE, new Conflict("no"));
        refused(plan.apply(Allowing.nothingDestroyed()), Step.RemoveMember.class, "no");
        cloud.time().advance(Duration.ofMinutes(10));
        assertThat(own().member(stock)).isEmpty();

        PlanResult again = plan.apply(Allowing.nothingDestroyed());

        assertThat(again.complete()).as("%s", again).isTrue();
        Vault unused = others.vaults().add(own().id(), stock);
        Plan next = shop(Retention.latest(7), orders).plan(others);
        assertThat(next.steps()).as("%s", next).isEmpty();
        assertThat(next.foreign()).extracting(Remark::resource).containsExactly(stock);
    }

    @Test
    void vaultThatAnotherPlanCreated_isToldBeforeAnythingIsChanged() {
        apply(shop(Retention.latest(7), orders));
        Plan plan = shop(Retention.latest(9), orders).plan(others);
        Resource.Server server = cloud.addServer("front", cloud.addDisk("system", DataSize.gib(10)));
        apply(shop(Retention.latest(7), orders, server));

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("came to the protection");
        assertThat(policy().retention()).isEqualTo(Retention.latest(7));
    }

    @Test
    void stepThatIsNotAllowed_movedSince_stopsNoOther() {
        apply(shop(Retention.latest(7), orders, stock));
        take(stock);
        Plan plan = shop(Retention.latest(9), orders).plan(others);
        take(stock);

        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.failures()).as("%s", result).isEmpty();
        assertThat(result.notTried()).hasSize(1);
        assertThat(policy().retention()).isEqualTo(Retention.latest(9));
        assertThat(own().member(stock)).isPresent();
    }

    private static void refusedOne(PlanResult result, Class<? extends Step> step, String why) {
        assertThat(result.failures()).as("%s", result).anySatisfy(entry -> {
            assertThat(entry.step()).isInstanceOf(step);
            assertThat(((Outcome.Failed) entry.outcome()).failure()).hasMessageContaining(why);
        });
    }

    /** Among hundreds of resources, the mark still tells whose a member is, as long as others have removed few. */
    @Test
    void hundredsOfResources_removedByOthers_othersStayOurs() {
        Resource.Disk[] many = manyDisks(600);
        apply(shop(Retention.latest(7), many));
        Vault first = vaultOf(many[0]);
        List<Resource> there =
                first.members().stream().map(Vault.Member::resource).toList();
        Vault unused = others.vaults().remove(first.id(), there.subList(0, 2), Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofMinutes(10));
        Resource.Disk[] fewer =
                Stream.of(many).filter(disk -> !disk.equals(there.get(5))).toArray(Resource.Disk[]::new);

        Plan plan = shop(Retention.latest(7), fewer).plan(others);

        assertThat(plan.obstacles()).isEmpty();
        assertThat(plan.foreign()).isEmpty();
        assertThat(plan.steps())
                .filteredOn(Step.RemoveMember.class::isInstance)
                .extracting(step -> ((Step.RemoveMember) step).resource())
                .containsExactly(there.get(5));
        assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
    }

    @Test
    void hundredsOfResources_manyRemovedByOthers_isSaidAndTheVaultStaysAsItIs() {
        Resource.Disk[] many = manyDisks(600);
        apply(shop(Retention.latest(7), many));
        Vault first = vaultOf(many[0]);
        List<Resource> there =
                first.members().stream().map(Vault.Member::resource).toList();
        Vault unused = others.vaults().remove(first.id(), there.subList(0, 3), Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofMinutes(10));
        Vault before = others.vaults().get(first.id());

        Plan plan = shop(Retention.latest(7), many).plan(others);
        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(plan.obstacles()).extracting(Obstacle::kind).containsExactly(Obstacle.Kind.MARK_UNREADABLE);
        assertThat(plan.obstacles()).extracting(Obstacle::vault).containsExactly(first.id());
        assertThat(result.complete()).as("%s", result).isTrue();
        assertThat(others.vaults().get(first.id())).isEqualTo(before);
        assertThat(vaultOf(there.get(0)).id()).isNotEqualTo(first.id());
    }

    private Resource.Disk[] manyDisks(int count) {
        Resource.Disk[] disks = new Resource.Disk[count];
        for (int i = 0; i < count; i++) {
            disks[i] = cloud.addDisk("disk " + i, DataSize.gib(1));
        }
        return disks;
    }

    private Vault vaultOf(Resource member) {
        return others.vaults()
                .list()
                .filter(vault -> vault.member(member).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static void refused(PlanResult result, Class<? extends Step> step, String why) {
        assertThat(result.failures()).as("%s", result).singleElement().satisfies(entry -> {
            assertThat(entry.step()).isInstanceOf(step);
            assertThat(((Outcome.Failed) entry.outcome()).failure())
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(why);
        });
    }

    private static Protection shop(Retention retention, Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(resources))
                .every(Schedule.dailyAt("02:00"))
                .keeping(retention)
                .inVaults(Sizing.fixed(DataSize.gib(100)));
    }

    private Protection larger() {
        return Protection.of("shop")
                .of(Selector.resources(orders))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.fixed(DataSize.gib(200)));
    }

    /** The cloud in which others do something when a call begins for the first time. */
    private CloudBackup during(String call, Runnable interference) {
        return during(call, 1, interference);
    }

    /** The cloud in which others do something when a call begins for the n-th time. */
    private CloudBackup during(String call, int time, Runnable interference) {
        List<String> begunBefore = new ArrayList<>();
        return cloud.reopen().listening(new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call begun) {
                if (begun.name().equals(call)) {
                    begunBefore.add(call);
                    if (begunBefore.size() == time) {
                        interference.run();
                    }
                }
            }
        });
    }

    private void apply(Protection protection) {
        PlanResult result = protection.plan(others).apply(Allowing.nothingDestroyed());
        assertThat(result.complete()).as("%s", result).isTrue();
    }

    private void take(Resource member) {
        others.restorePoints().take(BackupSpec.of(own().id()).only(member)).await(Duration.ofHours(1));
    }

    private Policy policy() {
        return others.policies().get(own().policies().get(0).policy());
    }

    private Vault own() {
        return others.vaults()
                .list(VaultFilter.all().tagged("b4j-protection", "shop"))
                .findFirst()
                .orElseThrow();
    }
}
