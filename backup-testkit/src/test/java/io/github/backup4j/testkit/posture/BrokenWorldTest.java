package io.github.backup4j.testkit.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Proof;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A healthy world, drawn from a seed, is broken in one way: the finding that belongs to it appears, and no other. */
@DisplayName("Posture of a world that is broken in one way")
class BrokenWorldTest {
    private static final int SEEDS = Integer.getInteger("posture.seeds", 54);
    private static final Duration LONG = Duration.ofHours(12);
    private static final Site ELSEWHERE = new Site("region-2", "project-2");

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findings_oneThingBroken_areThoseOfIt(long seed) {
        // Each way comes as often as any other; which thing it hits is drawn.
        Break way = Break.values()[(int) (seed % Break.values().length)];
        Drawn world = new Drawn(new Random(seed), way.demand);
        assertThat(world.posture().findings()).as("before").isEmpty();

        Control expected = way.expected;
        TreeSet<String> subjects = new TreeSet<>(world.doBreak(way));

        Posture posture = world.posture();
        assertThat(posture.findings())
                .as("%s\n%s", way, posture)
                .extracting(Finding::control)
                .containsOnly(expected);
        assertThat(posture.findings())
                .as("%s\n%s", way, posture)
                .extracting(finding -> finding.subject().id())
                .containsExactlyInAnyOrderElementsOf(subjects);
    }

    /** How a world is broken, and what belongs to it. */
    private enum Break {
        DISK_ADDED(Control.UNPROTECTED),
        SERVER_ADDED(Control.UNPROTECTED),
        MEMBER_ADDED(Control.NEVER_BACKED_UP),
        POLICY_DETACHED(Control.NO_POLICY),
        POLICY_OFF(Control.POLICY_DISABLED),
        MEMBER_SUSPENDED(Control.POLICY_DISABLED),
        KEPT_TOO_SHORT(Control.RETENTION_TOO_SHORT),
        KEPT_FOR_EVER(Control.RETENTION_FOREVER),
        RUN_FAILED(Control.LAST_RUN_FAILED),
        RUN_SKIPPED(Control.LAST_RUN_SKIPPED),
        RUN_MISSED(Control.MISSED_RUN),
        VAULT_FILLED(Control.VAULT_FULL),
        DISK_DELETED(Control.ORPHANED),
        DISK_EMPTIED(Control.EMPTY_OR_SHRUNK),
        DISK_ATTACHED(Control.EMPTY_OR_SHRUNK),
        NEWEST_DELETED(Control.RPO_BREACHED),
        RULE_CHANGED(Control.ORPHANED),
        SUBSCRIPTION_ENDED(Control.VAULT_UNPAID),
        DRILL_TOO_OLD(Control.UNPROVEN),
        DRILL_TOO_SLOW(Control.RTO_EXCEEDED),
        GROWN_FAST(Control.VAULT_FULL_AT, Demand.FORECAST),
        PLAIN_DISK_ADDED(Control.NOT_ENCRYPTED, Demand.ENCRYPTED),
        COPYING_ENDED(Control.NOT_COPIED, Demand.COPIED),
        COPYING_SLOW(Control.NOT_COPIED, Demand.COPIED),
        UNLOCKED_VAULT_ADDED(Control.NOT_LOCKED, Demand.LOCKED),
        AGENT_FAILED(Control.CONSISTENCY_NOT_MET, Demand.CONSISTENT),
        UNPREPARED_SERVER_ADDED(Control.CONSISTENCY_NOT_MET, Demand.CONSISTENT);

        final Control expected;
        final Demand demand;

        Break(Control expected) {
            this(expected, Demand.NONE);
        }

        Break(Control expected, Demand demand) {
            this.expected = expected;
            this.demand = demand;
        }
    }

    /** What the objectives ask for beside the usual, and every world has that is drawn for them. */
    private enum Demand {
        NONE,
        FORECAST,
        ENCRYPTED,
        COPIED,
        LOCKED,
        CONSISTENT;

        Objectives of(Objectives usual) {
            return switch (this) {
                case NONE -> usual;
                case FORECAST -> usual.vaultsBelow(100);
                case ENCRYPTED -> usual.allEncrypted();
                case COPIED -> usual.copiedWithin(Duration.ofHours(40));
                case LOCKED -> usual.allLocked();
                case CONSISTENT -> usual.consistency(Consistency.APPLICATION_CONSISTENT);
            };
        }

        /** No disk is copied, and none has an agent. */
        boolean isForServersOnly() {
            return this == COPIED || this == CONSISTENT;
        }
    }

    /** A world with a drawn number of disks, servers and vaults, a drawn schedule and a drawn retention. */
    private static final class Drawn {
        private final Random random;
        private final Demand demand;
        private final InMemoryCloud cloud;
        private final List<Vault> vaults = new ArrayList<>();
        private final List<List<Resource>> members = new ArrayList<>();
        private final List<Policy> policies = new ArrayList<>();
        private final List<Proof> proofs = new ArrayList<>();

        Drawn(Random random, Demand demand) {
            this.random = random;
            this.demand = demand;
            boolean zoned = random.nextBoolean();
            InMemoryCloud.Builder builder = InMemoryCloud.builder();
            cloud = (zoned ? builder.withZonedSchedules() : builder).build();
            Schedule.Daily daily = Schedule.dailyAt("0" + (1 + random.nextInt(8)) + ":00");
            Schedule schedule = zoned ? daily.in(random.nextBoolean() ? "Asia/Kolkata" : "Europe/London") : daily;
            int count = 2 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                addVault(i, schedule, !demand.isForServersOnly() && (i == 0 || random.nextBoolean()));
            }
            cloud.time().advance(Duration.ofMinutes(30));
            live(3 + random.nextInt(5));
            cloud.time().advance(Duration.ofHours(12));
            members.forEach(of ->
                    of.forEach(member -> proofs.add(proof(member, cloud.time().now(), Duration.ofMinutes(30)))));
        }

        private void addVault(int number, Schedule schedule, boolean disks) {
            List<Resource> its = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                String name = number + "-" + i;
                Resource.Disk disk = disk("disk-" + name, 10 + random.nextInt(30), demand == Demand.ENCRYPTED);
                if (disks) {
                    its.add(disk);
                } else {
                    Resource.Disk data = disk("data-" + name, 10, demand == Demand.ENCRYPTED);
                    its.add(cloud.addServer("server-" + name, disk, data));
                }
            }
            DataSize room = DataSize.gib(100);
            VaultSpec vaultSpec =
                    disks ? VaultSpec.forDisks("vault-" + number, room) : VaultSpec.forServers("vault-" + number, room);
            Vault vault = cloud.backup()
                    .vaults()
                    .create(
                            demand == Demand.CONSISTENT
                                    ? vaultSpec.withConsistency(Consistency.APPLICATION_CONSISTENT)
                                    : vaultSpec);
            cloud.backup().vaults().add(vault.id(), its);
            Retention retention = random.nextBoolean() ? Retention.days(30) : Retention.latest(30);
            boolean full = random.nextBoolean();
            PolicySpec spec = PolicySpec.backup("policy-" + number, schedule, retention);
            Policy policy = cloud.backup().policies().create(full ? spec.withFullBackupAfter(2) : spec);
            cloud.backup().policies().attach(policy.id(), vault.id());
            if (demand == Demand.LOCKED) {
                cloud.backup().vaults().lockForever(vault.id());
            } else if (demand == Demand.COPIED) {
                copyFrom(vault, number, retention);
            }
            vaults.add(vault);
            members.add(its);
            policies.add(policy);
        }

        private void copyFrom(Vault vault, int number, Retention retention) {
            Vault there = cloud.at(ELSEWHERE)
                    .backup()
                    .vaults()
                    .create(VaultSpec.forServers("copies-" + number, DataSize.gib(200))
                            .forReplication());
            Policy copying = cloud.backup()
                    .policies()
                    .create(PolicySpec.replication(
                            "copying-" + number, Schedule.dailyAt("12:00"), retention, ELSEWHERE));
            cloud.backup().policies().attach(copying.id(), vault.id(), there.id());
        }

        private Resource.Disk disk(String name, int gib, boolean encrypted) {
            DiskSetup setup = DiskSetup.of(name, DataSize.gib(gib));
            return cloud.addDisk(encrypted ? setup.encryptedToo() : setup);
        }

        private void live(int days) {
            for (int day = 0; day < days; day++) {
                for (Resource.Disk disk : cloud.disks()) {
                    byte[] content = new byte[64 << 10];
                    random.nextBytes(content);
                    cloud.write(disk, content);
                }
                cloud.time().advance(Duration.ofDays(1));
            }
        }

        Posture posture() {
            Objectives objectives = Objectives.defaults()
                    .rpo(Duration.ofHours(60))
                    .retention(Duration.ofDays(30))
                    .provenWithin(Duration.ofDays(90))
                    .rto(Duration.ofHours(1));
            return Posture.of(cloud.backup(), demand.of(objectives), proofs);
        }

        /** Breaks something, and returns what has to be found. */
        List<String> doBreak(Break way) {
            int which = random.nextInt(vaults.size());
            Vault vault = vaults.get(which);
            Policy policy = policies.get(which);
            List<Resource> its = members.get(which);
            Resource one = its.get(random.nextInt(its.size()));
            CloudBackup backup = cloud.backup();
            switch (way) {
                case DISK_ADDED -> {
                    return names(List.of(cloud.addDisk("new", DataSize.gib(10))));
                }
                case SERVER_ADDED -> {
                    Resource.Disk disk = cloud.addDisk("new", DataSize.gib(10));
                    Resource.Server server = cloud.addServer("new", disk);
                    cloud.stop(server);
                    return names(List.of(disk, server));
                }
                case MEMBER_ADDED -> {
                    Resource.Disk disk = cloud.addDisk("new", DataSize.gib(10));
                    backup.vaults().add(vaults.get(0).id(), disk);
                    proofs.add(proof(disk, cloud.time().now(), Duration.ofMinutes(30)));
                    return names(List.of(disk));
                }
                case POLICY_DETACHED -> backup.policies().detach(policy.id(), vault.id());
                case POLICY_OFF ->
                    backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
                case MEMBER_SUSPENDED -> {
                    backup.vaults().suspend(vault.id(), List.of(one));
                    return names(List.of(one));
                }
                case KEPT_TOO_SHORT ->
                    backup.policies()
                            .update(
                                    policy.id(),
                                    policy.toSpec().withRetention(shorter(policy.retention(), 1 + random.nextInt(29))));
                case KEPT_FOR_EVER ->
                    backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.forever()));
                case RUN_FAILED -> {
                    cloud.faults().failBackupsOf(one, "BROKEN", "it is broken");
                    live(1);
                    return names(List.of(one));
                }
                case RUN_SKIPPED -> {
                    cloud.faults().skip(one, "BUSY", "it is busy");
                    live(1);
                    return names(List.of(one));
                }
                case RUN_MISSED -> {
                    backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
                    live(1);
                    backup.policies().update(policy.id(), policy.toSpec());
                }
                case VAULT_FILLED -> {
                    cloud.faults().fill(vault.id(), DataSize.ZERO);
                    return List.of("vault " + vault.id());
                }
                case DISK_DELETED -> {
                    Resource disk = members.get(0).get(0);
                    cloud.delete(disk);
                    return names(List.of(disk));
                }
                case DISK_EMPTIED -> {
                    Resource.Disk disk = (Resource.Disk) members.get(0).get(0);
                    cloud.write(disk, "");
                    backup.restorePoints()
                            .take(BackupSpec.of(vaults.get(0).id()).only(disk).inFull())
                            .await(LONG);
                    return names(List.of(disk));
                }
                case DISK_ATTACHED -> {
                    return List.of(attachDisk());
                }
                case NEWEST_DELETED -> {
                    live(3);
                    backup.restorePoints()
                            .list(RestorePointFilter.of(one)
                                    .createdFrom(cloud.time().now().minus(Duration.ofHours(60))))
                            .toList()
                            .forEach(point -> backup.restorePoints().delete(point.id()));
                    return names(List.of(one));
                }
                case RULE_CHANGED -> {
                    backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.latest(30)));
                    live(2);
                    backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.days(30)));
                }
                case SUBSCRIPTION_ENDED -> {
                    VaultSpec spec = VaultSpec.forDisks("bought", DataSize.gib(10));
                    Vault bought = backup.vaults()
                            .subscribe(spec, Subscription.months(1))
                            .await(LONG);
                    live(40);
                    return List.of("vault " + bought.id());
                }
                case DRILL_TOO_OLD -> {
                    Instant longAgo = cloud.time().now().minus(Duration.ofDays(91));
                    proofs.removeIf(proof -> proof.resource().equals(one));
                    proofs.add(proof(one, longAgo, Duration.ofMinutes(30)));
                    return names(List.of(one));
                }
                case DRILL_TOO_SLOW -> {
                    proofs.add(proof(one, cloud.time().now().plusSeconds(1), Duration.ofHours(2)));
                    return names(List.of(one));
                }
                case GROWN_FAST -> {
                    live(1);
                    cloud.faults().fill(vault.id(), DataSize.mib(1));
                    return List.of("vault " + vault.id());
                }
                case PLAIN_DISK_ADDED -> {
                    Resource.Disk disk = disk("plain", 10, false);
                    backup.vaults().add(vaults.get(0).id(), disk);
                    proofs.add(proof(disk, cloud.time().now(), Duration.ofMinutes(30)));
                    live(2);
                    return names(List.of(disk));
                }
                case COPYING_ENDED -> {
                    Policy copying = backup.policies()
                            .list()
                            .filter(any -> any.name().equals("copying-" + which))
                            .findFirst()
                            .orElseThrow();
                    backup.policies().detach(copying.id(), vault.id());
                    live(2);
                }
                case COPYING_SLOW -> {
                    cloud.takes(Work.COPY, Duration.ofDays(9));
                    live(2);
                    return members.stream().flatMap(of -> names(of).stream()).toList();
                }
                case UNLOCKED_VAULT_ADDED -> {
                    VaultSpec spec = VaultSpec.forDisks("open", DataSize.gib(100));
                    Vault open = backup.vaults().create(spec);
                    Resource.Disk disk = disk("new", 10, false);
                    backup.vaults().add(open.id(), disk);
                    backup.policies().attach(policies.get(0).id(), open.id());
                    proofs.add(proof(disk, cloud.time().now(), Duration.ofMinutes(30)));
                    live(3);
                    return names(List.of(disk));
                }
                case AGENT_FAILED -> {
                    cloud.faults().failAgentOf((Resource.Server) one, "AGENT", "it does not answer");
                    live(1);
                    return names(List.of(one));
                }
                case UNPREPARED_SERVER_ADDED -> {
                    Vault plain = backup.vaults().create(VaultSpec.forServers("plain", DataSize.gib(100)));
                    Resource.Disk disk = disk("new", 10, false);
                    Resource.Server server = cloud.addServer("new", disk);
                    backup.vaults().add(plain.id(), server);
                    backup.policies().attach(policies.get(0).id(), plain.id());
                    proofs.add(proof(server, cloud.time().now(), Duration.ofMinutes(30)));
                    live(3);
                    return names(List.of(server));
                }
            }
            return names(its);
        }

        /** Of the same kind: what was counted has no expiry, and no rule by age ever deletes it. */
        private static Retention shorter(Retention retention, int count) {
            return retention instanceof Retention.Days ? Retention.days(count) : Retention.latest(count);
        }

        /** To a server that is protected, or, where there is none, to one that then is. */
        private String attachDisk() {
            Resource.Server server = cloud.servers().isEmpty()
                    ? protectedServer()
                    : cloud.servers().get(0);
            cloud.attach(cloud.addDisk("more", DataSize.gib(10)), server);
            return server.toString();
        }

        private Resource.Server protectedServer() {
            int number = vaults.size();
            addVault(number, policies.get(0).schedule(), false);
            members.get(number)
                    .forEach(member -> proofs.add(proof(member, cloud.time().now(), Duration.ofMinutes(30))));
            live(3);
            return (Resource.Server) members.get(number).get(0);
        }

        private static Proof proof(Resource resource, Instant at, Duration took) {
            return new Proof(resource, at, null, true, true, took);
        }

        private static List<String> names(List<? extends Resource> resources) {
            return resources.stream().map(Resource::toString).toList();
        }
    }
}
