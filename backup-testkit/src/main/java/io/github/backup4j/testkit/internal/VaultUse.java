package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a vault at one moment, and what happened to it since its world began.
 *
 * @param vault its id
 * @param name its name
 * @param capacity its capacity
 * @param used how much it holds
 * @param peak the most that it ever held
 * @param peakAt when it first held that much
 * @param fullAt when it first had no room for a backup; null: never
 * @param refused how many backups it had no room for
 * @param chains the restore points by resource, in the order of their first restore point
 */
public record VaultUse(
        VaultId vault,
        String name,
        DataSize capacity,
        DataSize used,
        DataSize peak,
        Instant peakAt,
        @Nullable Instant fullAt,
        int refused,
        List<ChainUse> chains) {
    /** Copies the list. */
    public VaultUse {
        chains = List.copyOf(chains);
    }

    static VaultUse of(StoredVault vault) {
        return new VaultUse(
                vault.id,
                vault.spec.name(),
                vault.spec.capacity(),
                DataSize.bytes(vault.used + vault.ballast),
                DataSize.bytes(vault.peak),
                vault.peakAt,
                vault.fullAt,
                vault.refused,
                vault.chains.values().stream().map(ChainUse::of).toList());
    }

    /**
     * The restore points of a resource in a vault.
     *
     * @param resource the resource
     * @param name its name when the newest restore point was taken
     * @param points when each restore point that holds data was taken, the oldest first
     * @param stored how much all of them take
     */
    public record ChainUse(Resource resource, String name, List<Instant> points, DataSize stored) {
        /** Copies the list. */
        public ChainUse {
            points = List.copyOf(points);
        }

        static ChainUse of(Chain chain) {
            List<StoredPoint> all = chain.oldestFirst();
            return new ChainUse(
                    chain.resource,
                    all.isEmpty()
                            ? chain.resource.id()
                            : all.get(all.size() - 1).subject.name(),
                    all.stream()
                            .filter(Chain::holdsData)
                            .map(StoredPoint::createdAt)
                            .toList(),
                    DataSize.bytes(chain.ownedBytes()));
        }
    }
}
