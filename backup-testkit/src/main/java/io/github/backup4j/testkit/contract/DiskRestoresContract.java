package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Restores of one disk: out of a server's restore point, to a server, and back to a snapshot. */
@DisplayName("Restores of one disk")
abstract class DiskRestoresContract extends ContractTest {
    private Resource.Server shop;
    private Resource.Disk system;
    private Resource.Disk data;

    private void addShop() {
        shop = serverWithDataDisk("shop", "system saved", "data saved");
        system = systemDiskOf(shop);
        data = dataDiskOf(shop);
    }

    private void overwrite() {
        write(system, "system now");
        write(data, "data now");
    }

    private void requireUntouched() {
        harness.advance(LONG);
        assertThat(read(system)).isEqualTo("system now");
        assertThat(read(data)).isEqualTo("data now");
        assertThat(harness.disksOf(shop)).containsExactly(system, data);
        assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    private RequestKey key() {
        return RequestKey.of("key-" + UUID.randomUUID());
    }

    @Nested
    @DisplayName("of one disk of a server's restore point, in place,")
    class APartInPlace {
        private RestorePoint point;

        private void backUp() {
            addShop();
            point = pointOf(shop, serverVault("servers", shop));
            overwrite();
        }

        private RestorePoint.Part part(Resource.Disk disk) {
            return point.part(disk).orElseThrow();
        }

        @Test
        @DisplayName("brings back that disk alone, attaches it again and starts the server")
        void restore_dataDiskDetachingFirst_bringsBackThatDiskAlone() {
            backUp();

            Resource.Disk restored = done(backup.restorePoints()
                    .restore(part(data).id(), InPlace.over(data).detachingFirst()));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(read(system)).isEqualTo("system now");
            assertThat(harness.disksOf(shop)).containsExactly(system, data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(backup.restorePoints().get(point.id())).isEqualTo(point);
        }

        @Test
        @DisplayName("brings back the disk that the server starts from")
        void restore_systemDiskDetachingFirst_letsTheServerStartFromItAgain() {
            backUp();

            done(backup.restorePoints()
                    .restore(part(system).id(), InPlace.over(system).detachingFirst()));

            assertThat(read(system)).isEqualTo("system saved");
            assertThat(read(data)).isEqualTo("data now");
            assertThat(systemDiskOf(shop)).isEqualTo(system);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("needs no server where somebody has detached the disk")
        void restore_detachedDisk_bringsItBackAndLeavesItDetached() {
            backUp();
            harness.stop(shop);
            harness.detach(data);

            done(backup.restorePoints().restore(part(data).id(), InPlace.over(data)));

            assertThat(read(data)).isEqualTo("data saved");
            assertThat(harness.disksOf(shop)).containsExactly(system);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("is a conflict while the disk is attached, unless it is detached first")
        void restore_attachedDisk_isAConflictAndOverwritesNothing() {
            backUp();

            assertThatThrownBy(() -> backup.restorePoints().restore(part(data).id(), InPlace.over(data)))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("detachingFirst()");

            requireUntouched();
        }

        @Test
        @DisplayName("with the id of the whole restore point is invalid, and names the part")
        void restore_wholePointOverADisk_isInvalidAndNamesThePart() {
            backUp();

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), InPlace.over(data).detachingFirst()))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("part " + part(data).id());

            requireUntouched();
        }

        @Test
        @DisplayName("is not found over the server, and names the whole")
        void restore_partOverTheServer_isNotFoundAndNamesTheWhole() {
            backUp();

            assertThatThrownBy(() -> backup.restorePoints().restore(part(data).id(), InPlace.over(shop)))
                    .isInstanceOf(NotFound.class)
                    .hasMessageContaining(point.id().value());

            requireUntouched();
        }

        @Test
        @DisplayName("shrinks an enlarged disk back, and refuses one that is too small")
        void restore_diskOfAnotherSize_shrinksItBackOrIsAConflict() {
            addShop();
            Vault vault = serverVault("servers", shop);
            RestorePoint small = pointOf(shop, vault);
            harness.enlarge(data, DataSize.gib(20));
            RestorePoint large = pointOf(shop, vault);

            done(backup.restorePoints()
                    .restore(small.part(data).orElseThrow().id(), InPlace.over(data).detachingFirst()));
            assertThat(backup.resources().get(data).size()).isEqualTo(DataSize.gib(10));
            overwrite();

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(
                                    large.part(data).orElseThrow().id(),
                                    InPlace.over(data).detachingFirst()))
                    .isInstanceOf(Conflict.class);
            requireUntouched();
        }

        @Test
        @DisplayName("is busy while the restore point is being restored from")
        void restore_whileAnotherPartIsRestored_isBusy() {
            backUp();
            harness.stop(shop);
            harness.detach(data);
            Operation<Resource.Disk> first = backup.restorePoints().restore(part(data).id(), InPlace.over(data));

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(part(system).id(), InPlace.over(system).detachingFirst()))
                    .isInstanceOf(Busy.class);

            done(first);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(read(system)).isEqualTo("system now");
        }

        @Test
        @DisplayName("happens once for a key, and the key is of one part")
        void restore_withKey_happensOnce() {
            backUp();
            RequestKey key = key();
            InPlace<Resource.Disk> target = InPlace.over(data).detachingFirst();
            done(backup.restorePoints().restore(part(data).id(), target, key));
            write(data, "data after");

            Resource.Disk again = done(backup.restorePoints().restore(part(data).id(), target, key));

            assertThat(again).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data after");
            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(part(system).id(), InPlace.over(system).detachingFirst(), key))
                    .isInstanceOf(Conflict.class);
            assertThat(read(system)).isEqualTo("system now");
        }

        @Test
        @DisplayName("is continued by token in another process")
        void resume_byToken_endsWithTheDisk() {
            backUp();
            String token = backup.restorePoints()
                    .restore(part(data).id(), InPlace.over(data).detachingFirst())
                    .token();

            Resource.Disk restored = done(harness.backup().operations().resume(token, Resource.Disk.class));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("is logged with the disk and the part")
        void list_afterwards_namesTheDiskAndThePart() {
            backUp();

            done(backup.restorePoints()
                    .restore(part(data).id(), InPlace.over(data).detachingFirst()));

            assertThat(backup.operations().list(OperationFilter.all().ofKind(OperationRecord.Kind.RESTORE)))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.resource()).isEqualTo(data);
                        assertThat(entry.restorePoint()).isEqualTo(part(data).id());
                        assertThat(entry.status()).isEqualTo(OperationRecord.Status.SUCCEEDED);
                    });
        }
    }
}
