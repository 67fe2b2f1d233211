package io.github.backup4j.testkit;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random world with a past: vaults of disks and servers under policies of all sorts, which somebody has worked in. Between any two
 * backups by a policy, each disk changes the same bytes, so that what a backup adds is known.
 */
final class ModelWorld {
    private static final int BLOCK = 4096;

    /** How many blocks a disk changes at most. */
    private static final int MOST_BLOCKS = 3;

    private static final Duration HOUR = Duration.ofHours(1);

    /** After the first day: policies run at least eleven hours apart, as days in which clocks change may be 23 hours. */
    private static final Duration LATER = Duration.ofHours(6);

    private static final List<String> ZONES =
            List.of("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe");

    final InMemoryCloud cloud;
    final CloudBackup backup;
    private final Random random;
    private final boolean zoned;

    /** The bytes that each disk changes. */
    private final Map<Resource.Disk, Integer> changes = new LinkedHashMap<>();

    private final List<Vault> vaults = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();
    private byte stamp;

    ModelWorld(long seed) {
        random = new Random(seed);
        zoned = random.nextBoolean();
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-01T00:00:00Z")
                .plus(random.nextInt(300), ChronoUnit.DAYS)
                .plus(random.nextInt(24), ChronoUnit.HOURS));
        InMemoryCloud.Builder builder = InMemoryCloud.builder().time(time);
        cloud = (zoned ? builder.withZonedSchedules() : builder).build();
        backup = cloud.backup();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            policies.add(backup.policies().create(policy("policy " + i)));
        }
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            vaults.add(vault(i));
        }
        subscribe(new Random(seed * 0x9E3779B97F4A7C15L));
        live(Duration.ofDays(1 + random.nextInt(20)));
        for (int i = 0; i < 10; i++) {
            somethingHappens();
            live(Duration.ofHours(1 + random.nextInt(120)));
        }
        cloud.faults().clear();
        if (random.nextBoolean()) {
            VaultId filled = pick(vaults).id();
            cloud.faults().fill(filled, DataSize.bytes((long) random.nextInt(20) * BLOCK));
        }
        toANiceMoment();
    }

    /** Lets time pass, with new data each hour of the first day, and every six hours after it. */
    void live(Duration time) {
        Instant end = cloud.time().now().plus(time);
        Instant firstDay = cloud.time().now().plus(Duration.ofDays(1));
        Instant next = cloud.time().now().truncatedTo(ChronoUnit.HOURS).plus(HOUR);
        while (!next.isAfter(end)) {
            cloud.time().advanceTo(next);
            changeAll();
            next = next.plus(next.isBefore(firstDay) ? HOUR : LATER);
        }
        cloud.time().advanceTo(end);
    }

    private void changeAll() {
        stamp++;
        byte[] news = new byte[MOST_BLOCKS * BLOCK];
        Arrays.fill(news, stamp);
        List<Resource.Disk> there = cloud.disks();
        changes.forEach((disk, bytes) -> {
            if (there.contains(disk)) {
                cloud.writeAt(disk, 0, Arrays.copyOf(news, bytes));
            }
        });
    }

    /** Returns what each backup adds. */
    Growth growth() {
        Growth growth = Growth.perBackup(DataSize.ZERO);
        for (Map.Entry<Resource.Disk, Integer> disk : changes.entrySet()) {
            growth = growth.except(disk.getKey(), Growth.perBackup(DataSize.bytes(disk.getValue())));
        }
        for (Vault vault : backup.vaults().list().toList()) {
            for (Vault.Member member : vault.members()) {
                if (member.resource() instanceof Resource.Server server
                        && cloud.servers().contains(server)) {
                    long bytes = cloud.disksOf(server).stream()
                            .filter(disk -> !member.excludedDisks().contains(disk))
                            .mapToLong(changes::get)
                            .sum();
                    growth = growth.except(server, Growth.perBackup(DataSize.bytes(bytes)));
                }
            }
        }
        return growth;
    }

    /** Returns the world as far as a model must agree with it. */
    static List<String> snapshot(CloudBackup backup) {
        Map<String, String> lines = new TreeMap<>();
        backup.vaults()
                .list()
                .forEach(vault -> lines.put(
                        "vault " + vault.id(),
                        vault.used() + " of " + vault.capacity() + ", " + vault.statusText() + ", "
                                + vault.members().size() + " members, locked " + vault.locked()));
        backup.restorePoints()
                .list()
                .forEach(point -> lines.put(
                        "point of " + point.resource() + " in " + point.vault() + " at " + point.createdAt(),
                        point.statusText() + ", automatic " + point.automatic() + ", " + point.stored() + ", expires "
                                + point.expiresAt() + ", incremental " + point.incremental() + ", images "
                                + point.images()));
        return lines.entrySet().stream()
                .map(line -> line.getKey() + ": " + line.getValue())
                .toList();
    }

    private void toANiceMoment() {
        Instant slot = policies.stream()
                .flatMap(policy -> policy
                        .schedule()
                        .nextRun(cloud.time().now(), cloud.time().now())
                        .stream())
                .min(Instant::compareTo)
                .orElse(cloud.time().now());
        // In the middle of a run, or at any time.
        live(
                random.nextInt(3) == 0
                        ? Duration.between(cloud.time().now(), slot).plusMinutes(5)
                        : Duration.ofMinutes(random.nextInt(1440)));
    }

    private PolicySpec policy(String name) {
        return PolicySpec.backup(name, schedule(), retention()).withEnabled(random.nextInt(5) > 0);
    }

    private Schedule schedule() {
        int hour = random.nextInt(24);
        String time = String.format(Locale.ROOT, "%02d:%02d", hour, 15 * random.nextInt(4));
        ZoneId zone = ZoneId.of(zoned ? pick(ZONES) : "UTC");
        return switch (random.nextInt(4)) {
            case 0 ->
                Schedule.weekly(DayOfWeek.of(1 + random.nextInt(3)), DayOfWeek.of(5 + random.nextInt(3)))
                        .at(time)
                        .in(zone);
            case 1 -> Schedule.everyDays(2 + random.nextInt(3)).at(time).in(zone);
            case 2 -> Schedule.dailyAt("00:30", "12:00").in(zone);
            default -> Schedule.dailyAt(time).in(zone);
        };
    }

    private Retention retention() {
        return switch (random.nextInt(5)) {
            case 0 -> Retention.days(1 + random.nextInt(40));
            case 1 -> Retention.latest(1 + random.nextInt(20));
            case 2 ->
                Retention.latest(2 + random.nextInt(5))
                        .plusDaily(5, ZoneOffset.UTC)
                        .plusWeekly(4, ZoneOffset.UTC)
                        .plusMonthly(6, ZoneOffset.UTC)
                        .plusYearly(1, ZoneOffset.UTC);
            case 3 -> Retention.latest(3).plusMonthly(12, ZoneOffset.ofHours(9));
            default ->
                random.nextBoolean() ? Retention.forever() : Retention.latest(7).plusWeekly(10, ZoneOffset.UTC);
        };
    }

    private Vault vault(int number) {
        boolean servers = random.nextBoolean();
        String name = "vault " + number;
        VaultSpec spec = (servers
                        ? VaultSpec.forServers(name, DataSize.gib(20))
                        : VaultSpec.forDisks(name, DataSize.gib(20)))
                .withAutoExpand(random.nextInt(4) == 0);
        Vault vault = backup.vaults().create(spec);
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            join(vault);
        }
        if (random.nextInt(5) > 0) {
            backup.policies().attach(pick(policies).id(), vault.id());
        }
        return vault;
    }

    /** Turns some vaults into subscriptions that are renewed, as a model takes them to be. */
    private void subscribe(Random money) {
        for (Vault vault : vaults) {
            if (!vault.autoExpand() && money.nextInt(3) == 0) {
                Vault unused = backup.vaults()
                        .subscribe(vault.id(), Subscription.months(1).renewing())
                        .await(Duration.ofHours(1));
            }
        }
    }

    private void join(Vault vault) {
        String name = "resource " + changes.size();
        Resource member;
        if (vault.kind() == Resource.Kind.DISK) {
            member = disk(name);
            Vault unused = backup.vaults().add(vault.id(), member);
        } else {
            Resource.Disk system = disk(name + " system");
            Resource.Disk data = disk(name + " data");
            Resource.Server server = cloud.addServer(name, system, data);
            member = server;
            Vault unused = random.nextBoolean()
                    ? backup.vaults().add(vault.id(), server)
                    : backup.vaults().addServerExcluding(vault.id(), server, Set.of(data));
        }
        // The first restore point, whose size no model could know.
        take(vault, member);
    }

    private void take(Vault vault, Resource member) {
        cloud.faults().clear();
        Object unused = backup.restorePoints()
                .take(BackupSpec.of(vault.id()).only(member))
                .await(Duration.ofHours(1));
    }

    private boolean exists(Resource resource) {
        return cloud.disks().contains(resource) || cloud.servers().contains(resource);
    }

    private void removeOne(Vault vault) {
        if (vault.locked() || vault.members().size() < 2) {
            return;
        }
        Resource leaving = idle(vault);
        boolean pinned = backup.restorePoints()
                .list(RestorePointFilter.of(leaving))
                .anyMatch(point -> !point.images().isEmpty());
        if (!pinned) {
            Vault unused = backup.vaults().remove(vault.id(), leaving, Removal.DELETING_RESTORE_POINTS);
        }
    }

    private Resource.Disk disk(String name) {
        Resource.Disk disk = cloud.addDisk(name, DataSize.gib(10));
        int bytes = BLOCK * (1 + random.nextInt(MOST_BLOCKS));
        cloud.write(disk, new byte[BLOCK * (4 + random.nextInt(8))]);
        changes.put(disk, bytes);
        changeAll();
        return disk;
    }

    private void somethingHappens() {
        Vault vault = backup.vaults().get(pick(vaults).id());
        switch (random.nextInt(10)) {
            case 0 -> {
                settle();
                join(vault);
            }
            case 1 -> {
                if (!vault.members().isEmpty()) {
                    Vault unused = backup.vaults()
                            .suspend(vault.id(), List.of(pick(vault.members()).resource()));
                }
            }
            case 2 -> removeOne(vault);
            case 3 -> {
                Vault unused = backup.vaults().lockForever(vault.id());
            }
            case 4 -> {
                if (vault.members().stream().anyMatch(member -> exists(member.resource()))) {
                    Resource member = idle(vault);
                    if (exists(member)) {
                        take(vault, member);
                    }
                }
            }
            case 5 -> {
                Policy policy = backup.policies().get(pick(policies).id());
                Policy unused =
                        backup.policies().update(policy.id(), policy.toSpec().withEnabled(!policy.enabled()));
            }
            case 6 -> {
                Policy policy = backup.policies().get(pick(policies).id());
                Policy unused =
                        backup.policies().update(policy.id(), policy.toSpec().withRetention(retention()));
            }
            case 7 -> cloud.faults().failBackupsOf(idle(vault), "BROKEN", "the storage is broken");
            case 8 -> pin(vault);
            default -> {
                if (!vault.members().isEmpty() && random.nextInt(3) == 0) {
                    Resource gone = pick(vault.members()).resource();
                    if (exists(gone)) {
                        cloud.delete(gone);
                    }
                }
            }
        }
    }

    /** Waits until the runs of now have ended. */
    private void settle() {
        live(Duration.ofMinutes(15));
    }

    private Resource idle(Vault vault) {
        settle();
        return pick(backup.vaults().get(vault.id()).members()).resource();
    }

    private void pin(Vault vault) {
        backup.restorePoints()
                .list(RestorePointFilter.all().inVault(vault.id()))
                .filter(point -> point.available() && point.images().isEmpty())
                .filter(point -> point.resource() instanceof Resource.Server)
                .findFirst()
                .ifPresent(this::buildImage);
    }

    private void buildImage(RestorePoint point) {
        Object unused = backup.images()
                .build(ImageSpec.of("image " + point.id(), ImageSource.restorePoint(point.id())))
                .await(Duration.ofHours(1));
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** Returns its time, for messages. */
    @Override
    public String toString() {
        return "world at " + LocalDateTime.ofInstant(cloud.time().now(), ZoneOffset.UTC);
    }
}
