package shop;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;

final class NightlyBackup {
    private final CloudBackup backup;

    NightlyBackup(CloudBackup backup) {
        this.backup = backup;
    }

    void protect(Resource.Disk disk) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("nightly", DataSize.gib(400)));
        backup.vaults().add(vault.id(), disk);
        Policy policy =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        backup.policies().attach(policy.id(), vault.id());
    }
}
