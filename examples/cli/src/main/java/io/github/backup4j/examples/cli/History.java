package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupException;
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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of the last days that are there, and the backup runs of these days.
 *
 * @param points the instants of the restore points that can be restored from, by disk or server; null: not known
 * @param missed the instants at which backups failed or were skipped, by disk or server
 * @param runs the runs, newest first; null: not known
 * @param gaps what could not be read to its end, as sentences
 */
record History(
        @Nullable Map<Resource, List<Instant>> points,
        Map<Resource, List<Instant>> missed,
        @Nullable List<BackupRunRecord> runs,
        List<String> gaps) {
    private static final Comparator<BackupRunRecord> NEWEST_FIRST = Comparator.comparing(
                    BackupRunRecord::startedAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .reversed()
            .thenComparing(run -> String.valueOf(run.vault()))
            .thenComparing(run -> String.valueOf(run.id()));

    /**
     * Reads the restore points of some disks and servers, by a list for each, and the log.
     *
     * @param backup the cloud
     * @param resources the disks and servers
     * @param days how many days back
     */
    static History read(CloudBackup backup, Collection<? extends Resource> resources, int days) {
        Map<Resource, List<Instant>> points = new HashMap<>();
        for (Resource resource : resources) {
            points.putAll(points(backup, RestorePointFilter.of(resource), days));
        }
        List<BackupRunRecord> runs = runs(backup, days);
        return new History(points, missed(runs), runs, List.of());
    }

    /**
     * Reads the restore points and the log as far as they can be read.
     *
     * @param backup the cloud
     * @param days how many days back
     */
    static History readIfPossible(CloudBackup backup, int days) {
        List<String> gaps = new ArrayList<>();
        Map<Resource, List<Instant>> points =
                read(() -> points(backup, RestorePointFilter.all(), days), "restore points", gaps);
        List<BackupRunRecord> runs = read(() -> runs(backup, days), "backup runs", gaps);
        return new History(points, runs == null ? Map.of() : missed(runs), runs, List.copyOf(gaps));
    }

    private static <T> @Nullable T read(Supplier<T> list, String what, List<String> gaps) {
        try {
            return list.get();
        } catch (BackupException e) {
            gaps.add("The list of the " + what + " could not be read for this page: " + Words.line(e.getMessage()));
            return null;
        }
    }

    private static Map<Resource, List<Instant>> points(CloudBackup backup, RestorePointFilter filter, int days) {
        return backup.restorePoints()
                .list(filter.available().createdFrom(begin(backup, days)))
                .collect(Collectors.groupingBy(
                        RestorePoint::resource,
                        Collectors.mapping(RestorePoint::createdAt, Collectors.toUnmodifiableList())));
    }

    private static List<BackupRunRecord> runs(CloudBackup backup, int days) {
        return backup.restorePoints()
                .runs(BackupRunFilter.all().startedFrom(begin(backup, days)))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private static Instant begin(CloudBackup backup, int days) {
        return backup.time().now().minus(Duration.ofDays(days));
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

    /** Returns the strip of a disk or server; null: not known. */
    @Nullable
    Strip strip(Resource resource, Instant now, int days) {
        if (points == null) {
            return null;
        }
        return Strip.of(
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                days,
                points.getOrDefault(resource, List.of()),
                missed.getOrDefault(resource, List.of()));
    }
}
