package io.github.backup4j.examples.tasks;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;

/**
 * Backs up disks and servers every night, and keeps each restore point for 30 days.
 *
 * <p>Protecting is safe to repeat: what is there already is used, what is missing is added.
 */
public final class NightlyProtection {
    private static final String NAME = "nightly";

    private final CloudBackup backup;

    /**
     * Creates a protection.
     *
     * @param backup the cloud to work in
     */
    public NightlyProtection(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Protects a disk or a server from the next night on, and returns the vault that holds it.
     *
     * @param resource the disk or server
     */
    public Vault protect(Resource resource) {
        Vault vault = vaultFor(resource.kind());
        backup.policies().attach(policy().id(), vault.id());
        return backup.vaults().add(vault.id(), resource);
    }

    private Policy policy() {
        return backup.policies()
                .list(PolicyFilter.all().named(NAME))
                .findFirst()
                .orElseGet(() -> backup.policies()
                        .create(PolicySpec.backup(NAME, Schedule.dailyAt("02:00"), Retention.days(30))));
    }

    /** A vault holds disks or servers, never both. */
    private Vault vaultFor(Resource.Kind kind) {
        return backup.vaults()
                .list(VaultFilter.all().named(NAME).ofKind(kind))
                .findFirst()
                .orElseGet(() -> backup.vaults().create(spec(kind)));
    }

    private VaultSpec spec(Resource.Kind kind) {
        VaultSpec spec = VaultSpec.of(NAME, kind, DataSize.gib(500));
        return spec.withAutoExpand(backup.supports(Capability.AUTO_EXPAND));
    }
}
