package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.RestorePoints#runs} promises. */
@DisplayName("Backup runs by time")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class BackupRunsContract extends ContractTest {
    @BeforeEach
    void requireLog() {
        if (!backup.supports(Capability.OPERATION_LOG)) {
            assertThatThrownBy(() ->
                            backup.restorePoints().runs(BackupRunFilter.all()).toList())
                    .isInstanceOf(Unsupported.class);
        }
        requires(Capability.OPERATION_LOG);
    }

    @Test
    @DisplayName("a manual backup is one run, with the outcome of each member")
    void runs_backupByHand_isOneRunWithItsMembers() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk bills = disk("bills", "b");
        Vault vault = diskVault("disks", orders, bills);
        Instant begun = harness.now();
        BackupRun run = done(backup.restorePoints().take(BackupSpec.of(vault.id())));
        harness.advance(A_WHILE);

        List<BackupRunRecord> runs = runs(BackupRunFilter.all());

        assertThat(runs).hasSize(1);
        BackupRunRecord told = runs.get(0);
        assertThat(told.id()).isEqualTo(run.id());
        assertThat(told.vault()).isIn(vault.id(), null);
        assertThat(told.startedAt()).isBetween(begun, harness.now());
        assertThat(told.endedAt()).isBetween(told.startedAt(), harness.now());
        assertThat(told.complete()).isTrue();
        assertThat(told.missed()).isEmpty();
        assertThat(told.members())
                .extracting(BackupRunRecord.Member::resource)
                .containsExactlyInAnyOrder(orders, bills);
        assertThat(told.members())
                .extracting(BackupRunRecord.Member::restorePoint)
                .containsExactlyInAnyOrderElementsOf(
                        run.restorePoints().stream().map(RestorePoint::id).toList());
    }

    @Test
    @DisplayName("runs of a policy are there too, the latest first")
    void runs_ofAPolicy_areListedLatestFirst() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk bills = disk("bills", "b");
        Vault vault = diskVault("disks", orders, bills);
        backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
        harness.advance(Duration.ofDays(3));

        List<BackupRunRecord> runs = runs(BackupRunFilter.all());

        assertThat(runs).hasSize(3);
        assertThat(runs).allMatch(BackupRunRecord::complete);
        assertThat(runs).allSatisfy(run -> assertThat(run.members()).hasSize(2));
        assertThat(runs)
                .extracting(run -> Objects.requireNonNull(run.startedAt()))
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(runs).extracting(BackupRunRecord::id).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("runs are found by vault, by member and by when they began")
    void runs_withConditions_areThoseThatMeetThem() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk bills = disk("bills", "b");
        Vault vault = diskVault("disks", orders);
        Vault other = diskVault("others", bills);
        Assumptions.assumeFalse(vault.id().equals(other.id()), "this cloud has one vault for disks");
        BackupRun first = done(backup.restorePoints().take(BackupSpec.of(vault.id())));
        harness.advance(Duration.ofHours(30));
        Instant between = harness.now();
        harness.advance(Duration.ofHours(30));
        BackupRun second = done(backup.restorePoints().take(BackupSpec.of(other.id())));

        assertThat(runs(BackupRunFilter.all()))
                .extracting(BackupRunRecord::id)
                .containsExactly(second.id(), first.id());
        assertThat(runs(BackupRunFilter.all().inVault(vault.id())))
                .extracting(BackupRunRecord::id)
                .containsExactly(first.id());
        assertThat(runs(BackupRunFilter.all().inVault(vault.id())))
                .extracting(BackupRunRecord::vault)
                .containsExactly(vault.id());
        assertThat(runs(BackupRunFilter.all().ofResource(bills)))
                .extracting(BackupRunRecord::id)
                .containsExactly(second.id());
        assertThat(runs(BackupRunFilter.all().startedFrom(between)))
                .extracting(BackupRunRecord::id)
                .containsExactly(second.id());
        assertThat(runs(BackupRunFilter.all().startedBefore(between)))
                .extracting(BackupRunRecord::id)
                .containsExactly(first.id());
    }

    @Test
    @DisplayName("a member whose backup failed says why")
    void runs_memberThatFailed_saysWhy() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk bills = disk("bills", "b");
        Vault vault = diskVault("disks", orders, bills);
        Assumptions.assumeTrue(
                harness.failBackupsOf(orders, "BackupService.6212", "the storage is broken"), "cannot let it fail");
        done(backup.restorePoints().take(BackupSpec.of(vault.id())));
        harness.advance(A_WHILE);
        done(backup.restorePoints().take(BackupSpec.of(vault.id()).only(bills)));

        List<BackupRunRecord> missed = runs(BackupRunFilter.all().missedOnly());

        assertThat(missed).hasSize(1);
        assertThat(missed.get(0).complete()).isFalse();
        assertThat(missed.get(0).missed()).singleElement().satisfies(member -> {
            assertThat(member.resource()).isEqualTo(orders);
            assertThat(member.status()).isEqualTo(OperationRecord.Status.FAILED);
            assertThat(member.code()).isEqualTo("BackupService.6212");
            assertThat(member.reason()).contains("the storage is broken");
            assertThat(member.endedAt()).isNotNull();
        });
        assertThat(missed.get(0).member(bills).map(BackupRunRecord.Member::missed))
                .hasValue(false);
    }

    @Test
    @DisplayName("a member that the run of a policy skipped says why")
    void runs_memberThatWasSkipped_saysWhy() {
        requires(Capability.MEMBER_SUSPENSION);
        Resource.Disk orders = disk("orders", "o");
        Vault vault = diskVault("disks", orders, disk("bills", "b"));
        backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
        backup.vaults().suspend(vault.id(), List.of(orders));
        harness.advance(Duration.ofDays(1));

        List<BackupRunRecord.Member> skipped = runs(BackupRunFilter.all()).stream()
                .flatMap(run -> run.missed().stream())
                .toList();

        assertThat(skipped).singleElement().satisfies(member -> {
            assertThat(member.resource()).isEqualTo(orders);
            assertThat(member.status()).isEqualTo(OperationRecord.Status.SKIPPED);
            assertThat(member.restorePoint()).isNull();
            assertThat(member.reason()).isNotNull();
        });
    }

    @Test
    @DisplayName("a run of a policy that skipped every member is there, and says why of each")
    void runs_ofAPolicyThatSkippedEveryMember_areThereAndSayWhy() {
        requires(Capability.MEMBER_SUSPENSION);
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk bills = disk("bills", "b");
        Vault vault = diskVault("disks", orders, bills);
        backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
        backup.vaults().suspend(vault.id(), List.of(orders, bills));
        Instant before = harness.now();
        harness.advance(Duration.ofDays(1));

        List<BackupRunRecord> runs = runs(BackupRunFilter.all().missedOnly());

        // A log that names no run for what is skipped may show each member by itself.
        assertThat(runs.stream().flatMap(run -> run.missed().stream()).map(BackupRunRecord.Member::resource))
                .containsExactlyInAnyOrder(orders, bills);
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.complete()).isFalse();
            assertThat(run.vault()).isIn(vault.id(), null);
            assertThat(run.startedAt()).isBetween(before, harness.now());
            assertThat(run.endedAt()).isNotNull();
            assertThat(run.missed()).allSatisfy(member -> {
                assertThat(member.status()).isEqualTo(OperationRecord.Status.SKIPPED);
                assertThat(member.restorePoint()).isNull();
                assertThat(member.reason()).isNotNull();
            });
        });
        assertThat(runs(BackupRunFilter.all())).hasSameSizeAs(runs);
        assertThat(runs(BackupRunFilter.all().ofResource(bills))).hasSize(1);
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    @Test
    @DisplayName("a run of a policy in which the backup of every member failed is one run, and says why")
    void runs_ofAPolicyThatFailedForEveryMember_isOneRunThatSaysWhy() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk bills = disk("bills", "b");
        Vault vault = diskVault("disks", orders, bills);
        backup.policies().attach(nightly(Retention.forever()).id(), vault.id());
        for (Resource each : List.of(orders, bills)) {
            Assumptions.assumeTrue(
                    harness.failBackupsOf(each, "BackupService.6212", "the storage is broken"), "cannot let it fail");
        }
        harness.advance(Duration.ofDays(1));

        List<BackupRunRecord> runs = runs(BackupRunFilter.all().missedOnly());

        assertThat(runs).singleElement().satisfies(run -> {
            assertThat(run.complete()).isFalse();
            assertThat(run.endedAt()).isNotNull();
            assertThat(run.missed())
                    .extracting(BackupRunRecord.Member::resource)
                    .containsExactlyInAnyOrder(orders, bills);
            assertThat(run.missed()).allSatisfy(member -> {
                assertThat(member.status()).isEqualTo(OperationRecord.Status.FAILED);
                assertThat(member.code()).isEqualTo("BackupService.6212");
                assertThat(member.reason()).contains("the storage is broken");
            });
        });
        assertThat(backup.restorePoints().list().filter(RestorePoint::available))
                .isEmpty();
    }

    @Test
    @DisplayName("a run that goes on has no end yet")
    void runs_thatGoOn_haveNoEnd() {
        Resource.Disk orders = disk("orders", "o");
        Vault vault = diskVault("disks", orders);
        backup.restorePoints().take(BackupSpec.of(vault.id()));
        harness.advance(Duration.ofSeconds(5));

        BackupRunRecord run = runs(BackupRunFilter.all()).get(0);

        assertThat(run.endedAt()).isNull();
        assertThat(run.complete()).isFalse();
        assertThat(run.missed()).isEmpty();
        assertThat(run.members().get(0).status()).isIn(OperationRecord.Status.WAITING, OperationRecord.Status.RUNNING);
    }

    private List<BackupRunRecord> runs(BackupRunFilter filter) {
        return backup.restorePoints().runs(filter).toList();
    }
}
