package io.github.backup4j.drill;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource.Through;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The restore point of a drill, or the part of one that holds the disk.
 *
 * @param id what is restored
 * @param createdAt when the backup began
 * @param size how large the disk or server was; null: the cloud does not say
 */
record DrillPoint(
        RestorePointId id, Instant createdAt, @Nullable DataSize size) {
    /** The maximum number of restore points of servers that are searched for a disk that none is known to be backed up with. */
    private static final int MOST_OF_SERVERS = 200;

    /**
     * Finds the restore point of a drill.
     *
     * @param wanted the restore point that the caller named; null: the newest
     * @param tag what an earlier process has noted in {@link DrillTags#POINT}; null: nothing
     * @param definition the digest of the drill's definition
     */
    static DrillPoint find(
            CloudBackup backup,
            Resource source,
            @Nullable RestorePointId wanted,
            @Nullable String tag,
            String definition) {
        if (wanted != null) {
            RestorePoint point = backup.restorePoints().get(wanted);
            return of(point, source)
                    .orElseThrow(() -> new Invalid("restore point " + wanted + " was taken of " + point.resource()
                            + ", and does not hold " + source + "; nothing was restored"));
        }
        Predicate<DrillPoint> fits = candidate ->
                tag == null || DrillTags.pointTag(candidate.id(), definition).equals(tag);
        return newest(backup, source, fits, tag == null)
                .orElseThrow(() -> new NotFound(tag == null ? none(source) : lost(source)));
    }

    private static String none(Resource source) {
        return source + " has no restore point that can be restored from"
                + (source instanceof Resource.Disk
                        ? ", and no server that it was attached to among the newest " + MOST_OF_SERVERS
                                + " restore points of servers"
                        : "")
                + "; nothing was restored";
    }

    private static String lost(Resource source) {
        return "the drill of " + source
                + " was started with a restore point that is not there any more, or not among the"
                + " newest " + MOST_OF_SERVERS + " of servers; sweep what it has left, and use another key";
    }

    /**
     * Finds the newest of the restore points of a disk or server and, for a disk, of the servers that it is backed up with. If there
     * is none, of any server: the disk may be detached by now, or gone.
     *
     * @param available whether only those count that can be restored from now
     */
    private static Optional<DrillPoint> newest(
            CloudBackup backup, Resource source, Predicate<DrillPoint> fits, boolean available) {
        Stream<Resource> through = source instanceof Resource.Disk
                ? Stream.concat(Stream.of(source), servers(backup, source).stream())
                : Stream.of(source);
        Optional<DrillPoint> found = through.flatMap(one ->
                        first(backup, RestorePointFilter.of(one), available, limited(one, source), source, fits)
                                .stream())
                .max(Comparator.comparing(DrillPoint::createdAt));
        return found.isPresent() || !(source instanceof Resource.Disk)
                ? found
                : first(
                        backup,
                        RestorePointFilter.all(),
                        available,
                        points -> points.filter(point -> point.resource() instanceof Resource.Server)
                                .limit(MOST_OF_SERVERS),
                        source,
                        fits);
    }

    /** How many restore points of one resource are read: those of a server may each lack a disk, and cost a request. */
    private static UnaryOperator<Stream<RestorePoint>> limited(Resource one, Resource source) {
        return one.equals(source) ? points -> points : points -> points.limit(MOST_OF_SERVERS);
    }

    /** The servers that a disk is backed up with; none if the disk is gone. */
    private static List<Resource.Server> servers(CloudBackup backup, Resource disk) {
        try {
            return backup.resources().get(disk).protectedThrough().stream()
                    .map(Through::server)
                    .toList();
        } catch (NotFound e) {
            return List.of();
        }
    }

    /** Reads no further than to the first that fits: they come newest first, and those of servers may cost a request each. */
    private static Optional<DrillPoint> first(
            CloudBackup backup,
            RestorePointFilter filter,
            boolean available,
            UnaryOperator<Stream<RestorePoint>> which,
            Resource source,
            Predicate<DrillPoint> fits) {
        RestorePointFilter wanted = (available ? filter.available() : filter).withParts();
        try (Stream<RestorePoint> points = backup.restorePoints().list(wanted)) {
            return which.apply(points)
                    .flatMap(point -> of(point, source).stream())
                    .filter(fits)
                    .findFirst();
        }
    }

    private static Optional<DrillPoint> of(RestorePoint point, Resource source) {
        if (point.resource().equals(source)) {
            return Optional.of(
                    new DrillPoint(point.id(), point.createdAt(), point.source().size()));
        }
        return source instanceof Resource.Disk disk
                ? point.part(disk).map(part -> new DrillPoint(part.id(), point.createdAt(), part.size()))
                : Optional.empty();
    }

    /** Refuses null where it is not allowed, and cuts the instant to what a token keeps. */
    DrillPoint {
        Objects.requireNonNull(id, "id == null");
        createdAt = Objects.requireNonNull(createdAt, "createdAt == null").truncatedTo(ChronoUnit.MILLIS);
    }
}
