package io.github.backup4j.posture;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The content of the lists of a cloud, read once. Controls use nothing else. */
final class Facts {
    /** The instant by which ages are judged. */
    Instant asOf;

    final Map<Resource, ProtectableResource> resources = new LinkedHashMap<>();
    final Map<VaultId, Vault> vaults = new LinkedHashMap<>();
    final Map<PolicyId, Policy> policies = new LinkedHashMap<>();

    /** The restore points that were taken here, by resource, the newest first. */
    final Map<Resource, List<RestorePoint>> points = new LinkedHashMap<>();

    /** All restore points by the vault that holds them, including copies from other regions. */
    final Map<VaultId, List<RestorePoint>> pointsIn = new LinkedHashMap<>();

    private final Set<RestorePointId> known = new HashSet<>();

    /** The entries of the log by resource, the latest first. */
    final Map<Resource, List<BackupRunRecord.Member>> runs = new LinkedHashMap<>();

    final Map<Resource, List<Proof>> proofs;
    final Map<Source, Gap> gaps = new EnumMap<>(Source.class);

    /** The start of the period for which the log was read. */
    Instant logFrom;

    /** The greatest capacity that a vault can have. */
    DataSize largestVault = DataSize.bytes(Long.MAX_VALUE);

    /** Whether the cloud sells capacity for vaults that are paid for in advance. */
    boolean capacityCanBeBought;

    /** Why times cannot be compared; null: they can. */
    @Nullable
    String clockOff;

    Facts(Instant asOf, List<Proof> proofs) {
        this.asOf = asOf;
        this.proofs = proofs.stream()
                .collect(Collectors.groupingBy(Proof::resource, LinkedHashMap::new, Collectors.toList()));
        logFrom = asOf;
    }

    /** Adds a restore point, once: a list that shifts while its pages are read may contain it twice. */
    void add(RestorePoint point) {
        if (!known.add(point.id())) {
            return;
        }
        pointsIn.computeIfAbsent(point.vault(), none -> new ArrayList<>()).add(point);
        if (point.origin() == RestorePoint.Origin.TAKEN) {
            points.computeIfAbsent(point.resource(), none -> new ArrayList<>()).add(point);
        }
    }

    List<RestorePoint> pointsOf(Resource resource) {
        return points.getOrDefault(resource, List.of());
    }

    List<BackupRunRecord.Member> runsOf(Resource resource) {
        return runs.getOrDefault(resource, List.of());
    }

    /** A list that facts come from. */
    enum Source {
        RESOURCES,
        VAULTS,
        POLICIES,
        POINTS,
        LOG;

        /** Returns the name of the list, for messages. */
        String words() {
            return switch (this) {
                case RESOURCES -> "the list of disks and servers";
                case VAULTS -> "the list of vaults";
                case POLICIES -> "the list of policies";
                case POINTS -> "the list of restore points";
                case LOG -> "the log of backups";
            };
        }
    }

    /**
     * A list that was not read to its end.
     *
     * @param missing whether the cloud has no such list at all
     * @param sentence what happened, for a person to read
     */
    record Gap(boolean missing, String sentence) {}
}
