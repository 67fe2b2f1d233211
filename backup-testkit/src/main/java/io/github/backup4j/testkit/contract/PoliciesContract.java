package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.Policies} promises, and what a policy does when its time has come. */
@DisplayName("Policies")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class PoliciesContract extends ContractTest {
    private static final int MORE_THAN_A_PAGE = 25;
    private static final Schedule.Daily EVERY_NIGHT = Schedule.dailyAt("02:00");
    private static final PolicyId NO_POLICY = new PolicyId("00000000-0000-0000-0000-000000000004");
    private static final VaultId NO_VAULT = new VaultId("00000000-0000-0000-0000-000000000000");

    @Nested
    @DisplayName("Creating a policy")
    class Creating {
        @Test
        @DisplayName("makes one that is switched on and attached to nothing")
        void create_backup_enabledAndAttachedToNothing() {
            Policy policy = backup.policies().create(PolicySpec.backup("nightly", EVERY_NIGHT, Retention.days(30)));

            assertThat(policy.name()).isEqualTo("nightly");
            assertThat(policy.purpose()).isEqualTo(Purpose.BACKUP);
            assertThat(policy.enabled()).isTrue();
            assertThat(policy.schedule()).isEqualTo(EVERY_NIGHT);
            assertThat(policy.retention()).isEqualTo(Retention.days(30));
            assertThat(policy.incrementalsBetweenFulls()).isNull();
            assertThat(policy.destination()).isNull();
            assertThat(policy.attachments()).isEmpty();
            assertThat(backup.policies().get(policy.id())).isEqualTo(policy);
        }

        @Test
        @DisplayName("makes one that is switched off")
        void create_disabled_disabled() {
            Policy policy = backup.policies()
                    .create(PolicySpec.backup("nightly", EVERY_NIGHT, Retention.forever())
                            .withEnabled(false));

            assertThat(policy.enabled()).isFalse();
        }

        @Test
        @DisplayName("keeps how often a backup is full")
        void create_fullBackups_kept() {
            int most = Math.min(100, backup.limits().incrementalsBetweenFulls());
            for (int incrementals : new int[] {0, Math.min(6, most), most}) {
                assertThat(backup.policies()
                                .create(PolicySpec.backup("nightly", EVERY_NIGHT, Retention.forever())
                                        .withFullBackupAfter(incrementals))
                                .incrementalsBetweenFulls())
                        .isEqualTo(incrementals);
            }
        }

        @Test
        @DisplayName("refuses more incremental backups between full ones than the cloud takes, and so does a change")
        void create_moreIncrementalsThanTheLimit_isInvalidAndChangesNothing() {
            int most = backup.limits().incrementalsBetweenFulls();
            Assumptions.assumeTrue(most < Integer.MAX_VALUE, "this cloud has no such limit");
            PolicySpec spec = PolicySpec.backup("nightly", EVERY_NIGHT, Retention.forever());
            PolicySpec tooMany = spec.withFullBackupAfter(most + 1);

            assertThatThrownBy(() -> backup.policies().create(tooMany))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(String.valueOf(most + 1))
                    .hasMessageContaining(String.valueOf(most));
            assertThat(backup.policies().list()).isEmpty();

            Policy policy = backup.policies().create(spec.withFullBackupAfter(most));
            assertThatThrownBy(() -> backup.policies().update(policy.id(), tooMany))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.policies().get(policy.id()).incrementalsBetweenFulls())
                    .isEqualTo(most);
        }

        @Test
        @DisplayName("refuses weeks that begin on another day than those of the cloud, and so does a change")
        void create_weeksThatBeginOnAnotherDay_isInvalidAndChangesNothing() {
            Assumptions.assumeTrue(backup.limits().weekStart() != null, "weeks begin on any day in this cloud");
            DayOfWeek day = Objects.requireNonNull(backup.limits().weekStart());
            Retention.Latest weekly = Retention.latest(7).plusWeekly(4, ZoneOffset.UTC);
            PolicySpec spec = PolicySpec.backup("nightly", EVERY_NIGHT, weekly.weeksStartingOn(day));
            PolicySpec another = spec.withRetention(weekly.weeksStartingOn(day.plus(3)));

            assertThatThrownBy(() -> backup.policies().create(another))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(String.valueOf(another.retention()));
            assertThat(backup.policies().list()).isEmpty();

            Policy policy = backup.policies().create(spec);
            assertThatThrownBy(() -> backup.policies().update(policy.id(), another))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.policies().get(policy.id()).retention()).isEqualTo(spec.retention());
        }

        @Test
        @DisplayName("keeps a retention without weeks, wherever weeks would begin")
        void create_dayOfTheWeekWithoutWeeks_playsNoPart() {
            for (DayOfWeek day : List.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)) {
                Retention retention =
                        Retention.latest(7).plusDaily(4, ZoneOffset.UTC).weeksStartingOn(day);
                assertThat(backup.policies()
                                .create(PolicySpec.backup("nightly", EVERY_NIGHT, retention))
                                .retention())
                        .isEqualTo(retention);
            }
        }

        @Test
        @DisplayName("keeps every retention as given")
        void create_retentions_kept() {
            ZoneOffset east = ZoneOffset.ofHours(8);
            for (Retention retention : List.<Retention>of(
                    Retention.forever(),
                    Retention.days(1),
                    Retention.days(99_999),
                    Retention.latest(7),
                    Retention.latest(2).plusDaily(5, ZoneOffset.UTC),
                    Retention.latest(1)
                            .plusDaily(7, east)
                            .plusWeekly(4, east)
                            .plusMonthly(12, east)
                            .plusYearly(5, east),
                    Retention.latest(3).plusYearly(2, ZoneOffset.ofHours(-5)))) {
                Policy policy = backup.policies().create(PolicySpec.backup("nightly", EVERY_NIGHT, retention));

                assertThat(policy.retention()).isEqualTo(retention);
                assertThat(backup.policies().get(policy.id()).retention()).isEqualTo(retention);
            }
        }

        @Test
        @DisplayName("keeps every schedule in UTC as given")
        void create_schedulesInUtc_kept() {
            TreeMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
            slots.put(LocalTime.of(1, 30), Set.of(DayOfWeek.MONDAY, DayOfWeek.THURSDAY));
            slots.put(LocalTime.of(23, 0), Set.of(DayOfWeek.SUNDAY));
            for (Schedule schedule : List.of(
                    Schedule.dailyAt("02:00", "14:30"),
                    Schedule.everyDays(3).at("06:00"),
                    Schedule.everyDays(30).at("00:00", "23:00"),
                    Schedule.weekly(DayOfWeek.SATURDAY).at("04:15"),
                    Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).at("02:00", "22:00"),
                    new Schedule.Weekly(slots, ZoneOffset.UTC))) {
                Policy policy = backup.policies().create(PolicySpec.backup("some", schedule, Retention.forever()));

                assertThat(policy.schedule()).isEqualTo(schedule);
                assertThat(backup.policies().get(policy.id()).schedule()).isEqualTo(schedule);
            }
        }

        @Test
        @DisplayName("makes one that copies to another region")
        void create_replication_destinationKept() {
            requires(Capability.REPLICATION);

            Policy policy = replication(harness.otherRegion());

            assertThat(policy.purpose()).isEqualTo(Purpose.REPLICATION);
            assertThat(policy.destination()).isEqualTo(harness.otherRegion());
        }

        @Test
        @DisplayName("is refused for a schedule whose runs are not known")
        void create_opaqueSchedule_invalid() {
            requires(Capability.POLICIES);
            assertThatThrownBy(() -> backup.policies()
                            .create(PolicySpec.backup(
                                    "odd", new Schedule.Opaque(List.of("FREQ=HOURLY")), Retention.forever())))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.policies().list()).isEmpty();
        }
    }

    @Nested
    @DisplayName("A schedule in a time zone")
    class Zones {
        private final Schedule london = Schedule.weekly(DayOfWeek.SUNDAY, DayOfWeek.WEDNESDAY)
                .at("02:00")
                .in("Europe/London");

        @Test
        @DisplayName("that never changes its clocks is kept as it is, or as the same runs in UTC")
        void create_fixedOffset_sameRuns() {
            Schedule schedule = Schedule.weekly(DayOfWeek.MONDAY).at("02:00").in(ZoneOffset.ofHours(8));

            Policy policy = backup.policies().create(PolicySpec.backup("weekly", schedule, Retention.forever()));

            assertThat(policy.schedule()).isEqualTo(keptAs(schedule));
            assertThat(policy.schedule().next(harness.now(), 10)).isEqualTo(schedule.next(harness.now(), 10));
        }

        @Test
        @DisplayName("runs when it says, not when a clock in UTC shows that time")
        void run_fixedOffset_atTheTimeThere() {
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("02:00").in(ZoneOffset.ofHours(8));
            protect(disk, backup.policies().create(PolicySpec.backup("nightly", schedule, Retention.forever())));

            List<Instant> slots = passRuns(schedule, 3);

            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("that changes its clocks is refused by a cloud that keeps UTC")
        void create_drifting_unsupportedWithoutZones() {
            if (backup.supports(Capability.ZONED_SCHEDULES)) {
                assertThat(backup.policies()
                                .create(PolicySpec.backup("weekly", london, Retention.forever()))
                                .schedule())
                        .isEqualTo(london);
            } else {
                assertThatThrownBy(() ->
                                backup.policies().create(PolicySpec.backup("weekly", london, Retention.forever())))
                        .isInstanceOf(Unsupported.class);
                assertThat(backup.policies().list()).isEmpty();
            }
        }

        @Test
        @DisplayName("that changes its clocks is kept once the drift is accepted")
        void create_driftAccepted_kept() {
            Policy policy = backup.policies()
                    .create(PolicySpec.backup("weekly", london, Retention.forever())
                            .acceptingDrift());

            assertThat(policy.schedule()).isEqualTo(keptAs(london));
        }

        @Test
        @DisplayName("that changes its clocks runs on across the change as the cloud keeps it")
        void run_driftAccepted_asKept() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = backup.policies()
                    .create(PolicySpec.backup("weekly", london, Retention.latest(3))
                            .acceptingDrift());
            protect(disk, policy);

            List<Instant> slots = passRuns(keptAs(london), 55);

            assertMadeAt(slots.subList(slots.size() - 3, slots.size()), disk);
        }

        @Test
        @DisplayName("is refused in an update as it is when it is created")
        void update_drifting_asCreate() {
            Policy policy = nightly(Retention.forever());
            PolicySpec spec = policy.toSpec().named("renamed").withSchedule(london);

            if (backup.supports(Capability.ZONED_SCHEDULES)) {
                assertThat(backup.policies().update(policy.id(), spec).schedule())
                        .isEqualTo(london);
            } else {
                assertThatThrownBy(() -> backup.policies().update(policy.id(), spec))
                        .isInstanceOf(Unsupported.class);
                assertThat(backup.policies().get(policy.id())).isEqualTo(policy);
                assertThat(backup.policies()
                                .update(policy.id(), spec.acceptingDrift())
                                .schedule())
                        .isEqualTo(keptAs(london));
            }
        }

        @Test
        @DisplayName("that UTC cannot say is refused by a cloud that keeps UTC, whatever is accepted")
        void create_notRepresentable_unsupportedWithoutZones() {
            Schedule schedule = Stream.of("01:00", "12:00")
                    .map(time -> Schedule.everyDays(3).at(time).in(ZoneOffset.ofHours(8)))
                    .filter(each -> each.toUtc(harness.now()) instanceof Schedule.Conversion.NotRepresentable)
                    .findFirst()
                    .orElseThrow();
            PolicySpec spec =
                    PolicySpec.backup("third", schedule, Retention.forever()).acceptingDrift();

            if (backup.supports(Capability.ZONED_SCHEDULES)) {
                assertThat(backup.policies().create(spec).schedule()).isEqualTo(schedule);
            } else {
                assertThatThrownBy(() -> backup.policies().create(spec)).isInstanceOf(Unsupported.class);
                assertThat(backup.policies().list()).isEmpty();
            }
        }

        /** What becomes of a schedule in this cloud now. */
        private Schedule keptAs(Schedule schedule) {
            if (backup.supports(Capability.ZONED_SCHEDULES)) {
                return schedule;
            }
            Schedule.Conversion conversion = schedule.toUtc(harness.now());
            return conversion instanceof Schedule.Conversion.Exact exact
                    ? exact.schedule()
                    : ((Schedule.Conversion.DriftsAt) conversion).schedule();
        }
    }

    @Nested
    @DisplayName("Finding policies")
    class Finding {
        @Test
        @DisplayName("get refuses a policy that is not there")
        void get_noSuchPolicy_notFound() {
            requires(Capability.POLICIES);
            assertThatThrownBy(() -> backup.policies().get(NO_POLICY)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("lists nothing where there is nothing")
        void list_noPolicies_empty() {
            assertThat(backup.policies().list()).isEmpty();
        }

        @Test
        @DisplayName("lists all policies, each once, in whatever order")
        void list_many_allOnce() {
            List<PolicyId> created = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
                created.add(named("policy-" + i).id());
                harness.advance(Duration.ofMinutes(1));
            }

            assertThat(backup.policies().list().map(Policy::id)).containsExactlyInAnyOrderElementsOf(created);
        }

        @Test
        @DisplayName("lists no more than the stream is asked for")
        void list_limited_oneOfThem() {
            Policy first = named("first");
            harness.advance(Duration.ofMinutes(1));
            Policy second = named("second");

            assertThat(backup.policies().list().limit(1)).hasSize(1).isSubsetOf(first, second);
        }

        @Test
        @DisplayName("by name finds those of exactly that name")
        void list_named_exactName() {
            Policy wanted = named("nightly");
            named("nightly-2");
            Policy alike = named("nightly");

            assertThat(backup.policies().list(PolicyFilter.all().named("nightly")))
                    .containsExactlyInAnyOrder(wanted, alike);
        }

        @Test
        @DisplayName("by purpose finds those that make backups, or those that make copies")
        void list_forPurpose_thatPurpose() {
            requires(Capability.REPLICATION);
            Policy backups = named("nightly");
            Policy copies = replication(harness.otherRegion());

            assertThat(backup.policies().list(PolicyFilter.all().forPurpose(Purpose.BACKUP)))
                    .containsExactly(backups);
            assertThat(backup.policies().list(PolicyFilter.all().forPurpose(Purpose.REPLICATION)))
                    .containsExactly(copies);
        }

        @Test
        @DisplayName("by vault finds those that are attached to it")
        void list_attachedTo_thoseAttached() {
            Vault vault = diskVault("orders");
            Policy attached = named("nightly");
            named("other");
            backup.policies().attach(attached.id(), vault.id());

            assertThat(backup.policies()
                            .list(PolicyFilter.all().inVault(vault.id()))
                            .map(Policy::id))
                    .containsExactly(attached.id());
        }

        @Test
        @DisplayName("by several conditions finds those that meet all of them")
        void list_severalConditions_allMet() {
            Vault vault = diskVault("orders");
            Vault other = diskVault("other");
            Policy wanted = named("nightly");
            Policy elsewhere = named("nightly");
            backup.policies().attach(wanted.id(), vault.id());
            backup.policies().attach(elsewhere.id(), other.id());

            assertThat(backup.policies()
                            .list(PolicyFilter.all().named("nightly").inVault(vault.id()))
                            .map(Policy::id))
                    .containsExactly(wanted.id());
        }
    }

    @Nested
    @DisplayName("Updating a policy")
    class Updating {
        @Test
        @DisplayName("changes what the spec says")
        void update_everything_asTheSpecSays() {
            Policy policy = nightly(Retention.days(30));
            PolicySpec spec = policy.toSpec()
                    .named("weekly")
                    .withSchedule(Schedule.weekly(DayOfWeek.SUNDAY).at("04:00"))
                    .withRetention(Retention.latest(4))
                    .withEnabled(false)
                    .withFullBackupAfter(3);

            Policy updated = backup.policies().update(policy.id(), spec);

            assertThat(updated.toSpec()).isEqualTo(spec);
            assertThat(updated.id()).isEqualTo(policy.id());
            assertThat(backup.policies().get(policy.id())).isEqualTo(updated);
        }

        @Test
        @DisplayName("to what it is changes nothing")
        void update_ownSpec_nothingChanges() {
            Policy policy = nightly(Retention.latest(2).plusWeekly(4, ZoneOffset.ofHours(8)));
            Vault vault = diskVault("orders");
            backup.policies().attach(policy.id(), vault.id());
            Policy before = backup.policies().get(policy.id());

            assertThat(backup.policies().update(policy.id(), before.toSpec())).isEqualTo(before);
        }

        @Test
        @DisplayName("by a change starts from what the policy is now")
        void update_change_keepsWhatOthersChangedSince() {
            Policy policy = nightly(Retention.days(7));
            Vault vault = diskVault("orders");
            backup.policies().attach(policy.id(), vault.id());
            Policy theirs = backup.policies()
                    .update(
                            policy.id(),
                            policy.toSpec().withRetention(Retention.days(90)).named("theirs"));

            Policy updated = backup.policies().update(policy.id(), present -> present.withEnabled(false));

            assertThat(updated).isEqualTo(backup.policies().get(policy.id()));
            assertThat(updated.toSpec()).isEqualTo(theirs.toSpec().withEnabled(false));
            assertThat(updated.attachments()).isEqualTo(theirs.attachments());
        }

        @Test
        @DisplayName("by changes of several callers, one after the other, loses none of them")
        void update_changesOfSeveralCallers_noneLost() {
            Policy policy = nightly(Retention.days(7));
            CloudBackup other = harness.backup();

            backup.policies().update(policy.id(), present -> present.withRetention(Retention.days(90)));
            other.policies().update(policy.id(), present -> present.named("theirs"));
            Policy last = backup.policies()
                    .update(
                            policy.id(),
                            present -> present.withSchedule(
                                    Schedule.weekly(DayOfWeek.SUNDAY).at("04:00")));

            assertThat(last.retention()).isEqualTo(Retention.days(90));
            assertThat(last.name()).isEqualTo("theirs");
        }

        @Test
        @DisplayName("by a change that throws, or that is not possible, changes nothing")
        void update_changeThatThrows_nothingChanges() {
            Policy policy = nightly(Retention.days(30));

            assertThatThrownBy(() -> backup.policies().update(policy.id(), present -> {
                        throw new Conflict("not as it was");
                    }))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("not as it was");
            assertThatThrownBy(() -> backup.policies()
                            .update(
                                    policy.id(),
                                    present -> PolicySpec.replication(
                                            "copies", EVERY_NIGHT, Retention.days(30), harness.otherRegion())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.policies()
                            .update(
                                    policy.id(),
                                    present -> present.named(
                                            "x".repeat(backup.limits().nameLength() + 1))))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("nothing was changed");
            assertThatThrownBy(() -> backup.policies().update(NO_POLICY, present -> present))
                    .isInstanceOf(NotFound.class);
            assertThat(backup.policies().get(policy.id())).isEqualTo(policy);
        }

        @Test
        @DisplayName("turns every retention into every other, with nothing left of the first")
        void update_retention_nothingLeftOfTheFirst() {
            List<Retention> retentions = List.of(
                    Retention.forever(),
                    Retention.days(30),
                    Retention.latest(7),
                    Retention.latest(1).plusDaily(5, ZoneOffset.UTC).plusWeekly(4, ZoneOffset.UTC));
            Policy policy = nightly(Retention.forever());

            for (Retention from : retentions) {
                for (Retention to : retentions) {
                    backup.policies().update(policy.id(), policy.toSpec().withRetention(from));
                    Policy updated = backup.policies()
                            .update(policy.id(), policy.toSpec().withRetention(to));
                    assertThat(updated.retention()).as("after %s", from).isEqualTo(to);
                }
            }
        }

        @Test
        @DisplayName("lets it run at the new times, and no longer at the old ones")
        void update_schedule_newTimes() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.forever());
            protect(disk, policy);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 1));
            Schedule afternoons = Schedule.dailyAt("15:30");

            backup.policies().update(policy.id(), policy.toSpec().withSchedule(afternoons));

            slots.addAll(passRuns(afternoons, 2));
            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("is refused if the purpose differs")
        void update_otherPurpose_invalid() {
            Policy policy = nightly(Retention.days(30));

            assertThatThrownBy(() -> backup.policies()
                            .update(
                                    policy.id(),
                                    PolicySpec.replication(
                                            "copies", EVERY_NIGHT, Retention.days(30), harness.otherRegion())))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.policies().get(policy.id())).isEqualTo(policy);
        }

        @Test
        @DisplayName("is refused if the destination of an attached replication policy differs")
        void update_otherDestinationWhileAttached_conflict() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            backup.policies().attach(policy.id(), serverVault("shops").id(), vaultForCopiesElsewhere());
            Policy before = backup.policies().get(policy.id());
            Site elsewhere = new Site(
                    harness.otherRegion().region(), harness.otherProject().project());
            PolicySpec spec = PolicySpec.replication(before.name(), before.schedule(), before.retention(), elsewhere);

            assertThatThrownBy(() -> backup.policies().update(policy.id(), spec))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.policies().get(policy.id())).isEqualTo(before);
        }

        @Test
        @DisplayName("is refused for a policy that is not there")
        void update_noSuchPolicy_notFound() {
            requires(Capability.POLICIES);
            assertThatThrownBy(() -> backup.policies()
                            .update(NO_POLICY, PolicySpec.backup("nightly", EVERY_NIGHT, Retention.forever())))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("Attaching a policy")
    class Attaching {
        @Test
        @DisplayName("shows on the policy and on the vault")
        void attach_vault_seenAtBoth() {
            Policy policy = nightly(Retention.days(30));
            Vault vault = diskVault("orders");

            backup.policies().attach(policy.id(), vault.id());

            assertThat(backup.policies().get(policy.id()).attachments())
                    .containsExactly(new Policy.Attachment(vault.id(), null));
            assertThat(backup.vaults().get(vault.id()).policies())
                    .containsExactly(new Vault.AttachedPolicy(policy.id(), Reported.of(Purpose.BACKUP), null));
        }

        @Test
        @DisplayName("works for many vaults")
        void attach_twoVaults_both() {
            Policy policy = nightly(Retention.days(30));
            Vault disks = diskVault("orders");
            Vault servers = serverVault("shops");

            backup.policies().attach(policy.id(), disks.id());
            backup.policies().attach(policy.id(), servers.id());

            assertThat(backup.policies().get(policy.id()).attachments().stream().map(Policy.Attachment::vault))
                    .containsExactlyInAnyOrder(disks.id(), servers.id());
        }

        @Test
        @DisplayName("again changes nothing")
        void attach_again_nothingChanges() {
            Policy policy = nightly(Retention.days(30));
            Vault vault = diskVault("orders");
            backup.policies().attach(policy.id(), vault.id());
            Policy before = backup.policies().get(policy.id());

            backup.policies().attach(policy.id(), vault.id());

            assertThat(backup.policies().get(policy.id())).isEqualTo(before);
        }

        @Test
        @DisplayName("is refused while another one is attached, which stays")
        void attach_anotherAttached_conflict() {
            Policy first = named("first");
            Policy second = named("second");
            Vault vault = diskVault("orders");
            backup.policies().attach(first.id(), vault.id());

            assertThatThrownBy(() -> backup.policies().attach(second.id(), vault.id()))
                    .isInstanceOf(Conflict.class);
            assertThat(attached(vault)).containsExactly(first.id());
        }

        @Test
        @DisplayName("is refused if the policy or the vault is not there")
        void attach_noSuchPolicyOrVault_notFound() {
            Policy policy = nightly(Retention.days(30));
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.policies().attach(NO_POLICY, vault.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().attach(policy.id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused for a vault that is not for backups")
        void attach_vaultForCopies_invalid() {
            requires(Capability.REPLICATION);
            Policy policy = nightly(Retention.days(30));
            Vault copies = vaultForCopies(backup);

            assertThatThrownBy(() -> backup.policies().attach(policy.id(), copies.id()))
                    .isInstanceOf(Invalid.class);
            assertThat(attached(copies)).isEmpty();
        }
    }

    @Nested
    @DisplayName("Attaching a policy that makes copies")
    class AttachingReplication {
        @Test
        @DisplayName("shows on the policy and on the vault, with the destination of the copies")
        void attach_withDestination_seenAtBoth() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            Vault vault = serverVault("shops");
            VaultId destination = vaultForCopiesElsewhere();

            backup.policies().attach(policy.id(), vault.id(), destination);

            assertThat(backup.policies().get(policy.id()).attachments())
                    .containsExactly(new Policy.Attachment(vault.id(), destination));
            assertThat(backup.vaults().get(vault.id()).policies())
                    .containsExactly(
                            new Vault.AttachedPolicy(policy.id(), Reported.of(Purpose.REPLICATION), destination));
        }

        @Test
        @DisplayName("goes together with one that makes backups")
        void attach_besideBackupPolicy_both() {
            requires(Capability.REPLICATION);
            Policy backups = nightly(Retention.days(30));
            Policy copies = replication(harness.otherRegion());
            Vault vault = serverVault("shops");

            backup.policies().attach(backups.id(), vault.id());
            backup.policies().attach(copies.id(), vault.id(), vaultForCopiesElsewhere());

            assertThat(attached(vault)).containsExactlyInAnyOrder(backups.id(), copies.id());
        }

        @Test
        @DisplayName("copies what was backed up from the next slot on")
        void run_replication_copied() {
            requires(Capability.REPLICATION);
            Resource.Server server = server("shop", "one");
            Vault vault = serverVault("shops", server);
            Policy backups = nightly(Retention.days(30));
            backup.policies().attach(backups.id(), vault.id());
            Policy copies = replication(harness.otherRegion());
            backup.policies().attach(copies.id(), vault.id(), vaultForCopiesElsewhere());

            passRuns(EVERY_NIGHT, 1);
            assertThat(copiesElsewhere()).isEmpty();
            passRuns(copies.schedule(), 1);
            harness.advance(LONG);

            assertThat(copiesElsewhere()).singleElement().satisfies(copy -> {
                assertThat(copy.origin()).isEqualTo(RestorePoint.Origin.COPIED);
                assertThat(copy.available()).isTrue();
            });
            assertThat(automatic(server))
                    .singleElement()
                    .satisfies(point -> assertThat(point.copies())
                            .singleElement()
                            .satisfies(copy -> assertThat(copy.status()).isEqualTo(RestorePoint.CopyStatus.AVAILABLE)));
        }

        @Test
        @DisplayName("is refused while another one is attached, which stays")
        void attach_anotherAttached_conflict() {
            requires(Capability.REPLICATION);
            Policy first = replication(harness.otherRegion());
            Policy second = replication(harness.otherRegion());
            Vault vault = serverVault("shops");
            VaultId destination = vaultForCopiesElsewhere();
            backup.policies().attach(first.id(), vault.id(), destination);

            assertThatThrownBy(() -> backup.policies().attach(second.id(), vault.id(), destination))
                    .isInstanceOf(Conflict.class);
            assertThat(attached(vault)).containsExactly(first.id());
        }

        @Test
        @DisplayName("changes nothing if it is attached with this destination, and is refused with another one")
        void attach_againWithAnotherDestination_conflict() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            Vault vault = serverVault("shops");
            VaultId destination = vaultForCopiesElsewhere();
            VaultId other = vaultForCopiesElsewhere();
            backup.policies().attach(policy.id(), vault.id(), destination);

            backup.policies().attach(policy.id(), vault.id(), destination);
            assertThatThrownBy(() -> backup.policies().attach(policy.id(), vault.id(), other))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(destination.value());

            assertThat(backup.policies().get(policy.id()).attachments())
                    .containsExactly(new Policy.Attachment(vault.id(), destination));
        }

        @Test
        @DisplayName("is refused without a destination")
        void attach_withoutDestination_invalid() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            Vault vault = serverVault("shops");

            assertThatThrownBy(() -> backup.policies().attach(policy.id(), vault.id()))
                    .isInstanceOf(Invalid.class);
            assertThat(attached(vault)).isEmpty();
        }

        @Test
        @DisplayName("is refused for a policy that makes backups")
        void attach_backupPolicyWithDestination_invalid() {
            requires(Capability.REPLICATION);
            Policy policy = nightly(Retention.days(30));
            Vault vault = serverVault("shops");
            VaultId destination = vaultForCopiesElsewhere();

            assertThatThrownBy(() -> backup.policies().attach(policy.id(), vault.id(), destination))
                    .isInstanceOf(Invalid.class);
            assertThat(attached(vault)).isEmpty();
        }

        @Test
        @DisplayName("is refused for a vault for disks")
        void attach_diskVault_invalid() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            Vault vault = diskVault("orders");
            VaultId destination = vaultForCopiesElsewhere();

            assertThatThrownBy(() -> backup.policies().attach(policy.id(), vault.id(), destination))
                    .isInstanceOf(Invalid.class);
            assertThat(attached(vault)).isEmpty();
        }

        @Test
        @DisplayName("is refused to a vault that is not for copies")
        void attach_destinationForBackups_invalid() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            Vault vault = serverVault("shops");
            VaultId destination = harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("backups", DataSize.gib(400)))
                    .id();

            assertThatThrownBy(() -> backup.policies().attach(policy.id(), vault.id(), destination))
                    .isInstanceOf(Invalid.class);
            assertThat(attached(vault)).isEmpty();
        }

        @Test
        @DisplayName("is refused if policy, vault or destination is not there")
        void attach_oneMissing_notFound() {
            requires(Capability.REPLICATION);
            Policy policy = replication(harness.otherRegion());
            Vault vault = serverVault("shops");
            VaultId destination = vaultForCopiesElsewhere();

            assertThatThrownBy(() -> backup.policies().attach(NO_POLICY, vault.id(), destination))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().attach(policy.id(), NO_VAULT, destination))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().attach(policy.id(), vault.id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
            assertThat(attached(vault)).isEmpty();
        }

        private List<RestorePoint> copiesElsewhere() {
            return harness.backup(harness.otherRegion()).restorePoints().list().toList();
        }
    }

    @Nested
    @DisplayName("Replacing a policy by another")
    class Replacing {
        @Test
        @DisplayName("leaves the second one attached alone")
        void replace_attached_theOtherAttached() {
            Policy first = named("first");
            Policy second = named("second");
            Vault vault = diskVault("orders");
            backup.policies().attach(first.id(), vault.id());

            backup.policies().replace(first.id(), second.id(), vault.id());

            assertThat(attached(vault)).containsExactly(second.id());
            assertThat(backup.policies().get(first.id()).attachments()).isEmpty();
        }

        @Test
        @DisplayName("leaves no gap and no double in what is made")
        void replace_sameSchedule_eachSlotOnce() {
            Resource.Disk disk = disk("data", "one");
            Policy first = named("first");
            Policy second = named("second");
            Vault vault = protect(disk, first);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 2));

            backup.policies().replace(first.id(), second.id(), vault.id());

            slots.addAll(passRuns(EVERY_NIGHT, 2));
            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("expires what the first one made by the rules of the second")
        void replace_smallerCount_appliedToOldPoints() {
            Resource.Disk disk = disk("data", "one");
            Policy first = nightly(Retention.latest(5));
            Policy second = nightly(Retention.latest(2));
            Vault vault = protect(disk, first);
            passRuns(EVERY_NIGHT, 4);

            backup.policies().replace(first.id(), second.id(), vault.id());
            passRuns(EVERY_NIGHT, 1);

            assertThat(automatic(disk)).hasSize(2);
        }

        @Test
        @DisplayName("on one vault leaves the first one on others")
        void replace_onOneVault_othersStay() {
            Policy first = named("first");
            Policy second = named("second");
            Vault vault = diskVault("orders");
            Vault other = diskVault("other");
            backup.policies().attach(first.id(), vault.id());
            backup.policies().attach(first.id(), other.id());

            backup.policies().replace(first.id(), second.id(), vault.id());

            assertThat(attached(other)).containsExactly(first.id());
        }

        @Test
        @DisplayName("leaves the policy for copies attached, and its copies being made")
        void replace_ofBackups_leavesTheOneForCopies() {
            requires(Capability.REPLICATION);
            Policy first = named("first");
            Policy second = named("second");
            Policy copies = replication(harness.otherRegion());
            Vault vault = serverVault("shops", server("shop", "one"));
            backup.policies().attach(first.id(), vault.id());
            backup.policies().attach(copies.id(), vault.id(), vaultForCopiesElsewhere());
            Vault.AttachedPolicy before = attachment(vault, copies);

            backup.policies().replace(first.id(), second.id(), vault.id());

            assertThat(attached(vault)).containsExactlyInAnyOrder(second.id(), copies.id());
            assertThat(attachment(vault, copies)).isEqualTo(before);
        }

        private Vault.AttachedPolicy attachment(Vault vault, Policy policy) {
            return backup.vaults().get(vault.id()).policies().stream()
                    .filter(attached -> attached.policy().equals(policy.id()))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        @DisplayName("is refused if the first one is not attached")
        void replace_notAttached_notFound() {
            Policy first = named("first");
            Policy second = named("second");
            Policy third = named("third");
            Vault vault = diskVault("orders");
            backup.policies().attach(first.id(), vault.id());

            assertThatThrownBy(() -> backup.policies().replace(second.id(), third.id(), vault.id()))
                    .isInstanceOf(NotFound.class);
            assertThat(attached(vault)).containsExactly(first.id());
        }

        @Test
        @DisplayName("is refused if a policy or the vault is not there; the first one stays")
        void replace_oneMissing_notFound() {
            Policy first = named("first");
            Vault vault = diskVault("orders");
            backup.policies().attach(first.id(), vault.id());

            assertThatThrownBy(() -> backup.policies().replace(first.id(), NO_POLICY, vault.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().replace(NO_POLICY, first.id(), vault.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies()
                            .replace(first.id(), named("second").id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
            assertThat(attached(vault)).containsExactly(first.id());
        }

        @Test
        @DisplayName("is refused if they differ in purpose")
        void replace_otherPurpose_invalid() {
            requires(Capability.REPLICATION);
            Policy backups = nightly(Retention.days(30));
            Policy copies = replication(harness.otherRegion());
            Vault vault = serverVault("shops");
            backup.policies().attach(backups.id(), vault.id());

            assertThatThrownBy(() -> backup.policies().replace(backups.id(), copies.id(), vault.id()))
                    .isInstanceOf(Invalid.class);
            assertThat(attached(vault)).containsExactly(backups.id());
        }
    }

    @Nested
    @DisplayName("Detaching a policy")
    class Detaching {
        @Test
        @DisplayName("shows on the policy and on the vault")
        void detach_attached_seenAtBoth() {
            Policy policy = nightly(Retention.days(30));
            Vault vault = diskVault("orders");
            backup.policies().attach(policy.id(), vault.id());

            backup.policies().detach(policy.id(), vault.id());

            assertThat(backup.policies().get(policy.id()).attachments()).isEmpty();
            assertThat(attached(vault)).isEmpty();
        }

        @Test
        @DisplayName("leaves what it made, and nothing is made any more")
        void detach_afterRuns_pointsStayAndNoneIsMade() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.forever());
            Vault vault = protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 2);

            backup.policies().detach(policy.id(), vault.id());

            passRuns(EVERY_NIGHT, 3);
            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("from one vault leaves it on others")
        void detach_fromOneVault_othersStay() {
            Policy policy = nightly(Retention.forever());
            Vault vault = diskVault("orders");
            Vault other = diskVault("other");
            backup.policies().attach(policy.id(), vault.id());
            backup.policies().attach(policy.id(), other.id());

            backup.policies().detach(policy.id(), vault.id());

            assertThat(attached(other)).containsExactly(policy.id());
        }

        @Test
        @DisplayName("is refused if it is not attached, or is not there, or the vault is not")
        void detach_notAttachedOrMissing_notFound() {
            Policy policy = nightly(Retention.forever());
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.policies().detach(policy.id(), vault.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().detach(NO_POLICY, vault.id()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().detach(policy.id(), NO_VAULT))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("Deleting a policy")
    class Deleting {
        @Test
        @DisplayName("makes it disappear, also from its vaults")
        void delete_attached_goneAndDetached() {
            Policy policy = nightly(Retention.forever());
            Policy other = named("other");
            Vault vault = diskVault("orders");
            backup.policies().attach(policy.id(), vault.id());

            backup.policies().delete(policy.id());

            assertThatThrownBy(() -> backup.policies().get(policy.id())).isInstanceOf(NotFound.class);
            assertThat(backup.policies().list()).containsExactly(other);
            assertThat(attached(vault)).isEmpty();
        }

        @Test
        @DisplayName("leaves what it made, forever, and nothing is made any more")
        void delete_afterRuns_pointsStayAndNoneIsMade() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(2));
            Vault vault = protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 2);

            backup.policies().delete(policy.id());

            passRuns(EVERY_NIGHT, 3);
            pointOf(disk, vault);
            harness.advance(A_WHILE);
            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("makes room for another one on the vault")
        void delete_thenAttachAnother_attached() {
            Policy policy = named("first");
            Policy second = named("second");
            Vault vault = diskVault("orders");
            backup.policies().attach(policy.id(), vault.id());

            backup.policies().delete(policy.id());
            backup.policies().attach(second.id(), vault.id());

            assertThat(attached(vault)).containsExactly(second.id());
        }

        @Test
        @DisplayName("is refused for a policy that is not there, or not any more")
        void delete_noSuchPolicy_notFound() {
            Policy policy = named("nightly");
            backup.policies().delete(policy.id());

            assertThatThrownBy(() -> backup.policies().delete(policy.id())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.policies().delete(NO_POLICY)).isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("When its time comes, a policy")
    class Running {
        @Test
        @DisplayName("makes a restore point of each member at each slot")
        void run_twoMembers_eachAtEachSlot() {
            Resource.Disk first = disk("first", "one");
            Resource.Disk second = disk("second", "two");
            Vault vault = protect(first, nightly(Retention.forever()));
            backup.vaults().add(vault.id(), second);

            List<Instant> slots = passRuns(EVERY_NIGHT, 3);

            assertMadeAt(slots, first);
            assertMadeAt(slots, second);
        }

        @Test
        @DisplayName("makes restore points that are automatic, complete and named")
        void run_slot_automaticPoint() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(Retention.forever()));

            passRuns(EVERY_NIGHT, 1);

            assertThat(backup.restorePoints().list()).singleElement().satisfies(point -> {
                assertThat(point.automatic()).isTrue();
                assertThat(point.available()).isTrue();
                assertThat(point.name()).isNotBlank();
                assertThat(point.resource()).isEqualTo(disk);
                assertThat(point.vault()).isEqualTo(vault.id());
                assertThat(point.origin()).isEqualTo(RestorePoint.Origin.TAKEN);
            });
        }

        @Test
        @DisplayName("does nothing before its first slot")
        void run_beforeTheSlot_nothing() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.forever()));

            passUntil(EVERY_NIGHT.next(harness.now(), 1).get(0).minus(Duration.ofMinutes(1)));

            assertThat(backup.restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("does not make up for slots that passed before it was attached")
        void run_attachedLater_nothingForThePast() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.forever());
            passRuns(EVERY_NIGHT, 2);
            protect(disk, policy);

            List<Instant> slots = passRuns(EVERY_NIGHT, 1);

            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("runs several times a day")
        void run_severalTimesADay_each() {
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("01:30", "09:00", "10:00", "23:45");
            protect(disk, backup.policies().create(PolicySpec.backup("often", schedule, Retention.forever())));

            assertMadeAt(passRuns(schedule, 9), disk);
        }

        @Test
        @DisplayName("runs on days of the week")
        void run_daysOfTheWeek_onThoseDays() {
            Resource.Disk disk = disk("data", "one");
            Schedule schedule =
                    Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.SATURDAY).at("04:00");
            protect(disk, backup.policies().create(PolicySpec.backup("weekly", schedule, Retention.forever())));

            assertMadeAt(passRuns(schedule, 5), disk);
        }

        @Test
        @DisplayName("counts every so many days from the day on which it was created")
        void run_everyThreeDays_countedFromCreation() {
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.everyDays(3).at("06:00");
            Instant created = harness.now();
            Policy policy = backup.policies().create(PolicySpec.backup("third", schedule, Retention.forever()));
            harness.advance(Duration.ofDays(4));
            protect(disk, policy);

            List<Instant> slots = schedule.runs(created, harness.now()).limit(3).toList();
            passUntil(slots.get(2).plus(Duration.ofHours(1)));

            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("acts on each vault that it is attached to")
        void run_twoVaults_both() {
            Resource.Disk disk = disk("data", "one");
            Resource.Server server = server("shop", "two");
            Policy policy = nightly(Retention.forever());
            protect(disk, policy);
            backup.policies().attach(policy.id(), serverVault("shops", server).id());

            List<Instant> slots = passRuns(EVERY_NIGHT, 2);

            assertMadeAt(slots, disk);
            assertMadeAt(slots, server);
        }

        @Test
        @DisplayName("takes in members from the next slot after they were added")
        void run_memberAddedLater_fromThenOn() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(Retention.forever()));
            passRuns(EVERY_NIGHT, 1);
            Resource.Disk later = disk("later", "two");
            backup.vaults().add(vault.id(), later);

            assertMadeAt(passRuns(EVERY_NIGHT, 2), later);
        }

        @Test
        @DisplayName("stores everything the first time and what changed from then on")
        void run_default_firstFullThenIncremental() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.forever()));

            passRuns(EVERY_NIGHT, 4);

            assertThat(automatic(disk)).extracting(RestorePoint::incremental).containsExactly(true, true, true, false);
        }

        @Test
        @DisplayName("stores everything again after as many incremental ones as it says")
        void run_fullAfterTwo_everyThirdFull() {
            Resource.Disk disk = disk("data", "one");
            protect(
                    disk,
                    backup.policies()
                            .create(PolicySpec.backup("nightly", EVERY_NIGHT, Retention.forever())
                                    .withFullBackupAfter(2)));

            passRuns(EVERY_NIGHT, 5);

            assertThat(automatic(disk))
                    .extracting(RestorePoint::incremental)
                    .containsExactly(true, false, true, true, false);
        }

        @Test
        @DisplayName("stores everything each time if it says so")
        void run_fullAfterNone_allFull() {
            Resource.Disk disk = disk("data", "one");
            protect(
                    disk,
                    backup.policies()
                            .create(PolicySpec.backup("nightly", EVERY_NIGHT, Retention.forever())
                                    .withFullBackupAfter(0)));

            passRuns(EVERY_NIGHT, 3);

            assertThat(automatic(disk)).extracting(RestorePoint::incremental).containsExactly(false, false, false);
        }

        @Test
        @DisplayName("passes over a member that is still being backed up, and takes it in the next time")
        void run_backupStillGoing_skipped() {
            Resource.Disk busy = disk("busy", "one");
            Resource.Disk idle = disk("idle", "two");
            Vault vault = protect(busy, nightly(Retention.forever()));
            backup.vaults().add(vault.id(), idle);
            passUntil(EVERY_NIGHT.next(harness.now(), 1).get(0).minus(Duration.ofMinutes(1)));
            var byHand = backup.restorePoints().take(BackupSpec.of(vault.id()).only(busy));

            passRuns(EVERY_NIGHT, 1);
            assertThat(done(byHand).complete()).isTrue();
            assertThat(automatic(busy)).isEmpty();

            assertMadeAt(passRuns(EVERY_NIGHT, 1), busy);
        }

        @Test
        @DisplayName("that is switched off does nothing, until it is switched on again")
        void run_disabled_nothingUntilEnabled() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.forever());
            protect(disk, policy);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 1));

            backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
            passRuns(EVERY_NIGHT, 2);
            assertMadeAt(slots, disk);

            backup.policies().update(policy.id(), policy.toSpec().withEnabled(true));
            slots.addAll(passRuns(EVERY_NIGHT, 1));
            assertMadeAt(slots, disk);
        }

        @Test
        @DisplayName("that is attached to nothing does nothing")
        void run_attachedToNothing_nothing() {
            Vault vault = diskVault("orders", disk("data", "one"));
            nightly(Retention.forever());

            passRuns(EVERY_NIGHT, 2);

            assertThat(backup.restorePoints().list(RestorePointFilter.all().inVault(vault.id())))
                    .isEmpty();
        }

        @Test
        @DisplayName("passes over a suspended member until it is unsuspended")
        void run_suspendedMember_passedOver() {
            requires(Capability.MEMBER_SUSPENSION);
            Resource.Disk paused = disk("paused", "one");
            Resource.Disk other = disk("other", "two");
            Vault vault = protect(paused, nightly(Retention.forever()));
            backup.vaults().add(vault.id(), other);
            backup.vaults().suspend(vault.id(), List.of(paused));

            List<Instant> passedOver = passRuns(EVERY_NIGHT, 2);
            assertThat(automatic(paused)).isEmpty();
            assertMadeAt(passedOver, other);

            backup.vaults().unsuspend(vault.id(), List.of(paused));
            assertMadeAt(passRuns(EVERY_NIGHT, 1), paused);
        }

        @Test
        @DisplayName("leaves members alone that were taken out")
        void run_formerMember_nothing() {
            Resource.Disk former = disk("former", "one");
            Resource.Disk member = disk("member", "two");
            Vault vault = protect(former, nightly(Retention.forever()));
            backup.vaults().add(vault.id(), member);
            backup.vaults().remove(vault.id(), former, Removal.KEEPING_RESTORE_POINTS);

            List<Instant> slots = passRuns(EVERY_NIGHT, 1);

            assertThat(automatic(former)).isEmpty();
            assertMadeAt(slots, member);
        }
    }

    @Nested
    @DisplayName("Null")
    class Null {
        @Test
        @DisplayName("is refused by every call")
        @SuppressWarnings({"NullAway", "DataFlowIssue"})
        void everyCall_null_nullPointerException() {
            Policy policy = nightly(Retention.forever());
            Vault vault = diskVault("orders");

            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> backup.policies().create(null),
                    () -> backup.policies().get(null),
                    () -> backup.policies().list(null),
                    () -> backup.policies().update(null, policy.toSpec()),
                    () -> backup.policies().update(policy.id(), (PolicySpec) null),
                    () -> backup.policies().update(null, present -> present),
                    () -> backup.policies().update(policy.id(), (UnaryOperator<PolicySpec>) null),
                    () -> backup.policies().update(policy.id(), present -> null),
                    () -> backup.policies().attach(null, vault.id()),
                    () -> backup.policies().attach(policy.id(), null),
                    () -> backup.policies().replace(null, policy.id(), vault.id()),
                    () -> backup.policies().replace(policy.id(), null, vault.id()),
                    () -> backup.policies().replace(policy.id(), policy.id(), null),
                    () -> backup.policies().detach(null, vault.id()),
                    () -> backup.policies().detach(policy.id(), null),
                    () -> backup.policies().delete(null))) {
                assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
            }
            assertThat(backup.policies().list()).containsExactly(policy);
        }
    }

    private Policy named(String name) {
        return backup.policies().create(PolicySpec.backup(name, EVERY_NIGHT, Retention.forever()));
    }

    private Policy replication(Site destination) {
        return backup.policies()
                .create(PolicySpec.replication("copies", Schedule.dailyAt("05:00"), Retention.days(30), destination));
    }

    private static Vault vaultForCopies(CloudBackup somewhere) {
        return somewhere
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
    }

    private VaultId vaultForCopiesElsewhere() {
        return vaultForCopies(harness.backup(harness.otherRegion())).id();
    }

    /** Puts a disk into a new vault, and attaches a policy to that. */
    private Vault protect(Resource.Disk disk, Policy policy) {
        Vault vault = diskVault("orders", disk);
        backup.policies().attach(policy.id(), vault.id());
        return vault;
    }

    private List<PolicyId> attached(Vault vault) {
        return backup.vaults().get(vault.id()).policies().stream()
                .map(Vault.AttachedPolicy::policy)
                .toList();
    }

    private List<RestorePoint> automatic(Resource resource) {
        return backup.restorePoints()
                .list(RestorePointFilter.of(resource).automaticOnly())
                .toList();
    }

    /** Says that a resource has an automatic restore point of each of these instants, oldest first, and no other. */
    private void assertMadeAt(List<Instant> slots, Resource resource) {
        List<Instant> made = automatic(resource).stream()
                .map(RestorePoint::createdAt)
                .sorted()
                .toList();
        assertThat(made).as("slots are %s", slots).hasSameSizeAs(slots);
        for (int i = 0; i < made.size(); i++) {
            assertThat(made.get(i)).isCloseTo(slots.get(i), within(1, ChronoUnit.MINUTES));
        }
    }
}
