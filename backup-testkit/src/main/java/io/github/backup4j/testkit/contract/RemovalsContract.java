package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
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
    @DisplayName("that keeps restore points loses none that a policy made")
    void keeping_onlyAutomaticPoints_noneIsLost() {
        requires(Capability.VAULTS);
        requires(Capability.POLICIES);
        Resource.Disk disk = disk("data", "one");
        Vault vault = diskVault("disks", disk);
        RestorePoint automatic = automaticPointOf(disk, vault, Retention.forever());
        assertThat(automatic.automatic()).isTrue();

        assertKept(vault, disk);

        assertThat(backup.restorePoints().get(automatic.id()).available()).isTrue();
    }

    @Test
    @DisplayName("that keeps restore points loses none of a disk that no longer exists")
    void keeping_pointsOfADeletedDisk_noneIsLost() {
        requires(Capability.VAULTS);
        Resource.Disk disk = disk("data", "one");
        Vault vault = diskVault("disks", disk);
        RestorePoint point = pointOf(disk, vault);
        harness.delete(disk);

        assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        harness.advance(A_WHILE);

        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        assertThat(read(done(backup.restorePoints().restore(point.id(), DiskSpec.of("made")))))
                .isEqualTo("one");
    }

    @Test
    @DisplayName("that keeps restore points loses no copies, of which a vault has no members")
    void keeping_aVaultForCopies_noneIsLost() {
        requires(Capability.REPLICATION);
        Resource.Server shop = server("shop", "s");
        RestorePoint point = pointOf(shop, serverVault("servers", shop));
        CloudBackup there = harness.backup(harness.otherRegion());
        Vault copies = there.vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
        done(backup.restorePoints().copy(point.id(), harness.otherRegion(), copies.id(), "copy"));

        assertThatThrownBy(() -> there.vaults().delete(copies.id(), Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        harness.advance(A_WHILE);

        assertThat(there.restorePoints().list())
                .singleElement()
                .satisfies(copy -> assertThat(copy.available()).isTrue());
        assertThat(there.vaults().get(copies.id()).status()).isEqualTo(Vault.Status.AVAILABLE);
    }

    private void assertKept(Vault vault, Resource member) {
        assertThatThrownBy(() -> backup.vaults().remove(vault.id(), member, Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        harness.advance(A_WHILE);
        assertThat(backup.vaults().get(vault.id()).member(member)).isPresent();
    }

    @Test
    @DisplayName("that deletes restore points of a disk loses none of the server that the disk belongs to")
    void deleting_aDiskThatAServersPointHolds_theServersPointStays() {
        requires(Capability.VAULTS);
        Resource.Server shop = serverWithDataDisk("shop", "system", "data");
        Resource.Disk data = dataDiskOf(shop);
        Vault servers = serverVault("servers", shop);
        Vault disks = diskVault("disks", data);
        RestorePoint ofServer = pointOf(shop, servers);
        pointOf(data, disks);

        backup.vaults().remove(disks.id(), data, Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(present()).containsExactly(ofServer.id());
        RestorePoint.Part part =
                backup.restorePoints().get(ofServer.id()).part(data).orElseThrow();
        assertThat(read(done(backup.restorePoints().restore(part.id(), DiskSpec.of("made")))))
                .isEqualTo("data");
        assertThat(read(data)).isEqualTo("data");
    }

    @Test
    @DisplayName("that deletes restore points of a server loses none of a disk of it in another vault")
    void deleting_aServerWhoseDiskIsInAnotherVault_theDisksPointStays() {
        requires(Capability.VAULTS);
        Resource.Server shop = serverWithDataDisk("shop", "system", "data");
        Resource.Disk data = dataDiskOf(shop);
        Vault servers = serverVault("servers", shop);
        RestorePoint ofDisk = pointOf(data, diskVault("disks", data));
        pointOf(shop, servers);

        backup.vaults().remove(servers.id(), shop, Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(present()).containsExactly(ofDisk.id());
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
