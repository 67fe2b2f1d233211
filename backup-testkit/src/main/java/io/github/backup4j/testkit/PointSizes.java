package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.internal.Blueprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes that each restore point takes in its vault: as the cloud reports them, or else a share of what the cloud reports for
 * the member or the vault. If it reports the sizes of some restore points of a resource only, these keep them, and what is left of
 * the member's bytes is shared out among the others.
 */
final class PointSizes {
    private static final String SHARED_OUT =
            "the cloud does not say how much one restore point takes; what their members hold is shared out among them";
    private static final String AS_GIVEN = ", so that each takes what the growth given says, and the first the rest";
    private static final String ALL_IN_FIRST = ", so that the first takes all, since no growth is given";

    private final Growth growth;
    private final Remarks remarks;
    private final Map<RestorePointId, Long> bytes = new HashMap<>();
    private final Map<VaultId, Long> explained = new HashMap<>();

    PointSizes(Growth growth, Map<VaultId, Vault> vaults, List<RestorePoint> oldestFirst, Remarks remarks) {
        this.growth = growth;
        this.remarks = remarks;
        Map<VaultId, Map<Resource, List<RestorePoint>>> chains = new LinkedHashMap<>();
        for (RestorePoint point : oldestFirst) {
            if (holdsData(point)) {
                chains.computeIfAbsent(point.vault(), none -> new LinkedHashMap<>())
                        .computeIfAbsent(point.resource(), none -> new ArrayList<>())
                        .add(point);
            }
        }
        vaults.values().forEach(vault -> addAll(vault, chains.getOrDefault(vault.id(), Map.of())));
    }

    /** Returns the bytes that a restore point takes; zero if it holds no data. */
    long of(RestorePoint point) {
        return bytes.getOrDefault(point.id(), 0L);
    }

    /** Returns the bytes in a vault that no restore point takes. */
    long unexplained(Vault vault) {
        DataSize used = vault.used();
        long rest = used == null ? 0 : used.bytes() - explained.getOrDefault(vault.id(), 0L);
        if (rest > 0) {
            remarks.add(
                    "vaults hold more than the restore points that were copied, and the rest stays",
                    vault.name() + " (" + Figures.size(DataSize.bytes(rest)) + ")");
        }
        return Math.max(0, rest);
    }

    private static boolean holdsData(RestorePoint point) {
        return switch (point.status()) {
            case AVAILABLE, RESTORING, UNRECOGNIZED -> true;
            case WAITING, PROTECTING, DELETING, ERROR -> false;
        };
    }

    private void addAll(Vault vault, Map<Resource, List<RestorePoint>> chains) {
        List<RestorePoint> ofNobody = new ArrayList<>();
        // What is known of former members is explained as well, and not left for those of which nothing is known.
        long explainedOtherwise = 0;
        for (Vault.Member member : vault.members()) {
            DataSize stored = member.stored();
            explainedOtherwise += stored == null ? 0 : stored.bytes();
        }
        for (Map.Entry<Resource, List<RestorePoint>> chain : chains.entrySet()) {
            List<RestorePoint> unknown = new ArrayList<>();
            long known = 0;
            for (RestorePoint point : chain.getValue()) {
                DataSize reported = point.stored();
                if (reported == null) {
                    unknown.add(point);
                } else {
                    put(vault, point, reported.bytes());
                    known += reported.bytes();
                }
            }
            DataSize stored =
                    vault.member(chain.getKey()).map(Vault.Member::stored).orElse(null);
            if (stored == null) {
                ofNobody.addAll(unknown);
                explainedOtherwise += known;
            } else if (!unknown.isEmpty()) {
                shareOut(vault, chain.getKey(), unknown, Math.max(0, stored.bytes() - known));
            }
        }
        DataSize used = vault.used();
        if (!ofNobody.isEmpty()) {
            remarks.add("the cloud does not say how much restore points of former members take", vault.name());
            long each = used == null ? 0 : Math.max(0, used.bytes() - explainedOtherwise) / ofNobody.size();
            ofNobody.forEach(point -> put(vault, point, each));
        }
    }

    /**
     * Shares the bytes of a member out: as the given growth says, with the rest in the first, or else evenly. Without a given
     * growth, the data is assumed not to change, so that the first takes all.
     */
    private void shareOut(Vault vault, Resource resource, List<RestorePoint> points, long total) {
        Growth given = growth.given(resource);
        Blueprint.Growth rate = ObservedGrowth.given(given == null ? Growth.perDay(DataSize.ZERO) : given, 0);
        long[] each = new long[points.size()];
        long most = 0;
        long later = 0;
        for (int i = 1; i < each.length; i++) {
            Duration since = Duration.between(
                    points.get(i - 1).createdAt(), points.get(i).createdAt());
            each[i] = rate.over(since);
            later += each[i];
            most = Math.max(most, each[i]);
        }
        each[0] = total - later;
        if (each[0] >= most) {
            remarks.add(SHARED_OUT + (given == null ? ALL_IN_FIRST : AS_GIVEN));
            for (int i = 0; i < each.length; i++) {
                put(vault, points.get(i), each[i]);
            }
            return;
        }
        remarks.add(SHARED_OUT + " evenly, which is more for the later ones than they take");
        long share = total / points.size();
        long rest = total - share * points.size();
        for (int i = 0; i < points.size(); i++) {
            put(vault, points.get(i), share + (i == 0 ? rest : 0));
        }
    }

    private void put(Vault vault, RestorePoint point, long taken) {
        bytes.put(point.id(), taken);
        explained.merge(vault.id(), taken, Long::sum);
    }
}
