package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a person reads before they say yes, for many plans. Each text is written to {@code target/plans} as well. */
class PlanRenderingTest {
    /** How many things a page of the in-memory cloud holds. */
    private static final int PAGE = 20;

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk orders = disk("orders", "shop");
    private final Resource.Disk stock = disk("stock", "shop");
    private final Resource.Disk site = disk("site", "web");

    @Test
    void first() {
        reads("first", shop(Retention.latest(7)).plan(backup));
    }

    @Test
    void inSync() {
        apply(shop(Retention.latest(7)));
        reads("in-sync", shop(Retention.latest(7)).plan(backup));
    }

    @Test
    void nothingSelected() {
        reads(
                "nothing-selected",
                protection(Selector.tagged("app", "shpo"), Retention.latest(7)).plan(backup));
    }

    @Test
    void shorterRetention() {
        apply(shop(Retention.latest(7)));
        cloud.time().advance(Duration.ofDays(3));
        reads("shorter-retention", shop(Retention.latest(1)).plan(backup));
    }

    @Test
    void manyLosses() {
        apply(shop(Retention.latest(20)));
        cloud.time().advance(Duration.ofDays(16));
        reads("many-losses", shop(Retention.latest(1)).plan(backup));
    }

    @Test
    void purchase() {
        apply(shop(Retention.latest(7)));
        backup.vaults().subscribe(own().id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.enlarge(orders, DataSize.gib(40));
        reads("purchase", shop(Retention.latest(7)).plan(backup));
    }

    /** The vaults of the protection are gone; of its policies, one is left with another rule. */
    @Test
    void policyBesideOneThatIsLeft() {
        apply(shop(Retention.latest(7)));
        backup.vaults().delete(own().id(), Removal.DELETING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));
        Plan plan = shop(Retention.latest(9)).plan(backup);

        assertThat(plan.steps())
                .filteredOn(Step.CreatePolicy.class::isInstance)
                .flatExtracting(step -> ((Step.CreatePolicy) step).beside())
                .hasSize(1);
        reads("policy-beside-one-that-is-left", plan);
    }

    /** A single step, out of its plan, has the ids: nothing else says which resources it is about. */
    @Test
    void steps_alone_nameTheirResourcesById() {
        PlanResult result = shop(Retention.latest(7)).plan(backup).apply(Allowing.nothingDestroyed());

        assertThat(result.entries().stream().map(PlanResult.Entry::toString))
                .contains("applied: add to vault \"shop-disks-1\": " + orders + ", " + stock);
        assertThat(result.toString())
                .startsWith("applied\n")
                .contains("  applied: add to vault \"shop-disks-1\": disk \"orders\", disk \"stock\"\n");
    }

    @Test
    void text_narrowTerminal_hasTheSameWordsInItsWidth() {
        Plan plan = shop(Retention.latest(7)).plan(backup);

        assertThat(plan.text(60).lines()).allMatch(line -> line.length() <= 60);
        assertThat(plan.text(60).split("\\s+", -1)).isEqualTo(plan.toString().split("\\s+", -1));
        assertThat(plan.text(Integer.MAX_VALUE).split("\\s+", -1))
                .isEqualTo(plan.toString().split("\\s+", -1));
        assertThat(plan.text(Integer.MAX_VALUE).lines().count())
                .isLessThan(plan.text(60).lines().count());
    }

    @Test
    void removal() {
        apply(shop(Retention.latest(7)));
        takeOf(stock);
        cloud.tag(stock, "app", "web");
        reads("removal", shop(Retention.latest(7)).plan(backup));
    }

    @Test
    void newMemberAndGrowth() {
        apply(shop(Retention.latest(7)));
        cloud.enlarge(orders, DataSize.gib(40));
        cloud.tag(site, "app", "shop");
        reads("new-member-and-growth", shop(Retention.latest(7)).plan(backup));
    }

    @Test
    void elsewhereAndMissing() {
        Vault theirs = backup.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));
        backup.vaults().add(theirs.id(), stock);
        reads(
                "elsewhere-and-missing",
                protection(Selector.resources(orders, stock, Resource.disk("disk-99")), Retention.days(30))
                        .plan(backup));
    }

    @Test
    void othersAndGone() {
        apply(shop(Retention.latest(7)));
        Vault own = own();
        backup.vaults().add(own.id(), site);
        cloud.delete(stock);
        Policy theirs =
                backup.policies().create(PolicySpec.backup("theirs", Schedule.dailyAt("03:00"), Retention.days(3)));
        backup.policies().replace(own.policies().get(0).policy(), theirs.id(), own.id());
        reads("others-and-gone", shop(Retention.latest(7)).plan(backup));
    }

    /** A policy that somebody has given a name which no spec may have: it cannot be written back. */
    @Test
    void policyThatCannotBeWrittenBack() {
        apply(shop(Retention.latest(7)));
        CloudBackup odd = CloudBackup.of(new EditedLists(backup)
                .editingPolicies(policy -> new Policy(
                        policy.id(),
                        "",
                        policy.reportedPurpose(),
                        policy.enabled(),
                        policy.schedule(),
                        policy.retention(),
                        policy.incrementalsBetweenFulls(),
                        policy.destination(),
                        policy.attachments())));

        Plan plan = shop(Retention.latest(9)).plan(odd);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.obstacles()).extracting(Obstacle::kind).containsExactly(Obstacle.Kind.POLICY_UNCHANGEABLE);
        reads("policy-unchangeable", plan);
    }

    @Test
    void serversWithoutDisks() {
        Resource.Disk system = cloud.addDisk("front-system", DataSize.gib(20));
        Resource.Disk scratch = cloud.addDisk("scratch", DataSize.gib(100));
        Resource.Server front = cloud.addServer("front", system, scratch);
        reads(
                "servers-without-disks",
                protection(Selector.resources(front, orders), Retention.forever())
                        .withoutDisks(Selector.named("scratch"))
                        .plan(backup));
    }

    @Test
    void notRepresentable() {
        reads(
                "not-representable",
                Protection.of("shop")
                        .of(Selector.tagged("app", "shop"))
                        .every(Schedule.dailyAt("02:00").in("Europe/London"))
                        .keeping(Retention.latest(7))
                        .inVaults(Sizing.ofMembers(2.0))
                        .plan(backup));
    }

    @Test
    void manyMembers() {
        List<Resource> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(cloud.addDisk(
                    DiskSetup.of("many-" + i, DataSize.gib(1)).withId(String.format(Locale.ROOT, "many-%03d", i))));
        }
        reads(
                "many-members",
                protection(Selector.resources(many), Retention.latest(3)).plan(backup));
    }

    @Test
    void moreThanAVaultTakes_areInTwoAndStayWhereTheyAre() {
        List<Resource> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(cloud.addDisk(DiskSetup.of("many-" + i, DataSize.gib(1)).withId("many-" + i)));
        }
        Protection all = protection(Selector.resources(many), Retention.latest(3));
        apply(all);
        assertThat(backup.vaults().list())
                .extracting(vault -> vault.members().size())
                .containsExactly(256, 44);
        assertThat(backup.vaults().list()).extracting(Vault::name).containsExactly("shop-disks-1", "shop-disks-2");
        assertThat(all.plan(backup).isEmpty()).isTrue();
        Set<Resource> second = Set.copyOf(backup.vaults().list().toList().get(1).members().stream()
                .map(Vault.Member::resource)
                .toList());
        // One leaves the first, and a new one comes: it takes the free seat, and nobody moves.
        Resource fresh = cloud.addDisk("fresh", DataSize.gib(1));
        Resource left = backup.vaults().list().toList().get(0).members().get(0).resource();
        many.remove(left);
        apply(protection(Selector.resources(many), Retention.latest(3)));
        cloud.time().advance(Duration.ofMinutes(10));
        many.add(fresh);
        apply(protection(Selector.resources(many), Retention.latest(3)));
        List<Vault> vaults = backup.vaults().list().toList();
        assertThat(vaults.get(0).member(fresh)).isPresent();
        assertThat(vaults.get(1).members())
                .extracting(Vault.Member::resource)
                .containsExactlyInAnyOrderElementsOf(second);
    }

    @Test
    void requests_manyResources_growByPagesOnly() {
        Protection all = protection(Selector.everything(), Retention.latest(3));
        int few = all.plan(backup).requests();
        for (int i = 0; i < 200; i++) {
            Resource unused = cloud.addDisk("many-" + i, DataSize.gib(1));
        }
        assertThat(few).isEqualTo(3);
        assertThat(all.plan(backup).requests()).isEqualTo(few + 200 / PAGE);
    }

    private Resource.Disk disk(String name, String app) {
        return cloud.addDisk(DiskSetup.of(name, DataSize.gib(10)).withTags(Map.of("app", app)));
    }

    private static Protection shop(Retention retention) {
        return protection(Selector.tagged("app", "shop"), retention);
    }

    private static Protection protection(Selector selector, Retention retention) {
        return Protection.of("shop")
                .of(selector)
                .every(Schedule.dailyAt("02:00"))
                .keeping(retention)
                .inVaults(Sizing.ofMembers(2.0));
    }

    private void apply(Protection protection) {
        PlanResult result = protection.plan(backup).apply(Allowing.nothingDestroyed());
        assertThat(result.complete()).as("%s", result).isTrue();
    }

    private void takeOf(Resource member) {
        backup.restorePoints().take(BackupSpec.of(own().id()).only(member)).await(Duration.ofHours(1));
    }

    private Vault own() {
        return backup.vaults()
                .list(VaultFilter.all().tagged("b4j-protection", "shop"))
                .findFirst()
                .orElseThrow();
    }

    private static void reads(String name, Plan plan) {
        try (InputStream expected = PlanRenderingTest.class.getResourceAsStream("/plans/" + name + ".txt")) {
            Path actual = Path.of("target", "plans", name + ".txt");
            Files.createDirectories(actual.getParent());
            Files.writeString(actual, plan.toString());
            assertThat(plan.toString().lines())
                    .as("width of plans/%s.txt", name)
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
            assertThat(expected)
                    .as("plans/%s.txt; if the change is meant, copy %s", name, actual)
                    .isNotNull();
            assertThat(plan.toString())
                    .as("if the change is meant, copy %s", actual)
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
