package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.Vault.MemberStatus;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A resource as a vault protects it. */
@SuppressWarnings("EnumOrdinal") // within one process, see the status
final class StoredMember {
    private static final MemberStatus[] STATUSES = MemberStatus.values();

    final Resource resource;
    StoredVault vault;
    Set<Resource.Disk> excluded;
    boolean suspended;

    /** The ordinal of its status, which each backup changes twice: a number costs a collector of garbage nothing. */
    private int status = MemberStatus.AVAILABLE.ordinal();

    /** The chain that its last backup was added to; null before the first. It may no longer be the one of the vault. */
    @Nullable
    Chain chain;

    private @Nullable StoredResource found;

    StoredMember(Resource resource, StoredVault vault, Set<Resource.Disk> excluded) {
        this.resource = resource;
        this.vault = vault;
        this.excluded = excluded;
    }

    MemberStatus status() {
        return STATUSES[status];
    }

    void become(MemberStatus next) {
        status = next.ordinal();
    }

    boolean busy() {
        return status() != MemberStatus.AVAILABLE && status() != MemberStatus.ERROR;
    }

    /** The resource, for which the site is searched only until it is found; null if it does not exist, or no longer does. */
    @Nullable
    StoredResource found() {
        if (found == null || found.deleted()) {
            found = vault.store.find(resource);
        }
        return found;
    }

    Vault.Member view() {
        Chain points = vault.chains.get(resource);
        StoredResource now = found();
        return new Vault.Member(
                resource,
                now == null ? resource.id() : now.name(),
                now == null ? DataSize.ZERO : now.size(),
                points == null ? DataSize.ZERO : DataSize.bytes(points.ownedBytes()),
                points == null ? 0 : points.available(),
                Reported.of(
                        now == null ? MemberStatus.ERROR : status(),
                        status().name().toLowerCase(Locale.ROOT)),
                excluded,
                suspended);
    }
}
