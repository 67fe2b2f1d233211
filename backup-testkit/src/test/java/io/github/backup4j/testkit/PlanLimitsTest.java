package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans for a cloud whose vaults have 10 to 100 GiB and at most three members. */
class PlanLimitsTest {
    private static final DataSize LARGEST = DataSize.gib(100);

    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .limits(InMemoryCloud.create().backup().limits().withVaults(3, DataSize.gib(10), LARGEST))
            .build();
    private final CloudBackup backup = cloud.backup();

    @Test
    void diskThatNeedsMoreThanTheLargestVault_isToldAndTheOthersAreProtected() {
        Resource.Disk huge = cloud.addDisk("huge", DataSize.gib(101));
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(20));

        Plan plan = shop().plan(backup);

        assertThat(plan.obstacles()).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.TOO_LARGE);
            assertThat(obstacle.resource()).isEqualTo(huge);
            assertThat(obstacle.message()).contains("101 GiB", "100 GiB");
        });
        apply(plan);
        assertThat(members()).containsExactly(List.of(orders));
    }

    @Test
    void diskThatNeedsAllOfTheLargestVault_isProtected() {
        Resource.Disk large = cloud.addDisk("large", LARGEST);

        apply(shop().plan(backup));

        assertThat(members()).containsExactly(List.of(large));
        assertThat(capacities()).containsExactly(LARGEST);
    }

    @Test
    void disksThatTogetherNeedAllOfTheLargestVault_areInOneVault() {
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(60));
        Resource.Disk stock = cloud.addDisk("stock", DataSize.gib(40));

        apply(shop().plan(backup));

        assertThat(members()).containsExactly(List.of(orders, stock));
        assertThat(capacities()).containsExactly(LARGEST);
    }

    @Test
    void disksThatTogetherNeedMoreThanTheLargestVault_areInTwo() {
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(60));
        Resource.Disk stock = cloud.addDisk("stock", DataSize.gib(41));

        apply(shop().plan(backup));

        assertThat(members()).containsExactly(List.of(orders), List.of(stock));
    }

    @Test
    void oneMoreDiskThanAVaultHasSeats_isInAnother() {
        for (int i = 1; i <= 4; i++) {
            Resource.Disk unused = cloud.addDisk("disk " + i, DataSize.gib(1));
        }

        apply(shop().plan(backup));

        assertThat(members()).extracting(List::size).containsExactly(3, 1);
        assertThat(capacities()).as("no vault is smaller").containsOnly(DataSize.gib(10));
    }

    @Test
    void membersThatGrowToAllOfTheLargestVault_vaultGrows() {
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(45));
        Resource.Disk unused = cloud.addDisk("stock", DataSize.gib(45));
        apply(shop().plan(backup));
        cloud.enlarge(orders, DataSize.gib(55));

        apply(shop().plan(backup));

        assertThat(capacities()).containsExactly(LARGEST);
    }

    @Test
    void membersThatGrowBeyondTheLargestVault_isToldAndNothingIsBoughtOrEnlarged() {
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(45));
        Resource.Disk unused = cloud.addDisk("stock", DataSize.gib(45));
        apply(shop().plan(backup));
        cloud.enlarge(orders, DataSize.gib(56));
        Plan byUse = shop().plan(backup);
        Vault vault = backup.vaults().list().findFirst().orElseThrow();
        Vault subscribed =
                backup.vaults().subscribe(vault.id(), Subscription.months(1)).await(Duration.ofHours(1));

        Plan inAdvance = shop().plan(backup);

        for (Plan plan : List.of(byUse, inAdvance)) {
            assertThat(plan.steps()).isEmpty();
            assertThat(plan.obstacles()).singleElement().satisfies(obstacle -> {
                assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.TOO_LARGE);
                assertThat(obstacle.vault()).isEqualTo(subscribed.id());
            });
        }
        assertThat(capacities()).containsExactly(DataSize.gib(90));
    }

    private static Protection shop() {
        return Protection.of("shop")
                .of(Selector.everything())
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(1.0));
    }

    private static void apply(Plan plan) {
        PlanResult result = plan.apply(Allowing.nothingDestroyed());
        assertThat(result.complete()).as("%s%s", plan, result).isTrue();
    }

    private List<List<Resource>> members() {
        return backup.vaults()
                .list()
                .map(vault ->
                        vault.members().stream().map(Vault.Member::resource).toList())
                .toList();
    }

    private List<DataSize> capacities() {
        return backup.vaults().list().map(Vault::capacity).toList();
    }
}
