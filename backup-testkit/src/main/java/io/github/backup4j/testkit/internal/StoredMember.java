package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.Vault.MemberStatus;
import java.util.Locale;
import java.util.Set;

/** A resource as a vault protects it. */
final class StoredMember {
    final Resource resource;
    StoredVault vault;
    Set<Resource.Disk> excluded;
    MemberStatus status = MemberStatus.AVAILABLE;
    boolean suspended;

    StoredMember(Resource resource, StoredVault vault, Set<Resource.Disk> excluded) {
        this.resource = resource;
        this.vault = vault;
        this.excluded = excluded;
    }

    boolean busy() {
        return status != MemberStatus.AVAILABLE && status != MemberStatus.ERROR;
    }

    Vault.Member view() {
        Chain chain = vault.chains.get(resource);
        return new Vault.Member(
                resource,
                vault.store.nameOf(resource),
                vault.store.sizeOf(resource),
                DataSize.bytes(chain == null ? 0 : chain.ownedBytes()),
                chain == null
                        ? 0
                        : (int) chain.oldestFirst().stream()
                                .filter(StoredPoint::available)
                                .count(),
                vault.store.exists(resource) ? status : MemberStatus.ERROR,
                status.name().toLowerCase(Locale.ROOT),
                excluded,
                suspended);
    }
}
