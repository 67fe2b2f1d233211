package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.internal.Blueprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The growth of each resource: as given, or as those of its incremental restore points show it whose size the cloud reports. */
final class ObservedGrowth {
    /** The history that counts, unless it shows nothing. */
    private static final Duration HISTORY = Duration.ofDays(28);

    private static final Duration DAY = Duration.ofDays(1);

    private final Growth growth;
    private final Instant asOf;
    private final Map<Resource, ProtectableResource> resources;
    private final Remarks remarks;
    private final Map<Resource, List<Blueprint.CopiedPoint>> chains = new LinkedHashMap<>();
    private final Map<Resource, Long> observed = new LinkedHashMap<>();

    /** The disks that are left out of the backups of each server. */
    private final Map<Resource, Set<Resource.Disk>> excluded = new HashMap<>();

    ObservedGrowth(
            Growth growth,
            Instant asOf,
            Map<Resource, ProtectableResource> resources,
            List<Blueprint.CopiedPoint> oldestFirst,
            Remarks remarks) {
        this.growth = growth;
        this.asOf = asOf;
        this.resources = resources;
        this.remarks = remarks;
        for (Blueprint.CopiedPoint copied : oldestFirst) {
            RestorePoint point = copied.point();
            if (point.origin() == RestorePoint.Origin.TAKEN
                    && (point.available() || point.status() == RestorePoint.Status.RESTORING)) {
                chains.computeIfAbsent(point.resource(), none -> new ArrayList<>())
                        .add(copied);
            }
        }
        chains.forEach((resource, points) -> {
            Long perDay = observe(points);
            if (perDay != null) {
                observed.put(resource, perDay);
            }
        });
    }

    /** Returns the growth of each disk and server, and of each other resource that has restore points. */
    Map<Resource, Blueprint.Growth> of(Map<VaultId, List<Vault.Member>> members) {
        Set<Resource> inVaults = new HashSet<>();
        members.values().stream().flatMap(Collection::stream).forEach(member -> {
            inVaults.add(member.resource());
            excluded.put(member.resource(), member.excludedDisks());
        });
        Set<Resource> all = new HashSet<>(resources.keySet());
        all.addAll(chains.keySet());
        all.addAll(inVaults);
        Map<Resource, Blueprint.Growth> rates = new LinkedHashMap<>();
        List<Resource> unobserved = new ArrayList<>();
        for (Resource resource :
                all.stream().sorted(Comparator.comparing(Resource::toString)).toList()) {
            Growth wanted = growth.of(resource);
            Growth otherwise = wanted.otherwise();
            if (wanted.kind() == Growth.Kind.OBSERVED) {
                Long shown = observed.get(resource);
                if (shown != null) {
                    rates.put(resource, byDay(wanted, shown, sizeOf(resource)));
                    continue;
                }
                if (otherwise == null) {
                    long perDay = isUnreported(resource) ? 0 : proportionate(resource);
                    rates.put(resource, byDay(wanted, perDay, sizeOf(resource)));
                    if (inVaults.contains(resource)) {
                        unobserved.add(resource);
                    }
                    continue;
                }
                wanted = otherwise;
            }
            rates.put(resource, given(wanted, sizeOf(resource)));
        }
        remarkOn(inVaults, unobserved);
        return rates;
    }

    private void remarkOn(Set<Resource> inVaults, List<Resource> unobserved) {
        if (growth.kind() == Growth.Kind.OBSERVED) {
            long seen = inVaults.stream().filter(observed::containsKey).count();
            long bytes = inVaults.stream()
                    .mapToLong(resource -> observed.getOrDefault(resource, 0L))
                    .sum();
            remarks.add(
                    seen == 0
                            ? "growth: none is observed"
                            : "growth: " + Figures.size(DataSize.bytes(bytes)) + " a day in all, as restore points of "
                                    + Figures.count(seen, "member") + " show" + (seen == 1 ? "s" : "") + " it, "
                                    + (growth.newPercent() == 0
                                            ? "all replacing data"
                                            : "of which " + growth.newPercent() + " % are new data"));
        } else {
            remarks.add("growth: " + growth);
        }
        for (Resource resource : unobserved) {
            remarks.add(unobservedBecause(resource), resource);
        }
        for (Resource resource : inVaults) {
            if (!chains.containsKey(resource) && resources.containsKey(resource)) {
                remarks.add("the first restore point is assumed to hold "
                        + growth.of(resource).filledPercent() + " % of the size of a resource");
            }
        }
    }

    private String unobservedBecause(Resource resource) {
        if (isUnreported(resource)) {
            return "the cloud does not say how much one restore point takes, so that nothing shows how data changes, which is"
                    + " assumed not to change; name a growth";
        }
        return observed.isEmpty()
                ? "nothing shows how data changes, which is assumed not to change; name a growth"
                : "nothing shows how data changes, which is assumed to change as that of the others";
    }

    /** Whether a resource has incremental restore points, and the cloud reports the size of none. */
    private boolean isUnreported(Resource resource) {
        List<RestorePoint> incremental = chains.getOrDefault(resource, List.of()).stream()
                .map(Blueprint.CopiedPoint::point)
                .filter(RestorePoint::incremental)
                .toList();
        return !incremental.isEmpty() && incremental.stream().allMatch(point -> point.stored() == null);
    }

    /** Returns the bytes a day that incremental restore points of a reported size show; null if there is none. */
    private @Nullable Long observe(List<Blueprint.CopiedPoint> points) {
        Long recent = observe(points, asOf.minus(HISTORY));
        return recent == null ? observe(points, Instant.EPOCH) : recent;
    }

    private static @Nullable Long observe(List<Blueprint.CopiedPoint> points, Instant since) {
        double bytes = 0;
        long seconds = 0;
        for (int i = 1; i < points.size(); i++) {
            RestorePoint point = points.get(i).point();
            DataSize stored = point.stored();
            if (stored != null && point.incremental() && point.createdAt().isAfter(since)) {
                bytes += stored.bytes();
                seconds += Duration.between(points.get(i - 1).point().createdAt(), point.createdAt())
                        .toSeconds();
            }
        }
        return seconds == 0 ? null : Math.round(bytes * DAY.toSeconds() / seconds);
    }

    private long proportionate(Resource resource) {
        double bytes = 0;
        double size = 0;
        for (Map.Entry<Resource, Long> one : observed.entrySet()) {
            bytes += one.getValue();
            size += sizeOf(one.getKey());
        }
        return size == 0 ? 0 : Math.round(bytes * sizeOf(resource) / size);
    }

    private long sizeOf(Resource resource) {
        ProtectableResource found = resources.get(resource);
        return found == null ? 0 : Math.max(0, found.size().bytes() - excludedOf(resource));
    }

    private long excludedOf(Resource resource) {
        return excluded.getOrDefault(resource, Set.of()).stream()
                .mapToLong(this::sizeOf)
                .sum();
    }

    private static Blueprint.Growth byDay(Growth wanted, long perDay, long size) {
        return new Blueprint.Growth(perDay, DAY, wanted.newPercent(), percentOf(size, wanted.filledPercent()));
    }

    private static long percentOf(long size, int percent) {
        return size / 100 * percent + size % 100 * percent / 100;
    }

    /** Returns a growth that is given by backup or by day. */
    static Blueprint.Growth given(Growth wanted, long size) {
        return new Blueprint.Growth(
                wanted.size().bytes(),
                wanted.kind() == Growth.Kind.PER_BACKUP ? Duration.ZERO : DAY,
                wanted.newPercent(),
                percentOf(size, wanted.filledPercent()));
    }
}
