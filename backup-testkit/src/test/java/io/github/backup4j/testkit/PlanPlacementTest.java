package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Steps that make room in a vault, or change what keeps a member out of it: killed before any change, the next plan puts each resource
 * where the first one would have.
 */
class PlanPlacementTest {
    private static final Site ELSEWHERE = new Site("region-9", "project-1");

    @Test
    void purchaseMakesRoomInAnotherVault_killedAnywhere_eachIsWhereItWouldHaveBeen() {
        assertSamePlaces(
                world -> {
                    world.apply(protection(80, world.orders));
                    Vault unused = world.backup
                            .vaults()
                            .subscribe(world.vault().id(), Subscription.months(1))
                            .await(Duration.ofHours(1));
                },
                world -> protection(100, world.orders, world.stock),
                Map.of("shop-disks-1", Set.of("orders"), "shop-disks-2", Set.of("stock")));
    }

    @Test
    void removalFreesASeatInAnotherVault_killedAnywhere_eachIsWhereItWouldHaveBeen() {
        assertSamePlaces(
                world -> world.apply(protection(80, world.orders, world.stock)),
                world -> protection(80, world.orders, world.bills),
                Map.of("shop-disks-1", Set.of("orders"), "shop-disks-2", Set.of("bills")));
    }

    @Test
    void ruleForCopiesBecomesForever_killedAnywhere_eachIsWhereItWouldHaveBeen() {
        assertSamePlaces(
                world -> world.apply(protection(80, world.front)
                        .copiedTo(ELSEWHERE, world.copies.id())
                        .acceptingExpiryOfCopies()),
                world -> protection(Retention.forever(), 80, world.front, world.back)
                        .copiedTo(ELSEWHERE, world.copies.id()),
                Map.of("shop-servers-1", Set.of("front", "back")));
    }

    /** Steps of several vaults: what protects comes before what deletes, and what deletes before what costs money. */
    @Test
    void steps_ofSeveralVaults_protectBeforeTheyDeleteAndDeleteBeforeTheyBuy() {
        World world = new World();
        world.apply(protection(80, world.orders, world.stock));
        Vault unused = world.backup
                .vaults()
                .subscribe(world.vault().id(), Subscription.months(1))
                .await(Duration.ofHours(1));

        Plan plan = protection(100, world.orders, world.bills, world.front).plan(world.backup);

        List<Class<?>> kinds =
                plan.steps().stream().<Class<?>>map(Step::getClass).toList();
        assertThat(kinds).endsWith(Step.AddMembers.class, Step.RemoveMember.class, Step.BuyCapacity.class);
        assertThat(kinds).filteredOn(Step.AddMembers.class::equals).hasSize(2);
    }

    private static void assertSamePlaces(
            Consumer<World> begin, Function<World, Protection> wanted, Map<String, Set<String>> places) {
        World finished = new World();
        begin.accept(finished);
        int changes = finished.applyUntil(wanted.apply(finished), Integer.MAX_VALUE);
        finished.cloud.time().advance(Duration.ofMinutes(10));
        assertThat(finished.places()).isEqualTo(places);
        assertThat(changes).isGreaterThan(2);
        for (int at = 1; at <= changes; at++) {
            World world = new World();
            begin.accept(world);
            Protection protection = wanted.apply(world);

            int unused = world.applyUntil(protection, at);
            // Long enough for a member to have left.
            world.cloud.time().advance(Duration.ofMinutes(10));
            world.apply(protection);

            world.cloud.time().advance(Duration.ofMinutes(10));
            assertThat(world.places()).as("killed before change %s", at).isEqualTo(places);
            assertThat(protection.plan(world.backup).steps())
                    .as("killed before change %s", at)
                    .isEmpty();
        }
    }

    private static Protection protection(int gib, Resource... resources) {
        return protection(Retention.latest(7), gib, resources);
    }

    private static Protection protection(Retention retention, int gib, Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(resources))
                .every(Schedule.dailyAt("02:00"))
                .keeping(retention)
                .inVaults(Sizing.fixed(DataSize.gib(gib)));
    }

    /** Disks and servers in a cloud whose vaults have two seats. */
    private static final class World {
        final InMemoryCloud cloud = InMemoryCloud.builder()
                .limits(InMemoryCloud.create().backup().limits().withVaults(2, DataSize.gib(10), DataSize.gib(1000)))
                .build();
        final CloudBackup backup = cloud.backup();
        final Resource orders = cloud.addDisk("orders", DataSize.gib(10));
        final Resource stock = cloud.addDisk("stock", DataSize.gib(10));
        final Resource bills = cloud.addDisk("bills", DataSize.gib(10));
        final Resource front = cloud.addServer("front", cloud.addDisk("front-system", DataSize.gib(10)));
        final Resource back = cloud.addServer("back", cloud.addDisk("back-system", DataSize.gib(10)));
        final Vault copies = cloud.at(ELSEWHERE)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

        void apply(Protection protection) {
            Plan plan = protection.plan(backup);
            PlanResult result = plan.apply(PlanWorld.all(plan));
            assertThat(result.complete()).as("%s%s", plan, result).isTrue();
        }

        /** Applies until the process dies before a change; returns how many changes it began. */
        int applyUntil(Protection protection, int last) {
            Killer killer = new Killer(cloud, last);
            Plan plan = protection.plan(backup.listening(killer));
            killer.armed = true;
            PlanResult unused = plan.apply(PlanWorld.all(plan));
            cloud.faults().clear();
            return killer.changes;
        }

        Vault vault() {
            return backup.vaults().list().findFirst().orElseThrow();
        }

        Map<String, Set<String>> places() {
            return backup.vaults()
                    .list()
                    .collect(Collectors.toMap(
                            Vault::name,
                            vault -> vault.members().stream()
                                    .map(Vault.Member::name)
                                    .collect(Collectors.toSet())));
        }
    }

    /** Lets nothing through from one change on. */
    private static final class Killer implements BackupListener {
        private final InMemoryCloud cloud;
        private final int last;
        boolean armed;
        int changes;

        Killer(InMemoryCloud cloud, int last) {
            this.cloud = cloud;
            this.last = last;
        }

        @Override
        public void callBegun(Call call) {
            if (armed && !call.name().endsWith(".get") && !call.name().endsWith(".list") && ++changes == last) {
                cloud.faults().throttle(Integer.MAX_VALUE);
            }
        }
    }
}
