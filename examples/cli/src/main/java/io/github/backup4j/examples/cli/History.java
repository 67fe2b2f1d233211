package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The restore points that are there, and the backup runs of the last days.
 *
 * @param points the instants of the restore points that can be restored from, by disk or server
 * @param missed the instants at which backups failed or were skipped, by disk or server
 * @param runs the runs, newest first
 */
record History(Map<Resource, List<Instant>> points, Map<Resource, List<Instant>> missed, List<BackupRunRecord> runs) {
    private static final Comparator<BackupRunRecord> NEWEST_FIRST = Comparator.comparing(
                    BackupRunRecord::startedAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .reversed()
            .thenComparing(run -> String.valueOf(run.vault()))
            .thenComparing(run -> String.valueOf(run.id()));

    /**
     * Reads the restore points and the log, both by lists.
     *
     * @param backup the cloud
     * @param days how many days back
     */
    static History read(CloudBackup backup, int days) {
        Instant from = backup.time().now().minus(Duration.ofDays(days));
        Map<Resource, List<Instant>> points = backup.restorePoints()
                .list(RestorePointFilter.all().available())
                .collect(Collectors.groupingBy(
                        RestorePoint::resource,
                        Collectors.mapping(RestorePoint::createdAt, Collectors.toUnmodifiableList())));
        List<BackupRunRecord> runs = backup.restorePoints()
                .runs(BackupRunFilter.all().startedFrom(from))
                .sorted(NEWEST_FIRST)
                .toList();
        return new History(points, missed(runs), runs);
    }

    /** Returns when backups were missed. Where the cloud says neither of a member nor of its run when, the day is not known. */
    static Map<Resource, List<Instant>> missed(List<BackupRunRecord> runs) {
        Map<Resource, List<Instant>> missed = new HashMap<>();
        for (BackupRunRecord run : runs) {
            for (BackupRunRecord.Member member : run.missed()) {
                Instant at = member.startedAt() == null ? run.startedAt() : member.startedAt();
                if (at != null) {
                    missed.computeIfAbsent(member.resource(), none -> new ArrayList<>())
                            .add(at);
                }
            }
        }
        return missed;
    }

    /** Returns the strip of a disk or server. */
    Strip strip(Resource resource, Instant now, int days) {
        return Strip.of(
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                days,
                points.getOrDefault(resource, List.of()),
                missed.getOrDefault(resource, List.of()));
    }
}
