package io.github.backup4j.examples.junit;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;

/** Protects disks with a backup each night, which is kept for 30 days. */
final class NightlyBackup {
    private final CloudBackup backup;

    NightlyBackup(CloudBackup backup) {
        this.backup = backup;
    }

    /** Creates a vault and a policy, and adds a disk. */
    Vault protect(Resource.Disk disk) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("nightly", DataSize.gib(400)));
        backup.vaults().add(vault.id(), disk);
        Policy policy = backup.policies()
                .create(PolicySpec.backup(
                        "nightly", Schedule.parse("every day at 02:00"), Retention.parse("for 30 days")));
        backup.policies().attach(policy.id(), vault.id());
        return vault;
    }
}
