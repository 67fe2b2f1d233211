package io.github.backup4j.examples.modules;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;

/** Backs up a disk twice, in memory and over HTTP, with everything on the module path. */
public final class Modules {
    private Modules() {}

    /** Fails with an exception if something does not work on the module path. */
    public static void main(String[] args) throws Exception {
        InMemoryCloud cloud = InMemoryCloud.create();
        backUp(cloud.backup(), cloud.addDisk("orders", DataSize.gib(40)));

        try (HuaweiEmulator emulator = HuaweiEmulator.builder().start();
                CloudBackup backup = HuaweiBackup.builder()
                        .region(emulator.site().region())
                        .project(emulator.site().project())
                        .accessKey("any", "any")
                        .endpoint(emulator.address())
                        .timeSource(emulator.cloud().time())
                        .build()) {
            backUp(backup, emulator.cloud().addDisk("orders", DataSize.gib(40)));
        }
        try (CloudBackup byName = CloudBackup.open("memory:")) {
            backUpNothing(byName);
        }
        for (Class<?> type :
                new Class<?>[] {CloudBackup.class, InMemoryCloud.class, HuaweiBackup.class, HuaweiEmulator.class}) {
            if (!type.getModule().isNamed()) {
                throw new AssertionError(type + " is in no module");
            }
        }
    }

    private static void backUpNothing(CloudBackup backup) {
        if (backup.vaults().list().findAny().isPresent()) {
            throw new AssertionError("a new cloud has vaults");
        }
    }

    private static void backUp(CloudBackup backup, Resource.Disk disk) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("nightly", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        int points = backup.restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(Duration.ofHours(1))
                .restorePoints()
                .size();
        if (points != 1) {
            throw new AssertionError("restore points: " + points);
        }
    }
}
