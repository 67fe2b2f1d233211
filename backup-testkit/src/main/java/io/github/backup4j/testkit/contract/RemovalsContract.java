package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link Removal} promises: the same wherever it is an argument. */
@DisplayName("Removal")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class RemovalsContract extends ContractTest {
    @Test
    @DisplayName("that keeps restore points loses none: of a member, a vault or an image")
    void keeping_whateverGoes_noRestorePointIsLost() {
        requires(Capability.VAULTS);
        requires(Capability.WHOLE_SERVER_IMAGES);
        Resource.Server shop = server("shop", "s");
        Vault vault = serverVault("servers", shop);
        RestorePoint imaged = pointOf(shop, vault);
        RestorePoint other = pointOf(shop, vault);
        Image image = imageOf(imaged);

        assertThatThrownBy(() -> backup.vaults().remove(vault.id(), shop, Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining(Removal.DELETING_RESTORE_POINTS.name());
        assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining(Removal.DELETING_RESTORE_POINTS.name());
        backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(backup.images().list()).isEmpty();
        assertThat(present()).containsExactly(other.id(), imaged.id());
        assertThat(backup.vaults().get(vault.id()).member(shop)).isPresent();
    }

    @Test
    @DisplayName("that deletes restore points loses those of the member that goes, and no others")
    void deleting_aMember_itsOwnAloneAreLost() {
        requires(Capability.VAULTS);
        Resource.Disk going = disk("going", "g");
        Resource.Disk staying = disk("staying", "s");
        Vault vault = diskVault("disks", going, staying);
        pointOf(going, vault);
        RestorePoint kept = pointOf(staying, vault);

        backup.vaults().remove(vault.id(), going, Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(present()).containsExactly(kept.id());
        assertThat(read(going)).isEqualTo("g");
    }

    @Test
    @DisplayName("that deletes restore points loses those in the vault that goes, and no others")
    void deleting_aVault_thoseInItAloneAreLost() {
        requires(Capability.VAULTS);
        Resource.Disk going = disk("going", "g");
        Resource.Disk staying = disk("staying", "s");
        Vault vault = diskVault("disks", going);
        Vault other = diskVault("others", staying);
        pointOf(going, vault);
        RestorePoint kept = pointOf(staying, other);

        backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(present()).containsExactly(kept.id());
        assertThat(read(going)).isEqualTo("g");
    }

    @Test
    @DisplayName("that deletes restore points loses the one behind the image that goes, and no others")
    void deleting_anImage_theOneBehindItAloneIsLost() {
        requires(Capability.WHOLE_SERVER_IMAGES);
        Resource.Server shop = server("shop", "s");
        Vault vault = serverVault("servers", shop);
        RestorePoint imaged = pointOf(shop, vault);
        RestorePoint kept = pointOf(shop, vault);
        Image image = imageOf(imaged);

        backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(present()).containsExactly(kept.id());
        assertThat(backup.images().list()).isEmpty();
    }

    @Test
    @DisplayName("that deletes restore points loses none at all if one of them may not go")
    void deleting_oneIsHeldByAnImage_noneIsLost() {
        requires(Capability.VAULTS);
        requires(Capability.WHOLE_SERVER_IMAGES);
        Resource.Server shop = server("shop", "s");
        Vault vault = serverVault("servers", shop);
        RestorePoint imaged = pointOf(shop, vault);
        RestorePoint other = pointOf(shop, vault);
        Image image = imageOf(imaged);

        assertThatThrownBy(() -> backup.vaults().remove(vault.id(), shop, Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        harness.advance(A_WHILE);

        assertThat(present()).containsExactly(other.id(), imaged.id());
        assertThat(backup.images().get(image.id())).isEqualTo(image);
    }

    @Test
    @DisplayName("is the same, whichever is said, where there are no restore points")
    void either_noRestorePoints_same() {
        requires(Capability.VAULTS);
        for (Removal removal : Removal.values()) {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("disks", disk);

            backup.vaults().remove(vault.id(), disk, removal);
            harness.advance(A_WHILE);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
            backup.vaults().delete(vault.id(), removal);
            harness.advance(A_WHILE);

            assertThat(backup.vaults().list()).isEmpty();
        }
    }

    private Image imageOf(RestorePoint point) {
        return done(backup.images().build(ImageSpec.of("shop", ImageSource.restorePoint(point.id()))));
    }

    private List<RestorePointId> present() {
        return backup.restorePoints()
                .list()
                .filter(RestorePoint::available)
                .map(RestorePoint::id)
                .toList();
    }
}
