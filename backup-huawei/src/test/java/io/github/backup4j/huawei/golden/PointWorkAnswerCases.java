package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Work with restore points: manual backups, copies, restores over a disk, new disks. */
final class PointWorkAnswerCases {
    private static final Duration LONG = Duration.ofHours(1);
    private static final VaultId VAULT = new VaultId("3b5816b5-f29c-4172-9d9a-76c719a659ce");
    private static final RestorePointId OF_DISK = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");
    private static final Resource.Disk DISK = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");

    private PointWorkAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        runs(cases);
        restores(cases);
        newDisks(cases);
        copies(cases);
        return cases;
    }

    private static void copies(Map<String, AnswerCase> cases) {
        cases.put(
                "a copy that was made",
                AnswerCase.of(
                        (server, backup) -> assertThat(copy(backup).await(LONG)).isEqualTo(PointAnswerCases.recorded()),
                        "cbr/copyBackup: documented",
                        "cbr/showBackup: recorded"));
        cases.put(
                "a copy that is being made",
                AnswerCase.of(
                        (server, backup) -> assertThat(percent(copy(backup))).isEqualTo(40),
                        "cbr/copyBackup: documented",
                        "cbr/showBackup: by the schema, being copied"));
        cases.put(
                "a copy that failed",
                AnswerCase.of(
                        (server, backup) -> {
                            OperationFailed failure = Failures.of(copy(backup));
                            assertThat(failure).hasMessageContaining("The backup failed to be replicated.");
                            assertThat(failure.code()).contains("BackupService.6212");
                        },
                        "cbr/copyBackup: documented",
                        "cbr/showBackup: by the schema, whose copy failed"));
    }

    private static Operation<RestorePoint> copy(CloudBackup backup) {
        Site site = new Site("region3", "68589cac08274b82b4e254268a3862d8");
        return backup.restorePoints().copy(PointAnswerCases.recorded().id(), site, VAULT, "away");
    }

    private static void runs(Map<String, AnswerCase> cases) {
        List<RestorePoint> made = List.of(PointAnswerCases.recorded());
        BackupRunId id = new BackupRunId("8b0851a8-adf3-4f4c-a914-dead08bf9664");
        cases.put(
                "a backup run, as documented",
                AnswerCase.of(
                        (server, backup) -> assertThat(take(server, backup))
                                .isEqualTo(new BackupRun(
                                        id,
                                        VAULT,
                                        Instant.parse("2019-05-10T07:59:12.037Z"),
                                        made,
                                        List.of(),
                                        List.of())),
                        "cbr/createCheckpoint: documented",
                        "cbr/showCheckpoint: documented",
                        "cbr/listBackups: recorded"));
        cases.put(
                "a backup run that passed over members",
                AnswerCase.of(
                        (server, backup) -> assertThat(take(server, backup))
                                .isEqualTo(new BackupRun(
                                        id,
                                        VAULT,
                                        Instant.parse("2025-03-25T06:12:48.673924Z"),
                                        made,
                                        List.of(),
                                        List.of(
                                                new BackupRun.Skipped(
                                                        Resource.server("97595625-198e-4e4d-879b-9d53f68ba551"),
                                                        "BackupService.6125",
                                                        "The resource is being backed up."),
                                                new BackupRun.Skipped(
                                                        Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c"),
                                                        null,
                                                        null)))),
                        "cbr/showCheckpoint: recorded, with members that were passed over",
                        "cbr/listBackups: recorded"));
    }

    private static BackupRun take(GoldenServer server, CloudBackup backup) {
        server.change(
                "cbr/showVault",
                "/vault/resources",
                List.of(Map.of("id", "94eba8b2-acc9-4d82-badc-127144cc5526", "type", "OS::Nova::Server")));
        return backup.restorePoints().take(BackupSpec.of(VAULT)).await(LONG);
    }

    private static void restores(Map<String, AnswerCase> cases) {
        cases.put(
                "a restore that names its log",
                AnswerCase.of(
                        (server, backup) -> {
                            Operation<Resource> restore = restore(server, backup);
                            assertThat(percent(restore)).isEqualTo(30);
                            assertThat(restore.await(LONG)).isEqualTo(DISK);
                        },
                        "cbr/restoreBackup: recorded",
                        "cbr/showOpLog: running",
                        "cbr/showOpLog: documented",
                        "cbr/showBackup: of a disk"));
        cases.put(
                "a restore whose log has to be looked for",
                AnswerCase.of(
                        (server, backup) -> {
                            server.answers("cbr/listOpLogs", "documented", "restores");
                            assertThat(restore(server, backup).await(LONG)).isEqualTo(DISK);
                        },
                        "cbr/restoreBackup: documented",
                        "cbr/listOpLogs: restores",
                        "cbr/showBackup: of a disk"));
        cases.put(
                "a restore that failed",
                AnswerCase.of(
                        (server, backup) -> {
                            OperationFailed failure = Failures.of(restore(server, backup));
                            assertThat(failure).hasMessageContaining("The disk is attached.");
                            assertThat(failure.code()).contains("BackupService.2011");
                        },
                        "cbr/showOpLog: failed",
                        "cbr/showBackup: of a disk"));
    }

    private static Operation<Resource> restore(GoldenServer server, CloudBackup backup) {
        server.change("evs/showVolume", "/volume/status", "available");
        return backup.restorePoints().restore(OF_DISK, InPlace.over(DISK));
    }

    private static void newDisks(Map<String, AnswerCase> cases) {
        disk(cases, "a new disk", "b104b8db-170d-441b-897a-3c8ba9c5a214", "documented", "documented, of one disk");
        disk(
                cases,
                "a new disk that its job names",
                "0b549095-4937-4849-8e4c-52aa027d64f7",
                "documented earlier",
                "documented, with parts");
        cases.put(
                "a new disk that is being made",
                AnswerCase.of(
                        (server, backup) -> assertThat(restoreToNewDisk(backup).poll())
                                .isInstanceOf(Operation.Status.Running.class),
                        "evs/showJob: documented, running",
                        "cbr/showBackup: of a disk"));
        failure(cases, "a new disk that failed", "failed", "EVS.2024", "volume is error!");
        failure(cases, "a new disk that failed in a part", "failed in a part", "EVS.2042", "the key is disabled");
    }

    private static void disk(Map<String, AnswerCase> cases, String name, String id, String begun, String job) {
        cases.put(
                name,
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("evs/showVolume", "/volume/status", "available");
                            assertThat(restoreToNewDisk(backup).await(LONG)).isEqualTo(Resource.disk(id));
                        },
                        "evs/createVolume: " + begun,
                        "evs/showJob: " + job,
                        "cbr/showBackup: of a disk"));
    }

    private static void failure(Map<String, AnswerCase> cases, String name, String job, String code, String reason) {
        cases.put(
                name,
                AnswerCase.of(
                        (server, backup) -> {
                            OperationFailed failure = Failures.of(restoreToNewDisk(backup));
                            assertThat(failure).hasMessageContaining(reason);
                            assertThat(failure.code()).contains(code);
                        },
                        "evs/showJob: " + job,
                        "cbr/showBackup: of a disk"));
    }

    private static Operation<Resource.Disk> restoreToNewDisk(CloudBackup backup) {
        return backup.restorePoints().restore(OF_DISK, DiskSpec.of("restored").withType("SSD"));
    }

    private static @Nullable Integer percent(Operation<?> work) {
        return ((Operation.Status.Running<?>) work.poll()).progress().percent();
    }
}
