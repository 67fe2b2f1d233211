package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AutoBind;
import io.github.backup4j.Billing;
import io.github.backup4j.Capability;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Temporary;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Capability} promises: a call works where the cloud can do it, and is refused and harmless elsewhere. */
@DisplayName("Capabilities")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class CapabilitiesContract extends ContractTest {
    private static final String EXPORTED_TO = "exports:images/data.img";

    /** Any vault in the other region; where nothing can be copied there, nothing looks at it. */
    private static final VaultId ELSEWHERE = new VaultId("00000000-0000-0000-0000-000000000003");

    /** Services that not every cloud has. */
    @Nested
    @DisplayName("VAULTS, POLICIES, IMAGES, OPERATION_LOG")
    class WholeServices {
        @Test
        @DisplayName("missing: no vault is created, changed, filled, emptied or deleted")
        void missing_vaults_unsupported() {
            without(Capability.VAULTS);
            VaultSpec spec = VaultSpec.forDisks("orders", DataSize.gib(100));
            Resource.Disk disk = disk("orders", "saved");

            refused(() -> backup.vaults().create(spec));
            refused(() -> backup.vaults().create(spec, RequestKey.of("order 4711")));
            refused(() -> backup.vaults().update(ELSEWHERE, spec));
            refused(() -> backup.vaults().add(ELSEWHERE, disk));
            refused(() -> backup.vaults().remove(ELSEWHERE, disk, Removal.DELETING_RESTORE_POINTS));
            refused(() -> backup.vaults().delete(ELSEWHERE, Removal.DELETING_RESTORE_POINTS));
        }

        @Test
        @DisplayName("missing: no policy is created, read, changed, attached, detached or deleted")
        void missing_policies_unsupported() {
            without(Capability.POLICIES);
            PolicyId policy = new PolicyId("00000000-0000-0000-0000-000000000004");
            PolicySpec spec = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));

            refused(() -> backup.policies().create(spec));
            refused(() -> backup.policies().create(spec, RequestKey.of("order 4711")));
            refused(() -> backup.policies().get(policy));
            refused(() -> backup.policies().list().toList());
            refused(() -> backup.policies().update(policy, spec));
            refused(() -> backup.policies().update(policy, present -> present));
            refused(() -> backup.policies().attach(policy, ELSEWHERE));
            refused(() -> backup.policies().replace(policy, policy, ELSEWHERE));
            refused(() -> backup.policies().detach(policy, ELSEWHERE));
            refused(() -> backup.policies().delete(policy));
        }

        @Test
        @DisplayName("missing: no image is created, read, changed, used or deleted")
        void missing_images_unsupported() {
            without(Capability.IMAGES);
            Resource.Disk disk = disk("orders", "saved");
            ImageId image = new ImageId("00000000-0000-0000-0000-000000000005");

            refused(() -> backup.images().build(ImageSpec.of("golden", ImageSource.disk(disk))));
            refused(() -> backup.images().get(image));
            refused(() -> backup.images().list().toList());
            refused(() -> backup.images().restore(image, DiskSpec.of("new")));
            refused(() -> backup.images().restore(image, ServerSpec.of("new")));
            refused(() -> backup.images().delete(image, Removal.DELETING_RESTORE_POINTS));
        }

        @Test
        @DisplayName("missing: no operations are listed")
        void missing_operationLog_unsupported() {
            without(Capability.OPERATION_LOG);

            refused(() -> backup.operations().list(OperationFilter.all()).toList());
        }
    }

    @Nested
    @DisplayName("SUBSCRIPTIONS")
    class Subscriptions {
        @Test
        @DisplayName("missing: no vault is bought for a period")
        void missing_subscribe_unsupported() {
            without(Capability.SUBSCRIPTIONS);
            Vault vault = diskVault("orders");

            refused(() ->
                    backup.vaults().subscribe(VaultSpec.forDisks("more", DataSize.gib(100)), Subscription.months(1)));
            refused(() -> backup.vaults().subscribe(vault.id(), Subscription.months(1)));
            refused(() -> backup.vaults().buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(900))));
        }

        @Test
        @DisplayName("there: vaults are bought for a period")
        void there_subscribe_works() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = diskVault("orders");

            assertThat(done(backup.vaults().subscribe(vault.id(), Subscription.months(1)))
                            .billing()
                            .mode())
                    .isEqualTo(Billing.Mode.SUBSCRIPTION);
        }
    }

    @Nested
    @DisplayName("AUTO_EXPAND")
    class AutoExpand {
        @Test
        @DisplayName("missing: no vault with automatic expansion is created or updated")
        void missing_createAndUpdate_unsupported() {
            without(Capability.AUTO_EXPAND);
            Vault vault = diskVault("orders");

            refused(() -> backup.vaults()
                    .create(VaultSpec.forDisks("more", DataSize.gib(100)).withAutoExpand(true)));
            refused(() -> backup.vaults()
                    .update(vault.id(), vault.toSpec().named("renamed").withAutoExpand(true)));
        }

        @Test
        @DisplayName("there: it is switched on and off")
        void there_update_switched() {
            requires(Capability.AUTO_EXPAND);
            Vault vault = diskVault("orders");

            Vault on = backup.vaults().update(vault.id(), vault.toSpec().withAutoExpand(true));
            assertThat(on.autoExpand()).isTrue();

            Vault off = backup.vaults().update(vault.id(), on.toSpec().withAutoExpand(false));
            assertThat(off.autoExpand()).isFalse();
        }
    }

    @Nested
    @DisplayName("AUTO_BIND")
    class AutoBinding {
        @Test
        @DisplayName("missing: no vault with automatic binding is created or updated")
        void missing_createAndUpdate_unsupported() {
            without(Capability.AUTO_BIND);
            Vault vault = serverVault("shops");

            refused(() -> backup.vaults()
                    .create(VaultSpec.forServers("more", DataSize.gib(100)).withAutoBind(AutoBind.everyServer())));
            refused(() -> backup.vaults()
                    .update(vault.id(), vault.toSpec().named("renamed").withAutoBind(AutoBind.everyServer())));
        }

        @Test
        @DisplayName("there: a matching server becomes a member after some time")
        void there_serverAppears_takenIn() {
            requires(Capability.AUTO_BIND);
            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("shops", DataSize.gib(400)).withAutoBind(AutoBind.everyServer()));
            Resource.Server server = server("shop", "one");

            harness.advance(LONG.plus(LONG));

            assertThat(backup.vaults().get(vault.id()).member(server)).isPresent();
        }
    }

    @Nested
    @DisplayName("APPLICATION_CONSISTENCY")
    class ApplicationConsistency {
        @Test
        @DisplayName("missing: no application-consistent vault is created or updated")
        void missing_createAndUpdate_unsupported() {
            without(Capability.APPLICATION_CONSISTENCY);
            Vault vault = serverVault("shops");

            refused(() -> backup.vaults()
                    .create(VaultSpec.forServers("more", DataSize.gib(100))
                            .withConsistency(Consistency.APPLICATION_CONSISTENT)));
            refused(() -> backup.vaults()
                    .update(
                            vault.id(),
                            vault.toSpec().named("renamed").withConsistency(Consistency.APPLICATION_CONSISTENT)));
        }

        @Test
        @DisplayName("there: an application-consistent vault is created")
        void there_create_works() {
            requires(Capability.APPLICATION_CONSISTENCY);

            assertThat(backup.vaults()
                            .create(VaultSpec.forServers("shops", DataSize.gib(100))
                                    .withConsistency(Consistency.APPLICATION_CONSISTENT))
                            .consistency())
                    .isEqualTo(Consistency.APPLICATION_CONSISTENT);
        }
    }

    @Nested
    @DisplayName("VAULT_LOCK")
    class VaultLock {
        @Test
        @DisplayName("missing: no vault is locked")
        void missing_lockForever_unsupported() {
            without(Capability.VAULT_LOCK);
            Vault vault = diskVault("orders");

            refused(() -> backup.vaults().lockForever(vault.id()));
        }

        @Test
        @DisplayName("there: a vault is locked")
        void there_lockForever_locked() {
            requires(Capability.VAULT_LOCK);

            assertThat(backup.vaults().lockForever(diskVault("orders").id()).locked())
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("DISK_EXCLUSION")
    class DiskExclusion {
        @Test
        @DisplayName("missing: no disk is left out")
        void missing_addServerExcluding_unsupported() {
            without(Capability.DISK_EXCLUSION);
            Resource.Disk data = disk("data", "one");
            Resource.Server server = harness.addServer("shop", disk("system", "two"), data);
            Vault vault = serverVault("shops");

            refused(() -> backup.vaults().addServerExcluding(vault.id(), server, Set.of(data)));
        }

        @Test
        @DisplayName("there: disks are left out")
        void there_addServerExcluding_leftOut() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Disk data = disk("data", "one");
            Resource.Server server = harness.addServer("shop", disk("system", "two"), data);
            Vault vault = serverVault("shops");

            assertThat(backup.vaults()
                            .addServerExcluding(vault.id(), server, Set.of(data))
                            .member(server)
                            .map(Vault.Member::excludedDisks))
                    .hasValue(Set.of(data));
        }
    }

    @Nested
    @DisplayName("MEMBER_SUSPENSION")
    class MemberSuspension {
        @Test
        @DisplayName("missing: no member is suspended or unsuspended")
        void missing_suspend_unsupported() {
            without(Capability.MEMBER_SUSPENSION);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            refused(() -> backup.vaults().suspend(vault.id(), List.of(disk)));
            refused(() -> backup.vaults().unsuspend(vault.id(), List.of(disk)));
        }

        @Test
        @DisplayName("there: a member is suspended")
        void there_suspend_suspended() {
            requires(Capability.MEMBER_SUSPENSION);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            assertThat(backup.vaults()
                            .suspend(vault.id(), List.of(disk))
                            .member(disk)
                            .map(Vault.Member::suspended))
                    .hasValue(true);
        }
    }

    @Nested
    @DisplayName("MEMBER_MOVE")
    class MemberMove {
        @Test
        @DisplayName("missing: no member moves")
        void missing_move_unsupported() {
            without(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault from = diskVault("from", disk);
            Vault to = diskVault("to");

            refused(() -> backup.vaults().move(from.id(), to.id(), List.of(disk)));
        }

        @Test
        @DisplayName("there: a member moves")
        void there_move_moved() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault from = diskVault("from", disk);
            Vault to = diskVault("to");

            assertThat(backup.vaults().move(from.id(), to.id(), List.of(disk)).member(disk))
                    .isPresent();
        }
    }

    @Nested
    @DisplayName("ZONED_SCHEDULES")
    class ZonedSchedules {
        private final Schedule london =
                Schedule.weekly(DayOfWeek.MONDAY).at("02:00").in("Europe/London");

        @Test
        @DisplayName("missing: a schedule that would drift is refused")
        void missing_createAndUpdate_unsupported() {
            without(Capability.ZONED_SCHEDULES);
            Policy policy = nightly(Retention.forever());

            refused(() -> backup.policies().create(PolicySpec.backup("more", london, Retention.forever())));
            refused(() -> backup.policies()
                    .update(policy.id(), policy.toSpec().named("renamed").withSchedule(london)));
        }

        @Test
        @DisplayName("there: a schedule is kept in its own zone")
        void there_create_keptInItsZone() {
            requires(Capability.ZONED_SCHEDULES);

            assertThat(backup.policies()
                            .create(PolicySpec.backup("weekly", london, Retention.forever()))
                            .schedule())
                    .isEqualTo(london);
        }
    }

    @Nested
    @DisplayName("REPLICATION")
    class Replication {
        @Test
        @DisplayName("missing: nothing is copied to another region manually")
        void missing_copy_unsupported() {
            without(Capability.REPLICATION);
            RestorePoint point = serverPoint();

            refused(() -> backup.restorePoints().copy(point.id(), harness.otherRegion(), ELSEWHERE, "copy"));
            refused(() -> backup.restorePoints().copyRegions());
            refused(() -> backup.vaults().copyTargets(harness.otherRegion()).toList());
        }

        @Test
        @DisplayName("missing: nothing is copied to another region by policy")
        void missing_attachReplicationPolicy_unsupported() {
            without(Capability.REPLICATION);
            Vault vault = serverVault("shops", server("shop", "one"));

            assertThatThrownBy(() -> {
                        Policy policy = backup.policies().create(replication());
                        backup.policies().attach(policy.id(), vault.id(), ELSEWHERE);
                    })
                    .isInstanceOf(Unsupported.class);
            assertThat(backup.vaults().list()).containsExactly(vault);
        }

        @Test
        @DisplayName("there: a restore point is copied manually")
        void there_copy_copied() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint();

            CloudBackup there = harness.backup(harness.otherRegion());

            RestorePoint copied = done(backup.restorePoints()
                    .copy(
                            point.id(),
                            harness.otherRegion(),
                            vaultForCopies(there).id(),
                            "copy"));

            assertThat(copied.copies()).hasSize(1);
            assertThat(there.restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("there: a replication policy is attached")
        void there_attachReplicationPolicy_attached() {
            requires(Capability.REPLICATION);
            Vault vault = serverVault("shops");
            Policy policy = backup.policies().create(replication());

            CloudBackup there = harness.backup(harness.otherRegion());

            backup.policies()
                    .attach(policy.id(), vault.id(), vaultForCopies(there).id());

            assertThat(backup.vaults().get(vault.id()).policies()).hasSize(1);
        }

        private PolicySpec replication() {
            return PolicySpec.replication(
                    "copies", Schedule.dailyAt("05:00"), Retention.days(30), harness.otherRegion());
        }
    }

    @Nested
    @DisplayName("RESTORE_POINT_SHARING")
    class RestorePointSharing {
        @Test
        @DisplayName("missing: no restore point is offered")
        void missing_share_unsupported() {
            without(Capability.RESTORE_POINT_SHARING);
            Resource.Disk disk = disk("data", "one");
            RestorePoint point = pointOf(disk, diskVault("orders", disk));

            refused(() -> backup.restorePoints()
                    .share(point.id(), harness.otherProject().project()));
        }

        @Test
        @DisplayName("there: a restore point is offered")
        void there_share_pending() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Disk disk = disk("data", "one");
            RestorePoint point = pointOf(disk, diskVault("orders", disk));

            assertThat(backup.restorePoints()
                            .share(point.id(), harness.otherProject().project())
                            .status())
                    .isEqualTo(Share.Status.PENDING);
        }
    }

    @Nested
    @DisplayName("RESTORE_TO_NEW_SERVER")
    class RestoreToNewServer {
        @Test
        @DisplayName("missing: no restore point becomes a new server")
        void missing_restore_unsupported() {
            without(Capability.RESTORE_TO_NEW_SERVER);
            RestorePoint point = serverPoint();

            refused(() -> backup.restorePoints().restore(point.id(), ServerSpec.of("again")));
        }

        @Test
        @DisplayName("there: a restore point becomes a new server")
        void there_restore_newServer() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            RestorePoint point = serverPoint();

            Resource.Server server = done(backup.restorePoints().restore(point.id(), ServerSpec.of("again")));

            assertThat(backup.resources().get(server).name()).isEqualTo("again");
        }
    }

    @Nested
    @DisplayName("DISK_ATTACHMENT")
    class DiskAttachment {
        @Test
        @DisplayName("missing: no new disk is attached to a server, and none is made")
        void missing_restore_unsupported() {
            without(Capability.DISK_ATTACHMENT);
            Resource.Disk disk = disk("orders", "saved");
            RestorePoint point = pointOf(disk, diskVault("orders", disk));
            Resource.Server server = Resource.server("00000000-0000-0000-0000-000000000006");

            refused(() -> backup.restorePoints()
                    .restore(point.id(), DiskSpec.of("again").attachedTo(server)));
        }

        @Test
        @DisplayName("there: a new disk is attached to a server")
        void there_restore_attached() {
            requires(Capability.DISK_ATTACHMENT);
            Resource.Disk disk = disk("orders", "saved");
            RestorePoint point = pointOf(disk, diskVault("orders", disk));
            Resource.Server server = server("shop", "system");

            Resource.Disk made = done(backup.restorePoints()
                    .restore(point.id(), DiskSpec.of("again").attachedTo(server)));

            assertThat(harness.disksOf(server)).contains(made);
        }
    }

    @Nested
    @DisplayName("DISCARD")
    class Discard {
        @Test
        @DisplayName("missing: nothing is deleted, whatever mark it carries")
        void missing_discard_unsupported() {
            without(Capability.DISCARD);
            Instant now = harness.now();
            Temporary mark = Temporary.of(RequestKey.of("drill"), now, now.plus(Duration.ofHours(1)));
            Resource.Disk disk = disk("data", "one");

            refused(() -> backup.resources().discard(disk, mark));
            assertThat(backup.resources().get(disk).name()).isEqualTo("data");
        }

        @Test
        @DisplayName("there: a temporary disk or server is deleted")
        void there_discard_gone() {
            requires(Capability.DISCARD);
            Resource.Disk disk = disk("data", "one");
            RestorePoint point = pointOf(disk, diskVault("orders", disk));
            Instant now = harness.now();
            Temporary mark = Temporary.of(RequestKey.of("drill"), now, now.plus(Duration.ofHours(1)));
            DiskSpec spec = DiskSpec.of("again").withTags(mark.tags());
            Resource.Disk made = done(backup.restorePoints().restore(point.id(), spec, mark.key()));

            assertThat(done(backup.resources().discard(made, mark))).isEqualTo(made);
            assertThatThrownBy(() -> backup.resources().get(made)).isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("WHOLE_SERVER_IMAGES")
    class WholeServerImages {
        @Test
        @DisplayName("missing: no image is built of all disks of a server")
        void missing_build_unsupported() {
            without(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server server = server("shop", "one");
            Vault vault = serverVault("shops", server);

            refused(() ->
                    backup.images().build(ImageSpec.of("shop-image", ImageSource.wholeServer(server, vault.id()))));
        }

        @Test
        @DisplayName("there: an image is built of all disks of a server")
        void there_build_wholeServer() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server server = server("shop", "one");
            Vault vault = serverVault("shops", server);

            Image image = done(
                    backup.images().build(ImageSpec.of("shop-image", ImageSource.wholeServer(server, vault.id()))));

            assertThat(image.kind()).isEqualTo(Image.Kind.WHOLE_SERVER);
        }
    }

    @Nested
    @DisplayName("IMAGE_FROM_SNAPSHOT")
    class ImageFromSnapshot {
        @Test
        @DisplayName("missing: no image is built from a snapshot")
        void missing_build_unsupported() {
            without(Capability.IMAGE_FROM_SNAPSHOT);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("data", "one"), "before")));

            refused(() -> backup.images().build(ImageSpec.of("data-image", ImageSource.snapshot(snapshot.id()))));
        }

        @Test
        @DisplayName("there: an image is built from a snapshot")
        void there_build_image() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("data", "one"), "before")));

            assertThat(done(backup.images().build(ImageSpec.of("data-image", ImageSource.snapshot(snapshot.id()))))
                            .status())
                    .isEqualTo(Image.Status.ACTIVE);
        }
    }

    @Nested
    @DisplayName("IMAGE_SHARING")
    class ImageSharing {
        @Test
        @DisplayName("missing: no image is offered")
        void missing_share_unsupported() {
            without(Capability.IMAGE_SHARING);
            Image image = image();

            refused(() ->
                    backup.images().share(image.id(), harness.otherProject().project()));
        }

        @Test
        @DisplayName("there: an image is offered")
        void there_share_pending() {
            requires(Capability.IMAGE_SHARING);
            Image image = image();

            assertThat(backup.images()
                            .share(image.id(), harness.otherProject().project())
                            .status())
                    .isEqualTo(Share.Status.PENDING);
        }
    }

    @Nested
    @DisplayName("IMAGE_COPY")
    class ImageCopy {
        @Test
        @DisplayName("missing: no image is copied, within the region or to another")
        void missing_copy_unsupported() {
            without(Capability.IMAGE_COPY);
            Image image = image();

            refused(() -> backup.images().copy(image.id(), ImageCopySpec.of("copy")));
            refused(() ->
                    backup.images().copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion())));
        }

        @Test
        @DisplayName("there: an image is copied")
        void there_copy_copied() {
            requires(Capability.IMAGE_COPY);
            Image image = image();

            Image copy = done(backup.images().copy(image.id(), ImageCopySpec.of("copy")));

            assertThat(copy.name()).isEqualTo("copy");
            assertThat(backup.images().list(ImageFilter.all())).hasSize(2);
        }
    }

    @Nested
    @DisplayName("IMAGE_EXPORT")
    class ImageExport {
        @Test
        @DisplayName("missing: no image is written to a file")
        void missing_export_unsupported() {
            without(Capability.IMAGE_EXPORT);
            Image image = image();

            refused(() -> backup.images().export(image.id(), EXPORTED_TO, Image.Format.QCOW2));
        }

        @Test
        @DisplayName("there: an image is written to a file")
        void there_export_written() {
            requires(Capability.IMAGE_EXPORT);
            Image image = image();

            assertThat(done(backup.images().export(image.id(), EXPORTED_TO, Image.Format.QCOW2)))
                    .isEqualTo(new Image.Export(image.id(), EXPORTED_TO, Image.Format.QCOW2));
        }
    }

    /** Skips the test where the cloud can do what it is about. */
    private void without(Capability capability) {
        Assumptions.assumeFalse(backup.supports(capability), () -> "this cloud has " + capability);
    }

    /** Says that a call is refused because the cloud cannot do it, and changes nothing, then or later. */
    private void refused(ThrowingCallable call) {
        Map<String, Object> before = everything();
        assertThatThrownBy(call).isInstanceOf(Unsupported.class);
        harness.advance(A_WHILE);
        assertThat(everything()).isEqualTo(before);
    }

    private RestorePoint serverPoint() {
        Resource.Server server = server("shop", "one");
        return pointOf(server, serverVault("shops", server));
    }

    private Image image() {
        return done(backup.images().build(ImageSpec.of("data-image", ImageSource.disk(disk("data", "one")))));
    }

    private static Vault vaultForCopies(CloudBackup there) {
        return there.vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
    }
}
