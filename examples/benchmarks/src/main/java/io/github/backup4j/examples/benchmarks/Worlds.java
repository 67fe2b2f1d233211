package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The worlds that are measured: many disks, all backed up every night under one policy. */
final class Worlds {
    /** A usual grandfather-father-son rule: a week of points, then days, weeks, months and years. */
    static final Retention GFS = Retention.latest(7)
            .plusDaily(14, ZoneOffset.UTC)
            .plusWeekly(8, ZoneOffset.UTC)
            .plusMonthly(12, ZoneOffset.UTC)
            .plusYearly(10, ZoneOffset.UTC);

    private static final int VAULT_MEMBERS = 256;

    private Worlds() {}

    /** Returns a cloud with disks that a policy backs up every night from now on, in as many vaults as they need. */
    static InMemoryCloud nightly(int disks, Retention retention) {
        InMemoryCloud cloud = InMemoryCloud.create();
        addNightly(cloud, disks, retention);
        return cloud;
    }

    /** Adds disks to a cloud that a policy backs up every night from now on, in as many vaults as they need. */
    static void addNightly(InMemoryCloud cloud, int disks, Retention retention) {
        CloudBackup backup = cloud.backup();
        Policy policy = backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), retention));
        List<Resource.Disk> added = new ArrayList<>(disks);
        for (int i = 0; i < disks; i++) {
            Resource.Disk disk = cloud.addDisk("disk-" + i, DataSize.gib(10));
            cloud.write(disk, "disk " + i);
            added.add(disk);
        }
        for (int from = 0; from < disks; from += VAULT_MEMBERS) {
            List<Resource.Disk> members = added.subList(from, Math.min(from + VAULT_MEMBERS, disks));
            Vault vault = backup.vaults().create(VaultSpec.forDisks("vault-" + from, DataSize.gib(1_000_000)));
            backup.vaults().add(vault.id(), members);
            backup.policies().attach(policy.id(), vault.id());
        }
    }
}
