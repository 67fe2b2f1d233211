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
        List<DrillPoint> candidates = candidates(backup, source, tag == null);
        Predicate<DrillPoint> earlier =
                candidate -> DrillTags.pointTag(candidate.id(), definition).equals(tag);
        return candidates.stream()
                .filter(candidate -> tag == null || earlier.test(candidate))
                .max(Comparator.comparing(DrillPoint::createdAt))
                .orElseThrow(() -> new NotFound(
                        tag == null
                                ? source + " has no restore point that can be restored from; nothing was restored"
                                : "the drill of " + source + " was started with a restore point that is not there"
                                        + " any more; sweep what it has left, and use another key"));
    }

    private static List<DrillPoint> candidates(CloudBackup backup, Resource source, boolean newest) {
        Stream<Resource> through = source instanceof Resource.Disk
                ? Stream.concat(Stream.of(source), servers(backup, source).stream())
                : Stream.of(source);
        return through.flatMap(one -> points(backup, one, newest).stream())
                .flatMap(point -> of(point, source).stream())
                .toList();
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

    private static List<RestorePoint> points(CloudBackup backup, Resource resource, boolean newest) {
        if (newest) {
            return backup.restorePoints().newest(resource).stream().toList();
        }
        try (var points =
                backup.restorePoints().list(RestorePointFilter.of(resource).withParts())) {
            return points.toList();
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
