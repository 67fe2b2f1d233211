package io.github.backup4j.huawei.wire;

import static io.github.backup4j.huawei.wire.WireCalls.FAR;
import static io.github.backup4j.huawei.wire.WireCalls.IMAGE;
import static io.github.backup4j.huawei.wire.WireCalls.IMAGED_DISK;
import static io.github.backup4j.huawei.wire.WireCalls.IMAGED_SERVER;
import static io.github.backup4j.huawei.wire.WireCalls.OTHER_VAULT;
import static io.github.backup4j.huawei.wire.WireCalls.PARTNER;
import static io.github.backup4j.huawei.wire.WireCalls.SERVER_POINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.Reported;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Share;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TC24 and TC25: what the provider makes of the documented answers about images, shares and copies. */
class ImageCasesTest {
    private final Replay replay = new Replay();

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void tc24_imageOfSystemDisk_isAllThatTheAnswerSays() {
        Image image = replay.play("tc24a-image-of-system-disk", Image.class);

        assertThat(image.id()).isEqualTo(IMAGE);
        assertThat(image.kind()).isEqualTo(Image.Kind.SYSTEM_DISK);
        assertThat(image.source()).isEqualTo(ImageSource.systemDiskOf(IMAGED_SERVER));
        assertThat(image.tags()).isEqualTo(Map.of("team", "shop"));
    }

    @Test
    void tc24_imageOfDataDisk_isNamedByAPartOfTheJob() {
        Image image = replay.play("tc24b-image-of-data-disk", Image.class);

        assertThat(image.id()).isEqualTo(IMAGE);
        assertThat(image.source()).isEqualTo(ImageSource.disk(IMAGED_DISK));
    }

    @ParameterizedTest
    @CsvSource({"tc24c-image-of-server", "tc24d-image-of-backup"})
    void tc24_imageOfWholeServer_knowsTheRestorePointBehindIt(String name) {
        Image image = replay.play(name, Image.class);

        assertThat(image.kind()).isEqualTo(Image.Kind.WHOLE_SERVER);
        assertThat(image.restorePoint()).isEqualTo(SERVER_POINT);
    }

    @Test
    void tc24_secondImageOfARestorePoint_conflict() {
        Conflict failure =
                catchThrowableOfType(Conflict.class, () -> replay.play("tc24e-second-image-of-backup", Image.class));

        assertThat(failure.code()).contains("IMG.0029");
    }

    @ParameterizedTest
    @CsvSource({"tc25a-delete-image-and-backup, true", "tc25b-delete-image, false"})
    void tc25_imageDeleted_withItsRestorePointOrWithout(String name, boolean withBackup) {
        assertThat(replay.play(name, String.class)).isEqualTo("done");

        assertThat(replay.sent().get(1).body().path("delete_backup").booleanValue())
                .isEqualTo(withBackup);
    }

    @Test
    void tc25_restorePointOfAnImageDeleted_conflict() {
        Conflict failure =
                catchThrowableOfType(Conflict.class, () -> replay.play("tc25c-delete-backup-of-image", String.class));

        assertThat(failure.code()).contains("BackupService.6204");
    }

    @Test
    void tc25_descriptionThatIsNotSet_isAddedInsteadOfReplaced() {
        Image image = replay.play("tc25d-update-image", Image.class);

        assertThat(image.name()).isEqualTo("shop-system-2");
        assertThat(image.description()).isEqualTo("of the shop");
    }

    @Test
    void tc25_restorePointShared_andAccepted() {
        assertThat(replay.play("tc25-share-backup", Share.class))
                .isEqualTo(new Share(PARTNER, Reported.of(Share.Status.PENDING), null));
        assertThat(replay.play("tc25-accept-share", Share.class))
                .isEqualTo(new Share(Replay.PROJECT, Reported.of(Share.Status.ACCEPTED), OTHER_VAULT));
    }

    @Test
    void tc25_encryptedRestorePointShared_conflict() {
        Conflict failure =
                catchThrowableOfType(Conflict.class, () -> replay.play("tc25-share-encrypted-backup", Share.class));

        assertThat(failure.code()).contains("BackupService.6709");
    }

    @Test
    void tc25_restorePointCopied_isThereWhenItsRecordSaysSo() {
        RestorePoint point = replay.play("tc25-replicate", RestorePoint.class);

        assertThat(point.copies())
                .containsExactly(new RestorePoint.Copy(
                        FAR, OTHER_VAULT, null, Reported.of(RestorePoint.CopyStatus.AVAILABLE, "success")));
    }
}
