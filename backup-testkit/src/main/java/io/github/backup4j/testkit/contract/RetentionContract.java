package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.RetentionChange;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a {@link Retention} does to restore points: which are deleted, when, and which never are. */
@DisplayName("Retention")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class RetentionContract extends ContractTest {
    private static final Schedule.Daily EVERY_NIGHT = Schedule.dailyAt("02:00");

    @Nested
    @DisplayName("Keeping forever")
    class Forever {
        @Test
        @DisplayName("stamps nothing and deletes nothing")
        void forever_manyRuns_allStay() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.forever()));

            List<Instant> slots = passRuns(EVERY_NIGHT, 20);
            harness.advance(Duration.ofHours(20));

            assertMadeAt(slots, automatic(disk));
            assertThat(automatic(disk)).extracting(RestorePoint::expiresAt).containsOnlyNulls();
        }
    }

    @Nested
    @DisplayName("Keeping the latest")
    class Latest {
        @Test
        @DisplayName("keeps the newest ones once a backup has finished")
        void latest_moreRuns_newestStay() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.latest(3)));

            List<Instant> slots = passRuns(EVERY_NIGHT, 5);

            assertMadeAt(slots.subList(2, 5), automatic(disk));
        }

        @Test
        @DisplayName("keeps all as long as there are no more")
        void latest_fewerRuns_allStay() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.latest(3)));

            List<Instant> slots = passRuns(EVERY_NIGHT, 3);

            assertMadeAt(slots, automatic(disk));
        }

        @Test
        @DisplayName("stamps nothing")
        void latest_point_notStamped() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.latest(3)));

            passRuns(EVERY_NIGHT, 1);

            assertThat(automatic(disk))
                    .singleElement()
                    .satisfies(point -> assertThat(point.expiresAt()).isNull());
        }

        @Test
        @DisplayName("is counted for each resource")
        void latest_twoMembers_eachKeepsItsOwn() {
            Resource.Disk first = disk("first", "one");
            Vault vault = protect(first, nightly(Retention.latest(2)));
            passRuns(EVERY_NIGHT, 2);
            Resource.Disk second = disk("second", "two");
            backup.vaults().add(vault.id(), second);

            List<Instant> slots = passRuns(EVERY_NIGHT, 2);

            assertMadeAt(slots, automatic(first));
            assertMadeAt(slots, automatic(second));
        }

        @Test
        @DisplayName("neither deletes nor counts those taken manually")
        void latest_manualPoints_stayAndTakeNoPlace() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(Retention.latest(2)));
            RestorePoint before = pointOf(disk, vault);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 1));
            RestorePoint between = pointOf(disk, vault);
            slots.addAll(passRuns(EVERY_NIGHT, 1));
            RestorePoint after = pointOf(disk, vault);
            harness.advance(A_WHILE);

            assertMadeAt(slots, automatic(disk));
            assertThat(manual(disk))
                    .extracting(RestorePoint::id)
                    .containsExactly(after.id(), between.id(), before.id());

            passRuns(EVERY_NIGHT, 5);
            assertThat(automatic(disk)).hasSize(2);
            assertThat(manual(disk)).hasSize(3);
        }

        @Test
        @DisplayName("is applied when a manual backup has finished, too")
        void latest_backupByHand_appliedThen() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(4));
            Vault vault = protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 4);
            backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.latest(2)));

            pointOf(disk, vault);
            harness.advance(A_WHILE);

            assertMadeAt(slots.subList(2, 4), automatic(disk));
        }

        @Test
        @DisplayName("is applied to the member that was backed up alone")
        void latest_backupByHandOfOne_theOtherUntouched() {
            Resource.Disk one = disk("one", "one");
            Resource.Disk other = disk("other", "two");
            Policy policy = nightly(Retention.latest(3));
            Vault vault = protect(one, policy);
            backup.vaults().add(vault.id(), other);
            passRuns(EVERY_NIGHT, 3);
            backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.latest(1)));

            pointOf(one, vault);
            harness.advance(A_WHILE);

            assertThat(automatic(one)).hasSize(1);
            assertThat(automatic(other)).hasSize(3);
        }

        @Test
        @DisplayName("deletes nothing while the next backup is still running")
        void latest_backupRunning_nothingDeletedYet() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.latest(1)));
            List<Instant> first = passRuns(EVERY_NIGHT, 1);
            passUntil(EVERY_NIGHT.next(harness.now(), 1).get(0).plusSeconds(1));

            assertMadeAt(
                    first,
                    automatic(disk).stream().filter(RestorePoint::available).toList());
        }

        @Test
        @DisplayName("leaves a restore point complete whose predecessors are gone")
        void latest_fullOneGone_nextOneRestores() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.latest(1)));
            passRuns(EVERY_NIGHT, 1);
            write(disk, "two");
            passRuns(EVERY_NIGHT, 1);
            write(disk, "three");
            List<Instant> slots = passRuns(EVERY_NIGHT, 1);
            write(disk, "four");

            List<RestorePoint> left = automatic(disk);

            assertMadeAt(slots, left);
            assertThat(read(done(backup.restorePoints().restore(left.get(0).id(), DiskSpec.of("again")))))
                    .isEqualTo("three");
        }
    }

    @Nested
    @DisplayName("Keeping the latest of days, weeks, months and years")
    class Periods {
        @Test
        @DisplayName("keeps the newest of each day that has one")
        void daily_twiceADay_newestOfEachDay() {
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("02:00", "14:00");
            protect(disk, policy(schedule, Retention.latest(1).plusDaily(3, ZoneOffset.UTC)));

            passUntilTime(LocalTime.of(15, 0), 6);

            assertThat(automatic(disk))
                    .hasSize(3)
                    .allSatisfy(point -> assertThat(hour(point)).isEqualTo(14));
        }

        @Test
        @DisplayName("keeps what any of its parts keeps, and counts each once")
        void union_dailyAndWeekly_whatAnyPartKeeps() {
            Retention rule = Retention.latest(2)
                    .plusDaily(5, ZoneOffset.UTC)
                    .plusWeekly(3, ZoneOffset.UTC)
                    .plusMonthly(1, ZoneOffset.UTC);
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("02:00", "14:00");
            protect(disk, policy(schedule, rule));

            Map<RestorePointId, RestorePoint> ever = passRunsCollecting(schedule, 50, disk);

            assertLeftAsEvaluated(rule, ever, disk);
        }

        @Test
        @DisplayName("separates days at the offset of the rule, not in UTC")
        void daily_offset_daysOfThatOffset() {
            Retention rule = Retention.latest(1).plusDaily(3, ZoneOffset.ofHours(8));
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("15:00", "17:00");
            protect(disk, policy(schedule, rule));

            passUntilTime(LocalTime.of(18, 0), 4);

            // 15:00 UTC is 23:00 there, and 17:00 UTC is 01:00 on the day after.
            assertThat(automatic(disk)).extracting(this::hour).containsExactly(17, 15, 15);
        }

        @Test
        @DisplayName("keeps the newest of weeks and months, as evaluation says")
        void weeklyAndMonthly_manyWeeks_asEvaluated() {
            Retention rule = Retention.latest(1)
                    .plusWeekly(3, ZoneOffset.ofHours(8))
                    .plusMonthly(3, ZoneOffset.ofHours(8))
                    .plusYearly(2, ZoneOffset.ofHours(8));
            Resource.Disk disk = disk("data", "one");
            protect(disk, policy(EVERY_NIGHT, rule));

            Map<RestorePointId, RestorePoint> ever = passRunsCollecting(EVERY_NIGHT, 100, disk);

            assertThat(automatic(disk)).hasSizeBetween(3, 6);
            assertLeftAsEvaluated(rule, ever, disk);
        }

        @Test
        @DisplayName("counts only days that have one, so that an outage loses nothing")
        void daily_outage_olderDaysStay() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = policy(EVERY_NIGHT, Retention.latest(1).plusDaily(3, ZoneOffset.UTC));
            protect(disk, policy);
            List<Instant> before = passRuns(EVERY_NIGHT, 3);
            backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
            harness.advance(Duration.ofDays(10));
            backup.policies().update(policy.id(), policy.toSpec().withEnabled(true));

            List<Instant> after = passRuns(EVERY_NIGHT, 1);

            assertMadeAt(List.of(before.get(1), before.get(2), after.get(0)), automatic(disk));
        }

        @Test
        @DisplayName("neither deletes nor counts those taken manually")
        void daily_manualPoints_stayAndTakeNoPlace() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, policy(EVERY_NIGHT, Retention.latest(1).plusDaily(2, ZoneOffset.UTC)));
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 1));
            pointOf(disk, vault);
            slots.addAll(passRuns(EVERY_NIGHT, 1));
            pointOf(disk, vault);
            harness.advance(A_WHILE);

            assertMadeAt(slots, automatic(disk));
            assertThat(manual(disk)).hasSize(2);
        }

        private int hour(RestorePoint point) {
            return point.createdAt().atOffset(ZoneOffset.UTC).getHour();
        }
    }

    @Nested
    @DisplayName("Keeping for some days")
    class Days {
        @Test
        @DisplayName("stamps each restore point with its expiry as it is created")
        void days_point_stamped() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.days(30)));

            passRuns(EVERY_NIGHT, 1);

            assertThat(automatic(disk))
                    .singleElement()
                    .satisfies(point -> assertThat(point.expiresAt())
                            .isEqualTo(point.createdAt().plus(Duration.ofDays(30))));
        }

        @Test
        @DisplayName("does not stamp one that is taken manually, which never expires")
        void days_manualPoint_neverExpires() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(Retention.days(1)));
            RestorePoint byHand = pointOf(disk, vault);

            harness.advance(Duration.ofDays(40));

            assertThat(byHand.expiresAt()).isNull();
            assertThat(manual(disk)).extracting(RestorePoint::id).containsExactly(byHand.id());
            assertThat(backup.restorePoints().get(byHand.id()).expiresAt()).isNull();
        }

        @Test
        @DisplayName("deletes no restore point before it has expired")
        void days_beforeTheStamp_stays() {
            Resource.Disk disk = disk("data", "one");
            protectOnce(disk, LocalTime.of(10, 0), Retention.days(2));
            RestorePoint point = automatic(disk).get(0);

            passUntil(point.createdAt().plus(Duration.ofDays(2)).minus(Duration.ofMinutes(1)));

            assertThat(automatic(disk)).extracting(RestorePoint::id).containsExactly(point.id());
        }

        @Test
        @DisplayName("deletes only by day: a restore point that expires at night stays until 08:00 UTC")
        void days_expiredAtNight_thereUntilTheMorning() {
            Resource.Disk disk = disk("data", "one");
            protectOnce(disk, LocalTime.of(2, 0), Retention.days(1));
            RestorePoint point = automatic(disk).get(0);
            Instant midnight = point.createdAt().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));

            passUntil(midnight.plus(Duration.ofHours(8)).minus(Duration.ofMinutes(1)));
            assertThat(harness.now()).isAfter(midnight.plus(Duration.ofHours(2)));
            assertThat(automatic(disk)).extracting(RestorePoint::id).containsExactly(point.id());

            passUntil(midnight.plus(Duration.ofHours(20)).plus(A_WHILE));
            assertThat(automatic(disk)).isEmpty();
        }

        @Test
        @DisplayName("deletes only by day: a restore point that expires in the evening stays until the next morning")
        void days_expiredInTheEvening_thereUntilTheNextMorning() {
            Resource.Disk disk = disk("data", "one");
            protectOnce(disk, LocalTime.of(21, 0), Retention.days(1));
            RestorePoint point = automatic(disk).get(0);
            Instant midnight = point.createdAt().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));

            passUntil(midnight.plus(Duration.ofHours(8)).minus(Duration.ofMinutes(1)));
            assertThat(automatic(disk)).extracting(RestorePoint::id).containsExactly(point.id());

            passUntil(midnight.plus(Duration.ofHours(20)).plus(A_WHILE));
            assertThat(automatic(disk)).isEmpty();
        }

        @Test
        @DisplayName("deletes within a day of the expiry, whenever that is")
        void days_anyHour_goneWithinADay() {
            for (String time : List.of("00:00", "07:59", "08:00", "12:30", "19:59", "20:00", "23:30")) {
                Resource.Disk disk = disk("data-" + time.replace(':', '-'), "one");
                protectOnce(disk, LocalTime.parse(time), Retention.days(1));
                RestorePoint point = automatic(disk).get(0);

                passUntil(point.createdAt().plus(Duration.ofDays(2)).plus(A_WHILE));

                assertThat(automatic(disk)).as("made at %s", time).isEmpty();
            }
        }

        @Test
        @DisplayName("keeps that many days of a nightly backup")
        void days_nightly_daysStay() {
            Resource.Disk disk = disk("data", "one");
            protect(disk, nightly(Retention.days(3)));
            List<Instant> slots = passRuns(EVERY_NIGHT, 10);

            // After the clean-up of the day: those of this morning, yesterday and the day before.
            passUntil(slots.get(9)
                    .truncatedTo(ChronoUnit.DAYS)
                    .plus(Duration.ofHours(20))
                    .plus(A_WHILE));

            assertMadeAt(slots.subList(7, 10), automatic(disk));
        }

        @Test
        @DisplayName("expires a restore point when evaluation says so")
        void evaluate_aroundTheStamp_keptThenExpired() {
            Retention rule = Retention.days(1);
            Resource.Disk disk = disk("data", "one");
            protectOnce(disk, LocalTime.of(2, 0), rule);
            RestorePoint point = automatic(disk).get(0);
            Instant stamp = point.createdAt().plus(Duration.ofDays(1));

            assertThat(rule.evaluate(automatic(disk), stamp.minusSeconds(1)))
                    .singleElement()
                    .isInstanceOf(Verdict.Kept.class);
            assertThat(rule.evaluate(automatic(disk), stamp)).containsExactly(new Verdict.Expired<>(point, stamp));
        }
    }

    @Nested
    @DisplayName("A change of the rule")
    class Changes {
        @Test
        @DisplayName("to a smaller count takes effect with the next backup, not at once")
        void change_countToSmaller_atTheNextRun() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(3));
            protect(disk, policy);
            List<Instant> old = passRuns(EVERY_NIGHT, 3);

            change(policy, Retention.latest(1));
            harness.advance(Duration.ofHours(20));
            assertMadeAt(old, automatic(disk));

            List<Instant> next = passRuns(EVERY_NIGHT, 1);
            assertMadeAt(next, automatic(disk));
        }

        @Test
        @DisplayName("to a larger count brings nothing back, and keeps more from then on")
        void change_countToLarger_moreStay() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(1));
            protect(disk, policy);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 2).subList(1, 2));

            change(policy, Retention.latest(3));

            slots.addAll(passRuns(EVERY_NIGHT, 2));
            assertMadeAt(slots, automatic(disk));
        }

        @Test
        @DisplayName("from a count to days leaves existing restore points forever")
        void change_countToDays_oldStayForEver() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(3));
            protect(disk, policy);
            List<Instant> old = passRuns(EVERY_NIGHT, 3);

            change(policy, Retention.days(1));
            List<Instant> later = passRuns(EVERY_NIGHT, 10);

            List<RestorePoint> left = automatic(disk);
            assertThat(left).hasSizeBetween(4, 5);
            assertMadeAt(old, left.subList(left.size() - 3, left.size()));
            assertThat(left.get(0).createdAt()).isCloseTo(later.get(9), within(1, ChronoUnit.MINUTES));
            assertThat(left.subList(left.size() - 3, left.size()))
                    .extracting(RestorePoint::expiresAt)
                    .containsOnlyNulls();
        }

        @Test
        @DisplayName("from a count to keeping forever leaves existing restore points forever")
        void change_countToForever_oldStayForEver() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(2));
            protect(disk, policy);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 2));

            change(policy, Retention.forever());

            slots.addAll(passRuns(EVERY_NIGHT, 4));
            assertMadeAt(slots, automatic(disk));
        }

        @Test
        @DisplayName("from days to more days affects new restore points only")
        void change_daysToMoreDays_oldKeepTheirExpiry() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(3));
            protect(disk, policy);
            passRuns(EVERY_NIGHT, 2);
            List<Instant> oldStamps = stamps(disk);

            change(policy, Retention.days(30));
            assertThat(stamps(disk)).isEqualTo(oldStamps);
            List<Instant> later = passRuns(EVERY_NIGHT, 6);

            assertMadeAt(later, automatic(disk));
            assertThat(automatic(disk))
                    .allSatisfy(point -> assertThat(point.expiresAt())
                            .isEqualTo(point.createdAt().plus(Duration.ofDays(30))));
        }

        @Test
        @DisplayName("from days to fewer days affects new restore points only")
        void change_daysToFewerDays_oldKeepTheirExpiry() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(30));
            protect(disk, policy);
            List<Instant> old = passRuns(EVERY_NIGHT, 2);

            change(policy, Retention.days(1));
            passRuns(EVERY_NIGHT, 6);

            List<RestorePoint> left = automatic(disk);
            assertThat(left).hasSizeBetween(3, 4);
            assertMadeAt(old, left.subList(left.size() - 2, left.size()));
        }

        @Test
        @DisplayName("from days to keeping forever affects new restore points only")
        void change_daysToForever_oldKeepTheirExpiry() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(2));
            protect(disk, policy);
            passRuns(EVERY_NIGHT, 2);

            change(policy, Retention.forever());

            List<Instant> later = passRuns(EVERY_NIGHT, 5);
            assertMadeAt(later, automatic(disk));
            assertThat(automatic(disk)).extracting(RestorePoint::expiresAt).containsOnlyNulls();
        }

        @Test
        @DisplayName("from days to a count applies both to existing restore points: here the count deletes first")
        void change_daysToCount_countDeletesFirst() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(30));
            protect(disk, policy);
            List<Instant> slots = new ArrayList<>(passRuns(EVERY_NIGHT, 4));

            change(policy, Retention.latest(2));

            slots.addAll(passRuns(EVERY_NIGHT, 1));
            assertMadeAt(slots.subList(3, 5), automatic(disk));
        }

        @Test
        @DisplayName("from days to a count applies both to existing restore points: here the expiry deletes first")
        void change_daysToCount_expiryDeletesFirst() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(2));
            protect(disk, policy);
            passRuns(EVERY_NIGHT, 2);

            change(policy, Retention.latest(50));

            List<Instant> later = passRuns(EVERY_NIGHT, 5);
            assertMadeAt(later, automatic(disk));
        }

        @Test
        @DisplayName("does what its preview says")
        void change_withPreview_asPreviewed() {
            Resource.Disk disk = disk("data", "one");
            Retention from = Retention.days(30);
            Retention to = Retention.latest(2);
            Policy policy = nightly(from);
            Vault vault = protect(disk, policy);
            passRuns(EVERY_NIGHT, 3);
            RestorePoint byHand = pointOf(disk, vault);
            RetentionChange<RestorePoint> preview = from.previewChangeTo(to, points(disk), harness.now());

            change(policy, to);
            passRuns(EVERY_NIGHT, 1);

            assertThat(preview.surplus()).hasSize(1);
            assertThat(preview.stamped()).hasSize(2);
            assertThat(preview.kept()).extracting(RestorePoint::id).containsExactly(byHand.id());
            List<RestorePointId> left = ids(disk);
            assertThat(left).doesNotContainAnyElementsOf(idsOf(preview.surplus()));
            assertThat(left).containsAll(idsOf(preview.kept()));
        }

        @Test
        @DisplayName("leaves forever what its preview lists as stranded")
        void change_countToDaysWithPreview_strandedStay() {
            Resource.Disk disk = disk("data", "one");
            Retention from = Retention.latest(3);
            Retention to = Retention.days(1);
            Policy policy = nightly(from);
            protect(disk, policy);
            passRuns(EVERY_NIGHT, 3);
            RetentionChange<RestorePoint> preview = from.previewChangeTo(to, points(disk), harness.now());

            change(policy, to);
            harness.advance(Duration.ofDays(20));

            assertThat(preview.stranded()).hasSize(3);
            assertThat(ids(disk)).containsAll(idsOf(preview.stranded()));
        }

        private void change(Policy policy, Retention to) {
            Policy now = backup.policies().get(policy.id());
            backup.policies().update(policy.id(), now.toSpec().withRetention(to));
        }

        private List<Instant> stamps(Resource resource) {
            List<Instant> stamps = new ArrayList<>();
            for (RestorePoint point : automatic(resource)) {
                Instant stamp = point.expiresAt();
                assertThat(stamp).isNotNull();
                if (stamp != null) {
                    stamps.add(stamp);
                }
            }
            return stamps;
        }
    }

    @Nested
    @DisplayName("A policy that does not act")
    class NotActing {
        @Test
        @DisplayName("because it is switched off deletes nothing that has expired, until it is switched on again")
        void days_disabled_expiredStayUntilEnabled() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(1));
            protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 1);

            backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
            harness.advance(Duration.ofDays(5));
            assertMadeAt(slots, automatic(disk));

            backup.policies().update(policy.id(), policy.toSpec().withEnabled(true));
            harness.advance(Duration.ofDays(1).plus(A_WHILE));
            assertThat(madeAt(slots.get(0), automatic(disk))).isFalse();
        }

        @Test
        @DisplayName("because it is detached deletes nothing that has expired, until it is attached again")
        void days_detached_expiredStayUntilAttached() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.days(1));
            Vault vault = protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 1);

            backup.policies().detach(policy.id(), vault.id());
            harness.advance(Duration.ofDays(5));
            assertMadeAt(slots, automatic(disk));

            backup.policies().attach(policy.id(), vault.id());
            harness.advance(Duration.ofDays(1).plus(A_WHILE));
            assertThat(madeAt(slots.get(0), automatic(disk))).isFalse();
        }

        @Test
        @DisplayName("because it is switched off applies no count when a manual backup has finished")
        void latest_disabled_nothingDeleted() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(3));
            Vault vault = protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 3);

            backup.policies()
                    .update(
                            policy.id(),
                            policy.toSpec().withRetention(Retention.latest(1)).withEnabled(false));
            pointOf(disk, vault);
            harness.advance(A_WHILE);

            assertMadeAt(slots, automatic(disk));
        }

        @Test
        @DisplayName("because it is detached applies no count when a manual backup has finished")
        void latest_detached_nothingDeleted() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(3));
            Vault vault = protect(disk, policy);
            List<Instant> slots = passRuns(EVERY_NIGHT, 3);

            backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.latest(1)));
            backup.policies().detach(policy.id(), vault.id());
            pointOf(disk, vault);
            harness.advance(A_WHILE);

            assertMadeAt(slots, automatic(disk));
        }

        @Test
        @DisplayName("counts again once it is switched on and a backup has finished")
        void latest_enabledAgain_appliedAtTheNextRun() {
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(3));
            protect(disk, policy);
            passRuns(EVERY_NIGHT, 3);
            PolicySpec smaller = policy.toSpec().withRetention(Retention.latest(1));
            backup.policies().update(policy.id(), smaller.withEnabled(false));
            harness.advance(Duration.ofDays(3));

            backup.policies().update(policy.id(), smaller);

            assertMadeAt(passRuns(EVERY_NIGHT, 1), automatic(disk));
        }
    }

    @Nested
    @DisplayName("A restore point that an image was built from")
    class Pinned {
        @Test
        @DisplayName("is neither deleted nor counted, until the image is gone")
        void latest_pinned_staysUntilTheImageIsGone() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server server = server("shop", "one");
            protectServer(server, nightly(Retention.latest(2)));
            List<Instant> first = passRuns(EVERY_NIGHT, 1);
            Image image = imageOf(automatic(server).get(0));

            List<Instant> later = passRuns(EVERY_NIGHT, 3);
            assertMadeAt(List.of(first.get(0), later.get(1), later.get(2)), automatic(server));

            backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
            harness.advance(A_WHILE);
            List<Instant> last = passRuns(EVERY_NIGHT, 1);
            assertMadeAt(List.of(later.get(2), last.get(0)), automatic(server));
        }

        @Test
        @DisplayName("is not deleted when it has expired, until the image is gone")
        void days_pinned_staysUntilTheImageIsGone() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server server = server("shop", "one");
            protectServer(server, nightly(Retention.days(1)));
            List<Instant> first = passRuns(EVERY_NIGHT, 1);
            Image image = imageOf(automatic(server).get(0));

            harness.advance(Duration.ofDays(5));
            assertThat(madeAt(first.get(0), automatic(server))).isTrue();

            backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
            harness.advance(Duration.ofDays(1).plus(A_WHILE));
            assertThat(madeAt(first.get(0), automatic(server))).isFalse();
        }

        private Image imageOf(RestorePoint point) {
            return done(backup.images().build(ImageSpec.of("shop-image", ImageSource.restorePoint(point.id()))));
        }
    }

    @Nested
    @DisplayName("A vault that is locked")
    class Locked {
        @Test
        @DisplayName("still loses what a count does not keep")
        void latest_locked_newestStay() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(Retention.latest(2)));
            backup.vaults().lockForever(vault.id());

            List<Instant> slots = passRuns(EVERY_NIGHT, 4);

            assertMadeAt(slots.subList(2, 4), automatic(disk));
        }

        @Test
        @DisplayName("still loses what has expired")
        void days_locked_expiredGo() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(Retention.days(1)));
            backup.vaults().lockForever(vault.id());
            List<Instant> slots = passRuns(EVERY_NIGHT, 1);

            harness.advance(Duration.ofDays(2).plus(A_WHILE));

            assertThat(madeAt(slots.get(0), automatic(disk))).isFalse();
            assertThat(automatic(disk)).isNotEmpty();
        }
    }

    @Nested
    @DisplayName("Evaluation of what a list returns")
    class Evaluation {
        @Test
        @DisplayName("says of each restore point what the cloud has done, after every run")
        void evaluate_afterEveryRun_asTheCloudDid() {
            Retention.Latest rule =
                    Retention.latest(2).plusDaily(3, ZoneOffset.ofHours(8)).plusWeekly(2, ZoneOffset.ofHours(8));
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("10:00", "15:00", "17:00");
            Vault vault = protect(disk, policy(schedule, rule));

            for (int run = 1; run <= 30; run++) {
                Map<RestorePointId, RestorePoint> known = byId(points(disk));
                passRuns(schedule, 1);
                if (run % 4 == 0) {
                    pointOf(disk, vault);
                    harness.advance(A_WHILE);
                }
                known.putAll(byId(points(disk)));
                assertLeftAsEvaluated(rule, known, disk);
            }
        }

        @Test
        @DisplayName("finds no surplus once a backup has finished")
        void surplus_afterARun_none() {
            Retention rule = Retention.latest(2).plusDaily(4, ZoneOffset.UTC);
            Resource.Disk disk = disk("data", "one");
            Schedule schedule = Schedule.dailyAt("02:00", "14:00");
            protect(disk, policy(schedule, rule));

            passRuns(schedule, 12);

            assertThat(rule.surplus(points(disk), harness.now())).isEmpty();
        }

        @Test
        @DisplayName("finds in advance what a manual backup will delete")
        void surplus_beforeABackupByHand_goesWithIt() {
            Retention smaller = Retention.latest(2);
            Resource.Disk disk = disk("data", "one");
            Policy policy = nightly(Retention.latest(5));
            Vault vault = protect(disk, policy);
            passRuns(EVERY_NIGHT, 5);
            backup.policies().update(policy.id(), policy.toSpec().withRetention(smaller));
            List<RestorePointId> before = ids(disk);
            List<RestorePointId> surplus = idsOf(smaller.surplus(points(disk), harness.now()));

            RestorePoint byHand = pointOf(disk, vault);
            harness.advance(A_WHILE);

            List<RestorePointId> left = new ArrayList<>(before);
            left.removeAll(surplus);
            left.add(byHand.id());
            assertThat(surplus).hasSize(3);
            assertThat(ids(disk)).containsExactlyInAnyOrderElementsOf(left);
        }

        @Test
        @DisplayName("keeps one that is still being created, and does not count it")
        void evaluate_backupRunning_keptAndNotCounted() {
            Retention rule = Retention.latest(1);
            Resource.Disk disk = disk("data", "one");
            Vault vault = protect(disk, nightly(rule));
            passRuns(EVERY_NIGHT, 1);
            var running = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThat(rule.evaluate(points(disk), harness.now()))
                    .hasSize(2)
                    .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Kept.class));

            assertThat(done(running).complete()).isTrue();
        }
    }

    private Policy policy(Schedule schedule, Retention retention) {
        return backup.policies().create(PolicySpec.backup("policy", schedule, retention));
    }

    /** Puts a disk into a new vault, and attaches a policy to that. */
    private Vault protect(Resource.Disk disk, Policy policy) {
        Vault vault = diskVault("orders", disk);
        backup.policies().attach(policy.id(), vault.id());
        return vault;
    }

    private void protectServer(Resource.Server server, Policy policy) {
        backup.policies().attach(policy.id(), serverVault("shops", server).id());
    }

    /** Lets a policy run once, and then act on for almost a week without another run. */
    private void protectOnce(Resource.Disk disk, LocalTime time, Retention retention) {
        Schedule daily = Schedule.dailyAt(time);
        Policy policy = policy(daily, retention);
        protect(disk, policy);
        Instant slot = passRuns(daily, 1).get(0);
        Schedule weekly =
                Schedule.weekly(slot.atOffset(ZoneOffset.UTC).getDayOfWeek()).at(time);
        backup.policies().update(policy.id(), policy.toSpec().withSchedule(weekly));
    }

    /** Lets time pass until a time of day in UTC has come a number of times. */
    private void passUntilTime(LocalTime time, int count) {
        passUntil(Schedule.dailyAt(time).next(harness.now(), count).get(count - 1));
    }

    /** Lets time pass run by run, and returns all restore points that the resource has ever had. */
    private Map<RestorePointId, RestorePoint> passRunsCollecting(Schedule schedule, int count, Resource resource) {
        Map<RestorePointId, RestorePoint> ever = new LinkedHashMap<>();
        for (int run = 0; run < count; run++) {
            passRuns(schedule, 1);
            ever.putAll(byId(points(resource)));
        }
        return ever;
    }

    /** Asserts that of these restore points, the cloud has kept exactly those that a rule keeps. */
    private void assertLeftAsEvaluated(Retention rule, Map<RestorePointId, RestorePoint> known, Resource resource) {
        List<RestorePointId> kept = rule.evaluate(known.values(), harness.now()).stream()
                .filter(Verdict.Kept.class::isInstance)
                .map(verdict -> verdict.point().id())
                .toList();
        assertThat(ids(resource)).containsExactlyInAnyOrderElementsOf(kept);
    }

    /** Returns the restore points of a resource that are not being deleted, newest first. */
    private List<RestorePoint> points(Resource resource) {
        return backup.restorePoints()
                .list(RestorePointFilter.of(resource))
                .filter(point -> point.status() != RestorePoint.Status.DELETING)
                .toList();
    }

    private List<RestorePoint> automatic(Resource resource) {
        return points(resource).stream().filter(RestorePoint::automatic).toList();
    }

    private List<RestorePoint> manual(Resource resource) {
        return points(resource).stream().filter(point -> !point.automatic()).toList();
    }

    private List<RestorePointId> ids(Resource resource) {
        return idsOf(points(resource));
    }

    private static List<RestorePointId> idsOf(List<RestorePoint> points) {
        return points.stream().map(RestorePoint::id).toList();
    }

    private static Map<RestorePointId, RestorePoint> byId(List<RestorePoint> points) {
        Map<RestorePointId, RestorePoint> byId = new LinkedHashMap<>();
        points.forEach(point -> byId.put(point.id(), point));
        return byId;
    }

    private static boolean madeAt(Instant slot, List<RestorePoint> points) {
        return points.stream()
                .anyMatch(
                        point -> Duration.between(slot, point.createdAt()).abs().compareTo(Duration.ofMinutes(1)) <= 0);
    }

    /** Asserts that there is one restore point for each of these instants, and no other. */
    private static void assertMadeAt(List<Instant> slots, List<RestorePoint> points) {
        assertThat(points).as("restore points of %s", slots).hasSameSizeAs(slots);
        assertThat(slots).allMatch(slot -> madeAt(slot, points));
    }
}
