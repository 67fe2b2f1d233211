package io.github.backup4j.huawei.wire;

import static io.github.backup4j.huawei.wire.WireCalls.DISK;
import static io.github.backup4j.huawei.wire.WireCalls.OTHER_SERVER;
import static io.github.backup4j.huawei.wire.WireCalls.RUN;
import static io.github.backup4j.huawei.wire.WireCalls.SERVER;
import static io.github.backup4j.huawei.wire.WireCalls.SERVER_POINT;
import static io.github.backup4j.huawei.wire.WireCalls.SYSTEM_DISK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.huawei.support.RawAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TC14 to TC20: what the provider makes of the documented answers about backups, restores and their log. */
class RestorePointCasesTest {
    private final Replay replay = new Replay();

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void tc14_backupTaken_tellsWhatWasPassedOver() {
        BackupRun run = replay.play("tc14-take", BackupRun.class);

        assertThat(run.id()).isEqualTo(RUN);
        assertThat(run.startedAt()).isEqualTo(Instant.parse("2019-05-10T07:59:12.733Z"));
        assertThat(run.restorePoints()).extracting(RestorePoint::id).containsExactly(SERVER_POINT);
        assertThat(run.complete()).isFalse();
        assertThat(run.skipped())
                .containsExactly(
                        new BackupRun.Skipped(OTHER_SERVER, "BackupService.6125", "The resource is being backed up."));
    }

    @Test
    void tc15_checkpointAvailableWithMembersAtWork_isNotTheEnd() {
        BackupRun run = replay.play("tc14-take", BackupRun.class);

        assertThat(run.failures()).isEmpty();
        assertThat(replay.sent().stream().filter(sent -> sent.path().contains("/checkpoints/")))
                .as("looks at the checkpoint: protecting, available with a member at work, available")
                .hasSize(3);
    }

    @Test
    void tc15_backupRunning_oneRequestMoreALookAndNoneAtTheEnd() {
        BackupRun run = replay.play("tc14-take", BackupRun.class);

        assertThat(run.failures()).isEmpty();
        assertThat(replay.sent().stream().filter(sent -> sent.path().contains("/operation-logs")))
                .as("looks at the log: one for each look at a running backup")
                .hasSize(2);
    }

    @Test
    void tc15_allRestorePointsDeleted_failedAlthoughItIsAnsweredAsUnauthorized() {
        assertThatThrownBy(() -> replay.play("tc15-run-deleted", BackupRun.class))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("deleted")
                .hasMessageContaining("401");
    }

    @Test
    void tc16_restorePointsListedAsRecorded_allThatTheApiHas() {
        List<?> points = replay.play("tc16-list-backups", List.class);

        assertThat(points).hasSize(2);
        RestorePoint ofServer = (RestorePoint) points.get(0);
        assertThat(ofServer.createdAt()).isEqualTo(Instant.parse("2020-02-21T07:00:34.882Z"));
        assertThat(ofServer.automatic()).isTrue();
        assertThat(ofServer.expiresAt()).isNull();
        assertThat(ofServer.parts()).extracting(RestorePoint.Part::disk).containsExactly(SYSTEM_DISK);
        RestorePoint ofDisk = (RestorePoint) points.get(1);
        assertThat(ofDisk.resource()).isEqualTo(DISK);
        assertThat(ofDisk.pinned()).isTrue();
        assertThat(ofDisk.copies())
                .extracting(RestorePoint.Copy::status)
                .containsExactly(RestorePoint.CopyStatus.AVAILABLE);
    }

    @Test
    void tc17_serverWithAnEncryptedDisk_isEncrypted() {
        RestorePoint point = replay.play("tc17-get-server-backup", RestorePoint.class);

        assertThat(point.encrypted()).isTrue();
        assertThat(point.parts())
                .containsExactly(new RestorePoint.Part(
                        new RestorePointId("5d822633-2bbf-4af8-a16e-5ab1c7705235"),
                        SYSTEM_DISK,
                        "shop-1",
                        DataSize.gib(40),
                        true,
                        true));
    }

    @Test
    void tc18_serverRestored_withAMappingForEachDisk() {
        assertThat(replay.play("tc18a-restore-server", Resource.class)).isEqualTo(SERVER);

        assertThat(restores()).hasSize(1);
    }

    @Test
    void tc18_restoreAnsweredWithoutABody_isFoundByItsLog() {
        assertThat(replay.play("tc18b-restore-server-unnamed", Resource.class)).isEqualTo(SERVER);

        assertThat(restores()).hasSize(1);
    }

    /** What is said not to be an id is as good as nothing: the restore has begun. */
    @Test
    void tc18_restoreAnsweredWithWhatIsNoId_isFoundByItsLog() {
        RawAnswer answer = RawAnswer.json(202, "{\"job_id\":\"../no id\"}");

        assertThat(replay.play("tc18b-restore-server-unnamed", 4, answer, Resource.class))
                .isEqualTo(SERVER);
        assertThat(restores()).hasSize(1);
    }

    @Test
    void tc19_diskRestored_whenLogAndDiskSaySo() {
        assertThat(replay.play("tc19-restore-disk", Resource.class)).isEqualTo(DISK);

        assertThat(replay.sent().stream()
                        .filter(sent ->
                                sent.path().endsWith(DISK.id()) && sent.method().equals("GET")))
                .as("one look before, one at work, two good ones")
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"2011, Conflict, 1", "2001, Conflict, 1", "2010, Busy, 4"})
    void tc19_restoreRefused_byItsCode(String code, String type, int attempts) {
        BackupException failure = catchThrowableOfType(
                BackupException.class, () -> replay.play("tc19-restore-disk-" + code, Resource.class));

        assertThat(failure).isInstanceOf(type.equals("Busy") ? Busy.class : Conflict.class);
        assertThat(failure.code()).contains("BackupService." + code);
        assertThat(restores()).hasSize(attempts);
    }

    /** Whether a restore has begun all the same is looked for; what is wrong with the look is not what was wrong. */
    @Test
    void tc19_restoreRefusedAndItsLogToo_theFirstRefusal() {
        RawAnswer denied = RawAnswer.json(403, "{\"error_code\":\"BackupService.9998\",\"error_msg\":\"No.\"}");

        Conflict failure = catchThrowableOfType(
                Conflict.class, () -> replay.play("tc19-restore-disk-2001", 4, denied, Resource.class));

        assertThat(failure.code()).contains("BackupService.2001");
        assertThat(failure.getSuppressed()).hasOnlyElementsOfType(Denied.class);
    }

    @Test
    void tc20_restoreRunning_tellsHowFarItIs() {
        List<Progress> seen = new ArrayList<>();

        Resource restored = replay.play(
                WireCase.read("tc19-restore-disk"),
                Replay.NONE,
                null,
                backup -> restore(backup).await(Duration.ofMinutes(1), seen::add));

        assertThat(restored).isEqualTo(DISK);
        assertThat(seen).extracting(Progress::percent).contains(30);
    }

    @Test
    void tc20_restoreFailed_withCodeAndReason() {
        OperationFailed failure =
                catchThrowableOfType(OperationFailed.class, () -> replay.play("tc20-restore-fails", Resource.class));

        assertThat(failure).hasMessageContaining("The disk is in use.");
        assertThat(failure.code()).contains("BackupService.2011");
    }

    @Test
    void tc20_logUnknown_failedAsNotKnown() {
        OperationFailed failure =
                catchThrowableOfType(OperationFailed.class, () -> replay.play("tc20-log-unknown", Resource.class));

        assertThat(failure).hasMessageContaining("is not known").hasMessageContaining("BackupService.6500");
        assertThat(restores()).hasSize(1);
    }

    private static Operation<Resource> restore(CloudBackup backup) {
        return backup.restorePoints().restore(WireCalls.DISK_POINT, InPlace.over(DISK));
    }

    private List<Replay.Sent> restores() {
        return replay.sent().stream()
                .filter(sent -> sent.path().endsWith("/restore"))
                .toList();
    }
}
