package io.github.backup4j.plan;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How large members are without the disks that the protection leaves out, and which capacity their vault needs. It asks the cloud for its
 * limits alone.
 */
final class MemberSizes {
    private final Wanted wanted;
    private final CloudBackup backup;
    private final Map<Resource, ProtectableResource> resources;

    MemberSizes(Wanted wanted, CloudBackup backup, Map<Resource, ProtectableResource> resources) {
        this.wanted = wanted;
        this.backup = backup;
        this.resources = resources;
    }

    /** Returns the size of a disk or server without the disks that the protection leaves out. */
    DataSize of(ProtectableResource each) {
        return without(each, leftOut(each));
    }

    DataSize capacity(DataSize members) {
        DataSize capacity = wanted.sizing().capacityFor(members);
        DataSize smallest = DataSize.gib(backup.limits().vaults().smallest().toGibRoundedUp());
        return capacity.compareTo(smallest) < 0 ? smallest : capacity;
    }

    /** Returns the total size of the members that join a vault and of those that stay, whoever added them. */
    DataSize of(Shelf shelf) {
        DataSize sum = DataSize.ZERO;
        for (ProtectableResource each : shelf.joining) {
            sum = sum.plus(of(each));
        }
        if (shelf.vault != null) {
            for (Vault.Member member : shelf.vault.members()) {
                if (!shelf.leaving.contains(member.resource()) && member.status() != Vault.MemberStatus.REMOVING) {
                    DataSize size = of(shelf, member);
                    sum = size == null ? sum : sum.plus(size);
                }
            }
        }
        return sum;
    }

    private @Nullable DataSize of(Shelf shelf, Vault.Member member) {
        ProtectableResource known = resources.get(member.resource());
        if (known == null) {
            return member.size();
        }
        Set<Resource.Disk> left = shelf.staying.contains(known) ? leftOut(known) : null;
        return without(known, left == null ? member.excludedDisks() : left);
    }

    /** Returns the size of a disk or server without some disks. */
    private DataSize without(ProtectableResource each, @Nullable Collection<Resource.Disk> left) {
        long bytes = each.size().bytes();
        if (left != null) {
            for (Resource.Disk disk : left) {
                ProtectableResource known = resources.get(disk);
                bytes -= known == null || !each.disks().contains(disk)
                        ? 0
                        : known.size().bytes();
            }
        }
        return DataSize.bytes(Math.max(0, bytes));
    }

    boolean isLeftOutWhole(ProtectableResource each) {
        Set<Resource.Disk> left = leftOut(each);
        return left != null && !left.isEmpty() && left.containsAll(each.disks());
    }

    /** Returns the disks of a server that are excluded; null if the protection does not say. */
    @Nullable
    Set<Resource.Disk> leftOut(ProtectableResource server) {
        return leftOut(wanted, server, disk -> Optional.ofNullable(resources.get(disk)));
    }

    /** Returns the disks of a server that a protection excludes; null if it does not say. */
    static @Nullable Set<Resource.Disk> leftOut(
            Wanted wanted, ProtectableResource server, Function<Resource, Optional<ProtectableResource>> resources) {
        Selector leftOut = wanted.leftOut();
        if (leftOut == null || server.resource().kind() != Resource.Kind.SERVER) {
            return null;
        }
        return server.disks().stream()
                .filter(disk -> resources.apply(disk).filter(leftOut::takes).isPresent())
                .collect(Collectors.toSet());
    }
}
