package io.github.backup4j.examples.tasks;

import static java.util.stream.Collectors.partitioningBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Policy;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of one disk or server in time: those that are there, those that are not, and the next one.
 *
 * @param label what the resource is, and its name
 * @param since from when on it is backed up
 * @param kept the complete restore points that the policy made
 * @param byHand the complete restore points that were taken manually
 * @param expired the runs whose restore points are gone because their time had come
 * @param missing the runs whose restore points should be there, and are not
 * @param next the next run; null: none
 */
record Track(
        String label,
        Instant since,
        List<RestorePoint> kept,
        List<RestorePoint> byHand,
        List<Run> expired,
        List<Run> missing,
        @Nullable Instant next) {

    /**
     * A run of a policy in the past.
     *
     * @param at when it was
     * @param expiry when the restore point that it made was due to expire; null: not by its age
     */
    record Run(Instant at, @Nullable Instant expiry) {
        boolean tooYoungToBeGoneAt(Instant now) {
            return expiry != null && expiry.isAfter(now);
        }

        /** Runs are at least an hour apart. */
        boolean made(RestorePoint point) {
            return point.automatic()
                    && !point.createdAt().isBefore(at)
                    && point.createdAt().isBefore(at.plus(Duration.ofHours(1)));
        }
    }

    static Track of(CloudBackup backup, Instant now, Resource resource) {
        ProtectableResource about = backup.resources().get(resource);
        Vault vault = Optional.ofNullable(about.vault())
                .map(id -> backup.vaults().get(id))
                .orElseThrow(() -> new NoSuchElementException(resource + " is in no vault"));
        Policy policy = vault.policy(Purpose.BACKUP)
                .map(attached -> backup.policies().get(attached.policy()))
                .orElseThrow(() -> new NoSuchElementException("vault " + vault.name() + " has no policy"));
        List<RestorePoint> points = backup.restorePoints()
                .list(RestorePointFilter.of(resource))
                .filter(point -> point.status() != RestorePoint.Status.ERROR)
                .toList();
        // Where the cloud does not say when the vault was created, the oldest restore point is as far back as one can
        // look.
        Instant since = Optional.ofNullable(vault.createdAt())
                .or(() -> points.stream().map(RestorePoint::createdAt).min(Comparator.naturalOrder()))
                .orElse(now);
        Map<Boolean, List<RestorePoint>> complete =
                points.stream().filter(RestorePoint::available).collect(partitioningBy(RestorePoint::automatic));
        Map<Boolean, List<Run>> withoutPoint = policy.schedule()
                .runs(since, since)
                .takeWhile(run -> !run.isAfter(now))
                .map(run -> new Run(run, policy.retention().expiryOf(run).orElse(null)))
                .filter(run -> points.stream().noneMatch(run::made))
                .collect(partitioningBy(run -> run.tooYoungToBeGoneAt(now)));
        return new Track(
                resource.kind().name().toLowerCase(Locale.ROOT) + " " + about.name(),
                since,
                complete.getOrDefault(true, List.of()),
                complete.getOrDefault(false, List.of()),
                withoutPoint.getOrDefault(false, List.of()),
                withoutPoint.getOrDefault(true, List.of()),
                policy.schedule().nextRun(since, now).orElse(null));
    }
}
