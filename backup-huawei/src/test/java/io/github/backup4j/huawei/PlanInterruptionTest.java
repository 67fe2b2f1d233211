package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A plan is applied while the connection breaks at one changing request after the other, and applied again: the world is the one without a
 * break, with nothing twice and nothing lost that was not named.
 */
class PlanInterruptionTest {
    /** More than an apply makes. */
    private static final int MOST_REQUESTS = 40;

    @ParameterizedTest
    @EnumSource(Break.class)
    void firstApply_brokenAtAnyRequest_repeatedEndsInTheSameWorld(Break how) throws IOException {
        List<String> expected = run(how, 0, false).world();
        int at = 1;
        while (true) {
            Run run = run(how, at, false);
            assertThat(run.world()).as("%s at changing request %d", how, at).isEqualTo(expected);
            if (!run.met()) {
                break;
            }
            at++;
        }
        assertThat(at).as("changing requests").isBetween(5, MOST_REQUESTS);
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void laterApply_brokenAtAnyRequest_repeatedEndsInTheSameWorld(Break how) throws IOException {
        List<String> expected = run(how, 0, true).world();
        int at = 1;
        while (true) {
            Run run = run(how, at, true);
            assertThat(run.world()).as("%s at changing request %d", how, at).isEqualTo(expected);
            if (!run.met()) {
                break;
            }
            at++;
        }
        assertThat(at).as("changing requests").isBetween(6, MOST_REQUESTS);
    }

    /** An order whose reply was lost is not placed again: not at once, when nobody sees it yet, and not when it is carried out. */
    @ParameterizedTest
    @EnumSource(Break.class)
    void applyThatBuys_brokenAtAnyRequest_repeatedHasOrderedOnce(Break how) throws IOException {
        int at = 1;
        while (buy(how, at)) {
            at++;
        }
        assertThat(at).as("changing requests").isBetween(6, MOST_REQUESTS);
    }

    /** Returns whether there was such a request. */
    private static boolean buy(Break how, int at) throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
        Resource.Disk third = cloud.addDisk("third", DataSize.gib(10));
        Line line = new Line();
        try (HuaweiEmulator emulator =
                        HuaweiEmulator.builder().cloud(cloud).interference(line).start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            PlanResult made = shop(Retention.latest(7), orders).plan(backup).apply(Allowing.nothingDestroyed());
            assertThat(made.complete()).as("%s", made).isTrue();
            VaultId vault =
                    cloud.backup().vaults().list().findFirst().orElseThrow().id();
            Vault unused = cloud.backup()
                    .vaults()
                    .subscribe(vault, Subscription.months(3))
                    .await(Duration.ofHours(1));
            cloud.enlarge(orders, DataSize.gib(40));
            Protection wanted = shop(Retention.latest(9), orders, third);
            Plan plan = wanted.plan(backup);
            assertThat(plan.buys()).hasSize(1);
            Allowing buying = Allowing.nothingDestroyed().andBuying(plan.buys());
            String what = how + " at changing request " + at;

            line.breakAt(at, how.fault);
            PlanResult first = plan.apply(buying);
            boolean met = line.isBroken();
            line.breakAt(0, Fault.NONE);
            Plan again = at % 2 == 1 ? plan : wanted.plan(backup);
            PlanResult second = again.apply(buying);

            assertThat(line.orders()).as("%s: %s%s", what, first, second).isLessThanOrEqualTo(1);
            assertThat(second.failures())
                    .as("%s: %s%s", what, first, second)
                    .allMatch(failed -> failed.step() instanceof Step.BuyCapacity);
            cloud.time().advance(Duration.ofHours(2));
            PlanResult last = again.apply(buying);
            assertThat(last.complete())
                    .as("%s: %s%s%s", what, first, second, last)
                    .isTrue();
            assertThat(line.orders())
                    .as("%s: %s%s%s", what, first, second, last)
                    .isEqualTo(1);
            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(80));
            Plan after = wanted.plan(backup);
            assertThat(after.isEmpty()).as("%s", after).isTrue();
            return met;
        }
    }

    private static Run run(Break how, int at, boolean later) throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
        Resource.Disk stock = cloud.addDisk("stock", DataSize.gib(10));
        Resource.Disk third = cloud.addDisk("third", DataSize.gib(10));
        Line line = new Line();
        try (HuaweiEmulator emulator =
                        HuaweiEmulator.builder().cloud(cloud).interference(line).start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            Protection wanted = shop(Retention.latest(7), orders, stock);
            if (later) {
                PlanResult result = wanted.plan(backup).apply(Allowing.nothingDestroyed());
                assertThat(result.complete()).as("%s", result).isTrue();
                Vault vault = cloud.backup().vaults().list().findFirst().orElseThrow();
                List<RestorePoint> unused = cloud.backup()
                        .restorePoints()
                        .take(BackupSpec.of(vault.id()))
                        .await(Duration.ofHours(1))
                        .restorePoints();
                cloud.enlarge(orders, DataSize.gib(40));
                wanted = shop(Retention.latest(9), orders, third);
            }
            Plan plan = wanted.plan(backup);
            line.breakAt(at, how.fault);
            PlanResult first = plan.apply(Allowing.removing(stock));
            boolean met = line.isBroken();
            line.breakAt(0, Fault.NONE);
            // Odd breaks are followed by the same plan again, even ones by a new one.
            Plan again = at % 2 == 1 ? plan : wanted.plan(backup);
            PlanResult second = again.apply(Allowing.removing(stock));
            assertThat(second.complete()).as("%s%s%s", first, again, second).isTrue();
            cloud.time().advance(Duration.ofMinutes(10));
            Plan last = wanted.plan(backup);
            assertThat(last.isEmpty()).as("%s", last).isTrue();
            return new Run(world(cloud.reopen()), met);
        }
    }

    private static Protection shop(Retention retention, Resource... resources) {
        return Protection.of("shop")
                .of(Selector.resources(resources))
                .every(Schedule.dailyAt("02:00"))
                .keeping(retention)
                .inVaults(Sizing.ofMembers(2.0));
    }

    /** What there is, without ids and marks of requests. */
    private static List<String> world(CloudBackup backup) {
        List<String> world = new ArrayList<>();
        backup.vaults()
                .list()
                .forEach(vault -> world.add(vault.name() + " " + vault.capacity() + " "
                        + vault.members().stream()
                                .map(member -> member.resource().id())
                                .sorted()
                                .toList() + " "
                        + vault.policies().size() + " " + vault.tags().get("b4j-protection-members-1")));
        backup.policies()
                .list()
                .forEach(policy -> world.add(policy.schedule() + " " + policy.retention() + " " + policy.enabled() + " "
                        + policy.attachments().size()));
        backup.restorePoints().list().forEach(point -> world.add("point of " + point.resource()));
        world.sort(null);
        return world;
    }

    /** The world in the end, and whether there was a request to break. */
    private record Run(List<String> world, boolean met) {}

    /** When the connection breaks. */
    enum Break {
        /** The request is carried out, and its reply is lost. */
        AFTER(Fault.LOST_REPLY),
        /** The request does not arrive. */
        BEFORE(Fault.LOST_REQUEST);

        private final Fault fault;

        Break(Fault fault) {
            this.fault = fault;
        }
    }

    /** Breaks at one of the requests that change something. */
    private static final class Line implements Interference {
        private int left;
        private Fault fault = Fault.NONE;
        private boolean broken;
        private int orders;

        /**
         * Breaks once.
         *
         * @param request the number of the request, of those from now on; 0: none
         */
        synchronized void breakAt(int request, Fault how) {
            left = request;
            fault = how;
            broken = false;
        }

        /** Whether there was such a request. */
        synchronized boolean isBroken() {
            return broken;
        }

        /** How many orders of capacity were accepted. */
        synchronized int orders() {
            return orders;
        }

        @Override
        public synchronized void after(String method, URI target, int status, JsonNode answer) {
            if (target.getPath().endsWith("/orders/change") && answer.has("orderId")) {
                orders++;
            }
        }

        @Override
        public synchronized Fault before(String method, URI target) {
            boolean changes = method.startsWith("P");
            if (!changes || left == 0 || --left > 0) {
                return Fault.NONE;
            }
            broken = true;
            return fault;
        }
    }
}
