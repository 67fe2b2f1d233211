package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What all of {@link io.github.backup4j} promises about copies in other regions and shares with other projects. */
@DisplayName("Copying and sharing")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class CopyingAndSharingContract extends ContractTest {
    private static final RestorePointId NO_POINT = new RestorePointId("00000000-0000-4000-8000-000000000000");
    private static final ImageId NO_IMAGE = new ImageId("00000000-0000-4000-8000-000000000000");
    private static final VaultId NO_VAULT = new VaultId("00000000-0000-4000-8000-000000000000");

    @Nested
    @DisplayName("A copy in another region")
    class Copying {
        @Test
        @DisplayName("is a restore point in the vault there")
        void copy_toAVaultForCopies_isARestorePointThere() {
            requires(Capability.REPLICATION);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Vault destination = vaultForCopies();

            RestorePoint known =
                    done(backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "the-copy"));

            assertThat(known.id()).isEqualTo(point.id());
            assertThat(known.origin()).isEqualTo(RestorePoint.Origin.TAKEN);
            assertThat(known.copies()).singleElement().satisfies(copy -> {
                assertThat(copy.site()).isEqualTo(harness.otherRegion());
                assertThat(copy.status()).isEqualTo(RestorePoint.CopyStatus.AVAILABLE);
                assertThat(copy.restorePoint()).isNotNull();
            });
            assertThat(backup.restorePoints().list(RestorePointFilter.all().withParts()))
                    .containsExactly(known);
            RestorePoint copy = there().restorePoints()
                    .list(RestorePointFilter.all().withParts())
                    .findFirst()
                    .orElseThrow();
            assertThat(copy.name()).isEqualTo("the-copy");
            assertThat(copy.vault()).isEqualTo(destination.id());
            assertThat(copy.available()).isTrue();
            assertThat(copy.origin()).isEqualTo(RestorePoint.Origin.COPIED);
            assertThat(copy.resource()).isEqualTo(shop);
            assertThat(copy.source().name()).isEqualTo("shop");
            assertThat(copy.source().size()).isEqualTo(point.source().size());
            assertThat(copy.parts())
                    .extracting(RestorePoint.Part::disk)
                    .containsExactlyInAnyOrderElementsOf(harness.disksOf(shop));
            assertThat(known.copies().get(0).restorePoint()).isEqualTo(copy.id());
        }

        @Test
        @DisplayName("is named by the original, in lists too")
        void copy_ofAServer_isToldByTheListedOriginal() {
            requires(Capability.REPLICATION);
            RestorePoint copy = copyOf("shop", "content");

            assertThat(backup.restorePoints().list())
                    .singleElement()
                    .satisfies(original -> assertThat(original.copies())
                            .extracting(RestorePoint.Copy::restorePoint)
                            .containsExactly(copy.id()));
        }

        @Test
        @DisplayName("is listed there as copied")
        void copy_there_isListedAsCopied() {
            requires(Capability.REPLICATION);
            RestorePoint copy = copyOf("shop", "content");

            assertThat(there().restorePoints()
                            .list(RestorePointFilter.all()
                                    .withOrigin(RestorePoint.Origin.COPIED)
                                    .withParts()))
                    .containsExactly(copy);
            assertThat(there().restorePoints().list(RestorePointFilter.all().withOrigin(RestorePoint.Origin.TAKEN)))
                    .isEmpty();
            assertThat(there().restorePoints().get(copy.id())).isEqualTo(copy);
        }

        @Test
        @DisplayName("keeps its data when the original is deleted")
        void copy_originalDeleted_keepsItsData() {
            requires(Capability.REPLICATION);
            RestorePoint copy = copyOf("shop", "content");
            RestorePoint original = backup.restorePoints().list().findFirst().orElseThrow();

            backup.restorePoints().delete(original.id());
            harness.advance(A_WHILE);

            assertThat(backup.restorePoints().list()).isEmpty();
            assertThat(there().restorePoints().get(copy.id()).available()).isTrue();
            Resource.Disk made =
                    done(there().restorePoints().restore(copy.parts().get(0).id(), DiskSpec.of("made there")));
            assertThat(read(made)).isEqualTo("content");
        }

        @Test
        @DisplayName("keeps its restore point, its server and its vault while it is made")
        void copy_running_nothingOfItIsRemoved() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            Vault other = serverVault("other");
            RestorePoint point = pointOf(shop, vault);
            Operation<RestorePoint> copying = backup.restorePoints()
                    .copy(point.id(), harness.otherRegion(), vaultForCopies().id(), "the-copy");
            harness.advance(Duration.ofSeconds(10));

            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);
            assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.vaults().remove(vault.id(), shop, Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);
            if (backup.supports(Capability.MEMBER_MOVE)) {
                assertThatThrownBy(() -> backup.vaults().move(vault.id(), other.id(), List.of(shop)))
                        .isInstanceOf(Conflict.class);
            }

            assertThat(done(copying).copies()).hasSize(1);
            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);
            assertThat(there().restorePoints().list()).hasSize(1).allMatch(RestorePoint::available);
        }

        @Test
        @DisplayName("leaves the original when it is deleted")
        void copy_deleted_leavesTheOriginal() {
            requires(Capability.REPLICATION);
            RestorePoint copy = copyOf("shop", "content");

            there().restorePoints().delete(copy.id());
            harness.advance(A_WHILE);

            assertThat(there().restorePoints().list()).isEmpty();
            assertThat(backup.restorePoints().list())
                    .singleElement()
                    .extracting(RestorePoint::available)
                    .isEqualTo(true);
        }

        @Test
        @DisplayName("is not made twice")
        void copy_again_isAConflict() {
            requires(Capability.REPLICATION);
            RestorePoint copy = copyOf("shop", "content");
            RestorePoint original = backup.restorePoints().list().findFirst().orElseThrow();

            assertThatThrownBy(() ->
                            backup.restorePoints().copy(original.id(), harness.otherRegion(), copy.vault(), "second"))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(there().restorePoints().list(RestorePointFilter.all().withParts()))
                    .containsExactly(copy);
        }

        @Test
        @DisplayName("is not made of a copy")
        void copy_ofACopy_isAConflict() {
            requires(Capability.REPLICATION);
            RestorePoint copy = copyOf("shop", "content");
            Vault back = backup.vaults()
                    .create(VaultSpec.forServers("back", DataSize.gib(100)).forReplication());

            assertThatThrownBy(() -> there().restorePoints().copy(copy.id(), harness.site(), back.id(), "and back"))
                    .isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("is not made of a restore point that is not complete")
        void copy_notComplete_isAConflict() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            Vault destination = vaultForCopies();
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            RestorePoint running = running();

            assertThatThrownBy(() -> backup.restorePoints()
                            .copy(running.id(), harness.otherRegion(), destination.id(), "too early"))
                    .isInstanceOf(Conflict.class);

            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("is not made of a disk")
        void copy_ofADisk_isInvalid() {
            requires(Capability.REPLICATION);
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Vault destination = vaultForCopies();

            assertThatThrownBy(() ->
                            backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "copy"))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is not made of a server without the disk that it starts from")
        void copy_withoutSystemDisk_isInvalid() {
            requires(Capability.REPLICATION);
            requires(Capability.DISK_EXCLUSION);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Vault vault = serverVault("servers");
            backup.vaults().addServerExcluding(vault.id(), shop, Set.of(systemDiskOf(shop)));
            RestorePoint point = pointOf(shop, vault);
            Vault destination = vaultForCopies();

            assertThatThrownBy(() ->
                            backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "copy"))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(point.id().value());

            harness.advance(LONG);
            assertThat(backup.restorePoints().get(point.id()).copies()).isEmpty();
            assertThat(there().restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("is not made in the same place")
        void copy_toThisSite_isInvalid() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint("shop", "content");
            Vault here = backup.vaults()
                    .create(VaultSpec.forServers("here", DataSize.gib(100)).forReplication());

            assertThatThrownBy(() -> backup.restorePoints().copy(point.id(), harness.site(), here.id(), "copy"))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is not made in a vault for backups")
        void copy_toAVaultForBackups_isInvalid() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint("shop", "content");
            Vault vault = there().vaults().create(VaultSpec.forServers("backups", DataSize.gib(100)));

            assertThatThrownBy(() -> backup.restorePoints().copy(point.id(), harness.otherRegion(), vault.id(), "copy"))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(there().restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("is refused for an unknown restore point or vault")
        void copy_ofOrToWhatIsUnknown_isNotFound() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint("shop", "content");
            Vault destination = vaultForCopies();

            assertThatThrownBy(() ->
                            backup.restorePoints().copy(NO_POINT, harness.otherRegion(), destination.id(), "copy"))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.restorePoints().copy(point.id(), harness.otherRegion(), NO_VAULT, "copy"))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is not made under a name that is empty or too long")
        void copy_nameOutOfRange_isInvalid() {
            requires(Capability.REPLICATION);
            RestorePoint point = serverPoint("shop", "content");
            Vault destination = vaultForCopies();

            assertThatThrownBy(
                            () -> backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), ""))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.restorePoints()
                            .copy(
                                    point.id(),
                                    harness.otherRegion(),
                                    destination.id(),
                                    longerThan(backup.limits().nameLength())))
                    .isInstanceOf(Invalid.class);
        }
    }

    @Nested
    @DisplayName("What can be copied to")
    class Targets {
        @Test
        @DisplayName("are other regions, and in them the vaults for copies")
        void copyTargets_ofAnotherRegion_areItsVaultsForCopies() {
            requires(Capability.REPLICATION);
            Vault destination = vaultForCopies();
            Vault forBackups = there().vaults().create(VaultSpec.forServers("backups", DataSize.gib(100)));

            assertThat(backup.restorePoints().copyRegions())
                    .contains(harness.otherRegion().region())
                    .doesNotContain(harness.site().region());
            List<Vault> targets =
                    backup.vaults().copyTargets(harness.otherRegion()).toList();

            assertThat(targets).extracting(Vault::id).contains(destination.id()).doesNotContain(forBackups.id());
            assertThat(targets).extracting(Vault::purpose).containsOnly(Purpose.REPLICATION);
            Vault target = targets.stream()
                    .filter(vault -> vault.id().equals(destination.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(target.name()).isEqualTo(destination.name());
            assertThat(target.capacity()).isEqualTo(destination.capacity());
            assertThat(target.policies()).isEmpty();
        }

        @Test
        @DisplayName("nothing is copied to a region that is not among them, and the error names those that are")
        void copy_toARegionThatIsNotCopiedTo_invalid() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "content");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            VaultId destination = vaultForCopies().id();
            Site nowhere = new Site("no-such-region", harness.otherRegion().project());

            assertThatThrownBy(() -> backup.restorePoints().copy(point.id(), nowhere, destination, "copy"))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContainingAll(
                            "no-such-region", harness.otherRegion().region(), "nothing was copied");
            assertThat(backup.restorePoints().get(point.id()).copies()).isEmpty();
        }

        @Test
        @DisplayName("take copies")
        void copy_toATarget_isMade() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "content");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            VaultId made = vaultForCopies().id();
            Vault target = backup.vaults()
                    .copyTargets(harness.otherRegion())
                    .findFirst()
                    .orElseThrow();

            RestorePoint copied =
                    done(backup.restorePoints().copy(point.id(), harness.otherRegion(), target.id(), "copy"));

            assertThat(target.id()).isEqualTo(made);
            assertThat(copied.copies()).hasSize(1);
        }

        @Test
        @DisplayName("are not in this region")
        void copyTargets_ofThisRegion_invalid() {
            requires(Capability.REPLICATION);

            assertThatThrownBy(() -> backup.vaults().copyTargets(harness.site()))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("are none where the project has no vault there")
        void copyTargets_noVaultThere_empty() {
            requires(Capability.REPLICATION);

            assertThat(backup.vaults().copyTargets(harness.otherRegion())).isEmpty();
        }
    }

    @Nested
    @DisplayName("A replication policy")
    class Replicating {
        @Test
        @DisplayName("copies each restore point once")
        void policy_attached_copiesEachRestorePointOnce() {
            requires(Capability.REPLICATION);
            waitForMidnight();
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            Vault destination = vaultForCopies();
            backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
            Policy copying = copying(Retention.forever());

            backup.policies().attach(copying.id(), vault.id(), destination.id());
            harness.advance(Duration.ofDays(3));

            List<RestorePoint> taken = backup.restorePoints().list().toList();
            assertThat(taken).hasSize(3);
            assertThat(taken)
                    .allSatisfy(point -> assertThat(point.copies())
                            .singleElement()
                            .satisfies(copy -> {
                                assertThat(copy.site()).isEqualTo(harness.otherRegion());
                                assertThat(copy.status()).isEqualTo(RestorePoint.CopyStatus.AVAILABLE);
                            }));
            assertThat(there().restorePoints().list())
                    .hasSize(3)
                    .allMatch(copy -> copy.origin() == RestorePoint.Origin.COPIED
                            && copy.vault().equals(destination.id())
                            && copy.resource().equals(shop)
                            && copy.available());
            assertThat(backup.vaults().get(vault.id()).policies()).anySatisfy(attached -> {
                assertThat(attached.policy()).isEqualTo(copying.id());
                assertThat(attached.destination()).isEqualTo(destination.id());
            });
        }

        @Test
        @DisplayName("copies no server without the disk that it starts from, says so once, and copies the others")
        void policy_withoutSystemDisk_isSkippedOnce() {
            requires(Capability.REPLICATION);
            requires(Capability.DISK_EXCLUSION);
            waitForMidnight();
            Resource.Server whole = server("whole", "content");
            Resource.Server half = serverWithDataDisk("half", "system", "data");
            Vault vault = serverVault("servers", whole);
            backup.vaults().addServerExcluding(vault.id(), half, Set.of(systemDiskOf(half)));
            pointOf(half, vault);
            pointOf(whole, vault);
            backup.policies()
                    .attach(
                            copying(Retention.forever()).id(),
                            vault.id(),
                            vaultForCopies().id());

            harness.advance(Duration.ofDays(3));

            assertThat(there().restorePoints().list())
                    .singleElement()
                    .satisfies(copy -> assertThat(copy.resource()).isEqualTo(whole));
            if (backup.supports(Capability.OPERATION_LOG)) {
                assertThat(backup.operations().list(OperationFilter.all().ofKind(OperationRecord.Kind.COPY)))
                        .filteredOn(entry -> half.equals(entry.resource()))
                        .singleElement()
                        .satisfies(entry -> {
                            assertThat(entry.status()).isEqualTo(OperationRecord.Status.SKIPPED);
                            assertThat(entry.failure()).isNotEmpty();
                        });
            }
        }

        @Test
        @DisplayName("keeps the copies of what expires here")
        void policy_expiryHere_leavesTheCopies() {
            requires(Capability.REPLICATION);
            waitForMidnight();
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            backup.policies().attach(nightly(Retention.latest(1)).id(), vault.id());
            backup.policies()
                    .attach(
                            copying(Retention.forever()).id(),
                            vault.id(),
                            vaultForCopies().id());

            harness.advance(Duration.ofDays(4));

            assertThat(backup.restorePoints().list()).hasSize(1);
            assertThat(there().restorePoints().list()).hasSize(4).allMatch(RestorePoint::available);
        }

        @Test
        @DisplayName("lets copies expire by its own retention, and nothing else")
        void policy_retention_expiresTheCopiesAlone() {
            requires(Capability.REPLICATION);
            waitForMidnight();
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
            backup.policies()
                    .attach(
                            copying(Retention.latest(2)).id(),
                            vault.id(),
                            vaultForCopies().id());

            harness.advance(Duration.ofDays(5));

            List<RestorePoint> taken = backup.restorePoints().list().toList();
            assertThat(taken).hasSize(5);
            assertThat(there().restorePoints().list()).hasSize(2);
        }

        @Test
        @DisplayName("stamps the copies with their own expiry, and nothing else")
        void policy_retentionInDays_stampsTheCopiesAlone() {
            requires(Capability.REPLICATION);
            waitForMidnight();
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
            backup.policies()
                    .attach(
                            copying(Retention.days(30)).id(),
                            vault.id(),
                            vaultForCopies().id());

            harness.advance(Duration.ofDays(1));

            assertThat(there().restorePoints().list())
                    .singleElement()
                    .satisfies(copy -> assertThat(copy.expiresAt()).isAfter(harness.now()));
            assertThat(backup.restorePoints().list())
                    .singleElement()
                    .satisfies(taken -> assertThat(taken.expiresAt()).isNull());
        }

        @Test
        @DisplayName("copies no more when it is detached")
        void policy_detached_copiesNoMore() {
            requires(Capability.REPLICATION);
            waitForMidnight();
            Resource.Server shop = server("shop", "content");
            Vault vault = serverVault("servers", shop);
            backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
            Policy copying = copying(Retention.forever());
            backup.policies().attach(copying.id(), vault.id(), vaultForCopies().id());
            harness.advance(Duration.ofDays(1));

            backup.policies().detach(copying.id(), vault.id());
            harness.advance(Duration.ofDays(2));

            assertThat(backup.restorePoints().list()).hasSize(3);
            assertThat(there().restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("is attached only where purposes and kinds fit")
        void policy_wherePartsDoNotFit_isInvalid() {
            requires(Capability.REPLICATION);
            Vault servers = serverVault("servers");
            Vault destination = vaultForCopies();
            Vault backupsThere = there().vaults().create(VaultSpec.forServers("backups", DataSize.gib(100)));
            Policy copying = copying(Retention.forever());
            Policy nightly = nightly(Retention.forever());

            assertThatThrownBy(() -> backup.policies().attach(copying.id(), servers.id()))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.policies().attach(nightly.id(), servers.id(), destination.id()))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.policies()
                            .attach(copying.id(), diskVault("disks").id(), destination.id()))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.policies().attach(copying.id(), servers.id(), backupsThere.id()))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.policies().get(copying.id()).attachments()).isEmpty();
        }

        @Test
        @DisplayName("is refused for an unknown vault to copy to")
        void policy_toAnUnknownVault_isNotFound() {
            requires(Capability.REPLICATION);
            Vault servers = serverVault("servers");
            Policy copying = copying(Retention.forever());

            assertThatThrownBy(() -> backup.policies().attach(copying.id(), servers.id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
        }

        private void waitForMidnight() {
            passUntil(harness.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
        }

        private Policy copying(Retention retention) {
            return backup.policies()
                    .create(PolicySpec.replication(
                            "copying", Schedule.dailyAt("04:00"), retention, harness.otherRegion()));
        }
    }

    @Nested
    @DisplayName("A restore point that is shared")
    class SharingRestorePoints {
        @Test
        @DisplayName("is offered, and listed there on request only")
        void share_offered_isPendingAndListedThereOnRequestOnly() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");

            Share share = backup.restorePoints().share(point.id(), theirProject());

            assertThat(share.project()).isEqualTo(theirProject());
            assertThat(share.status()).isEqualTo(Share.Status.PENDING);
            assertThat(backup.restorePoints().shares(point.id()))
                    .extracting(Share::project)
                    .containsExactly(theirProject());
            assertThat(them().restorePoints().list()).isEmpty();
            assertThat(sharedWithThem()).singleElement().satisfies(shared -> {
                assertThat(shared.id()).isEqualTo(point.id());
                assertThat(shared.origin()).isEqualTo(RestorePoint.Origin.SHARED);
            });
        }

        @Test
        @DisplayName("cannot be restored from before it is accepted")
        void share_notAccepted_cannotBeRestoredFrom() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            backup.restorePoints().share(point.id(), theirProject());

            assertThatThrownBy(() -> them().restorePoints().restore(point.id(), DiskSpec.of("too early")))
                    .isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("can be restored from by the other project once it is accepted")
        void accept_offered_letsTheOtherProjectRestore() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            backup.restorePoints().share(point.id(), theirProject());
            Vault theirs = them().vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));

            Share answered = them().restorePoints().accept(point.id(), theirs.id());

            assertThat(answered.status()).isEqualTo(Share.Status.ACCEPTED);
            assertThat(answered.project()).isEqualTo(theirProject());
            assertThat(answered.vault()).isEqualTo(theirs.id());
            assertThat(backup.restorePoints().shares(point.id()))
                    .extracting(Share::status)
                    .containsExactly(Share.Status.ACCEPTED);
            assertThat(them().restorePoints().get(point.id()).origin()).isEqualTo(RestorePoint.Origin.SHARED);
            Resource.Disk made = done(them().restorePoints().restore(point.id(), DiskSpec.of("made")));
            assertThat(read(made)).isEqualTo("content");
            assertThat(backup.restorePoints().get(point.id()).origin()).isEqualTo(RestorePoint.Origin.TAKEN);
        }

        @Test
        @DisplayName("can be restored from disk by disk if it is of a server")
        void accept_ofAServer_letsTheOtherProjectRestoreItsDisks() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = serverPoint("shop", "content");
            backup.restorePoints().share(point.id(), theirProject());
            Vault theirs = them().vaults().create(VaultSpec.forServers("theirs", DataSize.gib(100)));
            them().restorePoints().accept(point.id(), theirs.id());

            RestorePoint shared = sharedWithThem().findFirst().orElseThrow();
            Resource.Disk made =
                    done(them().restorePoints().restore(shared.parts().get(0).id(), DiskSpec.of("made")));

            assertThat(read(made)).isEqualTo("content");
        }

        @Test
        @DisplayName("is not accepted into a vault of another kind")
        void accept_intoAVaultOfAnotherKind_isInvalid() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            backup.restorePoints().share(point.id(), theirProject());
            Vault servers = them().vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));

            assertThatThrownBy(() -> them().restorePoints().accept(point.id(), servers.id()))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.restorePoints().shares(point.id()))
                    .extracting(Share::status)
                    .containsExactly(Share.Status.PENDING);
        }

        @Test
        @DisplayName("is not found by a project that it is not shared with; an unknown vault is not found either")
        void accept_notOfferedOrIntoNothing_isNotFound() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint offered = diskPoint("orders", "o");
            RestorePoint other = diskPoint("invoices", "i");
            backup.restorePoints().share(offered.id(), theirProject());
            Vault theirs = them().vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));

            assertThatThrownBy(() -> them().restorePoints().accept(other.id(), theirs.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> them().restorePoints().accept(NO_POINT, theirs.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> them().restorePoints().accept(offered.id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> them().restorePoints().reject(other.id())).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("cannot be restored from once it is turned down")
        void reject_offered_keepsTheOtherProjectOut() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            backup.restorePoints().share(point.id(), theirProject());

            Share answered = them().restorePoints().reject(point.id());

            assertThat(answered.status()).isEqualTo(Share.Status.REJECTED);
            assertThat(backup.restorePoints().shares(point.id()))
                    .extracting(Share::status)
                    .containsExactly(Share.Status.REJECTED);
            assertThatThrownBy(() -> them().restorePoints().restore(point.id(), DiskSpec.of("no")))
                    .isInstanceOfAny(Conflict.class, NotFound.class);
        }

        @Test
        @DisplayName("is gone there once sharing ends, but resources created from it stay")
        void unshare_accepted_takesItBackAndLeavesWhatWasMade() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            backup.restorePoints().share(point.id(), theirProject());
            Vault theirs = them().vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));
            them().restorePoints().accept(point.id(), theirs.id());
            Resource.Disk made = done(them().restorePoints().restore(point.id(), DiskSpec.of("made")));

            backup.restorePoints().unshare(point.id(), theirProject());

            assertThat(backup.restorePoints().shares(point.id())).isEmpty();
            assertThat(sharedWithThem()).isEmpty();
            assertThatThrownBy(() -> them().restorePoints().restore(point.id(), DiskSpec.of("no")))
                    .isInstanceOf(NotFound.class);
            assertThat(read(made)).isEqualTo("content");
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("cannot be unshared from a project that it is not shared with")
        void unshare_notOffered_isNotFound() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");

            assertThatThrownBy(() -> backup.restorePoints().unshare(point.id(), theirProject()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.restorePoints().unshare(NO_POINT, theirProject()))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is not offered again before it is unshared")
        void share_again_isAConflictUntilTakenBack() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            backup.restorePoints().share(point.id(), theirProject());

            assertThatThrownBy(() -> backup.restorePoints().share(point.id(), theirProject()))
                    .isInstanceOf(Conflict.class);

            backup.restorePoints().unshare(point.id(), theirProject());
            assertThat(backup.restorePoints().share(point.id(), theirProject()).status())
                    .isEqualTo(Share.Status.PENDING);
        }

        @Test
        @DisplayName("is not offered to its own project")
        void share_withThisProject_isInvalid() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");

            assertThatThrownBy(() -> backup.restorePoints()
                            .share(point.id(), backup.site().project()))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is not found if it is unknown")
        void share_unknown_isNotFound() {
            requires(Capability.RESTORE_POINT_SHARING);

            assertThatThrownBy(() -> backup.restorePoints().share(NO_POINT, theirProject()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.restorePoints().shares(NO_POINT).toList())
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is not offered out of a vault that is not paid any more")
        void share_vaultFrozen_isAConflict() {
            requires(Capability.RESTORE_POINT_SHARING);
            requires(Capability.SUBSCRIPTIONS);
            Resource.Server shop = server("shop", "content");
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forServers("paid", DataSize.gib(200)), Subscription.months(1)));
            backup.vaults().add(vault.id(), shop);
            RestorePoint point = pointOf(shop, vault);
            harness.advance(Duration.ofDays(40));
            Assumptions.assumeTrue(
                    backup.vaults().get(vault.id()).status() == Vault.Status.FROZEN, "this cloud freezes no vault");

            assertThatThrownBy(() -> backup.restorePoints().share(point.id(), theirProject()))
                    .isInstanceOf(Conflict.class);

            assertThat(backup.restorePoints().shares(point.id())).isEmpty();
        }

        @Test
        @DisplayName("is not offered before it is complete")
        void share_notComplete_isAConflict() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Disk orders = disk("orders", "content");
            Vault vault = diskVault("disks", orders);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            RestorePoint running = running();

            assertThatThrownBy(() -> backup.restorePoints().share(running.id(), theirProject()))
                    .isInstanceOf(Conflict.class);

            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("is offered to as many projects as the cloud takes")
        void share_withMoreThanTenProjects_exceedsTheQuota() {
            requires(Capability.RESTORE_POINT_SHARING);
            RestorePoint point = diskPoint("orders", "content");
            int most = countable(backup.limits().offers().restorePoint());
            for (int i = 0; i < most; i++) {
                backup.restorePoints().share(point.id(), "project-number-" + i);
            }

            assertThatThrownBy(() -> backup.restorePoints().share(point.id(), theirProject()))
                    .isInstanceOf(QuotaExceeded.class);

            assertThat(backup.restorePoints().shares(point.id())).hasSize(most);
        }

        private Stream<RestorePoint> sharedWithThem() {
            return them().restorePoints()
                    .list(RestorePointFilter.all()
                            .withOrigin(RestorePoint.Origin.SHARED)
                            .withParts());
        }
    }

    @Nested
    @DisplayName("An image that is shared")
    class SharingImages {
        @Test
        @DisplayName("is offered, and not among the other project's own")
        void share_offered_isPendingAndListedThereOnRequestOnly() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");

            Share share = backup.images().share(image.id(), theirProject());

            assertThat(share.project()).isEqualTo(theirProject());
            assertThat(share.status()).isEqualTo(Share.Status.PENDING);
            assertThat(backup.images().shares(image.id()))
                    .extracting(Share::project)
                    .containsExactly(theirProject());
            assertThat(them().images().list()).isEmpty();
        }

        @Test
        @DisplayName("cannot be restored from before it is accepted")
        void share_notAccepted_cannotBeRestoredFrom() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");
            backup.images().share(image.id(), theirProject());

            assertThatThrownBy(() -> them().images().restore(image.id(), DiskSpec.of("too early")))
                    .isInstanceOfAny(Conflict.class, NotFound.class);
        }

        @Test
        @DisplayName("can be restored from by the other project once it is accepted")
        void accept_offered_letsTheOtherProjectRestore() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");
            backup.images().share(image.id(), theirProject());

            Share answered = them().images().accept(image.id());

            assertThat(answered.status()).isEqualTo(Share.Status.ACCEPTED);
            assertThat(backup.images().shares(image.id()))
                    .extracting(Share::status)
                    .containsExactly(Share.Status.ACCEPTED);
            assertThat(them().images().list(ImageFilter.all().sharedWithProject()))
                    .singleElement()
                    .satisfies(shared -> {
                        assertThat(shared.id()).isEqualTo(image.id());
                        assertThat(shared.shared()).isTrue();
                    });
            assertThat(them().images().get(image.id()).shared()).isTrue();
            assertThat(them().images().list()).isEmpty();
            Resource.Disk made = done(them().images()
                    .restore(image.id(), DiskSpec.of("made").inZone("zone-1").withType("SSD")));
            assertThat(read(made)).isEqualTo("content");
            assertThat(backup.images().get(image.id()).shared()).isFalse();
        }

        @Test
        @DisplayName("needs a vault for servers there if it is of a whole server")
        void accept_ofAWholeServer_needsAVaultForServers() {
            requires(Capability.IMAGE_SHARING);
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "content");
            Image image = done(backup.images()
                    .build(ImageSpec.of(
                            "shop",
                            ImageSource.wholeServer(
                                    shop, serverVault("servers", shop).id()))));
            backup.images().share(image.id(), theirProject());
            Vault disks = them().vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
            Vault servers = them().vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));

            assertThatThrownBy(() -> them().images().accept(image.id())).isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> them().images().accept(image.id(), disks.id()))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> them().images().accept(image.id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
            Share answered = them().images().accept(image.id(), servers.id());

            assertThat(answered.status()).isEqualTo(Share.Status.ACCEPTED);
            assertThat(answered.vault()).isEqualTo(servers.id());
        }

        @Test
        @DisplayName("is not found by a project that it is not shared with")
        void accept_notOffered_isNotFound() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");

            assertThatThrownBy(() -> them().images().accept(image.id())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> them().images().accept(NO_IMAGE)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> them().images().reject(image.id())).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("cannot be restored from once it is turned down")
        void reject_offered_keepsTheOtherProjectOut() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");
            backup.images().share(image.id(), theirProject());

            Share answered = them().images().reject(image.id());

            assertThat(answered.status()).isEqualTo(Share.Status.REJECTED);
            assertThat(backup.images().shares(image.id()))
                    .extracting(Share::status)
                    .containsExactly(Share.Status.REJECTED);
            assertThatThrownBy(() -> them().images().restore(image.id(), DiskSpec.of("no")))
                    .isInstanceOfAny(Conflict.class, NotFound.class);
        }

        @Test
        @DisplayName("is gone there once sharing ends, but resources created from it stay")
        void unshare_accepted_takesItBackAndLeavesWhatWasMade() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");
            backup.images().share(image.id(), theirProject());
            them().images().accept(image.id());
            Resource.Disk made = done(them().images()
                    .restore(image.id(), DiskSpec.of("made").inZone("zone-1").withType("SSD")));

            backup.images().unshare(image.id(), theirProject());

            assertThat(backup.images().shares(image.id())).isEmpty();
            assertThat(them().images().list(ImageFilter.all().sharedWithProject()))
                    .isEmpty();
            assertThatThrownBy(() -> them().images().restore(image.id(), DiskSpec.of("no")))
                    .isInstanceOf(NotFound.class);
            assertThat(read(made)).isEqualTo("content");
            assertThat(backup.images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("cannot be unshared from a project that it is not shared with")
        void unshare_notOffered_isNotFound() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");

            assertThatThrownBy(() -> backup.images().unshare(image.id(), theirProject()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.images().unshare(NO_IMAGE, theirProject()))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is offered neither twice nor to its own project nor if it is unknown")
        void share_againOrWithThisProjectOrUnknown_isRefused() {
            requires(Capability.IMAGE_SHARING);
            Image image = diskImage("orders", "content");
            backup.images().share(image.id(), theirProject());

            assertThatThrownBy(() -> backup.images().share(image.id(), theirProject()))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() ->
                            backup.images().share(image.id(), backup.site().project()))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images().share(NO_IMAGE, theirProject()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.images().shares(NO_IMAGE).toList()).isInstanceOf(NotFound.class);

            assertThat(backup.images().shares(image.id())).hasSize(1);
        }

        @Test
        @DisplayName(
                "is offered to as many projects as the cloud takes, of which there may be fewer if it is of a whole server")
        void share_wholeServerWithMoreThanTenProjects_exceedsTheQuota() {
            requires(Capability.IMAGE_SHARING);
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "content");
            Image whole = done(backup.images()
                    .build(ImageSpec.of(
                            "shop",
                            ImageSource.wholeServer(
                                    shop, serverVault("servers", shop).id()))));
            Image ofADisk = diskImage("orders", "content");
            int most = countable(backup.limits().offers().wholeServerImage());
            int mostOfOthers = backup.limits().offers().image();
            Assumptions.assumeTrue(mostOfOthers > most, "this cloud makes no difference");
            for (int i = 0; i < most; i++) {
                backup.images().share(whole.id(), "project-number-" + i);
                backup.images().share(ofADisk.id(), "project-number-" + i);
            }

            assertThatThrownBy(() -> backup.images().share(whole.id(), theirProject()))
                    .isInstanceOf(QuotaExceeded.class);
            backup.images().share(ofADisk.id(), theirProject());

            assertThat(backup.images().shares(whole.id())).hasSize(most);
            assertThat(backup.images().shares(ofADisk.id())).hasSize(most + 1);
        }

        private Image diskImage(String name, String content) {
            return done(backup.images().build(ImageSpec.of(name, ImageSource.disk(disk(name, content)))));
        }
    }

    private CloudBackup there() {
        return harness.backup(harness.otherRegion());
    }

    private CloudBackup them() {
        return harness.backup(harness.otherProject());
    }

    private String theirProject() {
        return harness.otherProject().project();
    }

    /** Creates a vault for copies in the other region. */
    private Vault vaultForCopies() {
        return there().vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
    }

    private RestorePoint diskPoint(String name, String content) {
        Resource.Disk disk = disk(name, content);
        return pointOf(disk, diskVault(name, disk));
    }

    private RestorePoint serverPoint(String name, String content) {
        Resource.Server server = server(name, content);
        return pointOf(server, serverVault(name, server));
    }

    /** Takes a restore point of a new server, copies it to the other region, and returns the copy. */
    private RestorePoint copyOf(String server, String content) {
        RestorePoint point = serverPoint(server, content);
        done(backup.restorePoints()
                .copy(point.id(), harness.otherRegion(), vaultForCopies().id(), "the-copy"));
        return there().restorePoints()
                .list(RestorePointFilter.all().withParts())
                .findFirst()
                .orElseThrow();
    }

    /** Returns the only restore point there is, which is still being taken. */
    private RestorePoint running() {
        harness.advance(Duration.ofSeconds(10));
        RestorePoint point = backup.restorePoints().list().findFirst().orElseThrow();
        assertThat(point.available()).isFalse();
        return point;
    }
}
