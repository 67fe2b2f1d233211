package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Snapshots. */
final class SnapshotAnswerCases {
    private static final SnapshotId SNAPSHOT = new SnapshotId("2bb856e1-b3d8-4432-a858-09e4ce939389");
    private static final Resource.Disk DISK = Resource.disk("5aa119a8-d25b-45a7-8d1b-88e127885635");
    private static final Resource.Disk OTHER = Resource.disk("ae11e59c-bd56-434a-a00c-04757e1c066d");
    private static final Snapshot DOCUMENTED = new Snapshot(
            SNAPSHOT,
            "snap-001",
            "of the day",
            DISK,
            DataSize.gib(1),
            Reported.of(Snapshot.Status.AVAILABLE),
            false,
            false,
            Instant.parse("2013-02-25T04:13:17Z"));

    private SnapshotAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "a snapshot that is taken",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("evs/showVolume", "/volume/status", "available");
                            assertThat(backup.snapshots()
                                            .take(SnapshotSpec.of(DISK, "snap-001"))
                                            .await(Duration.ofHours(1)))
                                    .isEqualTo(DOCUMENTED);
                        },
                        "evs/createSnapshot: documented",
                        "evs/showSnapshot: documented"));
        cases.put(
                "a snapshot, as documented",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.snapshots().get(SNAPSHOT)).isEqualTo(DOCUMENTED),
                        "evs/showSnapshot: documented"));
        cases.put(
                "a snapshot, as recorded",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.snapshots().get(SNAPSHOT))
                                .isEqualTo(new Snapshot(
                                        SNAPSHOT,
                                        "snap-001",
                                        null,
                                        DISK,
                                        DataSize.gib(40),
                                        Reported.of(Snapshot.Status.ROLLING_BACK, "rollbacking"),
                                        true,
                                        false,
                                        Instant.parse("2025-03-25T06:12:48.673924Z"))),
                        "evs/showSnapshot: recorded, encrypted"));
        cases.put(
                "a list of snapshots of encrypted disks",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.snapshots()
                                        .list(SnapshotFilter.all().includingThoseOfBackups()))
                                .containsExactly(byHand(), ofBackup()),
                        "evs/listSnapshots: documented",
                        "evs/showVolume: recorded, attached"));
        return cases;
    }

    private static Snapshot byHand() {
        return new Snapshot(
                new SnapshotId("6cd26877-3ca3-4f4e-ae2a-38cc3d6183fa"),
                "before",
                null,
                OTHER,
                DataSize.gib(5),
                Reported.of(Snapshot.Status.AVAILABLE),
                true,
                false,
                Instant.parse("2013-06-19T07:15:29Z"));
    }

    private static Snapshot ofBackup() {
        return new Snapshot(
                new SnapshotId("b3253e26-5c37-48dd-8bf2-8795dd1e848f"),
                "autobk_snapshot_2b5e",
                null,
                OTHER,
                DataSize.gib(5),
                Reported.of(Snapshot.Status.ERROR, "error_deleting"),
                true,
                true,
                Instant.parse("2013-06-19T09:08:08Z"));
    }
}
