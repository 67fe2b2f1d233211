package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.backup4j.AutoBind;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Billing;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
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
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.internal.DiskContent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What happens to vaults by themselves as time passes, and what they refuse when they are full. */
@DisplayName("The life of a vault in the in-memory cloud")
class VaultLifeTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final int BLOCK = DiskContent.BLOCK;

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();

    @Nested
    @DisplayName("A subscription")
    class Subscribed {
        private final VaultSpec spec = VaultSpec.forDisks("v", DataSize.gib(10));

        @Test
        void subscribe_months_isPaidUntilTheSameDayOfTheMonth() {
            cloud.time().advanceTo(Instant.parse("2026-01-31T10:00:00Z"));

            Vault vault =
                    backup.vaults().subscribe(spec, Subscription.months(1)).await(LONG);

            assertThat(vault.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
            assertThat(vault.billing().paidUntil()).isEqualTo("2026-02-28T10:01:00Z");
            assertThat(vault.billing().orderId()).isEqualTo("order-1");
        }

        @Test
        void subscribe_years_isPaidUntilTheSameDayOfTheYear() {
            Vault vault = backup.vaults().subscribe(spec, Subscription.years(2)).await(LONG);

            assertThat(vault.billing().paidUntil()).isEqualTo("2028-01-01T00:01:00Z");
        }

        @Test
        void period_ends_vaultIsFrozenThen() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            Vault vault =
                    backup.vaults().subscribe(spec, Subscription.months(2)).await(LONG);
            backup.vaults().add(vault.id(), disk);
            attach(vault.id(), Schedule.dailyAt("02:00"), Retention.forever());

            cloud.time().advanceTo(Instant.parse("2026-03-01T00:00:59Z"));
            assertThat(statusOf(vault)).isEqualTo(Vault.Status.AVAILABLE);
            long before = points(disk).size();
            cloud.time().advance(Duration.ofSeconds(1));

            assertThat(statusOf(vault)).isEqualTo(Vault.Status.FROZEN);
            assertThat(cloud.history()).last().satisfies(entry -> {
                assertThat(entry.event()).isEqualTo("vault frozen");
                assertThat(entry.subject()).isEqualTo(vault.id().value());
                assertThat(entry.detail()).contains("has ended");
            });
            cloud.time().advance(Duration.ofDays(3));
            assertThat(points(disk)).as("no more runs, and nothing lost").hasSize((int) before);
            assertThat(backup.operations().list(OperationFilter.all().withStatus(OperationRecord.Status.SKIPPED)))
                    .hasSize(3)
                    .allSatisfy(entry -> assertThat(entry.failure()).contains("FROZEN"));
        }

        @Test
        void frozen_vault_refusesNewWorkAndKeepsItsPoints() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            Vault vault =
                    backup.vaults().subscribe(spec, Subscription.months(1)).await(LONG);
            backup.vaults().add(vault.id(), disk);
            RestorePoint point = take(vault.id());
            cloud.time().advance(Duration.ofDays(40));

            assertThat(statusOf(vault)).isEqualTo(Vault.Status.FROZEN);
            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault.id())))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), InPlace.over(disk)))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.vaults().add(vault.id(), cloud.addDisk("e", DataSize.gib(1))))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
            backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
            cloud.time().advance(Duration.ofMinutes(5));
            assertThat(backup.vaults().list()).isEmpty();
        }

        @Test
        void period_endsAndRenews_isPaidOnAndNeverFrozen() {
            Vault vault = backup.vaults()
                    .subscribe(spec, Subscription.months(1).renewing())
                    .await(LONG);

            cloud.time().advance(Duration.ofDays(3 * 365));

            assertThat(statusOf(vault)).isEqualTo(Vault.Status.AVAILABLE);
            assertThat(backup.vaults().get(vault.id()).billing().paidUntil()).isEqualTo("2029-01-01T00:01:00Z");
        }

        @Test
        void subscribe_existingVault_keepsWhatItHolds() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = backup.vaults().create(spec).id();
            backup.vaults().add(vault, disk);
            take(vault);

            Vault subscribed =
                    backup.vaults().subscribe(vault, Subscription.months(1)).await(LONG);

            assertThat(subscribed.id()).isEqualTo(vault);
            assertThat(subscribed.member(disk).orElseThrow().restorePoints()).isEqualTo(1);
        }

        @Test
        void unpaid_order_deliversNothingHoweverLong() {
            Operation<Vault> order =
                    backup.vaults().subscribe(spec, Subscription.months(1).paidByHand());

            cloud.time().advance(Duration.ofDays(100));
            assertThat(order.poll().ended()).isFalse();
            assertThat(backup.vaults().list()).isEmpty();

            cloud.pay(order.token());
            cloud.time().advance(Work.ORDER.usual());
            assertThat(backup.vaults().list())
                    .singleElement()
                    .extracting(vault -> vault.billing().paidUntil())
                    .as("counted from the delivery")
                    .isEqualTo(cloud.time()
                            .now()
                            .atZone(ZoneOffset.UTC)
                            .plusMonths(1)
                            .toInstant());
        }

        @Test
        void subscribe_thatWouldGrowByItself_isInvalid() {
            assertThatThrownBy(() -> backup.vaults().subscribe(spec.withAutoExpand(true), Subscription.months(1)))
                    .isInstanceOf(Invalid.class);
            VaultSpec binding = VaultSpec.forServers("s", DataSize.gib(10)).withAutoBind(AutoBind.everyServer());
            assertThatThrownBy(() -> backup.vaults().subscribe(binding, Subscription.months(1)))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        void update_subscription_mayNotGrowOrBecomeOneThatDoes() {
            Vault vault =
                    backup.vaults().subscribe(spec, Subscription.months(1)).await(LONG);

            for (VaultSpec changed : List.of(
                    vault.toSpec().withCapacity(DataSize.gib(20)),
                    vault.toSpec().withAutoExpand(true))) {
                assertThatThrownBy(() -> backup.vaults().update(vault.id(), changed))
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining("subscription");
            }
            assertThat(backup.vaults().get(vault.id()).toSpec()).isEqualTo(vault.toSpec());
        }
    }

    @Nested
    @DisplayName("A rule that takes in servers")
    class Binding {
        @Test
        void look_everyHour_takesInWhatMatchesByThen() {
            VaultId vault = binding(AutoBind.serversTagged("env", "prod"));
            Resource.Server matching = server("a", Map.of("env", "prod", "other", "x"));
            Resource.Server differing = server("b", Map.of("env", "test"));
            Resource.Server plain = server("c", Map.of());

            cloud.time().advance(Duration.ofMinutes(59));
            assertThat(membersOf(vault)).isEmpty();
            cloud.time().advance(Duration.ofMinutes(1));

            assertThat(membersOf(vault)).containsExactly(matching);
            cloud.tag(plain, "env", "prod");
            cloud.time().advance(Duration.ofHours(1));
            assertThat(membersOf(vault)).containsExactly(matching, plain).doesNotContain(differing);
            assertThat(cloud.history())
                    .filteredOn(entry -> entry.event().equals("server bound"))
                    .extracting(HistoryEntry::subject, HistoryEntry::detail)
                    .containsExactly(tuple(matching.toString(), vault.value()), tuple(plain.toString(), vault.value()));
        }

        @Test
        void look_anyOfSeveralTags_isEnough() {
            VaultId vault = binding(new AutoBind(Map.of("env", "prod", "tier", "1")));
            Resource.Server one = server("a", Map.of("tier", "1"));

            cloud.time().advance(Duration.ofHours(1));

            assertThat(membersOf(vault)).containsExactly(one);
        }

        @Test
        void look_ruleForAll_leavesWhatIsProtectedElsewhere() {
            VaultId vault = binding(AutoBind.everyServer());
            Resource.Server elsewhere = server("a", Map.of());
            Resource.Server free = server("b", Map.of());
            VaultId other = backup.vaults()
                    .create(VaultSpec.forServers("o", DataSize.gib(10)))
                    .id();
            backup.vaults().add(other, elsewhere);

            cloud.time().advance(Duration.ofHours(1));

            assertThat(membersOf(vault)).containsExactly(free);
            assertThat(membersOf(other)).containsExactly(elsewhere);
        }

        @Test
        void look_twoRules_theOlderVaultTakesIt() {
            VaultId first = binding(AutoBind.everyServer());
            VaultId second = binding(AutoBind.everyServer());
            Resource.Server server = server("a", Map.of());

            cloud.time().advance(Duration.ofHours(1));

            assertThat(membersOf(first)).containsExactly(server);
            assertThat(membersOf(second)).isEmpty();
        }

        @Test
        void look_ruleTakenBack_takesInNothingMore() {
            VaultId vault = binding(AutoBind.everyServer());
            backup.vaults().update(vault, backup.vaults().get(vault).toSpec().withAutoBind(null));
            server("a", Map.of());

            cloud.time().advance(Duration.ofHours(3));
            assertThat(membersOf(vault)).isEmpty();

            backup.vaults().update(vault, backup.vaults().get(vault).toSpec().withAutoBind(AutoBind.everyServer()));
            cloud.time().advance(Duration.ofHours(1));
            assertThat(membersOf(vault)).hasSize(1);
        }

        @Test
        void look_vaultBeingDeleted_takesInNothing() {
            cloud.takes(Work.DELETE, Duration.ofHours(5));
            VaultId vault = binding(AutoBind.everyServer());
            backup.vaults().delete(vault, Removal.KEEPING_RESTORE_POINTS);
            Resource.Server server = server("a", Map.of());

            cloud.time().advance(Duration.ofHours(2));

            assertThat(backup.resources().get(server).vault()).isNull();
        }

        @Test
        void look_fullOfMembers_takesInNoMoreThanMayBe() {
            VaultId vault = binding(AutoBind.everyServer());
            for (int i = 0; i < 258; i++) {
                server("s" + i, Map.of());
            }

            cloud.time().advance(Duration.ofHours(2));

            assertThat(membersOf(vault)).hasSize(256);
        }

        @Test
        void look_whileServersAreBackedUp_theyAreTakenFromTheNextSlotOn() {
            VaultId vault = binding(AutoBind.everyServer());
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            Resource.Server server = server("a", Map.of());

            cloud.time().advance(Duration.ofDays(2));

            assertThat(points(server)).hasSize(2);
        }

        private VaultId binding(AutoBind rule) {
            return backup.vaults()
                    .create(VaultSpec.forServers("v", DataSize.gib(100)).withAutoBind(rule))
                    .id();
        }

        private Resource.Server server(String name, Map<String, String> tags) {
            return cloud.addServer(
                    ServerSetup.of(name, cloud.addDisk(name, DataSize.gib(1))).withTags(tags));
        }

        private List<Resource> membersOf(VaultId vault) {
            return backup.vaults().get(vault).members().stream()
                    .map(Vault.Member::resource)
                    .toList();
        }
    }

    @Nested
    @DisplayName("Its capacity")
    class ItsCapacity {
        private final Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));

        @Test
        void backup_doesNotFit_growsByAQuarter() {
            VaultId vault = growing(DataSize.gib(100));
            cloud.faults().fill(vault, DataSize.bytes(BLOCK - 1));
            cloud.write(disk, new byte[BLOCK]);

            take(vault);

            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(125));
            assertThat(cloud.history())
                    .filteredOn(entry -> entry.event().equals("vault enlarged"))
                    .singleElement()
                    .extracting(HistoryEntry::detail)
                    .isEqualTo("125 GiB");
        }

        @Test
        void backup_aQuarterIsNoWholeGib_isRoundedUp() {
            VaultId vault = growing(DataSize.gib(10));
            cloud.faults().fill(vault, DataSize.bytes(1));
            cloud.write(disk, new byte[BLOCK]);

            take(vault);

            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(13));
        }

        @Test
        void backup_fitsExactly_doesNotGrow() {
            VaultId vault = growing(DataSize.gib(100));
            cloud.faults().fill(vault, DataSize.bytes(BLOCK));
            cloud.write(disk, new byte[BLOCK]);

            take(vault);

            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(100));
            assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.gib(100));
        }

        @Test
        void backup_vaultFullAlready_isRefusedThoughItMayGrow() {
            VaultId vault = growing(DataSize.gib(100));
            cloud.faults().fill(vault, DataSize.ZERO);

            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault)))
                    .isInstanceOf(QuotaExceeded.class)
                    .hasMessageContaining("full");
            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(100));
        }

        @Test
        void automaticBackup_vaultFullAlready_failsAndDoesNotGrow() {
            VaultId vault = growing(DataSize.gib(100));
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            cloud.write(disk, new byte[BLOCK]);
            cloud.faults().fill(vault, DataSize.ZERO);

            cloud.time().advance(Duration.ofDays(1));

            assertThat(points(disk))
                    .singleElement()
                    .extracting(RestorePoint::status)
                    .isEqualTo(RestorePoint.Status.ERROR);
            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(100));
            assertThat(backup.operations().list())
                    .singleElement()
                    .extracting(OperationRecord::failureCode)
                    .isEqualTo("VAULT_FULL");
        }

        @Test
        void automaticBackup_nothingChangedInAFullVault_stillFits() {
            VaultId vault = growing(DataSize.gib(100));
            cloud.write(disk, new byte[BLOCK]);
            take(vault);
            cloud.faults().fill(vault, DataSize.ZERO);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());

            cloud.time().advance(Duration.ofDays(1));

            assertThat(points(disk)).hasSize(2).allMatch(RestorePoint::available);
        }

        @Test
        void backup_mayNotGrow_failsAndChargesNothing() {
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                    .id();
            backup.vaults().add(vault, disk);
            cloud.write(disk, new byte[2 * BLOCK]);
            cloud.faults().fill(vault, DataSize.bytes(BLOCK));

            assertThatThrownBy(() -> take(vault))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("has no room");
            cloud.faults().clear();

            assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.ZERO);
            assertThat(backup.vaults().get(vault).capacity()).isEqualTo(DataSize.gib(10));
        }

        @Test
        void move_targetHasNoRoom_isRefusedAndNothingMoves() {
            VaultId source = growing(DataSize.gib(10));
            cloud.write(disk, new byte[2 * BLOCK]);
            take(source);
            VaultId target = backup.vaults()
                    .create(VaultSpec.forDisks("t", DataSize.gib(10)))
                    .id();
            cloud.faults().fill(target, DataSize.bytes(2L * BLOCK - 1));

            assertThatThrownBy(() -> backup.vaults().move(source, target, List.of(disk)))
                    .isInstanceOf(QuotaExceeded.class);
            assertThat(backup.vaults().get(source).member(disk)).isPresent();

            cloud.faults().fill(target, DataSize.bytes(2L * BLOCK));
            backup.vaults().move(source, target, List.of(disk));
            assertThat(backup.vaults().get(source).used()).isEqualTo(DataSize.ZERO);
            assertThat(backup.vaults().get(target).used()).isEqualTo(DataSize.gib(10));
        }

        @Test
        void update_lessThanItHolds_isInvalidAndNoMoreThanThat() {
            Vault vault = backup.vaults().get(growing(DataSize.gib(100)));
            cloud.faults().fill(vault.id(), DataSize.gib(60));

            assertThatThrownBy(() ->
                            backup.vaults().update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(39))))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.vaults()
                            .update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(40)))
                            .capacity())
                    .isEqualTo(DataSize.gib(40));
        }

        @Test
        void create_smallestAndLargest_areAllowedAndNothingBeyond() {
            backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));
            backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10_485_760)));

            for (DataSize size : List.of(
                    DataSize.bytes(DataSize.gib(10).bytes() - 1),
                    DataSize.bytes(DataSize.gib(10_485_760).bytes() + 1))) {
                assertThatThrownBy(() -> backup.vaults().create(VaultSpec.forDisks("v", size)))
                        .isInstanceOf(Invalid.class);
            }
            assertThat(backup.vaults().list()).hasSize(2);
        }

        private VaultId growing(DataSize capacity) {
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("v", capacity).withAutoExpand(true))
                    .id();
            backup.vaults().add(vault, disk);
            return vault;
        }
    }

    @Nested
    @DisplayName("Its automatic runs")
    class Runs {
        private final Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));

        @Test
        void failures_many_theNewestTenAreKept() {
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00", "03:00"), Retention.forever());
            cloud.faults().failBackupsOf(disk, "E", "broken");

            cloud.time().advance(Duration.ofDays(5));
            assertThat(points(disk)).hasSize(10);
            cloud.time().advance(Duration.ofDays(2));

            assertThat(points(disk))
                    .hasSize(10)
                    .extracting(RestorePoint::createdAt)
                    .first()
                    .isEqualTo(Instant.parse("2026-01-07T03:00:00Z"));
            assertThat(points(disk))
                    .last()
                    .extracting(RestorePoint::createdAt)
                    .isEqualTo(Instant.parse("2026-01-03T02:00:00Z"));
        }

        @Test
        void failures_ofTwoMembers_eachKeepsItsOwnTen() {
            Resource.Disk other = cloud.addDisk("e", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            backup.vaults().add(vault, other);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            cloud.faults().failBackupsOf(disk, "E", "broken");
            cloud.faults().failBackupsOf(other, "E", "broken");

            cloud.time().advance(Duration.ofDays(12));

            assertThat(points(disk)).hasSize(10);
            assertThat(points(other)).hasSize(10);
        }

        @Test
        void failures_afterAMonth_areGone() {
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            cloud.faults().failBackupsOf(disk, "E", "broken");
            cloud.time().advanceTo(Instant.parse("2026-01-01T12:00:00Z"));
            cloud.faults().clear();

            cloud.time().advanceTo(Instant.parse("2026-01-31T02:09:59Z"));
            assertThat(failed()).hasSize(1);
            cloud.time().advance(Duration.ofSeconds(1));

            assertThat(failed()).isEmpty();
            assertThat(points(disk)).as("those that succeeded stay").hasSize(30);
        }

        @Test
        void failures_takeNoPlaceOfTheKeptOnes() {
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.latest(2));
            cloud.time().advance(Duration.ofDays(2));
            cloud.faults().failBackupsOf(disk, "E", "broken");
            cloud.time().advance(Duration.ofDays(4));

            assertThat(points(disk)).filteredOn(RestorePoint::available).hasSize(2);
            assertThat(failed()).hasSize(4);
        }

        @Test
        void failuresOfManualRuns_areNotLimited() {
            VaultId vault = vaultWith(disk);
            cloud.faults().failBackupsOf(disk, "E", "broken");
            for (int i = 0; i < 12; i++) {
                assertThatThrownBy(() -> take(vault)).isInstanceOf(OperationFailed.class);
            }
            cloud.time().advance(Duration.ofDays(60));

            assertThat(failed()).hasSize(12);
        }

        @Test
        void wholeRunFails_failuresAreLimitedToo() {
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            for (int i = 0; i < 12; i++) {
                cloud.faults().failNext(Work.BACKUP, "E", "broken");
            }

            cloud.time().advance(Duration.ofDays(12));
            assertThat(failed()).hasSize(10);
            cloud.time().advance(Duration.ofDays(29));
            assertThat(failed()).hasSizeLessThan(3);
        }

        @Test
        void slot_runBeforeStillGoing_isSkippedAndLoggedForEachMember() {
            Resource.Disk other = cloud.addDisk("e", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            backup.vaults().add(vault, other);
            attach(vault, Schedule.dailyAt("00:30", "01:30", "02:30"), Retention.forever());
            cloud.takes(Work.BACKUP, Duration.ofMinutes(90));

            cloud.time().advance(Duration.ofHours(5));

            assertThat(points(disk))
                    .extracting(RestorePoint::createdAt)
                    .as("00:30 takes 90 minutes, 01:30 is skipped, 02:30 runs")
                    .containsExactly(Instant.parse("2026-01-01T02:30:00Z"), Instant.parse("2026-01-01T00:30:00Z"));
            assertThat(backup.operations().list(OperationFilter.all().withStatus(OperationRecord.Status.SKIPPED)))
                    .hasSize(2)
                    .allSatisfy(entry -> {
                        assertThat(entry.kind()).isEqualTo(OperationRecord.Kind.BACKUP);
                        assertThat(entry.startedAt()).isEqualTo("2026-01-01T01:30:00Z");
                        assertThat(entry.endedAt()).isEqualTo("2026-01-01T01:30:00Z");
                        assertThat(entry.vault()).isEqualTo(vault);
                        assertThat(entry.restorePoint()).isNull();
                        assertThat(entry.failure()).contains("still in progress");
                        assertThat(entry.percent()).isNull();
                    })
                    .extracting(OperationRecord::resource)
                    .containsExactlyInAnyOrder(disk, other);
            assertThat(cloud.history())
                    .filteredOn(entry -> entry.event().equals("slot skipped"))
                    .singleElement()
                    .extracting(HistoryEntry::subject)
                    .isEqualTo(vault.value());
        }

        @Test
        void slot_manualRunStillGoing_skipsThatMemberOnly() {
            Resource.Disk other = cloud.addDisk("e", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            backup.vaults().add(vault, other);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            cloud.time().advanceTo(Instant.parse("2026-01-01T01:55:00Z"));
            backup.restorePoints().take(BackupSpec.of(vault).only(disk));

            cloud.time().advance(Duration.ofHours(1));

            assertThat(points(disk)).hasSize(1).noneMatch(RestorePoint::automatic);
            assertThat(points(other)).hasSize(1).allMatch(RestorePoint::automatic);
        }

        @Test
        void slot_suspendedMember_isSkippedAndLogged() {
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            backup.vaults().suspend(vault, List.of(disk));

            cloud.time().advance(Duration.ofDays(1));

            assertThat(points(disk)).isEmpty();
            assertThat(backup.operations().list()).singleElement().satisfies(entry -> {
                assertThat(entry.status()).isEqualTo(OperationRecord.Status.SKIPPED);
                assertThat(entry.failureCode()).isEqualTo("WRONG_STATE");
                assertThat(entry.failure()).contains("suspended");
            });
        }

        @Test
        void slot_memberGone_isSkippedAndTheOtherBackedUp() {
            Resource.Disk other = cloud.addDisk("e", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            backup.vaults().add(vault, other);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            cloud.delete(disk);

            cloud.time().advance(Duration.ofDays(1));

            assertThat(points(other)).hasSize(1);
            assertThat(backup.vaults().get(vault).member(disk).orElseThrow().status())
                    .isEqualTo(Vault.MemberStatus.ERROR);
            assertThat(backup.operations().list(OperationFilter.all().withStatus(OperationRecord.Status.SKIPPED)))
                    .singleElement()
                    .extracting(OperationRecord::failureCode)
                    .isEqualTo("GONE");
        }

        @Test
        void expired_restoredFromMeanwhile_goesOnlyAfterwards() {
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("09:00"), Retention.days(1));
            cloud.time().advanceTo(Instant.parse("2026-01-02T08:59:00Z"));
            RestorePoint point = points(disk).get(0);
            cloud.takes(Work.RESTORE, Duration.ofMinutes(90));
            cloud.write(disk, "newer");
            Operation<Resource> restore = backup.restorePoints().restore(point.id(), InPlace.over(disk));

            cloud.time().advanceTo(Instant.parse("2026-01-02T10:28:00Z"));
            assertThat(backup.restorePoints().get(point.id()).status()).isEqualTo(RestorePoint.Status.RESTORING);
            assertThat(restore.await(LONG)).isEqualTo(disk);
            assertThat(cloud.read(disk)).as("what was backed up").isEmpty();
            cloud.time().advanceTo(Instant.parse("2026-01-02T12:00:00Z"));

            assertThat(points(disk)).extracting(RestorePoint::id).doesNotContain(point.id());
        }

        private List<RestorePoint> failed() {
            return points(disk).stream()
                    .filter(point -> point.status() == RestorePoint.Status.ERROR)
                    .toList();
        }
    }

    @Nested
    @DisplayName("Its limits")
    class Limits {
        @Test
        void add_members_256AndNoMore() {
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                    .id();
            List<Resource.Disk> disks = new ArrayList<>();
            for (int i = 0; i < 257; i++) {
                disks.add(cloud.addDisk("d" + i, DataSize.gib(1)));
            }

            backup.vaults().add(vault, disks.subList(0, 256));
            assertThatThrownBy(() -> backup.vaults().add(vault, disks.get(256)))
                    .isInstanceOf(QuotaExceeded.class)
                    .hasMessageContaining("256");
            backup.vaults().add(vault, disks.get(7));

            assertThat(backup.vaults().get(vault).members()).hasSize(256);
            assertThat(take(vault, 256)).hasSize(256);
        }

        @Test
        void create_policies_32OfAPurposeAndNoMore() {
            Site elsewhere = new Site("region-2", "project-2");
            List<Policy> made = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                made.add(backup.policies().create(plain()));
                backup.policies().create(copying(elsewhere));
            }

            assertThatThrownBy(() -> backup.policies().create(plain()))
                    .isInstanceOf(QuotaExceeded.class)
                    .hasMessageContaining("32");
            assertThatThrownBy(() -> backup.policies().create(copying(elsewhere)))
                    .isInstanceOf(QuotaExceeded.class);
            backup.policies().delete(made.get(0).id());
            backup.policies().create(plain());

            assertThat(backup.policies().list()).hasSize(64);
            assertThat(cloud.at(elsewhere).backup().policies().create(plain()).purpose())
                    .as("another project has its own")
                    .isEqualTo(Purpose.BACKUP);
        }

        @Test
        void take_snapshots_sevenOfADiskAndNoMore() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            take(vault);
            for (int i = 0; i < 7; i++) {
                backup.snapshots().take(SnapshotSpec.of(disk, "s" + i)).await(LONG);
            }

            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(disk, "eighth")))
                    .isInstanceOf(QuotaExceeded.class);
            assertThat(backup.snapshots().list(SnapshotFilter.all().ofResource(disk)))
                    .extracting(Snapshot::name)
                    .hasSize(7);
        }

        private PolicySpec plain() {
            return PolicySpec.backup("p", Schedule.dailyAt("02:00"), Retention.forever());
        }

        private PolicySpec copying(Site destination) {
            return PolicySpec.replication("r", Schedule.dailyAt("02:00"), Retention.forever(), destination);
        }
    }

    @Nested
    @DisplayName("The log of its work")
    class Log {
        @Test
        void list_afterThirtyDays_olderEntriesAreGone() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());

            cloud.time().advance(Duration.ofDays(30));
            assertThat(backup.operations().list()).hasSize(30);
            cloud.time().advance(Duration.ofDays(60));

            List<OperationRecord> log = backup.operations().list().toList();
            assertThat(log).hasSize(31);
            assertThat(log.get(0).startedAt()).isEqualTo("2026-03-31T02:00:00Z");
            assertThat(log.get(30).startedAt())
                    .as("thirty days before, to the second")
                    .isEqualTo("2026-03-01T02:00:00Z");
            assertThat(points(disk)).as("the points themselves stay").hasSize(90);
        }

        @Test
        void list_runningAutomaticBackup_saysHowFarItIs() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());

            cloud.time().advanceTo(Instant.parse("2026-01-01T02:04:00Z"));

            OperationRecord running = backup.operations().list().findFirst().orElseThrow();
            assertThat(running.status()).isEqualTo(OperationRecord.Status.RUNNING);
            assertThat(running.percent()).isEqualTo(40);
            assertThat(running.endedAt()).isNull();
            cloud.time().advance(Duration.ofMinutes(6));
            OperationRecord ended = backup.operations().list().findFirst().orElseThrow();
            assertThat(ended.percent()).isEqualTo(100);
            assertThat(ended.endedAt()).isEqualTo("2026-01-01T02:10:00Z");
            assertThat(ended.restorePoint()).isEqualTo(points(disk).get(0).id());
        }

        @Test
        void list_failedAutomaticBackup_saysWhy() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = vaultWith(disk);
            attach(vault, Schedule.dailyAt("02:00"), Retention.forever());
            cloud.faults().failBackupsOf(disk, "E-9", "bad block");

            cloud.time().advance(Duration.ofDays(1));

            assertThat(backup.operations().list()).singleElement().satisfies(entry -> {
                assertThat(entry.status()).isEqualTo(OperationRecord.Status.FAILED);
                assertThat(entry.failureCode()).isEqualTo("E-9");
                assertThat(entry.failure()).contains("bad block");
                assertThat(entry.percent()).isNull();
            });
        }
    }

    private VaultId vaultWith(Resource.Disk disk) {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(100)))
                .id();
        backup.vaults().add(vault, disk);
        return vault;
    }

    private void attach(VaultId vault, Schedule schedule, Retention retention) {
        backup.policies()
                .attach(
                        backup.policies()
                                .create(PolicySpec.backup("p", schedule, retention))
                                .id(),
                        vault);
    }

    private RestorePoint take(VaultId vault) {
        return take(vault, 1).get(0);
    }

    private List<RestorePoint> take(VaultId vault, int expected) {
        BackupRun run = backup.restorePoints().take(BackupSpec.of(vault)).await(LONG);
        assertThat(run.restorePoints()).hasSize(expected);
        return run.restorePoints();
    }

    private List<RestorePoint> points(Resource resource) {
        return backup.restorePoints().list(RestorePointFilter.of(resource)).toList();
    }

    private Vault.Status statusOf(Vault vault) {
        return backup.vaults().get(vault.id()).status();
    }
}
