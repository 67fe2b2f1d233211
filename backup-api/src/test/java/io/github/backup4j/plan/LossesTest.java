package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change destroys is named: all of it, and nothing that is destroyed without it. */
class LossesTest {
    private static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");
    private static final Schedule AT_TWO = Schedule.dailyAt("02:00");
    private static final Losses.Runs FOREVER = new Losses.Runs(AT_TWO, Retention.forever());
    private static final Resource.Disk DISK = Resource.disk("disk");
    private static final VaultId VAULT = new VaultId("vault");

    /** The newest, of yesterday, is number 1. */
    private static final List<RestorePoint> FIVE =
            IntStream.rangeClosed(1, 5).mapToObj(LossesTest::ofDaysAgo).toList();

    /** The next backup takes a place: of five, the one that a rule for five keeps last goes. */
    @Test
    void ofRetention_newRule_namesWhatIsGoneAfterTheNextBackup() {
        assertThat(lost(null, Retention.latest(5), FIVE)).containsExactly("5");
        assertThat(lost(null, Retention.latest(6), FIVE)).isEmpty();
        assertThat(lost(null, Retention.latest(1), FIVE)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void ofRetention_changedRule_namesOnlyWhatThePresentOneKeeps() {
        assertThat(lost(Retention.latest(4), Retention.latest(2), FIVE)).containsExactly("2", "3");
        assertThat(lost(Retention.latest(2), Retention.latest(4), FIVE)).isEmpty();
    }

    @Test
    void ofRetention_eachResourceHasItsOwnPlaces() {
        RestorePoint other =
                point("other", Resource.disk("other"), 9, RestorePoint.Status.AVAILABLE, true, List.of(), null);

        assertThat(lost(null, Retention.latest(2), List.of(FIVE.get(0), other))).isEmpty();
    }

    @Test
    void ofRetention_pinnedAndManual_stay() {
        RestorePoint pinned =
                point("pinned", DISK, 8, RestorePoint.Status.AVAILABLE, true, List.of(new ImageId("image")), null);
        RestorePoint manual = point("manual", DISK, 9, RestorePoint.Status.AVAILABLE, false, List.of(), null);

        assertThat(lost(null, Retention.latest(1), List.of(pinned, manual))).isEmpty();
    }

    /** One that is being taken has finished when the next backup has: it takes a place too. */
    @ParameterizedTest
    @EnumSource(
            value = RestorePoint.Status.class,
            names = {"WAITING", "PROTECTING"})
    void ofRetention_runningBackup_takesAPlace(RestorePoint.Status status) {
        RestorePoint running = point("running", DISK, 0, status, true, List.of(), null);

        assertThat(lost(null, Retention.latest(2), List.of(running, FIVE.get(0))))
                .containsExactly("1");
    }

    @Test
    void ofRetention_failedBackup_takesNoPlaceAndStays() {
        RestorePoint failed = point("failed", DISK, 0, RestorePoint.Status.ERROR, true, List.of(), null);

        assertThat(lost(null, Retention.latest(2), List.of(failed, FIVE.get(0))))
                .isEmpty();
        assertThat(lost(null, Retention.latest(1), List.of(failed))).isEmpty();
    }

    @Test
    void ofRetention_notExpiredYet_isNotNamed() {
        RestorePoint young =
                point("young", DISK, 3, RestorePoint.Status.AVAILABLE, true, List.of(), NOW.plus(Duration.ofDays(4)));

        assertThat(lost(null, Retention.days(7), List.of(young))).isEmpty();
    }

    @Test
    void ofChange_policyThatCopies_destroysNothing() {
        PolicySpec spec = spec(Retention.latest(1));
        Policy copying = policy(Purpose.REPLICATION, spec);

        assertThat(Losses.ofChange(copying, spec(Retention.latest(4)), spec, vault -> FIVE, NOW))
                .isEmpty();
    }

    @Test
    void ofRetention_expiredByAge_isNamed() {
        RestorePoint expired = point(
                "expired", DISK, 30, RestorePoint.Status.AVAILABLE, true, List.of(), NOW.minus(Duration.ofDays(1)));

        assertThat(lost(null, Retention.days(7), List.of(expired))).containsExactly("expired");
    }

    /** The next run, on Monday, begins another week: the oldest weekly place is gone with it. */
    @Test
    void ofRetention_nextRunInAnotherWeek_namesWhatThatPushesOut() {
        Instant sunday = Instant.parse("2026-01-18T12:00:00Z");
        List<RestorePoint> sundays = List.of(at("11", "2026-01-11T02:00:00Z"), at("18", "2026-01-18T02:00:00Z"));
        Losses.Runs weekly = new Losses.Runs(AT_TWO, Retention.latest(2).plusWeekly(2, ZoneOffset.UTC));

        assertThat(lost(null, weekly, sundays, sunday)).containsExactly("11");
        assertThat(lost(FOREVER, weekly, sundays, sunday)).containsExactly("11");
        assertThat(lost(null, weekly, sundays, sunday.plus(Duration.ofDays(2)))).containsExactly("11");
    }

    /** Of today there is a restore point already; that of the next run is of tomorrow, and takes no place of it. */
    @Test
    void ofRetention_nextRunOnAnotherDay_namesTheOldestDayAndNotToday() {
        Instant noon = Instant.parse("2026-01-18T12:00:00Z");
        List<RestorePoint> three = List.of(
                at("16", "2026-01-16T02:00:00Z"), at("17", "2026-01-17T02:00:00Z"), at("18", "2026-01-18T02:00:00Z"));

        assertThat(lost(null, daily(AT_TWO, 3), three, noon)).containsExactly("16");
        assertThat(lost(null, daily(Schedule.dailyAt("20:00"), 3), three, noon))
                .as("a run later today takes the place of today's")
                .containsExactly("18");
    }

    /** Clouds begin a run after its slot: it may be made on the next day. */
    @Test
    void ofRetention_runShortlyBeforeMidnight_namesWhatMayGoOnEitherDay() {
        List<RestorePoint> three = List.of(
                at("16", "2026-01-16T02:00:00Z"), at("17", "2026-01-17T02:00:00Z"), at("18", "2026-01-18T02:00:00Z"));

        assertThat(lost(null, daily(Schedule.dailyAt("23:30"), 3), three, Instant.parse("2026-01-18T12:00:00Z")))
                .containsExactly("16", "18");
        assertThat(lost(
                        daily(Schedule.dailyAt("23:30"), 3),
                        new Losses.Runs(AT_TWO, Retention.latest(1)),
                        three,
                        Instant.parse("2026-01-18T12:00:00Z")))
                .as("the present rule surely deletes neither")
                .containsExactly("16", "17", "18");
    }

    /** On Sunday, 18 January: the run of 02:00 may begin an hour late, and takes the place of its week. */
    @Test
    void ofRetention_slotHasJustPassedAndItsRunHasNotBegun_namesWhatThatRunPushesOut() {
        Instant justAfter = Instant.parse("2026-01-18T02:10:00Z");
        RestorePoint saturday = at("17", "2026-01-17T02:00:00Z");
        Losses.Runs weekly = new Losses.Runs(AT_TWO, Retention.latest(1).plusWeekly(2, ZoneOffset.UTC));

        assertThat(lost(null, weekly, List.of(saturday), justAfter)).containsExactly("17");
        assertThat(lost(null, weekly, List.of(at("18", "2026-01-18T02:03:00Z")), justAfter))
                .as("the run has been")
                .isEmpty();
    }

    /** A schedule of every third day may run next on any of three days: nothing tells when it began. */
    @Test
    void ofRetention_everyThirdDay_namesWhatMayGoOnAnyOfThem() {
        Instant saturday = Instant.parse("2026-01-17T12:00:00Z");
        List<RestorePoint> points = List.of(at("8", "2026-01-08T02:00:00Z"), at("17", "2026-01-17T02:00:00Z"));
        Retention weekly = Retention.latest(1).plusWeekly(2, ZoneOffset.UTC);

        assertThat(lost(null, new Losses.Runs(AT_TWO, weekly), points, saturday))
                .as("on Sunday, in the same week")
                .containsExactly("17");
        assertThat(lost(null, new Losses.Runs(Schedule.everyDays(3).at("02:00"), weekly), points, saturday))
                .containsExactly("17", "8");
    }

    @Test
    void ofRetention_scheduleThatIsOnlyRead_namesWhatMayGoAtAnyTime() {
        Instant noon = Instant.parse("2026-01-18T12:00:00Z");
        List<RestorePoint> points = List.of(at("16", "2026-01-16T02:00:00Z"), at("18", "2026-01-18T02:00:00Z"));

        assertThat(lost(null, daily(new Schedule.Opaque(List.of("?")), 2), points, noon))
                .containsExactly("16", "18");
        assertThat(lost(daily(new Schedule.Opaque(List.of("?")), 2), daily(AT_TWO, 2), points, noon))
                .as("the present rule may delete the other one")
                .containsExactly("16");
    }

    /** The same rule deletes others if its next run is in another week. */
    @Test
    void ofChange_scheduleThatRunsInAnotherWeek_namesWhatItDeletes() {
        PolicySpec fridays = PolicySpec.backup(
                "nightly",
                Schedule.weekly(DayOfWeek.FRIDAY).at("02:00"),
                Retention.latest(1).plusWeekly(2, ZoneOffset.UTC));
        Policy policy = policy(Purpose.BACKUP, fridays);
        List<RestorePoint> points = List.of(at("9", "2026-01-09T02:00:00Z"), at("14", "2026-01-14T02:00:00Z"));

        assertThat(names(Losses.ofChange(
                        policy,
                        fridays,
                        fridays.withSchedule(Schedule.weekly(DayOfWeek.MONDAY).at("02:00")),
                        vault -> points,
                        Instant.parse("2026-01-15T12:00:00Z"))))
                .containsExactly("9");
    }

    /** A restore from it ends, and the rule deletes it then. */
    @Test
    void ofRetention_beingRestored_hasItsPlace() {
        RestorePoint restoring = point("restoring", DISK, 9, RestorePoint.Status.RESTORING, true, List.of(), null);
        RestorePoint newest = point("newest", DISK, 0, RestorePoint.Status.RESTORING, true, List.of(), null);

        assertThat(lost(null, Retention.latest(1), List.of(restoring))).containsExactly("restoring");
        assertThat(lost(null, Retention.latest(2), List.of(newest, FIVE.get(0))))
                .containsExactly("1");
        assertThat(lost(Retention.latest(7), Retention.latest(1), List.of(restoring)))
                .containsExactly("restoring");
    }

    /** It may fail: then the present rule keeps what it would push out. */
    @Test
    void ofRetention_runningBackup_doesNotSayThatOthersGoAnyway() {
        RestorePoint running = point("running", DISK, 0, RestorePoint.Status.PROTECTING, true, List.of(), null);

        assertThat(lost(Retention.latest(2), Retention.latest(1), List.of(running, FIVE.get(0))))
                .containsExactly("1", "running");
    }

    /** A manual backup applies the rule as well, before those whose time is over make room. */
    @Test
    void ofRetention_stampedThatEndBeforeTheNextRun_takeThePlacesUntilThen() {
        Instant soon = NOW.plus(Duration.ofHours(2));
        List<RestorePoint> points = List.of(
                point("a", DISK, 0, RestorePoint.Status.AVAILABLE, true, List.of(), soon),
                point("b", DISK, 1, RestorePoint.Status.AVAILABLE, true, List.of(), soon),
                point("c", DISK, 2, RestorePoint.Status.AVAILABLE, true, List.of(), null));

        assertThat(lost(Retention.forever(), Retention.latest(2), points)).containsExactly("c");
        assertThat(lost(null, Retention.latest(2), points)).containsExactly("a", "b", "c");
    }

    @Test
    void ofChange_disabledPolicy_deletesNothingBefore() {
        PolicySpec off = spec(Retention.latest(2)).withEnabled(false);

        assertThat(lost(off, spec(Retention.latest(2)))).containsExactly("2", "3", "4", "5");
        assertThat(lost(off, off.withRetention(Retention.latest(1))))
                .as("it stays disabled")
                .isEmpty();
        assertThat(lost(spec(Retention.latest(2)), off.withRetention(Retention.latest(1))))
                .isEmpty();
    }

    @Test
    void ofChange_sameRetention_destroysNothing() {
        assertThat(lost(spec(Retention.latest(2)), spec(Retention.latest(2)).withSchedule(Schedule.dailyAt("05:00"))))
                .isEmpty();
        assertThat(lost(spec(Retention.latest(4)), spec(Retention.latest(2)))).containsExactly("2", "3");
    }

    @Test
    void ofRemoval_namesThoseOfTheMemberAndNoOthers() {
        RestorePoint other =
                point("other", Resource.disk("other"), 9, RestorePoint.Status.AVAILABLE, true, List.of(), null);

        assertThat(Losses.ofRemoval(DISK, List.of(FIVE.get(0), other)))
                .extracting(loss -> loss.restorePoint().value())
                .containsExactly("1");
    }

    @Test
    void beyond_namesWhatWasNotNamed() {
        List<Loss> all = FIVE.stream().map(Loss::of).toList();

        assertThat(Losses.beyond(all.subList(0, 3), all)).isEqualTo(all.subList(3, 5));
        assertThat(Losses.beyond(all, all.subList(0, 1))).isEmpty();
    }

    private static List<String> lost(PolicySpec before, PolicySpec after) {
        Policy policy = policy(Purpose.BACKUP, before);
        return names(Losses.ofChange(policy, before, after, vault -> vault.equals(VAULT) ? FIVE : List.of(), NOW));
    }

    private static Policy policy(Purpose purpose, PolicySpec spec) {
        return new Policy(
                new PolicyId("policy"),
                "nightly",
                Reported.of(purpose),
                spec.enabled(),
                spec.schedule(),
                spec.retention(),
                null,
                null,
                List.of(new Policy.Attachment(VAULT, null)));
    }

    private static List<String> lost(@Nullable Retention before, Retention after, List<RestorePoint> points) {
        return lost(
                before == null ? null : new Losses.Runs(AT_TWO, before), new Losses.Runs(AT_TWO, after), points, NOW);
    }

    private static List<String> lost(
            Losses.@Nullable Runs before, Losses.Runs after, List<RestorePoint> points, Instant now) {
        return names(Losses.ofRetention(before, after, points, now));
    }

    private static List<String> names(List<Loss> losses) {
        return losses.stream().map(loss -> loss.restorePoint().value()).sorted().toList();
    }

    private static PolicySpec spec(Retention retention) {
        return PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), retention);
    }

    private static Losses.Runs daily(Schedule schedule, int days) {
        return new Losses.Runs(schedule, Retention.latest(1).plusDaily(days, ZoneOffset.UTC));
    }

    private static RestorePoint at(String id, String createdAt) {
        return point(id, DISK, Instant.parse(createdAt), RestorePoint.Status.AVAILABLE, true, List.of(), null);
    }

    private static RestorePoint ofDaysAgo(int days) {
        return point(String.valueOf(days), DISK, days, RestorePoint.Status.AVAILABLE, true, List.of(), null);
    }

    private static RestorePoint point(
            String id,
            Resource resource,
            int daysAgo,
            RestorePoint.Status status,
            boolean automatic,
            List<ImageId> images,
            @Nullable Instant expiresAt) {
        Instant createdAt = NOW.minus(Duration.ofDays(daysAgo)).minusSeconds(60);
        return point(id, resource, createdAt, status, automatic, images, expiresAt);
    }

    private static RestorePoint point(
            String id,
            Resource resource,
            Instant createdAt,
            RestorePoint.Status status,
            boolean automatic,
            List<ImageId> images,
            @Nullable Instant expiresAt) {
        return new RestorePoint(
                new RestorePointId(id),
                id,
                null,
                VAULT,
                new RestorePoint.Provenance(RestorePoint.Origin.TAKEN, automatic, null),
                new RestorePoint.Source(resource, id, DataSize.gib(10), null),
                Reported.of(status),
                createdAt,
                expiresAt,
                new RestorePoint.Content(true, false, null, List.of()),
                images,
                List.of());
    }
}
