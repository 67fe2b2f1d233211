package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.InPlace;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That a call changes what has the id that it names, and nothing else that has the same name. */
@DisplayName("Two things of one name")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class SameNamesContract extends ContractTest {
    private static final String NAME = "same";
    private static final Schedule EVERY_NIGHT = Schedule.dailyAt("02:00");

    @Test
    @DisplayName("are not mixed up: vaults that are updated or deleted")
    void vaults_oneChanged_theOtherStays() {
        requires(Capability.VAULTS);
        Resource.Disk disk = disk(NAME, "two");
        Vault first = backup.vaults().create(VaultSpec.forDisks(NAME, DataSize.gib(100)));
        Vault second = backup.vaults()
                .add(
                        backup.vaults()
                                .create(VaultSpec.forDisks(NAME, DataSize.gib(100)))
                                .id(),
                        disk);
        RestorePoint point = pointOf(disk, second);
        Vault before = backup.vaults().get(second.id());

        assertThat(backup.vaults()
                        .update(first.id(), first.toSpec().withCapacity(DataSize.gib(150)))
                        .capacity())
                .isEqualTo(DataSize.gib(150));
        assertThat(backup.vaults().get(second.id())).isEqualTo(before);
        backup.vaults().delete(first.id(), Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(backup.vaults().list()).containsExactly(before);
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
    }

    @Test
    @DisplayName("are not mixed up: vaults that are locked")
    void vaults_oneLocked_theOtherIsNot() {
        requires(Capability.VAULT_LOCK);
        Vault first = diskVault(NAME);
        Vault second = diskVault(NAME);

        assertThat(backup.vaults().lockForever(second.id()).locked()).isTrue();

        assertThat(backup.vaults().get(first.id())).isEqualTo(first);
    }

    @Test
    @DisplayName("are not mixed up: members of a vault")
    void members_oneSuspendedOrRemoved_theOtherStays() {
        requires(Capability.VAULTS);
        Resource.Disk one = disk(NAME, "one");
        Resource.Disk two = disk(NAME, "two");
        Vault vault = diskVault("disks", one, two);

        BackupRun run =
                done(backup.restorePoints().take(BackupSpec.of(vault.id()).only(two)));
        RestorePoint point = run.restorePoints().get(0);
        assertThat(run.restorePoints()).extracting(RestorePoint::resource).containsExactly(two);
        if (backup.supports(Capability.MEMBER_SUSPENSION)) {
            Vault suspended = backup.vaults().suspend(vault.id(), List.of(one));
            assertThat(suspended.member(one).orElseThrow().suspended()).isTrue();
            assertThat(suspended.member(two).orElseThrow().suspended()).isFalse();
        }
        backup.vaults().remove(vault.id(), one, Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(backup.vaults().get(vault.id()).members())
                .extracting(Vault.Member::resource)
                .containsExactly(two);
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
    }

    @Test
    @DisplayName("are not mixed up: policies that are updated or deleted")
    void policies_oneChanged_theOtherStays() {
        requires(Capability.POLICIES);
        Policy first = policy(Retention.days(30));
        Policy second = policy(Retention.days(30));

        backup.policies()
                .update(
                        second.id(),
                        second.toSpec().withRetention(Retention.days(7)).withEnabled(false));
        assertThat(backup.policies().get(first.id())).isEqualTo(first);
        Policy changed = backup.policies().get(second.id());
        backup.policies().delete(first.id());

        assertThat(backup.policies().list()).containsExactly(changed);
    }

    @Test
    @DisplayName("are not mixed up: policies that are replaced or detached")
    void policies_oneReplacedOrDetached_theOtherStays() {
        requires(Capability.POLICIES);
        requires(Capability.VAULTS);
        Policy first = policy(Retention.days(30));
        Policy second = policy(Retention.days(30));
        Policy third = policy(Retention.days(30));
        Vault one = diskVault(NAME);
        Vault two = diskVault(NAME);
        backup.policies().attach(first.id(), one.id());
        backup.policies().attach(second.id(), two.id());

        backup.policies().replace(second.id(), third.id(), two.id());
        assertThat(attached(one)).containsExactly(first.id());
        assertThat(attached(two)).containsExactly(third.id());
        backup.policies().detach(third.id(), two.id());

        assertThat(attached(one)).containsExactly(first.id());
        assertThat(attached(two)).isEmpty();
    }

    @Test
    @DisplayName("are not mixed up: a policy that keeps less deletes nothing in the vault of the other")
    void policies_oneKeepsLess_theOtherVaultKeepsItsPoints() {
        requires(Capability.POLICIES);
        requires(Capability.VAULTS);
        Resource.Disk one = disk(NAME, "one");
        Resource.Disk two = disk(NAME, "two");
        Vault first = diskVault(NAME, one);
        Vault second = diskVault(NAME, two);
        Policy strict = policy(Retention.latest(10));
        backup.policies().attach(strict.id(), first.id());
        backup.policies().attach(policy(Retention.latest(10)).id(), second.id());
        passRuns(EVERY_NIGHT, 3);

        backup.policies().update(strict.id(), strict.toSpec().withRetention(Retention.latest(1)));
        passRuns(EVERY_NIGHT, 1);

        assertThat(backup.restorePoints().list(RestorePointFilter.of(one))).hasSize(1);
        assertThat(backup.restorePoints().list(RestorePointFilter.of(two))).hasSize(4);
    }

    @Test
    @DisplayName("are not mixed up: restore points")
    void restorePoints_oneChangedOrDeleted_theOtherStays() {
        Resource.Disk disk = disk(NAME, "one");
        Vault vault = diskVault("disks", disk);
        RestorePoint first = named(vault);
        RestorePoint second = named(vault);

        backup.restorePoints().update(second.id(), new RestorePointUpdate("other"));
        assertThat(backup.restorePoints().get(first.id())).isEqualTo(first);
        RestorePoint third = named(vault);
        backup.restorePoints().delete(third.id());
        harness.advance(A_WHILE);

        assertThat(backup.restorePoints().list()).extracting(RestorePoint::id).containsExactly(second.id(), first.id());
        assertThat(backup.restorePoints().get(first.id()).available()).isTrue();
    }

    @Test
    @DisplayName("are not mixed up: disks that are restored over")
    void disks_oneRestoredOver_theOtherStays() {
        Resource.Disk one = disk(NAME, "one");
        Resource.Disk two = disk(NAME, "two");
        Vault vault = diskVault("disks", one, two);
        RestorePoint ofOne = pointOf(one, vault);
        RestorePoint ofTwo = pointOf(two, vault);
        write(one, "one now");
        write(two, "two now");

        done(backup.restorePoints().restore(ofTwo.id(), InPlace.over(two)));
        assertThat(read(one)).isEqualTo("one now");
        assertThat(read(two)).isEqualTo("two");
        done(backup.restorePoints().restore(ofOne.id(), InPlace.over(one)));

        assertThat(read(one)).isEqualTo("one");
    }

    @Test
    @DisplayName("are not mixed up: servers that are restored over")
    void servers_oneRestoredOver_theOtherStays() {
        Resource.Server one = server(NAME, "one");
        Resource.Server two = server(NAME, "two");
        Vault vault = serverVault("servers", one, two);
        pointOf(one, vault);
        RestorePoint ofTwo = pointOf(two, vault);
        write(systemDiskOf(one), "one now");
        write(systemDiskOf(two), "two now");

        done(backup.restorePoints().restore(ofTwo.id(), InPlace.over(two)));

        assertThat(read(systemDiskOf(one))).isEqualTo("one now");
        assertThat(read(systemDiskOf(two))).isEqualTo("two");
    }

    @Test
    @DisplayName("are not mixed up: snapshots")
    void snapshots_oneChangedRolledBackOrDeleted_theOtherStays() {
        Resource.Disk one = disk(NAME, "one");
        Resource.Disk two = disk(NAME, "two");
        Snapshot ofOne = snapshot(one);
        Snapshot ofTwo = snapshot(two);
        write(one, "one now");
        write(two, "two now");

        backup.snapshots().update(ofTwo.id(), new SnapshotUpdate("other", "other"));
        assertThat(backup.snapshots().get(ofOne.id())).isEqualTo(ofOne);
        Snapshot again = snapshot(two);
        done(backup.snapshots().rollBack(ofTwo.id(), two));
        assertThat(read(two)).isEqualTo("two");
        assertThat(read(one)).isEqualTo("one now");
        backup.snapshots().delete(again.id());
        harness.advance(A_WHILE);

        assertThat(backup.snapshots().list())
                .extracting(Snapshot::id)
                .containsExactlyInAnyOrder(ofOne.id(), ofTwo.id());
        assertThat(backup.snapshots().get(ofOne.id())).isEqualTo(ofOne);
    }

    @Test
    @DisplayName("are not mixed up: images")
    void images_oneChangedSharedOrDeleted_theOtherStays() {
        requires(Capability.IMAGES);
        Resource.Disk disk = disk(NAME, "one");
        Image first = image(disk);
        Image second = image(disk);

        backup.images().update(second.id(), new ImageUpdate(NAME, "changed", Map.of("team", "red")));
        if (backup.supports(Capability.IMAGE_SHARING)) {
            backup.images().share(second.id(), harness.otherProject().project());
            assertThat(backup.images().shares(first.id())).isEmpty();
        }
        assertThat(backup.images().get(first.id())).isEqualTo(first);
        Image third = image(disk);
        backup.images().delete(third.id(), Removal.DELETING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        assertThat(backup.images().list()).extracting(Image::id).containsExactly(second.id(), first.id());
        assertThat(backup.images().get(first.id())).isEqualTo(first);
    }

    private Policy policy(Retention retention) {
        return backup.policies().create(PolicySpec.backup("nightly", EVERY_NIGHT, retention));
    }

    private List<PolicyId> attached(Vault vault) {
        return backup.vaults().get(vault.id()).policies().stream()
                .map(Vault.AttachedPolicy::policy)
                .toList();
    }

    private RestorePoint named(Vault vault) {
        return done(backup.restorePoints().take(BackupSpec.of(vault.id()).named(NAME)))
                .restorePoints()
                .get(0);
    }

    private Snapshot snapshot(Resource.Disk disk) {
        return done(backup.snapshots().take(SnapshotSpec.of(disk, NAME)));
    }

    private Image image(Resource.Disk disk) {
        return done(backup.images().build(ImageSpec.of(NAME, ImageSource.disk(disk))));
    }
}
