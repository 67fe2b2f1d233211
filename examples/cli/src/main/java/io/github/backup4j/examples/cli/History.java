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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The restore points that are there, and the backup runs of the last days.
 *
 * @param points the instants of the restore points that can be restored from, by disk or server
 * @param runs the runs, newest first
 */
record History(Map<Resource, List<Instant>> points, List<BackupRunRecord> runs) {
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
        Map<Resource, List<Instant>> points = backup
                .restorePoints()
                .list(RestorePointFilter.all().available())
                .collect(Collectors.groupingBy(
                        RestorePoint::resource,
                        Collectors.mapping(RestorePoint::createdAt, Collectors.toUnmodifiableList())));
        List<BackupRunRecord> runs = backup
                .restorePoints()
                .runs(BackupRunFilter.all().startedFrom(from))
                .sorted(NEWEST_FIRST)
                .toList();
        return new History(points, runs);
    }

    /** Returns the strip of a disk or server. */
    Strip strip(Resource resource, Instant now, int days) {
        List<Instant> missed = runs.stream()
                .flatMap(run -> run.members().stream())
                .filter(member -> member.missed() && member.resource().equals(resource))
                .map(BackupRunRecord.Member::startedAt)
                .toList();
        return Strip.of(
                LocalDate.ofInstant(now, ZoneOffset.UTC), days, points.getOrDefault(resource, List.of()), missed);
    }
}
