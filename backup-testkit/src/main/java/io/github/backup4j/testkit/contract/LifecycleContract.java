package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link CloudBackup} promises from its making to its closing. */
@DisplayName("Lifecycle")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class LifecycleContract extends ContractTest {
    @Nested
    @DisplayName("An open CloudBackup")
    class Open {
        @Test
        @DisplayName("names the region and project that it is about")
        void site_open_whereItWorks() {
            assertThat(backup.site()).isEqualTo(harness.site());
        }

        @Test
        @DisplayName("is about the place that it was made for, and no other")
        void site_elsewhere_thatPlaceAlone() {
            requires(Capability.VAULTS);
            diskVault("orders");

            for (Site elsewhere : List.of(harness.otherRegion(), harness.otherProject())) {
                assertThat(harness.backup(elsewhere).site()).isEqualTo(elsewhere);
                assertThat(harness.backup(elsewhere).vaults().list()).isEmpty();
            }
        }

        @Test
        @DisplayName("says the same of what its cloud can do each time, and lets nobody change it")
        void capabilities_open_unmodifiableAndTheSame() {
            Set<Capability> capabilities = backup.capabilities();

            assertThatThrownBy(capabilities::clear).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> capabilities.add(Capability.VAULT_LOCK))
                    .isInstanceOf(UnsupportedOperationException.class);
            diskVault("orders");
            assertThat(backup.capabilities()).isEqualTo(capabilities);
        }

        @Test
        @DisplayName("supports what is among its capabilities, and nothing else")
        void supports_everyCapability_asCapabilitiesSays() {
            for (Capability capability : Capability.values()) {
                assertThat(backup.supports(capability))
                        .as("%s", capability)
                        .isEqualTo(backup.capabilities().contains(capability));
            }
        }

        @Test
        @DisplayName("tells the cloud's time, and makes no call for it")
        void serviceTime_open_isTheCloudsTimeWithoutACall() {
            List<String> calls = new CopyOnWriteArrayList<>();
            CloudBackup watched = backup.listening(new BackupListener() {
                @Override
                public void callBegun(Call call) {
                    calls.add(call.name());
                }

                @Override
                public void requestSent(Request request) {
                    calls.add(request.operation());
                }
            });

            Instant first = watched.serviceTime();
            harness.advance(Duration.ofHours(3));
            Instant second = watched.serviceTime();

            assertThat(calls).isEmpty();
            assertThat(second).isCloseTo(harness.now(), within(2, ChronoUnit.MINUTES));
            assertThat(Duration.between(first, second)).isBetween(Duration.ofMinutes(178), Duration.ofMinutes(182));
        }

        @Test
        @DisplayName("tells the cloud's time once it has answered, where the clock here is off")
        void serviceTime_clockThatIsOff_isTheCloudsOnceItHasAnswered() {
            for (Duration ahead : List.of(Duration.ofMinutes(-14), Duration.ofHours(7))) {
                Optional<CloudBackup> off = harness.backupWithClockOff(ahead);
                Assumptions.assumeTrue(off.isPresent(), "the clock cannot be set");
                CloudBackup here = off.orElseThrow();

                assertThat(here.resources().list().count()).isNotNegative();

                assertThat(here.serviceTime()).isCloseTo(harness.now(), within(2, ChronoUnit.MINUTES));
                assertThat(here.time().now()).isCloseTo(harness.now().plus(ahead), within(2, ChronoUnit.MINUTES));
            }
        }
    }

    @Nested
    @DisplayName("A closed CloudBackup")
    class Closed {
        @Test
        @DisplayName("can be closed again")
        void close_twice_nothingHappens() {
            backup.close();

            assertThatCode(backup::close).doesNotThrowAnyException();
        }

        @Test
        @DisplayName("refuses all calls on vaults")
        void vaults_closed_illegalStateException() {
            Vault vault = diskVault("orders");
            Resource.Disk disk = disk("data", "one");
            backup.close();

            refused(() -> backup.vaults().create(vault.toSpec()));
            refused(() -> backup.vaults().get(vault.id()));
            refused(() -> backup.vaults().list().toList());
            refused(() -> backup.vaults().update(vault.id(), vault.toSpec()));
            refused(() -> backup.vaults().add(vault.id(), disk));
            refused(() -> backup.vaults().remove(vault.id(), disk, Removal.KEEPING_RESTORE_POINTS));
            refused(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS));
        }

        @Test
        @DisplayName("refuses all calls on policies")
        void policies_closed_illegalStateException() {
            Vault vault = diskVault("orders");
            Policy policy = nightly(Retention.forever());
            backup.close();

            refused(() -> backup.policies()
                    .create(PolicySpec.backup("more", Schedule.dailyAt("02:00"), Retention.forever())));
            refused(() -> backup.policies().get(policy.id()));
            refused(() -> backup.policies().list().toList());
            refused(() -> backup.policies().update(policy.id(), policy.toSpec()));
            refused(() -> backup.policies().attach(policy.id(), vault.id()));
            refused(() -> backup.policies().detach(policy.id(), vault.id()));
            refused(() -> backup.policies().delete(policy.id()));
        }

        @Test
        @DisplayName("refuses all calls on restore points")
        void restorePoints_closed_illegalStateException() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            RestorePoint point = pointOf(disk, vault);
            backup.close();

            refused(() -> backup.restorePoints().take(BackupSpec.of(vault.id())));
            refused(() -> backup.restorePoints()
                    .takeAll(FleetSpec.of(List.of(BackupSpec.of(vault.id()))), RequestKey.of("closed"), Duration.ZERO));
            refused(() -> backup.restorePoints().get(point.id()));
            refused(() -> backup.restorePoints().list().toList());
            refused(() -> backup.restorePoints().newest(disk));
            refused(() -> backup.restorePoints().newest(List.of(disk)));
            refused(() -> backup.restorePoints().update(point.id(), new RestorePointUpdate("renamed")));
            refused(() -> backup.restorePoints().delete(point.id()));
        }

        @Test
        @DisplayName("refuses all calls on snapshots, images, resources and operations")
        void otherServices_closed_illegalStateException() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            String token =
                    backup.restorePoints().take(BackupSpec.of(vault.id())).token();
            backup.close();

            refused(() -> backup.snapshots().take(SnapshotSpec.of(disk, "before")));
            refused(() -> backup.snapshots().get(new SnapshotId("none")));
            refused(() -> backup.snapshots().list().toList());
            refused(() -> backup.images().get(new ImageId("none")));
            refused(() -> backup.images().list().toList());
            refused(() -> backup.resources().get(disk));
            refused(() -> backup.resources().list().toList());
            refused(() -> backup.operations().resume(token));
            refused(() -> backup.operations().resumeAll(List.of(token), BackupRun.class));
            refused(() -> backup.operations().resumeAll(List.of(), BackupRun.class));
            refused(() -> backup.operations().awaitAll(List.<Operation<BackupRun>>of(), Duration.ZERO));
            refused(() -> backup.operations().list().toList());
        }

        @Test
        @DisplayName("refuses calls on a service that was got while it was open")
        void serviceGotBefore_closed_illegalStateException() {
            var snapshots = backup.snapshots();
            assertThat(snapshots.list()).isEmpty();

            backup.close();

            refused(() -> snapshots.list().toList());
        }

        @Test
        @DisplayName("has changed nothing with the calls that it refused")
        void refusedCall_closed_nothingChanged() {
            Resource.Disk disk = disk("data", "one");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
            write(disk, "two");
            backup.close();

            refused(() -> backup.snapshots().rollBack(snapshot.id(), disk));

            harness.advance(LONG);
            assertThat(read(disk)).isEqualTo("two");
        }

        @Test
        @DisplayName("leaves the work going on that it started in the cloud")
        void workStarted_closed_goesOn() {
            Resource.Disk disk = disk("data", "one");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
            write(disk, "two");
            var rollBack = backup.snapshots().rollBack(snapshot.id(), disk);
            assertThat(rollBack.token()).isNotEmpty();

            backup.close();

            harness.advance(LONG);
            assertThat(read(disk)).isEqualTo("one");
        }

        @Test
        @DisplayName("leaves one that is about another place open")
        void elsewhere_closed_staysOpen() {
            requires(Capability.VAULTS);
            CloudBackup elsewhere = harness.backup(harness.otherRegion());
            assertThat(elsewhere.vaults().list()).isEmpty();

            backup.close();

            assertThat(elsewhere.vaults().list()).isEmpty();
            refused(() -> backup.vaults().list().toList());
        }

        private void refused(ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
    }
}
