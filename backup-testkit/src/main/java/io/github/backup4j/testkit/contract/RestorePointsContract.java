package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.RestorePoints} promises. */
@DisplayName("Restore points")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class RestorePointsContract extends ContractTest {
    private static final String FAILURE = "BackupService.6212";

    /** Long enough for a backup to have begun, and too short for it to have ended. */
    private static final Duration A_MOMENT = Duration.ofSeconds(10);

    private static final RestorePointId NO_POINT = new RestorePointId("00000000-0000-4000-8000-000000000000");
    private static final VaultId NO_VAULT = new VaultId("00000000-0000-4000-8000-000000000000");

    @Nested
    @DisplayName("A manual backup")
    class Taking {
        @Test
        @DisplayName("gives every member of the vault a restore point, in their order")
        void take_wholeVault_givesEveryMemberARestorePoint() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Vault vault = diskVault("disks", orders, invoices);
            Instant begun = harness.now();

            BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            assertThat(run.complete()).isTrue();
            assertThat(run.vault()).isEqualTo(vault.id());
            assertThat(run.startedAt()).isBetween(begun, harness.now());
            assertThat(run.restorePoints())
                    .extracting(RestorePoint::resource)
                    .containsExactlyElementsOf(
                            vault.members().stream().map(Vault.Member::resource).toList());
            assertThat(run.restorePoints()).allMatch(RestorePoint::available);
            assertThat(backup.restorePoints().list()).containsExactlyInAnyOrderElementsOf(run.restorePoints());
        }

        @Test
        @DisplayName("of some members leaves the others alone")
        void take_someMembers_leavesTheOthersAlone() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Resource.Disk logs = disk("logs", "l");
            Vault vault = diskVault("disks", orders, invoices, logs);

            BackupRun run =
                    done(backup.restorePoints().take(BackupSpec.of(vault.id()).only(orders, logs)));

            assertThat(run.complete()).isTrue();
            assertThat(run.restorePoints()).extracting(RestorePoint::resource).containsExactlyInAnyOrder(orders, logs);
            assertThat(backup.restorePoints().list(RestorePointFilter.of(invoices)))
                    .isEmpty();
        }

        @Test
        @DisplayName("of a disk says what it is of, when it was made and how")
        void take_disk_isDescribedInFull() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Instant begun = harness.now();

            RestorePoint point = done(backup.restorePoints()
                            .take(BackupSpec.of(vault.id())
                                    .named("before-upgrade")
                                    .describedAs("by hand")))
                    .restorePoints()
                    .get(0);

            assertThat(point.name()).isEqualTo("before-upgrade");
            assertThat(point.description()).isEqualTo("by hand");
            assertThat(point.vault()).isEqualTo(vault.id());
            assertThat(point.resource()).isEqualTo(orders);
            assertThat(point.source().name()).isEqualTo("orders");
            assertThat(point.source().size()).isEqualTo(DataSize.gib(10));
            assertThat(point.source().zone())
                    .isIn(null, backup.resources().get(orders).zone());
            assertThat(point.status()).isEqualTo(RestorePoint.Status.AVAILABLE);
            assertThat(point.createdAt()).isBetween(begun, harness.now());
            assertThat(point.expiresAt()).isNull();
            assertThat(point.automatic()).isFalse();
            assertThat(point.pinned()).isFalse();
            assertThat(point.origin()).isEqualTo(RestorePoint.Origin.TAKEN);
            assertThat(point.copies()).isEmpty();
            assertThat(point.parts()).singleElement().satisfies(part -> {
                assertThat(part.disk()).isEqualTo(orders);
                assertThat(part.name()).isEqualTo("orders");
                assertThat(part.size()).isEqualTo(DataSize.gib(10));
            });
            assertThat(backup.restorePoints().get(point.id())).isEqualTo(point);
        }

        @Test
        @DisplayName("of a server has a part for each of its disks")
        void take_server_hasAPartForEachDisk() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk system = systemDiskOf(shop);
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = serverVault("servers", shop);

            RestorePoint point = pointOf(shop, vault);

            assertThat(point.resource()).isEqualTo(shop);
            assertThat(point.source().name()).isEqualTo("shop");
            assertThat(point.source().size()).isEqualTo(DataSize.gib(50));
            assertThat(point.parts()).extracting(RestorePoint.Part::disk).containsExactlyInAnyOrder(system, data);
            assertThat(point.parts())
                    .extracting(RestorePoint.Part::size)
                    .containsExactlyInAnyOrder(DataSize.gib(40), DataSize.gib(10));
            assertThat(point.parts())
                    .filteredOn(RestorePoint.Part::bootable)
                    .extracting(RestorePoint.Part::disk)
                    .containsExactly(system);
        }

        @Test
        @DisplayName("without a name is named by the cloud")
        void take_unnamed_isNamedByTheCloud() {
            Resource.Disk orders = disk("orders", "o");

            assertThat(pointOf(orders, diskVault("disks", orders)).name()).isNotBlank();
        }

        @Test
        @DisplayName("is full for the first time, and incremental from then on")
        void take_firstOfAMember_isFullAndLaterOnesAreIncremental() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);

            assertThat(pointOf(orders, vault).incremental()).isFalse();
            assertThat(pointOf(orders, vault).incremental()).isTrue();
            assertThat(pointOf(orders, vault).incremental()).isTrue();
        }

        @Test
        @DisplayName("in full stores everything again")
        void take_inFull_storesEverythingAgain() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            pointOf(orders, vault);

            BackupRun run =
                    done(backup.restorePoints().take(BackupSpec.of(vault.id()).inFull()));

            assertThat(run.restorePoints())
                    .singleElement()
                    .extracting(RestorePoint::incremental)
                    .isEqualTo(false);
            assertThat(pointOf(orders, vault).incremental()).isTrue();
        }

        @Test
        @DisplayName("holds what was there when it began, not what was written since")
        void take_thenWritten_holdsWhatWasThereWhenItBegan() {
            Resource.Disk orders = disk("orders", "before");
            Vault vault = diskVault("disks", orders);

            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            write(orders, "after");
            RestorePoint point = done(taking).restorePoints().get(0);

            assertThat(read(orders)).isEqualTo("after");
            assertThat(read(done(backup.restorePoints().restore(point.id(), DiskSpec.of("look")))))
                    .isEqualTo("before");
        }

        @Test
        @DisplayName("of a server holds all its disks as they were at one instant")
        void take_serverThenWritten_holdsAllDisksAsOfOneInstant() {
            Resource.Server shop = serverWithDataDisk("shop", "system before", "data before");
            Vault vault = serverVault("servers", shop);

            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            write(dataDiskOf(shop), "data after");
            harness.advance(A_MOMENT);
            write(systemDiskOf(shop), "system after");
            RestorePoint point = done(taking).restorePoints().get(0);
            done(backup.restorePoints().restore(point.id(), InPlace.over(shop)));

            assertThat(read(systemDiskOf(shop))).isEqualTo("system before");
            assertThat(read(dataDiskOf(shop))).isEqualTo("data before");
        }

        @Test
        @DisplayName("is listed while it runs, and cannot be restored from or deleted yet")
        void take_running_isListedAndCannotBeRestoredFromYet() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);

            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            RestorePoint running = runningPointOf(orders);

            assertThat(running.available()).isFalse();
            assertThat(running.status()).isIn(RestorePoint.Status.WAITING, RestorePoint.Status.PROTECTING);
            assertThat(listed(RestorePointFilter.of(orders).available())).isEmpty();
            assertThatThrownBy(() -> backup.restorePoints().restore(running.id(), DiskSpec.of("too early")))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(running.id(), InPlace.over(orders)))
                    .isInstanceOfAny(Conflict.class, Busy.class);
            assertThatThrownBy(() -> backup.restorePoints().delete(running.id()))
                    .isInstanceOf(Busy.class);
            assertThat(done(taking).restorePoints())
                    .singleElement()
                    .extracting(RestorePoint::id)
                    .isEqualTo(running.id());
            assertThat(listed(RestorePointFilter.of(orders).available())).containsExactly(running.id());
        }

        @Test
        @DisplayName("skips a busy member, and reports it")
        void take_oneMemberAtWork_skipsItAndSaysSo() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Vault vault = diskVault("disks", orders, invoices);
            Operation<BackupRun> first =
                    backup.restorePoints().take(BackupSpec.of(vault.id()).only(orders));

            BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            assertThat(run.complete()).isFalse();
            assertThat(run.restorePoints()).extracting(RestorePoint::resource).containsExactly(invoices);
            assertThat(run.failures()).isEmpty();
            assertThat(run.skipped()).singleElement().satisfies(skipped -> {
                assertThat(skipped.resource()).isEqualTo(orders);
                assertThat(skipped.reason()).isNotBlank();
            });
            assertThat(done(first).complete()).isTrue();
        }

        @Test
        @DisplayName("is refused as busy if every member is busy")
        void take_everyMemberAtWork_isRefusedAsBusy() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Operation<BackupRun> first = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault.id())))
                    .isInstanceOf(Busy.class);

            done(first);
            assertThat(backup.restorePoints().list()).hasSize(1);
            assertThat(done(backup.restorePoints().take(BackupSpec.of(vault.id())))
                            .complete())
                    .isTrue();
        }

        @Test
        @DisplayName("backs up the others if a member is gone from the cloud")
        void take_memberGoneFromTheCloud_backsUpTheOthers() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Vault vault = diskVault("disks", orders, invoices);
            harness.delete(orders);

            BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            assertThat(run.restorePoints()).extracting(RestorePoint::resource).containsExactly(invoices);
        }

        @Test
        @DisplayName("says why a member failed, and has the restore points of the others")
        void take_oneMemberFails_saysWhyAndKeepsTheOthers() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk broken = disk("broken", "b");
            Vault vault = diskVault("disks", orders, broken);
            Assumptions.assumeTrue(harness.failBackupsOf(broken, FAILURE, "the disk has a bad block"));

            BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            assertThat(run.complete()).isFalse();
            assertThat(run.restorePoints())
                    .singleElement()
                    .extracting(RestorePoint::resource)
                    .isEqualTo(orders);
            assertThat(run.failures()).singleElement().satisfies(failed -> {
                assertThat(failed.resource()).isEqualTo(broken);
                assertThat(failed.code()).isEqualTo(FAILURE);
                assertThat(failed.reason()).contains("bad block");
                assertThat(failed.restorePoint().status()).isEqualTo(RestorePoint.Status.ERROR);
            });
        }

        @Test
        @DisplayName("fails with the code and the words of the cloud where every member fails, and names them")
        void take_everyMemberFails_failsWithTheReason() {
            Resource.Disk first = disk("first", "1");
            Resource.Disk second = disk("second", "2");
            Vault vault = diskVault("disks", first, second);
            Assumptions.assumeTrue(harness.failBackupsOf(first, FAILURE, "the disk has a bad block")
                    && harness.failBackupsOf(second, FAILURE, "the disk has a bad block"));
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            OperationFailed failure = catchThrowableOfType(OperationFailed.class, () -> done(taking));

            assertThat(failure)
                    .hasMessageContaining("made no restore point")
                    .hasMessageContaining("bad block")
                    .hasMessageContaining(vault.id().value());
            assertThat(failure.code()).contains(FAILURE);
            assertThat(failure.resources()).containsExactlyInAnyOrder(first, second);
            assertThat(failure.vault()).contains(vault.id());
            assertThat(failure.effect()).isEqualTo(OperationFailed.Effect.UNCHANGED);
        }

        @Test
        @DisplayName("exceeds the quota of a full vault, which no waiting helps")
        void take_fullVault_exceedsTheQuota() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Assumptions.assumeTrue(harness.fill(vault.id(), DataSize.ZERO), "this harness cannot fill a vault");

            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault.id())))
                    .isInstanceOfSatisfying(QuotaExceeded.class, refused -> {
                        assertThat(refused.retryable()).isFalse();
                        assertThat(refused.retryAfter()).isEmpty();
                    });

            harness.advance(LONG);
            assertThat(backup.restorePoints().list(RestorePointFilter.all().withStatus(RestorePoint.Status.AVAILABLE)))
                    .isEmpty();
        }

        @Test
        @DisplayName("is refused for an unknown vault")
        void take_unknownVault_isNotFound() {
            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(NO_VAULT)))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused for a resource that is not a member, and backs up none of the others")
        void take_resourceThatIsNoMember_isNotFoundAndBacksNothingUp() {
            requires(Capability.VAULTS);
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk stranger = disk("stranger", "s");
            Vault vault = diskVault("disks", orders);

            assertThatThrownBy(() -> backup.restorePoints()
                            .take(BackupSpec.of(vault.id()).only(orders, stranger)))
                    .isInstanceOf(NotFound.class);

            harness.advance(LONG);
            assertThat(backup.restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("of an empty vault is a conflict")
        void take_emptyVault_isAConflict() {
            Vault vault = diskVault("empty");

            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault.id())))
                    .isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("into a vault for copies is a conflict")
        void take_vaultForCopies_isAConflict() {
            requires(Capability.REPLICATION);
            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault.id())))
                    .isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("refuses null")
        void take_null_isRefused() {
            assertThatThrownBy(() -> backup.restorePoints().take(missing())).isInstanceOf(NullPointerException.class);
        }
    }

    @Nested
    @DisplayName("The list of restore points")
    class Listing {
        @Test
        @DisplayName("is empty if nothing was taken")
        void list_nothingTaken_isEmpty() {
            diskVault("disks", disk("orders", "o"));

            assertThat(backup.restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("begins with the newest")
        void list_all_isNewestFirst() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            RestorePoint oldest = pointOf(orders, vault);
            RestorePoint middle = pointOf(orders, vault);
            RestorePoint newest = pointOf(orders, vault);

            assertThat(ids(backup.restorePoints().list())).containsExactly(newest.id(), middle.id(), oldest.id());
        }

        @Test
        @DisplayName("holds what fits all conditions of its filter")
        void list_filtered_letsThroughWhatFitsOnly() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Resource.Server shop = server("shop", "s");
            Vault disks = diskVault("disks", orders, invoices);
            Vault servers = serverVault("servers", shop);
            RestorePoint first = pointOf(orders, disks);
            harness.advance(Duration.ofHours(1));
            RestorePoint second = pointOf(invoices, disks);
            harness.advance(Duration.ofHours(1));
            RestorePoint third = done(backup.restorePoints()
                            .take(BackupSpec.of(servers.id()).named("third")))
                    .restorePoints()
                    .get(0);

            assertThat(listed(RestorePointFilter.of(orders))).containsExactly(first.id());
            assertThat(listed(RestorePointFilter.of(shop))).containsExactly(third.id());
            assertThat(listed(RestorePointFilter.of(disk("other", "")))).isEmpty();
            assertThat(listed(RestorePointFilter.all().inVault(disks.id()))).containsExactly(second.id(), first.id());
            assertThat(listed(RestorePointFilter.all().named("third"))).containsExactly(third.id());
            assertThat(listed(RestorePointFilter.all().named("thir"))).isEmpty();
            assertThat(listed(RestorePointFilter.all().createdFrom(second.createdAt())))
                    .containsExactly(third.id(), second.id());
            assertThat(listed(RestorePointFilter.all().createdBefore(second.createdAt())))
                    .containsExactly(first.id());
            assertThat(listed(RestorePointFilter.all().withStatus(RestorePoint.Status.AVAILABLE)))
                    .containsExactly(third.id(), second.id(), first.id());
            assertThat(listed(RestorePointFilter.all().withStatus(RestorePoint.Status.ERROR)))
                    .isEmpty();
            assertThat(listed(RestorePointFilter.all().withOrigin(RestorePoint.Origin.TAKEN)))
                    .containsExactly(third.id(), second.id(), first.id());
            assertThat(listed(RestorePointFilter.all().withOrigin(RestorePoint.Origin.COPIED)))
                    .isEmpty();
            assertThat(listed(RestorePointFilter.of(orders).inVault(servers.id())))
                    .isEmpty();
            assertThat(listed(RestorePointFilter.of(invoices).inVault(disks.id())))
                    .containsExactly(second.id());
        }

        @Test
        @DisplayName("holds what one run made")
        void list_byRun_givesWhatThatRunMade() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Vault vault = diskVault("disks", orders, invoices);
            BackupRun first = done(backup.restorePoints().take(BackupSpec.of(vault.id())));
            BackupRun second = done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            assertThat(second.id()).isNotEqualTo(first.id());
            assertThat(listed(RestorePointFilter.all().fromRun(first.id())))
                    .containsExactlyInAnyOrderElementsOf(ids(first.restorePoints().stream()));
        }

        @Test
        @DisplayName("tells automatic ones from those taken manually")
        void list_byMaker_tellsAutomaticFromManual() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            RestorePoint manual = pointOf(orders, vault);
            RestorePoint automatic = automaticPointOf(orders, vault, Retention.forever());

            assertThat(listed(RestorePointFilter.all().automaticOnly())).containsExactly(automatic.id());
            assertThat(listed(RestorePointFilter.all().manualOnly())).containsExactly(manual.id());
        }

        @Test
        @DisplayName("holds every one once, on however many pages")
        void list_moreThanAPage_givesEveryOneOnce() {
            Set<Resource> disks = new HashSet<>();
            for (int i = 0; i < 13; i++) {
                disks.add(disk("disk-" + i, "content " + i));
            }
            Vault vault = backup.vaults().create(VaultSpec.forDisks("many", DataSize.gib(1000)));
            backup.vaults().add(vault.id(), disks);
            BackupRun first = done(backup.restorePoints().take(BackupSpec.of(vault.id())));
            BackupRun second = done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            List<RestorePoint> all = backup.restorePoints().list().toList();

            assertThat(ids(all.stream()).subList(0, 13))
                    .containsExactlyInAnyOrderElementsOf(ids(second.restorePoints().stream()));
            assertThat(ids(all.stream()).subList(13, all.size()))
                    .containsExactlyInAnyOrderElementsOf(ids(first.restorePoints().stream()));
            assertThat(second.restorePoints())
                    .extracting(RestorePoint::resource)
                    .hasSameElementsAs(disks);
            assertThat(listed(RestorePointFilter.all().inVault(vault.id()))).hasSize(26);
        }

        @Test
        @DisplayName("limited to one, holds the newest")
        void list_limited_givesTheNewest() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            pointOf(orders, vault);
            RestorePoint newest = pointOf(orders, vault);

            assertThat(ids(backup.restorePoints().list().limit(1))).containsExactly(newest.id());
        }

        @Test
        @DisplayName("holds the disks of servers where they are asked for, and else those or none")
        void list_ofAServer_withPartsWhereAskedFor() {
            Resource.Server shop = server("shop", "s");
            RestorePointId id = pointOf(shop, serverVault("shops", shop)).id();
            RestorePoint point = backup.restorePoints().get(id);

            RestorePoint listed = backup.restorePoints().list().findFirst().orElseThrow();

            assertThat(point.parts()).isNotEmpty();
            assertThat(backup.restorePoints().list(RestorePointFilter.all().withParts()))
                    .containsExactly(point);
            assertThat(backup.restorePoints().newest(shop)).hasValue(point);
            assertThat(listed.parts()).isIn(List.of(), point.parts());
            assertThat(listed)
                    .usingRecursiveComparison()
                    .ignoringFields("content.parts")
                    .isEqualTo(point);
        }

        @Test
        @DisplayName("holds the disk of a restore point of a disk")
        void list_ofADisk_withItsPart() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertThat(backup.restorePoints().list()).containsExactly(point);
            assertThat(point.parts()).extracting(RestorePoint.Part::disk).containsExactly(orders);
        }

        @Test
        @DisplayName("is not read before it is used")
        void list_notYetUsed_hasNotBeenRead() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Stream<RestorePoint> later = backup.restorePoints().list();

            RestorePoint point = pointOf(orders, vault);

            assertThat(ids(later)).containsExactly(point.id());
        }

        @Test
        @DisplayName("refuses null")
        void list_null_isRefused() {
            assertThatThrownBy(() -> backup.restorePoints().list(missing())).isInstanceOf(NullPointerException.class);
        }
    }

    @Nested
    @DisplayName("The newest restore point")
    class Newest {
        @Test
        @DisplayName("is the last that was taken of the resource")
        void newest_severalTaken_isTheLast() {
            Resource.Disk disk = disk("data", "one");
            Resource.Disk other = disk("other", "two");
            Vault vault = diskVault("vault", disk, other);
            pointOf(disk, vault);
            RestorePoint last = pointOf(disk, vault);
            pointOf(other, vault);

            assertThat(backup.restorePoints().newest(disk).orElseThrow().id()).isEqualTo(last.id());
        }

        @Test
        @DisplayName("is not one that is still being taken")
        void newest_oneStillBeingTaken_isTheOneBefore() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("vault", disk);
            RestorePoint complete = pointOf(disk, vault);
            Operation<BackupRun> running = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThat(backup.restorePoints().newest(disk).orElseThrow().id()).isEqualTo(complete.id());
            assertThat(done(running).complete()).isTrue();
        }

        @Test
        @DisplayName("is empty where there is none")
        void newest_noneTaken_isEmpty() {
            assertThat(backup.restorePoints().newest(disk("data", "one"))).isEmpty();
        }

        @Test
        @DisplayName("before an instant is the last that was made before it")
        void newestBefore_instantOfTheLast_isTheOneBefore() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("vault", disk);
            RestorePoint first = pointOf(disk, vault);
            RestorePoint second = pointOf(disk, vault);

            assertThat(backup.restorePoints()
                            .newestBefore(disk, second.createdAt())
                            .orElseThrow()
                            .id())
                    .isEqualTo(first.id());
            assertThat(backup.restorePoints().newestBefore(disk, first.createdAt()))
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("A restore point")
    class Single {
        @Test
        @DisplayName("is not found if it is unknown")
        void get_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.restorePoints().get(NO_POINT)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("gets another name, and stays as it is otherwise")
        void rename_known_changesTheNameAlone() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);
            RestorePoint other = pointOf(orders, vault);

            RestorePoint renamed = backup.restorePoints().update(point.id(), new RestorePointUpdate("year-end"));

            assertThat(renamed.name()).isEqualTo("year-end");
            assertThat(renamed.id()).isEqualTo(point.id());
            assertThat(renamed.createdAt()).isEqualTo(point.createdAt());
            assertThat(renamed.available()).isTrue();
            assertThat(backup.restorePoints().get(point.id())).isEqualTo(renamed);
            assertThat(backup.restorePoints().get(other.id()).name()).isEqualTo(other.name());
            assertThat(listed(RestorePointFilter.all().named("year-end"))).containsExactly(point.id());
        }

        @Test
        @DisplayName("keeps its name if the new one is empty or too long")
        void rename_emptyOrTooLong_isInvalidAndChangesNothing() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertThatThrownBy(() -> backup.restorePoints().update(point.id(), new RestorePointUpdate("")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.restorePoints()
                            .update(
                                    point.id(),
                                    new RestorePointUpdate(
                                            longerThan(backup.limits().nameLength()))))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.restorePoints().get(point.id()).name()).isEqualTo(point.name());
            int longest = backup.limits().nameLength();
            assertThat(backup.restorePoints()
                            .update(point.id(), new RestorePointUpdate("x".repeat(longest)))
                            .name())
                    .hasSize(longest);
        }

        @Test
        @DisplayName("is not found to be renamed if it is unknown")
        void rename_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.restorePoints().update(NO_POINT, new RestorePointUpdate("name")))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("The deletion of a restore point")
    class Deleting {
        @Test
        @DisplayName("takes it away for good")
        void delete_known_isGoneForGood() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);

            backup.restorePoints().delete(point.id());

            assertThat(backup.restorePoints().list())
                    .allMatch(listed -> listed.status() == RestorePoint.Status.DELETING);
            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list()).isEmpty();
            assertThatThrownBy(() -> backup.restorePoints().get(point.id())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(orders)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), DiskSpec.of("late")))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("leaves the disk alone, and in its vault")
        void delete_known_leavesTheDiskAndItsMembershipAlone() {
            Resource.Disk orders = disk("orders", "kept");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);

            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);

            assertThat(read(orders)).isEqualTo("kept");
            assertThat(backup.vaults().get(vault.id()).member(orders))
                    .hasValueSatisfying(
                            member -> assertThat(member.restorePoints()).isZero());
        }

        @Test
        @DisplayName("leaves the incremental ones complete if it was the full one")
        void delete_theFullOne_leavesTheLaterOnesComplete() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint full = pointOf(orders, vault);
            write(orders, "two");
            RestorePoint second = pointOf(orders, vault);
            write(orders, "three");
            RestorePoint third = pointOf(orders, vault);

            backup.restorePoints().delete(full.id());
            harness.advance(A_WHILE);

            assertThat(read(done(backup.restorePoints().restore(second.id(), DiskSpec.of("second")))))
                    .isEqualTo("two");
            assertThat(read(done(backup.restorePoints().restore(third.id(), DiskSpec.of("third")))))
                    .isEqualTo("three");
        }

        @Test
        @DisplayName("leaves those before and after it complete")
        void delete_oneInTheMiddle_leavesThoseOnBothSidesComplete() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            write(orders, "two");
            RestorePoint middle = pointOf(orders, vault);
            write(orders, "three");
            RestorePoint last = pointOf(orders, vault);

            backup.restorePoints().delete(middle.id());
            harness.advance(A_WHILE);

            assertThat(ids(backup.restorePoints().list())).containsExactly(last.id(), first.id());
            done(backup.restorePoints().restore(first.id(), InPlace.over(orders)));
            assertThat(read(orders)).isEqualTo("one");
            done(backup.restorePoints().restore(last.id(), InPlace.over(orders)));
            assertThat(read(orders)).isEqualTo("three");
        }

        @Test
        @DisplayName("leaves disks that were made from it")
        void delete_oneOfSeveral_leavesDisksMadeFromIt() {
            Resource.Disk orders = disk("orders", "content");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Resource.Disk made = done(backup.restorePoints().restore(point.id(), DiskSpec.of("made")));

            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);

            assertThat(read(made)).isEqualTo("content");
        }

        @Test
        @DisplayName("is refused for an unknown id")
        void delete_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.restorePoints().delete(NO_POINT)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused as busy while it is restored from")
        void delete_beingRestoredFrom_isRefusedAsBusy() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "later");
            Operation<Resource> restoring = backup.restorePoints().restore(point.id(), InPlace.over(orders));

            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);

            done(restoring);
            assertThat(read(orders)).isEqualTo("saved");
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName(
                "while a disk is made from it is refused as busy, or the disk has its data all the same or has failed")
        void delete_aDiskIsMadeFromIt_isRefusedAsBusyOrSparesTheDisk() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertSparesWhatIsMadeFrom(
                    point, Busy.class, () -> backup.restorePoints().delete(point.id()));
        }

        @Test
        @DisplayName(
                "by removing its member while a disk is made from it is a conflict, or the disk has its data all the same or has failed")
        void delete_aDiskIsMadeFromItAndItsMemberRemoved_isAConflictOrSparesTheDisk() {
            requires(Capability.VAULTS);
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);

            assertSparesWhatIsMadeFrom(
                    pointOf(orders, vault),
                    Conflict.class,
                    () -> backup.vaults().remove(vault.id(), orders, Removal.DELETING_RESTORE_POINTS));
        }

        @Test
        @DisplayName(
                "with its vault while a disk is made from it is a conflict, or the disk has its data all the same or has failed")
        void delete_aDiskIsMadeFromItAndItsVaultDeleted_isAConflictOrSparesTheDisk() {
            requires(Capability.VAULTS);
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);

            assertSparesWhatIsMadeFrom(
                    pointOf(orders, vault),
                    Conflict.class,
                    () -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS));
        }

        /**
         * Asserts that a disk of a restore point never ends without its data and without a failure. A cloud may allow the
         * deletion, since it may have copied the data by then; one that refuses it allows it once the disk is there.
         *
         * @param refusal what it throws, if it refuses
         */
        private void assertSparesWhatIsMadeFrom(
                RestorePoint point,
                Class<? extends BackupException> refusal,
                ThrowableAssert.ThrowingCallable deletion) {
            Operation<Resource.Disk> making = backup.restorePoints().restore(point.id(), DiskSpec.of("copy"));

            Throwable refused = catchThrowable(deletion);

            if (refused == null) {
                try {
                    assertThat(read(done(making))).isEqualTo("saved");
                } catch (OperationFailed failed) {
                    assertThat(failed.effect()).isEqualTo(OperationFailed.Effect.UNCHANGED);
                }
            } else {
                assertThat(refused).isInstanceOf(refusal);
                assertThat(read(done(making))).isEqualTo("saved");
                assertThatCode(deletion).as("once the disk is there").doesNotThrowAnyException();
            }
            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("is refused as busy while a backup that builds on it is running")
        void delete_aBackupBuildsOnIt_isRefusedAsBusy() {
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);
            Operation<BackupRun> building = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);

            done(building);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("is a conflict if a whole-server image was built from it")
        void delete_aWholeServerImageWasBuiltFromIt_isAConflict() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            done(backup.images().build(ImageSpec.of("shop", ImageSource.restorePoint(point.id()))));

            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
            assertThat(backup.restorePoints().get(point.id()).pinned()).isTrue();
        }

        @Test
        @DisplayName("is a conflict in a locked vault, but for those taken manually")
        void delete_inALockedVault_isAConflictForAutomaticOnesOnly() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);
            RestorePoint manual = pointOf(orders, vault);
            RestorePoint automatic = automaticPointOf(orders, vault, Retention.days(30));
            backup.vaults().lockForever(vault.id());

            assertThatThrownBy(() -> backup.restorePoints().delete(automatic.id()))
                    .isInstanceOf(Conflict.class);
            backup.restorePoints().delete(manual.id());

            harness.advance(A_WHILE);
            assertThat(ids(backup.restorePoints().list())).containsExactly(automatic.id());
        }
    }

    @Nested
    @DisplayName("A restore over a disk")
    class OverADisk {
        @Test
        @DisplayName("brings back every byte and nothing else")
        void restore_overItsDisk_bringsBackEveryByteAndNothingElse() {
            byte[] content = new byte[5000];
            new Random(1).nextBytes(content);
            Resource.Disk orders = harness.addDisk("orders", DataSize.gib(10));
            harness.write(orders, content);
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.write(orders, new byte[9000]);

            Resource restored = done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));

            assertThat(restored).isEqualTo(orders);
            assertThat(harness.read(orders)).isEqualTo(content);
            assertThat(statusOf(orders)).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        @DisplayName("keeps all restore points, earlier and later")
        void restore_overItsDisk_keepsAllRestorePoints() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            write(orders, "two");
            RestorePoint second = pointOf(orders, vault);
            write(orders, "three");

            done(backup.restorePoints().restore(first.id(), InPlace.over(orders)));
            assertThat(read(orders)).isEqualTo("one");
            assertThat(backup.restorePoints().list()).allMatch(RestorePoint::available);
            done(backup.restorePoints().restore(second.id(), InPlace.over(orders)));

            assertThat(read(orders)).isEqualTo("two");
            assertThat(ids(backup.restorePoints().list())).containsExactly(second.id(), first.id());
        }

        @Test
        @DisplayName("leaves other members alone")
        void restore_overItsDisk_leavesOtherMembersAlone() {
            Resource.Disk orders = disk("orders", "o1");
            Resource.Disk invoices = disk("invoices", "i1");
            Vault vault = diskVault("disks", orders, invoices);
            done(backup.restorePoints().take(BackupSpec.of(vault.id())));
            RestorePoint point = backup.restorePoints()
                    .list(RestorePointFilter.of(orders))
                    .findFirst()
                    .orElseThrow();
            write(orders, "o2");
            write(invoices, "i2");

            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));

            assertThat(read(orders)).isEqualTo("o1");
            assertThat(read(invoices)).isEqualTo("i2");
        }

        @Test
        @DisplayName("shrinks a disk back that was enlarged since")
        void restore_diskEnlargedSince_shrinksItBack() {
            Resource.Disk orders = disk("orders", "small");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.enlarge(orders, DataSize.gib(20));
            write(orders, "large");

            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));

            assertThat(backup.resources().get(orders).size()).isEqualTo(DataSize.gib(10));
            assertThat(read(orders)).isEqualTo("small");
        }

        @Test
        @DisplayName("overwrites nothing if the disk has become too small")
        void restore_diskTooSmall_isAConflictAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "small");
            Vault vault = diskVault("disks", orders);
            RestorePoint small = pointOf(orders, vault);
            harness.enlarge(orders, DataSize.gib(20));
            RestorePoint large = pointOf(orders, vault);
            done(backup.restorePoints().restore(small.id(), InPlace.over(orders)));
            write(orders, "now");

            assertThatThrownBy(() -> backup.restorePoints().restore(large.id(), InPlace.over(orders)))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("now");
        }

        @Test
        @DisplayName("overwrites nothing if another disk is named")
        void restore_overAnotherDisk_isInvalidAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            RestorePoint point = pointOf(orders, diskVault("disks", orders, invoices));
            write(orders, "now");

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(invoices)))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("now");
            assertThat(read(invoices)).isEqualTo("i");
        }

        @Test
        @DisplayName("overwrites nothing if the restore point is unknown")
        void restore_unknownRestorePoint_isNotFoundAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "o");

            assertThatThrownBy(() -> backup.restorePoints().restore(NO_POINT, InPlace.over(orders)))
                    .isInstanceOf(NotFound.class);

            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("o");
        }

        @Test
        @DisplayName("finds no disk that is gone")
        void restore_diskGone_isNotFound() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.delete(orders);

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(orders)))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused as busy while another is going on")
        void restore_twiceAtOnce_isRefusedAsBusy() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            write(orders, "two");
            RestorePoint second = pointOf(orders, vault);
            Operation<Resource> restoring = backup.restorePoints().restore(first.id(), InPlace.over(orders));

            assertThatThrownBy(() -> backup.restorePoints().restore(second.id(), InPlace.over(orders)))
                    .isInstanceOf(Busy.class);

            done(restoring);
            assertThat(read(orders)).isEqualTo("one");
        }

        @Test
        @DisplayName("is refused as busy while the disk is backed up")
        void restore_whileBackedUp_isRefusedAsBusy() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);
            write(orders, "two");
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(orders)))
                    .isInstanceOf(Busy.class);

            done(taking);
            assertThat(read(orders)).isEqualTo("two");
        }

        @Test
        @DisplayName("refuses null")
        void restore_null_isRefused() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), RestorePointsContract.<InPlace<Resource>>missing()))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(missing(), InPlace.over(orders)))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @Nested
    @DisplayName("A restore over a disk that a server uses")
    class OverAnAttachedDisk {
        @Test
        @DisplayName("is a conflict, and overwrites nothing")
        void restore_attached_isAConflictAndOverwritesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            write(data, "now");

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(data)))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(read(data)).isEqualTo("now");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(harness.disksOf(shop)).contains(data);
        }

        @Test
        @DisplayName("that detaches first attaches it again and starts the server")
        void restore_detachingFirst_restoresAttachesAgainAndStartsTheServer() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk system = systemDiskOf(shop);
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            write(data, "now");
            write(system, "system now");

            Resource restored = done(backup.restorePoints()
                    .restore(point.id(), InPlace.over(data).detachingFirst()));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("saved");
            assertThat(read(system)).isEqualTo("system now");
            assertThat(harness.disksOf(shop)).containsExactly(system, data);
            assertThat(backup.resources().get(data).servers()).containsExactly(shop);
            assertThat(statusOf(data)).isEqualTo(ProtectableResource.Status.IN_USE);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("that detaches the system disk lets the server start from it again")
        void restore_detachingTheSystemDiskFirst_letsTheServerStartFromItAgain() {
            Resource.Server shop = serverWithDataDisk("shop", "saved", "data");
            Resource.Disk system = systemDiskOf(shop);
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(system, diskVault("disks", system));
            write(system, "now");

            done(backup.restorePoints().restore(point.id(), InPlace.over(system).detachingFirst()));

            assertThat(read(system)).isEqualTo("saved");
            assertThat(harness.disksOf(shop)).containsExactly(system, data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("leaves the server stopped, with its disk, when asked to")
        void restore_detachingFirstAndLeavingStopped_leavesTheServerStoppedWithItsDisk() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            write(data, "now");

            done(backup.restorePoints()
                    .restore(point.id(), InPlace.over(data).detachingFirst().leavingStopped()));

            assertThat(read(data)).isEqualTo("saved");
            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("does not start a server that was stopped before")
        void restore_detachingFirstFromAStoppedServer_doesNotStartIt() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            write(data, "now");
            harness.stop(shop);

            done(backup.restorePoints().restore(point.id(), InPlace.over(data).detachingFirst()));

            assertThat(read(data)).isEqualTo("saved");
            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("that would detach first just restores a disk that is attached to nothing")
        void restore_detachingFirstWhatIsAttachedToNothing_justRestores() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "now");

            done(backup.restorePoints().restore(point.id(), InPlace.over(orders).detachingFirst()));

            assertThat(read(orders)).isEqualTo("saved");
            assertThat(statusOf(orders)).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        @DisplayName("touches neither disk nor server if the disk is too small")
        void restore_detachingFirstOntoATooSmallDisk_isAConflictAndTouchesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "small");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = diskVault("disks", data);
            RestorePoint small = pointOf(data, vault);
            harness.enlarge(data, DataSize.gib(20));
            RestorePoint large = pointOf(data, vault);
            done(backup.restorePoints().restore(small.id(), InPlace.over(data).detachingFirst()));
            write(data, "now");

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(large.id(), InPlace.over(data).detachingFirst()))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(read(data)).isEqualTo("now");
            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("touches neither disk nor server if another disk is named")
        void restore_detachingAnotherDiskFirst_isInvalidAndTouchesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), InPlace.over(data).detachingFirst()))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(read(data)).isEqualTo("data");
            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }
    }

    @Nested
    @DisplayName("A restore over a server")
    class OverAServer {
        @Test
        @DisplayName("brings back all its disks and starts it")
        void restore_overItsServer_bringsBackAllDisksAndStartsIt() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "system now");
            write(dataDiskOf(shop), "data now");
            List<Resource.Disk> disks = harness.disksOf(shop);

            Resource restored = done(backup.restorePoints().restore(point.id(), InPlace.over(shop)));

            assertThat(restored).isEqualTo(shop);
            assertThat(harness.disksOf(shop)).isEqualTo(disks);
            assertThat(read(systemDiskOf(shop))).isEqualTo("system");
            assertThat(read(dataDiskOf(shop))).isEqualTo("data");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("leaves it stopped when asked to")
        void restore_leavingStopped_leavesItStopped() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "now");

            done(backup.restorePoints().restore(point.id(), InPlace.over(shop).leavingStopped()));

            assertThat(read(systemDiskOf(shop))).isEqualTo("saved");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("shrinks a disk back that was enlarged since")
        void restore_diskEnlargedSince_shrinksItBack() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "small");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            harness.enlarge(data, DataSize.gib(30));
            write(data, "large");

            done(backup.restorePoints().restore(point.id(), InPlace.over(shop)));

            assertThat(backup.resources().get(data).size()).isEqualTo(DataSize.gib(10));
            assertThat(read(data)).isEqualTo("small");
        }

        @Test
        @DisplayName("leaves a disk alone that was left out")
        void restore_diskLeftOut_staysAsItIs() {
            requires(Capability.DISK_EXCLUSION);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = serverVault("servers");
            backup.vaults().addServerExcluding(vault.id(), shop, Set.of(data));
            RestorePoint point = pointOf(shop, vault);
            write(systemDiskOf(shop), "system now");
            write(data, "data now");

            done(backup.restorePoints().restore(point.id(), InPlace.over(shop)));

            assertThat(point.parts()).extracting(RestorePoint.Part::disk).containsExactly(systemDiskOf(shop));
            assertThat(read(systemDiskOf(shop))).isEqualTo("system");
            assertThat(read(data)).isEqualTo("data now");
        }

        @Test
        @DisplayName("writes each disk where its mapping sends it")
        void restore_withMappings_writesEachDiskWhereItWasSentTo() {
            Resource.Server shop = serverWithTwoDataDisks(DataSize.gib(20), DataSize.gib(20));
            Resource.Disk left = harness.disksOf(shop).get(1);
            Resource.Disk right = harness.disksOf(shop).get(2);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "system now");
            write(left, "left now");
            write(right, "right now");

            done(backup.restorePoints()
                    .restore(point.id(), InPlace.over(shop).mapping(left, right).mapping(right, left)));

            assertThat(read(systemDiskOf(shop))).isEqualTo("system");
            assertThat(read(left)).isEqualTo("right");
            assertThat(read(right)).isEqualTo("left");
        }

        @Test
        @DisplayName("overwrites nothing if a mapping names a disk that is too small")
        void restore_mappedOntoATooSmallDisk_isAConflictAndOverwritesNothing() {
            Resource.Server shop = serverWithTwoDataDisks(DataSize.gib(10), DataSize.gib(20));
            Resource.Disk small = harness.disksOf(shop).get(1);
            Resource.Disk large = harness.disksOf(shop).get(2);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "system now");
            write(small, "small now");
            write(large, "large now");

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(
                                    point.id(),
                                    InPlace.over(shop).mapping(large, small).mapping(small, large)))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(read(systemDiskOf(shop))).isEqualTo("system now");
            assertThat(read(small)).isEqualTo("small now");
            assertThat(read(large)).isEqualTo("large now");
        }

        @Test
        @DisplayName("overwrites nothing if two disks would be written to one")
        void restore_mappedOntoADiskThatIsRestoredToo_isRefusedAndOverwritesNothing() {
            Resource.Server shop = serverWithTwoDataDisks(DataSize.gib(20), DataSize.gib(20));
            Resource.Disk left = harness.disksOf(shop).get(1);
            Resource.Disk right = harness.disksOf(shop).get(2);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(left, "left now");
            write(right, "right now");

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), InPlace.over(shop).mapping(left, right)))
                    .isInstanceOfAny(Invalid.class, Conflict.class);

            harness.advance(LONG);
            assertThat(read(left)).isEqualTo("left now");
            assertThat(read(right)).isEqualTo("right now");
        }

        @Test
        @DisplayName("overwrites nothing if a mapping names a disk that is not there")
        void restore_mappingOfADiskThatIsNotThere_isInvalidAndOverwritesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            Resource.Disk stranger = disk("stranger", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(data, "data now");

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), InPlace.over(shop).mapping(data, stranger)))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), InPlace.over(shop).mapping(stranger, data)))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(read(data)).isEqualTo("data now");
            assertThat(read(stranger)).isEqualTo("s");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("is refused as busy while the server is backed up or restored")
        void restore_whileBackedUpOrRestored_isRefusedAsBusy() {
            Resource.Server shop = server("shop", "one");
            Vault vault = serverVault("servers", shop);
            RestorePoint first = pointOf(shop, vault);
            write(systemDiskOf(shop), "two");
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() -> backup.restorePoints().restore(first.id(), InPlace.over(shop)))
                    .isInstanceOf(Busy.class);
            RestorePoint second = done(taking).restorePoints().get(0);
            Operation<Resource> restoring = backup.restorePoints().restore(first.id(), InPlace.over(shop));
            assertThatThrownBy(() -> backup.restorePoints().restore(second.id(), InPlace.over(shop)))
                    .isInstanceOf(Busy.class);

            done(restoring);
            assertThat(read(systemDiskOf(shop))).isEqualTo("one");
        }

        @Test
        @DisplayName("overwrites nothing if another server, or a disk of it, is named")
        void restore_overAnotherServerOrADiskOfIt_isInvalidAndOverwritesNothing() {
            Resource.Server shop = server("shop", "shop");
            Resource.Server office = server("office", "office");
            RestorePoint point = pointOf(shop, serverVault("servers", shop, office));
            write(systemDiskOf(shop), "shop now");

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(office)))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(
                                    point.id(), InPlace.over(systemDiskOf(shop)).detachingFirst()))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(read(systemDiskOf(shop))).isEqualTo("shop now");
            assertThat(read(systemDiskOf(office))).isEqualTo("office");
            assertThat(statusOf(office)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("finds no server that is gone, and leaves its disks alone")
        void restore_serverGone_isNotFoundAndOverwritesNothing() {
            Resource.Server shop = server("shop", "saved");
            Resource.Disk system = systemDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(system, "now");
            harness.delete(shop);

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(shop)))
                    .isInstanceOf(NotFound.class);

            harness.advance(LONG);
            assertThat(read(system)).isEqualTo("now");
        }

        @Test
        @DisplayName("leaves a disk alone that was attached in the place of one that it holds")
        void restore_diskReplacedSince_neitherIsOverwritten() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "system now");
            write(data, "data now");
            harness.stop(shop);
            harness.detach(data);
            Resource.Disk extra = disk("shop-data", "extra");
            Assumptions.assumeTrue(harness.attach(extra, shop), "this harness cannot attach disks");

            for (Optional<RequestKey> key : List.of(Optional.<RequestKey>empty(), Optional.of(RequestKey.of("all")))) {
                Throwable refused = catchThrowable(() -> done(
                        key.isPresent()
                                ? backup.restorePoints().restore(point.id(), InPlace.over(shop), key.get())
                                : backup.restorePoints().restore(point.id(), InPlace.over(shop))));

                assertThat(read(extra)).isEqualTo("extra");
                assertThat(read(data)).isEqualTo("data now");
                if (refused == null) {
                    assertThat(read(systemDiskOf(shop))).isEqualTo("system");
                } else {
                    assertThat(refused).isInstanceOf(Invalid.class);
                    assertThat(read(systemDiskOf(shop))).isEqualTo("system now");
                }
            }
            assertThat(harness.disksOf(shop)).hasSize(2).contains(extra);
        }

        @Test
        @DisplayName("leaves a disk alone that was attached later, and brings back all others")
        void restore_diskAttachedSince_staysAsItIs() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "system now");
            write(dataDiskOf(shop), "data now");
            Resource.Disk extra = disk("extra", "extra");
            Assumptions.assumeTrue(harness.attach(extra, shop), "this harness cannot attach disks");

            done(backup.restorePoints().restore(point.id(), InPlace.over(shop)));

            assertThat(read(systemDiskOf(shop))).isEqualTo("system");
            assertThat(read(dataDiskOf(shop))).isEqualTo("data");
            assertThat(read(extra)).isEqualTo("extra");
            assertThat(harness.disksOf(shop)).hasSize(3).contains(extra);
        }

        private Resource.Server serverWithTwoDataDisks(DataSize left, DataSize right) {
            Resource.Disk system = harness.addDisk("shop-system", DataSize.gib(40));
            Resource.Disk leftDisk = harness.addDisk("shop-left", left);
            Resource.Disk rightDisk = harness.addDisk("shop-right", right);
            write(system, "system");
            write(leftDisk, "left");
            write(rightDisk, "right");
            return harness.addServer("shop", system, leftDisk, rightDisk);
        }
    }

    @Nested
    @DisplayName("A restore point whose backup has failed")
    class Failed {
        private RestorePointId failedPointOf(Resource resource, Vault vault) {
            Assumptions.assumeTrue(
                    harness.failBackupsOf(resource, FAILURE, "the disk has a bad block"),
                    "this harness cannot fail backups");
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            assertThatThrownBy(() -> done(taking)).isInstanceOf(OperationFailed.class);
            return backup.restorePoints()
                    .list(RestorePointFilter.of(resource).withStatus(RestorePoint.Status.ERROR))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }

        @Test
        @DisplayName("is not the newest one")
        void newest_lastOneFailed_isTheOneBefore() {
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);
            RestorePoint complete = pointOf(orders, vault);
            failedPointOf(orders, vault);

            assertThat(backup.restorePoints().newest(orders).orElseThrow().id()).isEqualTo(complete.id());
            assertThat(backup.restorePoints().newest(List.<Resource>of(orders)))
                    .hasEntrySatisfying(
                            orders, newest -> assertThat(newest.id()).isEqualTo(complete.id()));
            assertThat(backup.restorePoints()
                            .newestBefore(orders, harness.now())
                            .orElseThrow()
                            .id())
                    .isEqualTo(complete.id());
        }

        @Test
        @DisplayName("is not the newest one if there is no other")
        void newest_onlyOneFailed_isEmpty() {
            Resource.Disk orders = disk("orders", "saved");
            failedPointOf(orders, diskVault("disks", orders));

            assertThat(backup.restorePoints().newest(orders)).isEmpty();
            assertThat(backup.restorePoints().newest(List.<Resource>of(orders))).isEmpty();
        }

        @Test
        @DisplayName("is not restored over its disk or to a new one")
        void restore_ofADisk_isAConflictAndChangesNothing() {
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);
            pointOf(orders, vault);
            RestorePointId failed = failedPointOf(orders, vault);
            write(orders, "now");

            assertThatThrownBy(() -> backup.restorePoints().restore(failed, InPlace.over(orders)))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(failed, InPlace.over(orders), RequestKey.of("one")))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(failed, DiskSpec.of("no")))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(failed, DiskSpec.of("no"), RequestKey.of("two")))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.restorePoints()
                            .preflight(failed, InPlace.over(orders))
                            .passes())
                    .isFalse();

            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("now");
            assertThat(backup.resources().list()).hasSize(1);
        }

        @Test
        @DisplayName("is not restored over its server or to a new one, and no image is built of it")
        void restore_ofAServer_isAConflictAndChangesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Vault vault = serverVault("shops", shop);
            pointOf(shop, vault);
            RestorePointId failed = failedPointOf(shop, vault);
            write(systemDiskOf(shop), "system now");
            write(dataDiskOf(shop), "data now");

            assertThatThrownBy(() -> backup.restorePoints().restore(failed, InPlace.over(shop)))
                    .isInstanceOf(Conflict.class);
            if (backup.supports(Capability.RESTORE_TO_NEW_SERVER)) {
                assertThatThrownBy(() -> backup.restorePoints().restore(failed, ServerSpec.of("no")))
                        .isInstanceOf(Conflict.class);
            }
            if (backup.supports(Capability.WHOLE_SERVER_IMAGES)) {
                ImageSpec spec = ImageSpec.of("no", ImageSource.restorePoint(failed));
                assertThatThrownBy(() -> backup.images().build(spec)).isInstanceOf(Conflict.class);
                assertThat(backup.images().list()).isEmpty();
            }

            harness.advance(LONG);
            assertThat(read(systemDiskOf(shop))).isEqualTo("system now");
            assertThat(read(dataDiskOf(shop))).isEqualTo("data now");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(backup.resources().list()).hasSize(3);
        }
    }

    @Nested
    @DisplayName("A restore to a new disk")
    class ToANewDisk {
        @Test
        @DisplayName("has the data then and overwrites nothing")
        void restore_toANewDisk_copiesTheDataAndOverwritesNothing() {
            Resource.Disk orders = harness.addDisk(
                    DiskSetup.of("orders", DataSize.gib(10)).inZone("zone-2").ofType("SAS"));
            write(orders, "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "now");

            Resource.Disk made = done(backup.restorePoints().restore(point.id(), DiskSpec.of("orders-copy")));

            assertThat(made).isNotEqualTo(orders);
            assertThat(read(made)).isEqualTo("saved");
            assertThat(read(orders)).isEqualTo("now");
            ProtectableResource known = backup.resources().get(made);
            assertThat(known.name()).isEqualTo("orders-copy");
            assertThat(known.size()).isEqualTo(DataSize.gib(10));
            assertThat(known.zone()).isEqualTo("zone-2");
            assertThat(known.status()).isEqualTo(ProtectableResource.Status.AVAILABLE);
            if (backup.supports(Capability.VAULTS)) {
                assertThat(known.vault()).isNull();
            }
        }

        @Test
        @DisplayName("makes it as the spec says")
        void restore_withASpec_isAsItSays() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            Resource.Disk made = done(backup.restorePoints()
                    .restore(
                            point.id(),
                            DiskSpec.of("larger").withSize(DataSize.gib(25)).withTags(Map.of("team", "red"))));

            assertThat(read(made)).isEqualTo("saved");
            assertThat(backup.resources().get(made).size()).isEqualTo(DataSize.gib(25));
            assertThat(backup.resources().get(made).tags()).containsOnly(Map.entry("team", "red"));
        }

        @Test
        @DisplayName("makes another disk each time")
        void restore_twice_makesTwoDisks() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            Resource.Disk one = done(backup.restorePoints().restore(point.id(), DiskSpec.of("same name")));
            Resource.Disk two = done(backup.restorePoints().restore(point.id(), DiskSpec.of("same name")));

            assertThat(one).isNotEqualTo(two);
            write(one, "changed");
            assertThat(read(two)).isEqualTo("saved");
        }

        @Test
        @DisplayName("works when the original is gone")
        void restore_originalGone_stillWorks() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.delete(orders);

            Resource.Disk made = done(backup.restorePoints().restore(point.id(), DiskSpec.of("orders-again")));

            assertThat(made).isNotEqualTo(orders);
            assertThat(read(made)).isEqualTo("saved");
        }

        @Test
        @DisplayName("of one part of a server makes that disk alone")
        void restore_onePartOfAServer_makesThatDiskAlone() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            RestorePoint.Part part = point.parts().stream()
                    .filter(candidate -> candidate.disk().equals(data))
                    .findFirst()
                    .orElseThrow();
            write(data, "data now");
            long disksBefore = numberOfDisks();

            Resource.Disk made = done(backup.restorePoints().restore(part.id(), DiskSpec.of("data-copy")));

            assertThat(read(made)).isEqualTo("data");
            assertThat(read(data)).isEqualTo("data now");
            assertThat(backup.resources().get(made).size()).isEqualTo(DataSize.gib(10));
            assertThat(harness.disksOf(shop)).doesNotContain(made);
            assertThat(numberOfDisks()).isEqualTo(disksBefore + 1);
        }

        @Test
        @DisplayName("of a server with several disks makes nothing")
        void restore_serverWithSeveralDisks_isInvalidAndMakesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            long disksBefore = numberOfDisks();

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), DiskSpec.of("which")))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(numberOfDisks()).isEqualTo(disksBefore);
        }

        @Test
        @DisplayName("of a server with one disk makes that disk")
        void restore_serverWithOneDisk_makesThatDisk() {
            Resource.Server shop = server("shop", "system");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertThat(read(done(backup.restorePoints().restore(point.id(), DiskSpec.of("system-copy")))))
                    .isEqualTo("system");
        }

        @Test
        @DisplayName("smaller than the original makes nothing")
        void restore_smallerThanTheOriginal_isInvalidAndMakesNothing() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            long disksBefore = numberOfDisks();

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), DiskSpec.of("small").withSize(DataSize.gib(9))))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(numberOfDisks()).isEqualTo(disksBefore);
        }

        @Test
        @DisplayName("is refused for an unknown restore point")
        void restore_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.restorePoints().restore(NO_POINT, DiskSpec.of("nothing")))
                    .isInstanceOf(NotFound.class);
        }

        private long numberOfDisks() {
            return backup.resources()
                    .list(ResourceFilter.all().ofKind(Resource.Kind.DISK))
                    .count();
        }
    }

    @Nested
    @DisplayName("A restore to a new server")
    class ToANewServer {
        @Test
        @DisplayName("has the data of all disks and overwrites nothing")
        void restore_toANewServer_copiesAllDisksAndOverwritesNothing() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "system now");
            write(dataDiskOf(shop), "data now");

            Resource.Server made = done(backup.restorePoints().restore(point.id(), ServerSpec.of("shop-copy")));

            assertThat(made).isNotEqualTo(shop);
            assertThat(harness.disksOf(made)).hasSize(2).doesNotContainAnyElementsOf(harness.disksOf(shop));
            assertThat(read(systemDiskOf(made))).isEqualTo("system");
            assertThat(read(dataDiskOf(made))).isEqualTo("data");
            assertThat(read(systemDiskOf(shop))).isEqualTo("system now");
            assertThat(read(dataDiskOf(shop))).isEqualTo("data now");
            ProtectableResource known = backup.resources().get(made);
            assertThat(known.name()).isEqualTo("shop-copy");
            assertThat(known.size()).isEqualTo(DataSize.gib(50));
            assertThat(known.status()).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("leaves no image that the restore point does not name")
        void restore_toANewServer_leavesNoImageThatTheRestorePointDoesNotName() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "system");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            done(backup.restorePoints().restore(point.id(), ServerSpec.of("shop-copy")));

            List<Image> images = backup.images().list().toList();
            assertThat(images)
                    .extracting(Image::id)
                    .containsExactlyInAnyOrderElementsOf(
                            backup.restorePoints().get(point.id()).images());
            assertThat(images).allMatch(image -> image.name().contains("shop-copy"));
        }

        @Test
        @DisplayName("needs in the spec what a deleted original cannot tell")
        void restore_originalGone_needsAndTakesWhatItCannotTell() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Disk system = harness.addDisk("shop-system", DataSize.gib(40));
            write(system, "saved");
            Resource.Server shop = harness.addServer(ServerSetup.of("shop", system));
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            harness.delete(shop);

            ServerSpec unfenced = ServerSpec.of("shop-again")
                    .withFlavor("s6.large.2")
                    .inZone("zone-1")
                    .inNetwork("network-1", "subnet-1");
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), ServerSpec.of("shop-again")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), unfenced))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("securityGroups");
            Resource.Server made =
                    done(backup.restorePoints().restore(point.id(), unfenced.withSecurityGroups("group-1")));

            assertThat(read(systemDiskOf(made))).isEqualTo("saved");
            assertThat(backup.resources().get(made).name()).isEqualTo("shop-again");
        }

        @Test
        @DisplayName("of a disk is invalid")
        void restore_aDiskToAServer_isInvalid() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), ServerSpec.of("no")))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                    .isEmpty();
        }

        @Test
        @DisplayName("is not made before the restore point is complete")
        void restore_notComplete_isAConflict() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            Vault vault = serverVault("servers", shop);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            RestorePoint running = runningPointOf(shop);

            assertThatThrownBy(() -> backup.restorePoints().restore(running.id(), ServerSpec.of("too early")))
                    .isInstanceOf(Conflict.class);

            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("without a disk to start from is invalid")
        void restore_nothingToStartFrom_isInvalid() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            requires(Capability.DISK_EXCLUSION);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Vault vault = serverVault("servers");
            backup.vaults().addServerExcluding(vault.id(), shop, Set.of(systemDiskOf(shop)));
            RestorePoint point = pointOf(shop, vault);

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), ServerSpec.of("no")))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is refused for an unknown restore point")
        void restore_unknown_isNotFound() {
            requires(Capability.RESTORE_TO_NEW_SERVER);

            assertThatThrownBy(() -> backup.restorePoints().restore(NO_POINT, ServerSpec.of("no")))
                    .isInstanceOf(NotFound.class);
        }
    }

    private RestorePoint runningPointOf(Resource resource) {
        harness.advance(A_MOMENT);
        return backup.restorePoints()
                .list(RestorePointFilter.of(resource))
                .findFirst()
                .orElseThrow();
    }

    private List<RestorePointId> listed(RestorePointFilter filter) {
        return ids(backup.restorePoints().list(filter));
    }

    private static List<RestorePointId> ids(Stream<RestorePoint> points) {
        List<RestorePointId> ids = new ArrayList<>();
        points.forEach(point -> ids.add(point.id()));
        return ids;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a careless caller hands over
    private static <T> T missing() {
        return null;
    }

    @Nested
    @DisplayName("One disk of a server's restore point")
    class APart {
        @Test
        @DisplayName("is found in it by the disk, which is the way from a disk that is protected through its server")
        void part_ofAProtectedServer_isFoundByItsDisk() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(data, "later");

            assertThat(backup.restorePoints().newest(data)).isEmpty();
            Resource.Server through =
                    backup.resources().get(data).protectedThrough().get(0).server();
            RestorePoint newest = backup.restorePoints().newest(through).orElseThrow();
            RestorePoint.Part part = newest.part(data).orElseThrow();
            Resource.Disk made = done(backup.restorePoints().restore(part.id(), DiskSpec.of("made")));

            assertThat(newest.id()).isEqualTo(point.id());
            assertThat(newest.part(Resource.disk(shop.id()))).isEmpty();
            assertThat(read(made)).isEqualTo("data");
        }

        @Test
        @DisplayName("is no restore point of its own, and says which one it is a part of")
        void anything_withThePartAlone_isNotFoundAndNamesTheWhole() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint whole = pointOf(shop, serverVault("servers", shop));
            RestorePointId part = whole.part(dataDiskOf(shop)).orElseThrow().id();
            List<ThrowableAssert.ThrowingCallable> calls = List.of(
                    () -> backup.restorePoints().get(part),
                    () -> backup.restorePoints().update(part, new RestorePointUpdate("other")),
                    () -> backup.restorePoints().delete(part),
                    () -> backup.restorePoints().restore(part, InPlace.over(shop)));

            for (ThrowableAssert.ThrowingCallable call : calls) {
                assertThatThrownBy(call)
                        .isInstanceOf(NotFound.class)
                        .hasMessageContaining("restore point " + part + " is a part of restore point " + whole.id());
            }
            assertThat(backup.restorePoints().get(whole.id())).isEqualTo(whole);
        }
    }
}
