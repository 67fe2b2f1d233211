package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.ResourcePosture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows. Reading comes before writing: the same facts give the same bytes.
 *
 * @param cloud the cloud, in a few words
 * @param posture the posture
 * @param strips the days of each disk and server, in the order of the posture; empty if they are not known
 * @param lastNight the backup runs of the last 24 hours, newest first; null: not known
 * @param drills the reports of drills, newest first
 * @param gaps what could not be read, as sentences
 * @param requests how many requests were sent to read all this
 */
record PageFacts(
        String cloud,
        Posture posture,
        Map<Resource, Strip> strips,
        @Nullable List<BackupRunRecord> lastNight,
        List<DrillReport> drills,
        List<String> gaps,
        long requests) {
    /** How many days a strip has: six weeks. */
    static final int DAYS = 42;

    private static final Duration NIGHT = Duration.ofHours(24);

    /** Copies the lists. */
    PageFacts {
        lastNight = lastNight == null ? null : List.copyOf(lastNight);
        drills = List.copyOf(drills);
        gaps = List.copyOf(gaps);
    }

    /**
     * Reads the posture, the restore points and the log of a cloud, all by lists.
     *
     * @param cloud the cloud
     * @param objectives the requirements
     * @param drills reports of drills
     */
    static PageFacts read(CloudBackup cloud, Objectives objectives, List<DrillReport> drills) {
        AtomicLong requests = new AtomicLong();
        CloudBackup backup = cloud.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                requests.incrementAndGet();
            }
        });
        List<DrillReport> newestFirst = new ArrayList<>(drills);
        newestFirst.sort(
                Comparator.comparing((DrillReport drill) -> drill.times().begunAt())
                        .reversed()
                        .thenComparing(DrillReport::drill));
        Posture posture = Posture.of(
                backup, objectives, newestFirst.stream().map(DrillReport::proof).toList());
        Instant now = posture.asOf();
        History history = History.readIfPossible(backup, DAYS);
        Map<Resource, Strip> strips = new LinkedHashMap<>();
        for (ResourcePosture row : posture.resources()) {
            Resource held = row.through() == null ? row.resource() : row.through();
            Strip strip = history.strip(held, now, DAYS);
            if (strip != null) {
                strips.put(row.resource(), strip);
            }
        }
        List<BackupRunRecord> runs = history.runs();
        List<BackupRunRecord> night = runs == null
                ? null
                : runs.stream()
                        .filter(run ->
                                run.startedAt() == null || !run.startedAt().isBefore(now.minus(NIGHT)))
                        .toList();
        List<String> gaps = new ArrayList<>(posture.gaps());
        gaps.addAll(history.gaps());
        return new PageFacts(cloud.toString(), posture, strips, night, newestFirst, gaps, requests.get());
    }

    /** Returns the name of a vault; its id if it is not listed. */
    String nameOf(@Nullable VaultId vault) {
        if (vault == null) {
            return Words.NONE;
        }
        return posture.vaults().stream()
                .filter(row -> row.subject().vault().equals(vault))
                .map(row -> row.subject().name())
                .findFirst()
                .orElse(vault.value());
    }

    /** Returns the names of disks and servers by what they are. */
    Map<Resource, String> names() {
        return posture.resources().stream()
                .collect(Collectors.toMap(
                        ResourcePosture::resource, row -> row.subject().name(), (one, other) -> one));
    }
}
