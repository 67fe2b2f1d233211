package io.github.backup4j.testkit.internal;

import io.github.backup4j.Billing;
import io.github.backup4j.DataSize;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A vault in the world. */
final class StoredVault {
    final VaultId id;
    final SiteStore store;
    final Instant createdAt;
    final Map<Resource, StoredMember> members = new LinkedHashMap<>();
    final Map<Resource, Chain> chains = new LinkedHashMap<>();
    final Map<Purpose, StoredAttachment> policies = new LinkedHashMap<>();
    VaultSpec spec;
    Billing billing = Billing.PAY_PER_USE;
    Vault.Status status = Vault.Status.AVAILABLE;
    boolean locked;

    /** Null: not known since one came or went. */
    private @Nullable List<StoredMember> membersInOrder;

    /** In bytes; maintained by the chains. */
    long used;

    /** In bytes: the data that a fault has put into the vault to fill it. */
    long ballast;

    /** In bytes: the most that it ever held. */
    long peak;

    Instant peakAt;

    /** When it first had no room for a backup. */
    @Nullable
    Instant fullAt;

    /** How many backups it had no room for. */
    int refused;

    /** The automatic run that is still going. */
    @Nullable
    Job<?> automaticRun;

    /** The latest order for its capacity. */
    @Nullable
    Job<Vault> capacityOrder;

    StoredVault(VaultId id, SiteStore store, VaultSpec spec) {
        this(id, store, spec, store.world.time.now());
    }

    StoredVault(VaultId id, SiteStore store, VaultSpec spec, Instant createdAt) {
        this.id = id;
        this.store = store;
        this.spec = spec;
        this.createdAt = createdAt;
        peakAt = createdAt;
    }

    /** Changes how much it holds. */
    void charge(long bytes) {
        used += bytes;
        if (used + ballast > peak) {
            peak = used + ballast;
            peakAt = store.world.time.now();
        }
    }

    /** Counts a backup that it has no room for. */
    void refuse() {
        refused++;
        fullAt = fullAt == null ? store.world.time.now() : fullAt;
    }

    /** Makes what it holds now the most that it ever held. */
    void forgetPeak() {
        peak = used + ballast;
        peakAt = store.world.time.now();
    }

    /** Its members in the order of their arrival: one list from one night to the next, as long as none comes or goes. */
    List<StoredMember> membersInOrder() {
        if (membersInOrder == null) {
            membersInOrder = List.copyOf(members.values());
        }
        return membersInOrder;
    }

    void addMember(StoredMember member) {
        members.put(member.resource, member);
        membersInOrder = null;
    }

    void removeMember(StoredMember member) {
        members.remove(member.resource);
        membersInOrder = null;
    }

    /** The policy of one purpose, if it is attached and enabled: only then does it create or delete restore points. */
    @Nullable
    StoredPolicy acting(Purpose purpose) {
        StoredAttachment attachment = policies.get(purpose);
        return attachment == null || !attachment.policy().spec.enabled() ? null : attachment.policy();
    }

    Chain chainOf(Resource resource) {
        return chains.computeIfAbsent(resource, key -> new Chain(this, key));
    }

    boolean holdsPoints() {
        return chains.values().stream().anyMatch(chain -> !chain.oldestFirst().isEmpty());
    }

    boolean usable() {
        return status == Vault.Status.AVAILABLE;
    }

    boolean fits(long bytes) {
        return used + ballast + bytes <= spec.capacity().bytes();
    }

    Vault view() {
        List<Vault.AttachedPolicy> attached = policies.values().stream()
                .map(attachment -> new Vault.AttachedPolicy(
                        attachment.policy().id,
                        Reported.of(attachment.policy().spec.purpose()),
                        attachment.destination()))
                .toList();
        return new Vault(
                id,
                spec.name(),
                spec.description(),
                new Vault.Protection(
                        Reported.of(spec.kind()),
                        Reported.of(spec.purpose()),
                        Reported.of(spec.consistency()),
                        spec.autoBind(),
                        locked),
                Reported.of(status),
                new Vault.Space(
                        spec.capacity(), DataSize.bytes(used + ballast), spec.autoExpand(), spec.usageAlertPercent()),
                billing,
                members.values().stream().map(StoredMember::view).toList(),
                attached,
                spec.tags(),
                createdAt);
    }
}
