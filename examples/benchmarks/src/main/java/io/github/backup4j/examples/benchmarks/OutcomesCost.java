package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * What a plan and a posture cost on the emulator of Huawei Cloud, with 20 ms a request: requests, and time on the clock of the
 * machine, for 1,000 and 10,000 disks of which each has a restore point.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.OutcomesCost
 * }</pre>
 *
 * <p>The times include those of the emulator, which makes each page of a list anew: for 10,000 disks they are most of them.
 *
 * <p>Arguments are numbers of disks; none: 1000 and 10000. The whole takes less than three minutes.
 */
public final class OutcomesCost {
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final int IN_A_VAULT = 200;
    private static final int ROUNDS = 2;

    private OutcomesCost() {}

    /**
     * Measures, and prints.
     *
     * @param args numbers of disks
     * @throws Exception if something could not be measured
     */
    public static void main(String... args) throws Exception {
        System.out.println("Plan and posture, 20 ms a request; one restore point a disk, " + IN_A_VAULT
                + " disks a vault; the first of " + ROUNDS + " runs, then the fastest");
        for (String disks : args.length == 0 ? new String[] {"1000", "10000"} : args) {
            try (World world = new World(Integer.parseInt(disks))) {
                world.measure();
            }
        }
    }

    /** An emulated project in which a policy backs up disks every night; half of the disks have the tag of the protection. */
    private static final class World implements AutoCloseable {
        private final InMemoryCloud cloud =
                InMemoryCloud.builder().withUuids().site(HuaweiClients.SITE).build();
        private final int disks;
        private final HuaweiEmulator emulator;
        private final CloudBackup backup;

        World(int disks) throws IOException {
            this.disks = disks;
            fill();
            emulator = HuaweiEmulator.builder()
                    .cloud(cloud)
                    .interference(new Latency())
                    .start();
            backup = HuaweiBackup.builder()
                    .region(HuaweiClients.SITE.region())
                    .project(HuaweiClients.SITE.project())
                    .accessKey("any-key", "any-key")
                    .endpoint(emulator.address())
                    .timeSource(cloud.time())
                    .build();
        }

        private void fill() {
            CloudBackup direct = cloud.backup();
            Policy policy = direct.policies()
                    .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
            List<Resource> all = new ArrayList<>(disks);
            for (int i = 0; i < disks; i++) {
                Resource.Disk disk = cloud.addDisk(DiskSetup.of("disk-" + i, DataSize.gib(10))
                        .withTags(Map.of("app", i % 2 == 0 ? "shop" : "web")));
                cloud.write(disk, "content of " + i);
                all.add(disk);
            }
            for (int i = 0; i < disks; i += IN_A_VAULT) {
                VaultId vault = direct.vaults()
                        .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(10_000)))
                        .id();
                direct.vaults().add(vault, all.subList(i, Math.min(disks, i + IN_A_VAULT)));
                direct.policies().attach(policy.id(), vault);
            }
            cloud.time().advance(Duration.ofHours(6));
        }

        void measure() throws Exception {
            print("posture", () -> {
                Posture posture = Posture.of(
                        backup, Objectives.defaults().rpo(Duration.ofHours(26)).retention(Duration.ofDays(30)));
                require(
                        posture.resources().size() == disks
                                && posture.findings().isEmpty(),
                        posture.findings());
                return posture;
            });
            print("plan, all elsewhere", () -> plan("shop", disks / 2));
            print("plan, nothing selected", () -> plan("bank", 0));
        }

        private Plan plan(String app, int elsewhere) {
            Plan plan = Protection.of(app)
                    .of(Selector.tagged("app", app))
                    .every(Schedule.dailyAt("02:00"))
                    .keeping(Retention.latest(7))
                    .inVaults(Sizing.ofMembers(2.0))
                    .plan(backup);
            require(plan.obstacles().size() == elsewhere && plan.selection().size() == disks, plan.protection());
            return plan;
        }

        private static void require(boolean asExpected, Object what) {
            if (!asExpected) {
                throw new IllegalStateException("not as expected: " + what);
            }
        }

        private void print(String what, Callable<?> work) throws Exception {
            long requests = 0;
            double first = 0;
            double fastest = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long sent = emulator.requests();
                long begun = System.nanoTime();
                Object unused = work.call();
                double seconds = (System.nanoTime() - begun) / 1e9;
                requests = emulator.requests() - sent;
                first = round == 0 ? seconds : first;
                fastest = Math.min(fastest, seconds);
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %,6d disks  %-24s %4d requests  %6.2f s  %6.2f s  (%.2f s of it waiting at least)%n",
                    disks,
                    what,
                    requests,
                    first,
                    fastest,
                    requests * LATENCY.toMillis() / 1000.0);
        }

        @Override
        public void close() {
            backup.close();
            emulator.close();
        }
    }

    /** Delays each request by some time on the clock of the machine. */
    private record Latency() implements Interference {
        @Override
        public void arrived(String method, URI target) {
            try {
                TimeUnit.MILLISECONDS.sleep(LATENCY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }
    }
}
