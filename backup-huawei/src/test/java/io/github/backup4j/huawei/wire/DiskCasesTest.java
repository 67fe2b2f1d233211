package io.github.backup4j.huawei.wire;

import static io.github.backup4j.huawei.wire.WireCalls.NEW_DISK;
import static io.github.backup4j.huawei.wire.WireCalls.SNAPSHOT;
import static io.github.backup4j.huawei.wire.WireCalls.SNAPSHOT_DISK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.huawei.support.RawAnswer;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TC21 to TC23: what the provider makes of the documented answers about snapshots and new disks. */
class DiskCasesTest {
    private final Replay replay = new Replay();

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void tc21_snapshotTaken_isAllThatTheAnswerSays() {
        Snapshot snapshot = replay.play("tc21a-take-snapshot", Snapshot.class);

        assertThat(snapshot.id()).isEqualTo(SNAPSHOT);
        assertThat(snapshot.disk()).isEqualTo(SNAPSHOT_DISK);
        assertThat(snapshot.status()).isEqualTo(Snapshot.Status.AVAILABLE);
        assertThat(snapshot.createdAt()).isEqualTo(Instant.parse("2013-02-25T04:13:17Z"));
    }

    @Test
    void tc21_snapshotsMayNotBeListed_snapshotAllTheSame() {
        RawAnswer denied = RawAnswer.json(403, "{\"forbidden\":{\"code\":\"403\",\"message\":\"No.\"}}");

        Snapshot snapshot = replay.play("tc21a-take-snapshot", 4, denied, Snapshot.class);

        assertThat(snapshot.id()).isEqualTo(SNAPSHOT);
    }

    @Test
    void tc21_diskAttachedMeanwhile_refusedAndSentOnce() {
        assertThatThrownBy(() -> replay.play("tc21b-snapshot-of-disk-in-use", Snapshot.class))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("in use");

        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void tc21_snapshotDeleted_isGone() {
        assertThat(replay.play("tc21c-delete-snapshot", String.class)).isEqualTo("done");

        assertThatThrownBy(() -> replay.play("tc21d-snapshot-gone", Snapshot.class))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void tc22_rolledBack_whenDiskAndSnapshotSaySo() {
        assertThat(replay.play("tc22a-roll-back", Resource.Disk.class)).isEqualTo(SNAPSHOT_DISK);

        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void tc22_diskAttachedMeanwhile_refused() {
        assertThatThrownBy(() -> replay.play("tc22b-roll-back-attached", Resource.Disk.class))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("attached");
    }

    @Test
    void tc22_snapshotDeletedWhileItIsRolledBackTo_conflict() {
        Conflict failure = catchThrowableOfType(
                Conflict.class, () -> replay.play("tc22c-delete-while-rolling-back", String.class));

        assertThat(failure.code()).contains("EVS.1047");
    }

    @Test
    void tc23_diskFromBackup_isThereWhenItIsAvailableForTheSecondTime() {
        assertThat(replay.play("tc23a-new-disk-from-backup", Resource.Disk.class))
                .isEqualTo(NEW_DISK);

        assertThat(changes()).isEqualTo(1);
        assertThat(replay.sent().get(2).clientToken()).isNotEmpty();
    }

    @Test
    void tc23_jobThatIsNoId_isFoundWithoutIt() {
        RawAnswer answer = RawAnswer.json(202, "{\"job_id\":\"../no id\",\"volume_ids\":[\"" + NEW_DISK.id() + "\"]}");

        assertThat(replay.play("tc23a-new-disk-from-backup", 2, answer, Resource.Disk.class))
                .isEqualTo(NEW_DISK);
        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void tc23_diskOfAJobOfJobs_isNamedByItsPart() {
        assertThat(replay.play("tc23b-new-disk-of-a-batch", Resource.Disk.class))
                .isEqualTo(NEW_DISK);
    }

    @Test
    void tc23_jobFails_withCodeAndReason() {
        OperationFailed failure = catchThrowableOfType(
                OperationFailed.class, () -> replay.play("tc23c-new-disk-fails", Resource.Disk.class));

        assertThat(failure).hasMessageContaining("volume is error!");
        assertThat(failure.code()).contains("EVS.2024");
    }

    @Test
    void tc23_diskFromSnapshot_isLikeTheOneThatItWasTakenOf() {
        assertThat(replay.play("tc23d-new-disk-from-snapshot", Resource.Disk.class))
                .isEqualTo(NEW_DISK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2096", "2054", "1010"})
    void tc23_diskFromSnapshotRefused_byItsCode(String code) {
        Invalid failure =
                catchThrowableOfType(Invalid.class, () -> replay.play("tc23e-new-disk-" + code, Resource.Disk.class));

        assertThat(failure.code()).contains("EVS." + code);
        assertThat(changes()).isEqualTo(1);
    }

    private long changes() {
        return replay.sent().stream()
                .filter(sent -> !sent.method().equals("GET"))
                .count();
    }
}
