package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.Growth;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.VirtualTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The made-up cloud of the address {@code memory:demo}: a web shop with eight weeks of backups, some of which have gone wrong. The
 * same each time it is built: ids, instants, sizes.
 */
final class DemoWorld {
    /** How many days ago the story begins. */
    private static final int BEGIN = 57;

    /** The present instant of the demo: a Monday morning. */
    static final Instant NOW = Instant.parse("2026-11-30T07:12:00Z");

    private static final Site HOME = new Site("demo-1", "shop");
    private static final Site AWAY = new Site("demo-2", "shop");

    private final Instant now;
    private final InMemoryCloud blank;
    private final CloudBackup backup;
    private final List<Growing> growing = new ArrayList<>();

    private DemoWorld(Instant now) {
        this.now = now;
        blank = InMemoryCloud.builder()
                .site(HOME)
                .time(VirtualTime.startingAt(noon(BEGIN)))
                .build();
        backup = blank.backup();
    }

    /**
     * Returns a new cloud.
     *
     * @param now its present instant; the same one gives the same cloud
     */
    static InMemoryCloud create(Instant now) {
        return new DemoWorld(now).live();
    }

    private InMemoryCloud live() {
        Resource.Server web1 = server("web-1", "shop", disk("web-1-system", 40, 1), disk("web-1-data", 100, 2));
        Resource.Server web2 = server("web-2", "shop", disk("web-2-system", 40, 1));
        Resource.Server erp = server("erp-legacy", "erp", disk("erp-system", 80, 0.2));
        Resource.Disk orders = disk("orders-db", 200, 6);
        Resource.Disk payments = disk("payments-db", 100, 3);
        Resource.Disk ledger = disk("ledger", 60, 0.5);
        Resource.Disk search = disk("search-index", 150, 9);
        Resource.Disk invoices = disk("invoices", 40, 0.4);
        Resource.Disk mails = disk("mail-archive", 120, 1.5);
        Resource.Disk reports = disk("reports-2025", 30, 0.1);
        var unusedDisk = disk("analytics", 500, 12);

        Vault shopServers = vault(VaultSpec.forServers("shop-servers", DataSize.gib(600)), web1, web2);
        Vault shopData = vault(VaultSpec.forDisks("shop-data", DataSize.gib(900)), orders, payments);
        Vault finance = vault(VaultSpec.forDisks("finance", DataSize.gib(300)), ledger, invoices);
        Vault bulk = vault(VaultSpec.forDisks("bulk", DataSize.gib(880)), search, mails);
        Vault legacy = vault(VaultSpec.forServers("legacy", DataSize.gib(200)), erp);
        Vault archive = vault(VaultSpec.forDisks("archive", DataSize.gib(200)), reports);

        Policy nightly = policy("nightly-30", Schedule.dailyAt("02:00"), Retention.days(30), shopServers, shopData);
        policy(
                "finance-gfs",
                Schedule.dailyAt("01:00"),
                Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).plusMonthly(12, ZoneOffset.UTC),
                finance);
        policy("bulk-nightly", Schedule.dailyAt("03:30"), Retention.days(90), bulk);
        Policy weekly = policy(
                "legacy-weekly", Schedule.weekly(DayOfWeek.SUNDAY).at("04:00"), Retention.forever(), legacy, archive);

        InMemoryCloud cloud = InMemoryCloud.modelOf(backup, growth()).cloud();
        copyElsewhere(cloud, nightly.schedule(), shopServers);
        cloud.time().advanceTo(noon(49));
        CloudBackup living = cloud.backup();
        var unused = living.vaults().lockForever(shopServers.id());

        cloud.time().advanceTo(noon(29));
        var unusedPolicy = living.policies().update(weekly.id(), weekly.toSpec().withEnabled(false));
        cloud.stop(erp);
        cloud.delete(reports);

        cloud.time().advanceTo(noon(18));
        cloud.faults().skip(web2, "BackupService.6402", "the server is being migrated");
        cloud.time().advanceTo(noon(16));
        cloud.faults().clear();

        cloud.time().advanceTo(noon(2));
        cloud.faults().failBackupsOf(payments, "BackupService.9900", "the snapshot of the disk could not be created");
        cloud.time().advanceTo(now);
        cloud.faults().clear();
        return cloud;
    }

    // ---- parts of the world

    private Resource.Disk disk(String name, int size, double gibADay) {
        Resource.Disk disk =
                blank.addDisk(DiskSetup.of(name, DataSize.gib(size)).withTags(Map.of("app", app(name))));
        growing.add(new Growing(disk, gibADay, 55));
        return disk;
    }

    private static String app(String name) {
        return name.startsWith("web") || name.startsWith("orders") || name.startsWith("payments") ? "shop" : "office";
    }

    private Resource.Server server(String name, String app, Resource.Disk... disks) {
        Resource.Server server = blank.addServer(ServerSetup.of(name, disks).withTags(Map.of("app", app)));
        growing.add(new Growing(server, 1.2, 40));
        return server;
    }

    private Vault vault(VaultSpec spec, Resource... members) {
        Vault vault = backup.vaults().create(spec);
        return backup.vaults().add(vault.id(), members);
    }

    private Policy policy(String name, Schedule schedule, Retention retention, Vault... vaults) {
        Policy policy = backup.policies().create(PolicySpec.backup(name, schedule, retention));
        for (Vault vault : vaults) {
            backup.policies().attach(policy.id(), vault.id());
        }
        return policy;
    }

    private Growth growth() {
        Growth growth = Growth.perDay(DataSize.gib(1)).ofWhichNew(5).filled(50);
        for (Growing one : growing) {
            growth = growth.except(
                    one.resource(),
                    Growth.perDay(DataSize.mib(Math.round(one.gibADay() * 1024)))
                            .ofWhichNew(5)
                            .filled(one.filled()));
        }
        return growth;
    }

    private static void copyElsewhere(InMemoryCloud cloud, Schedule schedule, Vault vault) {
        Vault away = cloud.at(AWAY)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("shop-copies", DataSize.gib(900)).forReplication());
        Policy copies = cloud.backup()
                .policies()
                .create(PolicySpec.replication("shop-copies", schedule, Retention.days(90), AWAY));
        cloud.backup().policies().attach(copies.id(), vault.id(), away.id());
    }

    private Instant noon(int daysAgo) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC)
                .minusDays(daysAgo)
                .atTime(12, 0)
                .toInstant(ZoneOffset.UTC);
    }

    /**
     * A resource whose data changes.
     *
     * @param resource the resource
     * @param gibADay how much of it changes in a day, in GiB
     * @param filled how many percent of it hold data
     */
    private record Growing(Resource resource, double gibADay, int filled) {}
}
