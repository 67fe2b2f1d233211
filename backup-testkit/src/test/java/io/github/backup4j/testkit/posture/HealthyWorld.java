package io.github.backup4j.testkit.posture;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Proof;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A world in which all is well: two disks in a vault, a server with two disks in another, both backed up every night at 02:00 UTC and
 * kept for 30 days, for eleven nights so far. It is noon.
 */
final class HealthyWorld {
    static final Objectives OBJECTIVES =
            Objectives.defaults().rpo(Duration.ofHours(26)).retention(Duration.ofDays(30));

    private static final int CONTENT = 256 << 10;

    /** What disks held, by its seed: it is the same in all worlds, and takes longer to draw than to back up. */
    private static final Map<Long, byte[]> CONTENTS = new ConcurrentHashMap<>();

    final InMemoryCloud cloud;
    final CloudBackup backup;
    final Resource.Disk orders;
    final Resource.Disk bills;
    final Resource.Disk system;
    final Resource.Disk files;
    final Resource.Server shop;
    final Vault disks;
    final Vault servers;
    final Policy nightly;
    final List<Proof> proofs = new ArrayList<>();

    HealthyWorld() {
        this(InMemoryCloud.create(), Schedule.dailyAt("02:00"), Retention.days(30));
    }

    HealthyWorld(InMemoryCloud cloud, Schedule schedule, Retention retention) {
        this.cloud = cloud;
        backup = cloud.backup();
        orders = cloud.addDisk("orders", DataSize.gib(40));
        bills = cloud.addDisk("bills", DataSize.gib(20));
        system = cloud.addDisk("shop-system", DataSize.gib(40));
        files = cloud.addDisk("shop-files", DataSize.gib(100));
        shop = cloud.addServer("shop", system, files);
        Vault forDisks = backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
        disks = backup.vaults().add(forDisks.id(), orders, bills);
        Vault forServers = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(200)));
        servers = backup.vaults().add(forServers.id(), shop);
        nightly = backup.policies().create(PolicySpec.backup("nightly", schedule, retention));
        backup.policies().attach(nightly.id(), disks.id());
        backup.policies().attach(nightly.id(), servers.id());
        cloud.time().advance(Duration.ofHours(1));
        live(10);
        cloud.time().advance(Duration.ofHours(11));
    }

    /** Lets days pass, with new data each. */
    void live(int days) {
        for (int day = 0; day < days; day++) {
            for (Resource.Disk disk : List.of(orders, bills, system, files)) {
                if (cloud.disks().contains(disk)) {
                    cloud.write(disk, content(disk, day));
                }
            }
            cloud.time().advance(Duration.ofDays(1));
        }
    }

    /** The same for the same disk and day; not to be changed. */
    private static byte[] content(Resource.Disk disk, int day) {
        return CONTENTS.computeIfAbsent(31L * disk.id().hashCode() + day, seed -> {
            byte[] content = new byte[CONTENT];
            new Random(seed).nextBytes(content);
            return content;
        });
    }

    Posture posture() {
        return posture(OBJECTIVES);
    }

    Posture posture(Objectives objectives) {
        return Posture.of(backup, objectives, proofs);
    }
}
