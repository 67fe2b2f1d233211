package io.github.backup4j;

import io.github.backup4j.Preflight.ExpectedTime;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Overwrite;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a preflight reads beside the checks: what is newer than the data, and how long earlier restores took. */
final class PreflightReads {
    /** The maximum number of newer restore points and snapshots that are listed for one disk or server. */
    private static final int MOST_NEWER = 1000;

    /** The maximum number of log entries that an estimate reads. */
    private static final int MOST_ENTRIES = 200;

    /** The maximum number of restore points whose sizes an estimate reads, with a request each. */
    private static final int MOST_SIZES = 20;

    private final BackupDriver driver;
    private final boolean logged;
    private final Checks checks;

    /**
     * Creates it.
     *
     * @param driver the driver of the call
     * @param logged whether the cloud keeps a log of long-running work
     * @param checks the checks, which have run; a list that may not be read is added to them
     */
    PreflightReads(BackupDriver driver, boolean logged, Checks checks) {
        this.driver = driver;
        this.logged = logged;
        this.checks = checks;
    }

    /**
     * Completes a preflight.
     *
     * @param subject the restore in words
     * @param impact what the driver says of the restore
     * @param restored the resource that the log would name for such restores; null: the log has none of this kind
     */
    Preflight complete(String subject, Impact impact, @Nullable Resource restored) {
        List<Overwrite> overwrites = overwrites(impact, restored);
        DataSize size = impact.size();
        ExpectedTime expected = restored == null || size == null
                ? null
                : readable(Kind.EXPECTED_TIME, "the log", () -> expectedTime(restored.kind(), size));
        return new Preflight(subject, checks.results(), overwrites, impact.stops(), expected);
    }

    /** Returns what is read; null if it may not be read, which has nothing to do with whether the restore is accepted. */
    private <T> @Nullable T readable(Kind kind, String what, Supplier<@Nullable T> read) {
        try {
            return read.get();
        } catch (Denied e) {
            checks.report(kind, () -> Checks.unknown(what + " may not be read: " + e.getMessage()));
            return null;
        }
    }

    private static <T> List<T> orNone(@Nullable List<T> read) {
        return read == null ? List.of() : read;
    }

    // ---- what is newer

    private List<Overwrite> overwrites(Impact impact, @Nullable Resource restored) {
        Instant since = impact.takenAt();
        Map<Resource, List<RestorePoint>> ofServers = new LinkedHashMap<>();
        if (since != null && !impact.overwrites().isEmpty()) {
            Set<Resource> servers = new LinkedHashSet<>();
            impact.stops().forEach(stop -> servers.add(stop.server()));
            Stream.concat(Stream.ofNullable(restored), Stream.ofNullable(impact.takenOf()))
                    .filter(Resource.Server.class::isInstance)
                    .forEach(servers::add);
            servers.forEach(server -> ofServers.put(server, newerPoints(server, since)));
        }
        List<Overwrite> overwrites = new ArrayList<>();
        for (Resource.Disk disk : impact.overwrites()) {
            if (since == null) {
                overwrites.add(new Overwrite(disk, null, List.of(), List.of()));
                continue;
            }
            List<RestorePoint> points = new ArrayList<>(newerPoints(disk, since));
            ofServers
                    .values()
                    .forEach(newer -> newer.stream()
                            .filter(point ->
                                    point.parts().isEmpty() || point.part(disk).isPresent())
                            .forEach(points::add));
            points.sort(Comparator.comparing(RestorePoint::createdAt).reversed());
            overwrites.add(new Overwrite(disk, since, points, newerSnapshots(disk, since)));
        }
        return overwrites;
    }

    private List<RestorePoint> newerPoints(Resource resource, Instant since) {
        RestorePointFilter filter = RestorePointFilter.of(resource).createdFrom(since);
        return orNone(readable(
                Kind.NEWER_DATA,
                "which restore points of " + resource + " are newer",
                () -> newest(
                        driver.restorePoints().list(filter),
                        point -> filter.matches(point) && point.createdAt().isAfter(since) && holdsData(point),
                        Comparator.comparing(RestorePoint::createdAt).reversed())));
    }

    private static boolean holdsData(RestorePoint point) {
        return point.status() != RestorePoint.Status.ERROR && point.status() != RestorePoint.Status.DELETING;
    }

    private List<Snapshot> newerSnapshots(Resource.Disk disk, Instant since) {
        SnapshotFilter filter = SnapshotFilter.all().ofResource(disk).createdFrom(since);
        return orNone(readable(
                Kind.NEWER_DATA,
                "which snapshots of " + disk + " are newer",
                () -> newest(
                        driver.snapshots().list(filter),
                        snapshot -> filter.matches(snapshot)
                                && snapshot.createdAt() != null
                                && snapshot.createdAt().isAfter(since),
                        Calls.byTime(Snapshot::createdAt, true))));
    }

    private static <T> List<T> newest(Listing<T> listing, Predicate<T> matches, Comparator<? super T> order) {
        try (Stream<T> elements = listing.elements()) {
            Stream<T> matching = elements.filter(matches);
            return (listing.inOrder() ? matching : matching.sorted(order))
                    .limit(MOST_NEWER)
                    .toList();
        }
    }

    // ---- how long it takes

    private @Nullable ExpectedTime expectedTime(Resource.Kind kind, DataSize size) {
        if (!logged) {
            return null;
        }
        Map<RestorePointId, @Nullable DataSize> sizes = new HashMap<>();
        List<Duration> times = new ArrayList<>();
        for (Restored restored : restores(kind)) {
            if (!sizes.containsKey(restored.point()) && sizes.size() < MOST_SIZES) {
                sizes.put(restored.point(), sizeOf(restored.point()));
            }
            if (isAlike(sizes.get(restored.point()), size)) {
                times.add(restored.time());
            }
        }
        if (times.isEmpty()) {
            return null;
        }
        times.sort(Comparator.naturalOrder());
        return new ExpectedTime(times.get((times.size() - 1) / 2), times.get(times.size() - 1), times.size());
    }

    /** The newest successful restores over resources of a kind. */
    private List<Restored> restores(Resource.Kind kind) {
        OperationFilter filter =
                OperationFilter.all().ofKind(OperationRecord.Kind.RESTORE).withStatus(OperationRecord.Status.SUCCEEDED);
        try (Stream<OperationRecord> entries = driver.operations().list(filter).elements()) {
            return entries.filter(filter::matches)
                    .limit(MOST_ENTRIES)
                    .flatMap(entry -> Stream.ofNullable(restored(entry, kind)))
                    .toList();
        }
    }

    private static @Nullable Restored restored(OperationRecord entry, Resource.Kind kind) {
        Resource resource = entry.resource();
        RestorePointId point = entry.restorePoint();
        Instant started = entry.startedAt();
        Instant ended = entry.endedAt();
        if (resource == null || resource.kind() != kind || point == null || started == null || ended == null) {
            return null;
        }
        return ended.isBefore(started) ? null : new Restored(point, Duration.between(started, ended));
    }

    /** A restore of the log. */
    private record Restored(RestorePointId point, Duration time) {}

    private @Nullable DataSize sizeOf(RestorePointId point) {
        try {
            return driver.restorePoints().get(point).source().size();
        } catch (NotFound e) {
            return null;
        }
    }

    /** Half to double the size. */
    private static boolean isAlike(@Nullable DataSize one, DataSize other) {
        return one != null && one.bytes() >= other.bytes() / 2 && one.bytes() / 2 <= other.bytes();
    }
}
