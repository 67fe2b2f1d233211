package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupException;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Preflight;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * That a call which destroys something destroys nothing when it is aimed at the wrong thing: at an id of another kind, of
 * another project or of nothing, or at a resource that is not the one meant.
 */
@DisplayName("Calls that destroy, aimed at the wrong thing")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class WrongTargetsContract extends ContractTest {
    private static final String NOTHING = "00000000-0000-4000-8000-000000000000";

    /** A member of {@link #disks}, with a restore point, a snapshot and an image. */
    private Resource.Disk orders;

    /** A disk that nobody protects. */
    private Resource.Disk spare;

    /** A member of {@link #servers}, with a restore point. */
    private Resource.Server shop;

    private Vault disks;
    private Vault servers;
    private Policy policy;
    private RestorePoint pointOfOrders;
    private RestorePoint pointOfShop;
    private Snapshot snapshot;
    private Image image;
    private Map<String, Object> before;

    @BeforeEach
    final void fill() {
        orders = disk("orders", "saved");
        spare = disk("spare", "spare");
        shop = serverWithDataDisk("shop", "system saved", "data saved");
        disks = diskVault("disks", orders);
        servers = serverVault("servers", shop);
        // It is not enabled, so that nothing happens by itself while time passes.
        policy = backup.policies()
                .create(PolicySpec.backup("paused", Schedule.dailyAt("02:00"), Retention.forever())
                        .withEnabled(false));
        backup.policies().attach(policy.id(), disks.id());
        pointOfOrders = pointOf(orders, disks);
        pointOfShop = pointOf(shop, servers);
        snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "snapshot")));
        image = done(backup.images().build(ImageSpec.of("image", ImageSource.disk(orders))));
        write(orders, "now");
        write(systemDiskOf(shop), "system now");
        write(dataDiskOf(shop), "data now");
        before = everything();
    }

    @Nested
    @DisplayName("A vault")
    class OfVaults {
        @Test
        @DisplayName("is not deleted by an id of anything else")
        void delete_idOfAnythingElse_notFoundAndNothingChanged() {
            for (Removal removal : Removal.values()) {
                eachIdBut(
                        disks.id().value(),
                        servers.id().value(),
                        id -> notFound(() -> backup.vaults().delete(new VaultId(id), removal)));
            }

            nothingChanged();
        }

        @Test
        @DisplayName("is not locked by an id of anything else")
        void lockForever_idOfAnythingElse_notFoundAndNothingChanged() {
            requires(Capability.VAULT_LOCK);

            eachIdBut(
                    disks.id().value(),
                    servers.id().value(),
                    id -> notFound(() -> backup.vaults().lockForever(new VaultId(id))));

            nothingChanged();
        }

        @Test
        @DisplayName("keeps its members if an id of anything else is named")
        void remove_idOfAnythingElse_notFoundAndNothingChanged() {
            eachIdBut(
                    disks.id().value(),
                    servers.id().value(),
                    id -> notFound(
                            () -> backup.vaults().remove(new VaultId(id), orders, Removal.DELETING_RESTORE_POINTS)));

            nothingChanged();
        }

        @Test
        @DisplayName("keeps its members if what is taken out is none of them, or of another kind")
        void remove_whatIsNoMember_refusedAndNothingChanged() {
            List<Resource> strangers = List.of(
                    spare,
                    systemDiskOf(shop),
                    Resource.server(orders.id()),
                    new Resource.Unrecognized("disk", orders.id()),
                    Resource.disk(disks.id().value()),
                    Resource.disk(pointOfOrders.id().value()));
            for (Resource stranger : strangers) {
                refused(() -> backup.vaults().remove(disks.id(), stranger, Removal.DELETING_RESTORE_POINTS));
                refused(() ->
                        backup.vaults().remove(disks.id(), List.of(orders, stranger), Removal.DELETING_RESTORE_POINTS));
                refused(() -> backup.vaults().remove(servers.id(), stranger, Removal.DELETING_RESTORE_POINTS));
            }
            refused(() -> backup.vaults().remove(disks.id(), shop, Removal.DELETING_RESTORE_POINTS));
            refused(() -> backup.vaults().remove(servers.id(), orders, Removal.DELETING_RESTORE_POINTS));
            refused(() ->
                    backup.vaults().remove(servers.id(), Resource.disk(shop.id()), Removal.DELETING_RESTORE_POINTS));

            nothingChanged();
        }

        @Test
        @DisplayName("keeps its members if they are moved from or to an id of anything else")
        void move_idOfAnythingElse_notFoundAndNothingChanged() {
            requires(Capability.MEMBER_MOVE);

            eachIdBut(disks.id().value(), servers.id().value(), id -> {
                notFound(() -> backup.vaults().move(disks.id(), new VaultId(id), List.of(orders)));
                notFound(() -> backup.vaults().move(new VaultId(id), disks.id(), List.of(orders)));
            });

            nothingChanged();
        }
    }

    @Nested
    @DisplayName("A policy")
    class OfPolicies {
        @Test
        @DisplayName("is not deleted by an id of anything else")
        void delete_idOfAnythingElse_notFoundAndNothingChanged() {
            eachIdBut(
                    policy.id().value(), id -> notFound(() -> backup.policies().delete(new PolicyId(id))));

            nothingChanged();
        }

        @Test
        @DisplayName("is neither detached nor replaced by an id of anything else")
        void detachAndReplace_idOfAnythingElse_notFoundAndNothingChanged() {
            eachIdBut(policy.id().value(), disks.id().value(), id -> {
                notFound(() -> backup.policies().detach(new PolicyId(id), disks.id()));
                notFound(() -> backup.policies().detach(policy.id(), new VaultId(id)));
                notFound(() -> backup.policies().replace(policy.id(), new PolicyId(id), disks.id()));
                notFound(() -> backup.policies().replace(new PolicyId(id), policy.id(), disks.id()));
            });

            nothingChanged();
        }
    }

    @Nested
    @DisplayName("A restore point")
    class OfRestorePoints {
        @Test
        @DisplayName("is not deleted by an id of anything else")
        void delete_idOfAnythingElse_notFoundAndNothingChanged() {
            eachIdBut(
                    pointOfOrders.id().value(),
                    pointOfShop.id().value(),
                    id -> notFound(() -> backup.restorePoints().delete(new RestorePointId(id))));

            nothingChanged();
        }

        @Test
        @DisplayName("of a server stays whole: one part of it can be read, but not be changed or deleted")
        void everyChange_partOfAServers_notFoundAndNothingChanged() {
            for (RestorePoint.Part part : pointOfShop.parts()) {
                notFound(() -> backup.restorePoints().delete(part.id()));
                notFound(() -> backup.restorePoints().update(part.id(), new RestorePointUpdate("renamed")));
                notFound(() -> backup.restorePoints().get(part.id()));
                restoreNotFound(backup, part.id(), InPlace.over(shop));
            }

            nothingChanged();
        }

        @Test
        @DisplayName("of a server brings one disk back over that very disk only")
        void restore_partOfAServersOverAnythingElse_refusedAndNothingOverwritten() {
            for (RestorePoint.Part part : pointOfShop.parts()) {
                List<Resource> others = new ArrayList<>(List.of(orders, spare, Resource.disk(NOTHING)));
                others.addAll(harness.disksOf(shop));
                others.remove(part.disk());
                for (Resource other : others) {
                    restoreRefused(part.id(), InPlace.over(other));
                    restoreRefused(part.id(), InPlace.over(other).detachingFirst());
                }
            }

            nothingChanged();
        }

        @Test
        @DisplayName("is not brought back by an id of anything else")
        void restore_idOfAnythingElse_notFoundAndNothingOverwritten() {
            eachIdBut(pointOfOrders.id().value(), pointOfShop.id().value(), id -> {
                restoreNotFound(backup, new RestorePointId(id), InPlace.over(orders));
                restoreNotFound(backup, new RestorePointId(id), InPlace.over(shop));
            });

            nothingChanged();
        }

        @Test
        @DisplayName("of a disk is brought back over no other disk, and over no server")
        void restore_ofADiskOverAnythingElse_refusedAndNothingOverwritten() {
            List<Resource> others = List.of(
                    spare,
                    shop,
                    systemDiskOf(shop),
                    dataDiskOf(shop),
                    Resource.server(orders.id()),
                    Resource.disk(disks.id().value()),
                    Resource.disk(NOTHING));
            for (Resource other : others) {
                restoreRefused(pointOfOrders.id(), InPlace.over(other));
                restoreRefused(pointOfOrders.id(), InPlace.over(other).detachingFirst());
            }

            nothingChanged();
        }

        @Test
        @DisplayName("of a server is brought back over no other server, and over no disk")
        void restore_ofAServerOverAnythingElse_refusedAndNothingOverwritten() {
            Resource.Server other = server("other", "other saved");
            before = everything();
            List<Resource> others =
                    List.of(other, orders, spare, dataDiskOf(shop), Resource.disk(shop.id()), Resource.server(NOTHING));
            for (Resource one : others) {
                restoreRefused(pointOfShop.id(), InPlace.over(one));
                restoreRefused(pointOfShop.id(), InPlace.over(one).detachingFirst());
            }

            nothingChanged();
        }

        @Test
        @DisplayName("that another project shares cannot be changed, deleted or brought back over a disk")
        void everyChange_sharedByAnotherProject_notFoundAndNothingChanged() {
            requires(Capability.RESTORE_POINT_SHARING);
            CloudBackup theirs = harness.backup(harness.otherProject());
            Vault taker = theirs.vaults().create(disks.toSpec());
            backup.restorePoints()
                    .share(pointOfOrders.id(), harness.otherProject().project());
            theirs.restorePoints().accept(pointOfOrders.id(), taker.id());
            before = everything();

            notFound(() -> theirs.restorePoints().delete(pointOfOrders.id()));
            notFound(() -> theirs.restorePoints().update(pointOfOrders.id(), new RestorePointUpdate("renamed")));
            restoreNotFound(theirs, pointOfOrders.id(), InPlace.over(orders));
            notFound(() -> theirs.restorePoints()
                    .unshare(pointOfOrders.id(), harness.otherProject().project()));

            nothingChanged();
            assertThat(theirs.restorePoints().get(pointOfOrders.id()).available())
                    .isTrue();
        }

        @Test
        @DisplayName("is taken back from nobody by a name that cannot be a project's")
        void shareAndUnshare_whatIsNoProject_invalidAndNothingChanged() {
            requires(Capability.RESTORE_POINT_SHARING);
            for (String odd : List.of("", " ", "../x", "a/b", "a?b", "a#b", "a b", "a\nb", "..")) {
                invalid(() -> backup.restorePoints().share(pointOfOrders.id(), odd));
                invalid(() -> backup.restorePoints().unshare(pointOfOrders.id(), odd));
            }

            nothingChanged();
        }
    }

    @Nested
    @DisplayName("A snapshot")
    class OfSnapshots {
        @Test
        @DisplayName("is not deleted by an id of anything else")
        void delete_idOfAnythingElse_notFoundAndNothingChanged() {
            eachIdBut(
                    snapshot.id().value(),
                    id -> notFound(() -> backup.snapshots().delete(new SnapshotId(id))));

            nothingChanged();
        }

        @Test
        @DisplayName("puts no disk back by an id of anything else")
        void rollBack_idOfAnythingElse_notFoundAndNothingOverwritten() {
            eachIdBut(snapshot.id().value(), id -> rollBackRefused(backup, new SnapshotId(id), orders, NotFound.class));

            nothingChanged();
        }

        @Test
        @DisplayName("puts back no other disk")
        void rollBack_anotherDisk_refusedAndNothingOverwritten() {
            List<Resource.Disk> others = List.of(
                    spare,
                    systemDiskOf(shop),
                    dataDiskOf(shop),
                    Resource.disk(shop.id()),
                    Resource.disk(snapshot.id().value()),
                    Resource.disk(NOTHING));
            for (Resource.Disk other : others) {
                rollBackRefused(backup, snapshot.id(), other, Invalid.class);
            }

            nothingChanged();
        }
    }

    @Nested
    @DisplayName("An image")
    class OfImages {
        @Test
        @DisplayName("is not deleted by an id of anything else")
        void delete_idOfAnythingElse_notFoundAndNothingChanged() {
            for (Removal removal : Removal.values()) {
                eachIdBut(
                        image.id().value(), id -> notFound(() -> backup.images().delete(new ImageId(id), removal)));
            }

            nothingChanged();
        }

        @Test
        @DisplayName("that another project shares cannot be deleted")
        void delete_sharedByAnotherProject_notFoundAndNothingChanged() {
            requires(Capability.IMAGE_SHARING);
            CloudBackup theirs = harness.backup(harness.otherProject());
            backup.images().share(image.id(), harness.otherProject().project());
            theirs.images().accept(image.id());
            before = everything();

            for (Removal removal : Removal.values()) {
                notFound(() -> theirs.images().delete(image.id(), removal));
            }

            nothingChanged();
            assertThat(theirs.images().get(image.id()).shared()).isTrue();
        }

        @Test
        @DisplayName("is taken back from nobody by a name that cannot be a project's")
        void shareAndUnshare_whatIsNoProject_invalidAndNothingChanged() {
            requires(Capability.IMAGE_SHARING);
            for (String odd : List.of("", " ", "../x", "a/b", "a?b", "a#b", "a b", "a\nb", "..")) {
                invalid(() -> backup.images().share(image.id(), odd));
                invalid(() -> backup.images().unshare(image.id(), odd));
            }

            nothingChanged();
        }
    }

    @Nested
    @DisplayName("Everything of a project")
    class OfProjects {
        @Test
        @DisplayName("stays as it is whatever another project calls for by its ids")
        void everyCall_ofAnotherProject_notFoundAndNothingChanged() {
            everyCallNotFound(harness.backup(harness.otherProject()));
        }

        @Test
        @DisplayName("stays as it is whatever is called for by its ids in another region")
        void everyCall_inAnotherRegion_notFoundAndNothingChanged() {
            everyCallNotFound(harness.backup(harness.otherRegion()));
        }

        private void everyCallNotFound(CloudBackup theirs) {
            notFound(() -> theirs.vaults().delete(disks.id(), Removal.DELETING_RESTORE_POINTS));
            notFound(() -> theirs.vaults().remove(disks.id(), orders, Removal.DELETING_RESTORE_POINTS));
            notFound(() -> theirs.policies().delete(policy.id()));
            notFound(() -> theirs.policies().detach(policy.id(), disks.id()));
            notFound(() -> theirs.restorePoints().delete(pointOfOrders.id()));
            restoreNotFound(theirs, pointOfOrders.id(), InPlace.over(orders));
            restoreNotFound(theirs, pointOfShop.id(), InPlace.over(shop));
            RestorePointId part =
                    pointOfShop.part(dataDiskOf(shop)).orElseThrow().id();
            restoreNotFound(theirs, part, InPlace.over(dataDiskOf(shop)).detachingFirst());
            notFound(() -> theirs.snapshots().delete(snapshot.id()));
            rollBackRefused(theirs, snapshot.id(), orders, NotFound.class);
            notFound(() -> theirs.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS));

            nothingChanged();
        }

        @Test
        @DisplayName("stays as it is by ids that another project or region has given")
        void everyCall_withIdsOfAnotherProjectOrRegion_notFoundAndNothingChanged() {
            for (Site site : List.of(harness.otherProject(), harness.otherRegion())) {
                CloudBackup theirs = harness.backup(site);
                Vault vault = theirs.vaults().create(disks.toSpec());
                Policy paused = theirs.policies().create(policy.toSpec());
                theirs.policies().attach(paused.id(), vault.id());

                for (Removal removal : Removal.values()) {
                    notFound(() -> backup.vaults().delete(vault.id(), removal));
                }
                notFound(() -> backup.vaults().remove(vault.id(), orders, Removal.DELETING_RESTORE_POINTS));
                notFound(() -> backup.policies().delete(paused.id()));
                notFound(() -> backup.policies().detach(paused.id(), vault.id()));
                notFound(() -> backup.policies().detach(policy.id(), vault.id()));
                notFound(() -> backup.policies().detach(paused.id(), disks.id()));

                assertThat(theirs.vaults().get(vault.id()).id()).isEqualTo(vault.id());
                assertThat(theirs.vaults().get(vault.id()).policies())
                        .extracting(Vault.AttachedPolicy::policy)
                        .containsExactly(paused.id());
                assertThat(theirs.policies().get(paused.id()).id()).isEqualTo(paused.id());
            }
            nothingChanged();
        }

        @Test
        @DisplayName("stays as it is by ids that look like its own")
        void everyCall_withIdsThatLookAlike_notFoundAndNothingChanged() {
            notFound(() ->
                    backup.vaults().delete(new VaultId(like(disks.id().value())), Removal.DELETING_RESTORE_POINTS));
            notFound(
                    () -> backup.policies().delete(new PolicyId(like(policy.id().value()))));
            notFound(() -> backup.restorePoints()
                    .delete(new RestorePointId(like(pointOfOrders.id().value()))));
            restoreNotFound(backup, new RestorePointId(like(pointOfOrders.id().value())), InPlace.over(orders));
            restoreRefused(pointOfOrders.id(), InPlace.over(Resource.disk(like(orders.id()))));
            restoreRefused(pointOfShop.id(), InPlace.over(Resource.server(like(shop.id()))));
            notFound(() ->
                    backup.snapshots().delete(new SnapshotId(like(snapshot.id().value()))));
            rollBackRefused(backup, new SnapshotId(like(snapshot.id().value())), orders, NotFound.class);
            rollBackRefused(backup, snapshot.id(), Resource.disk(like(orders.id())), Invalid.class);
            for (Removal removal : Removal.values()) {
                notFound(
                        () -> backup.images().delete(new ImageId(like(image.id().value())), removal));
            }

            nothingChanged();
        }

        /** An id that nothing has, and that differs from another in its last character alone. */
        private String like(String id) {
            String known = everything().toString() + pointOfShop.parts();
            for (char last : "fedcba9876543210".toCharArray()) {
                String other = id.substring(0, id.length() - 1) + last;
                if (!known.contains(other)) {
                    return other;
                }
            }
            throw new AssertionError("every id that is like " + id + " is of something");
        }
    }

    // ---- what is aimed at, and what became of it

    private void eachIdBut(String meant, Consumer<String> call) {
        eachIdBut(meant, meant, call);
    }

    /** Does something with the id of everything in the world but two, and with an id of nothing. */
    private void eachIdBut(String meant, String alsoMeant, Consumer<String> call) {
        List<String> ids = new ArrayList<>(List.of(
                NOTHING,
                orders.id(),
                spare.id(),
                shop.id(),
                disks.id().value(),
                servers.id().value(),
                policy.id().value(),
                pointOfOrders.id().value(),
                pointOfShop.id().value(),
                snapshot.id().value(),
                image.id().value()));
        if (pointOfOrders.run() != null) {
            ids.add(pointOfOrders.run().value());
        }
        ids.removeAll(List.of(meant, alsoMeant));
        ids.forEach(call);
    }

    private static void notFound(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(NotFound.class);
    }

    private static void invalid(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(Invalid.class);
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(BackupException.class)
                .isInstanceOfAny(NotFound.class, Invalid.class);
    }

    /** Has a restore refused by its preflight and by itself, for the same reason. */
    private void restoreRefused(RestorePointId id, InPlace<?> target) {
        refusedAlike(
                backup.restorePoints().preflight(id, target),
                () -> backup.restorePoints().restore(id, target),
                NotFound.class,
                Invalid.class);
    }

    private static void restoreNotFound(CloudBackup by, RestorePointId id, InPlace<?> target) {
        refusedAlike(
                by.restorePoints().preflight(id, target),
                () -> by.restorePoints().restore(id, target),
                NotFound.class);
    }

    private static void rollBackRefused(
            CloudBackup by, SnapshotId id, Resource.Disk disk, Class<? extends BackupException> type) {
        refusedAlike(by.snapshots().preflight(id, disk), () -> by.snapshots().rollBack(id, disk), type);
    }

    private static void refusedAlike(Preflight preflight, Supplier<?> call, Class<?>... types) {
        Throwable thrown = catchThrowable(call::get);
        assertThat(thrown).as("after\n%s", preflight).isInstanceOfAny(types);
        assertThat(preflight.failures()).as("%s", preflight).isNotEmpty();
        assertThat(preflight.failures().get(0).failure()).as("%s", preflight).isExactlyInstanceOf(thrown.getClass());
    }

    private void nothingChanged() {
        harness.advance(LONG);
        assertThat(everything()).isEqualTo(before);
    }
}
