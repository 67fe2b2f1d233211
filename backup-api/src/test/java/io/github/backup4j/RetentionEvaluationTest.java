package io.github.backup4j;

import static io.github.backup4j.Points.automatic;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.backup4j.Points.Point;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionEvaluationTest {
    private static final ZoneOffset UTC = ZoneOffset.UTC;
    private static final Instant NOW = Instant.parse("2026-03-22T23:00:00Z");

    /** 42 points, at 02:00 and 14:00 UTC, from Monday 2 March to Sunday 22 March 2026. */
    private static final List<Instant> THREE_WEEKS = LocalDate.of(2026, 3, 2)
            .datesUntil(LocalDate.of(2026, 3, 23))
            .flatMap(day -> Stream.of(day + "T02:00:00Z", day + "T14:00:00Z"))
            .map(Instant::parse)
            .toList();

    private static final List<Instant> THREE_WEEKS_WITH_AN_OUTAGE = THREE_WEEKS.stream()
            .filter(instant -> instant.isBefore(Instant.parse("2026-03-12T00:00:00Z"))
                    || instant.isAfter(Instant.parse("2026-03-21T00:00:00Z")))
            .toList();

    @Test
    void evaluate_oneNewestFiveDailyOneWeekly_keepsFive() {
        assertKept(
                Retention.latest(1).plusDaily(5, UTC).plusWeekly(1, UTC),
                THREE_WEEKS,
                "03-22T14",
                "03-21T14",
                "03-20T14",
                "03-19T14",
                "03-18T14");
    }

    @Test
    void evaluate_allPeriods_keepsTheUnion() {
        assertKept(
                Retention.latest(2).plusDaily(5, UTC).plusWeekly(3, UTC).plusMonthly(1, UTC),
                THREE_WEEKS,
                "03-22T14",
                "03-22T02",
                "03-21T14",
                "03-20T14",
                "03-19T14",
                "03-18T14",
                "03-15T14",
                "03-08T14");
    }

    @Test
    void evaluate_afterAnOutage_countsDaysThatHavePoints() {
        assertKept(
                Retention.latest(2).plusDaily(5, UTC),
                THREE_WEEKS_WITH_AN_OUTAGE,
                "03-22T14",
                "03-22T02",
                "03-21T14",
                "03-11T14",
                "03-10T14",
                "03-09T14");
    }

    @Test
    void evaluate_fiveDaysAfterAnOutage_hasExpiredTheRest() {
        List<Point> points = THREE_WEEKS_WITH_AN_OUTAGE.stream()
                .map(instant ->
                        new Point(instant, Retention.days(5).expiryOf(instant).orElseThrow(), true, true, false))
                .toList();

        assertThat(kept(Retention.days(5), points, NOW)).hasSize(4);
        List<Point> before = points.stream()
                .filter(point -> point.createdAt().isBefore(Instant.parse("2026-03-20T00:00:00Z")))
                .toList();
        assertThat(kept(Retention.days(5), before, Instant.parse("2026-03-20T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void evaluate_offset_decidesWhereDaysEnd() {
        List<Instant> instants = Stream.of(
                        "2026-03-10T15:00:00Z", "2026-03-10T17:00:00Z", "2026-03-11T15:00:00Z", "2026-03-11T17:00:00Z")
                .map(Instant::parse)
                .toList();

        assertKept(Retention.latest(1).plusDaily(3, UTC), instants, "03-11T17", "03-10T17");
        assertKept(
                Retention.latest(1).plusDaily(3, ZoneOffset.ofHours(8)), instants, "03-11T17", "03-11T15", "03-10T15");
    }

    @Test
    void evaluate_monthsAndYears_keepTheNewestOfEach() {
        List<Instant> instants = LocalDate.of(2026, 4, 5)
                .minusDays(429)
                .datesUntil(LocalDate.of(2026, 4, 6))
                .map(day -> Instant.parse(day + "T02:00:00Z"))
                .toList();
        Retention rule = Retention.latest(3).plusMonthly(4, UTC).plusYearly(2, UTC);

        assertThat(kept(rule, points(instants), NOW))
                .extracting(point -> point.createdAt().toString().substring(0, 10))
                .containsExactly(
                        "2026-04-05",
                        "2026-04-04",
                        "2026-04-03",
                        "2026-03-31",
                        "2026-02-28",
                        "2026-01-31",
                        "2025-12-31");
    }

    @Test
    void evaluate_latest_saysEveryReason() {
        Retention rule = Retention.latest(2)
                .plusDaily(2, UTC)
                .plusWeekly(2, UTC)
                .plusMonthly(2, UTC)
                .plusYearly(2, UTC);
        List<Point> points = Stream.of(
                        "2026-01-01T02:00:00Z",
                        "2026-01-01T14:00:00Z",
                        "2025-12-31T02:00:00Z",
                        "2025-12-28T02:00:00Z",
                        "2025-11-30T02:00:00Z")
                .map(Points::automatic)
                .toList();

        assertThat(verdicts(rule, points))
                .containsExactly(
                        "2026-01-01T14:00:00Z kept: LATEST #1, DAILY 2026-01-01, WEEKLY 2026-W01, MONTHLY 2026-01,"
                                + " YEARLY 2026",
                        "2026-01-01T02:00:00Z kept: LATEST #2",
                        "2025-12-31T02:00:00Z kept: DAILY 2025-12-31, MONTHLY 2025-12, YEARLY 2025",
                        "2025-12-28T02:00:00Z kept: WEEKLY 2025-W52",
                        "2025-11-30T02:00:00Z surplus: goes when the next backup has finished");
    }

    @Test
    void evaluate_weeksStartOnSunday_keepsAnotherPoint() {
        List<Instant> weekend = Stream.of("2026-03-21T02:00:00Z", "2026-03-22T02:00:00Z", "2026-03-23T02:00:00Z")
                .map(Instant::parse)
                .toList();
        Retention.Latest rule = Retention.latest(1).plusWeekly(3, UTC);

        assertKept(rule, weekend, "03-23T02", "03-22T02");
        assertKept(rule.weeksStartingOn(SUNDAY), weekend, "03-23T02", "03-21T02");
        assertThat(verdicts(rule.weeksStartingOn(SUNDAY), points(weekend)))
                .contains("2026-03-21T02:00:00Z kept: WEEKLY 2026-W11");
    }

    @Test
    void evaluate_beforeTheYear1970_countsInTheSameWay() {
        List<Instant> instants = Stream.of("1969-12-28T23:00:00Z", "1969-12-29T00:00:00Z", "1970-01-01T00:00:00Z")
                .map(Instant::parse)
                .toList();

        assertThat(verdicts(Retention.latest(1).plusWeekly(2, UTC).plusDaily(2, UTC), points(instants)))
                .containsExactly(
                        "1970-01-01T00:00:00Z kept: LATEST #1, DAILY 1970-01-01, WEEKLY 1970-W01",
                        "1969-12-29T00:00:00Z kept: DAILY 1969-12-29",
                        "1969-12-28T23:00:00Z kept: WEEKLY 1969-W52");
    }

    @Test
    void evaluate_exemptPoints_areKeptAndNotCounted() {
        List<Point> points = List.of(
                automatic("2026-03-22T09:00:00Z").byHand(),
                automatic("2026-03-22T08:00:00Z").pinnedByImage(),
                automatic("2026-03-22T07:00:00Z").notAvailable(),
                automatic("2026-03-22T06:00:00Z").byHand().pinnedByImage().notAvailable(),
                automatic("2026-03-22T05:00:00Z"),
                automatic("2026-03-22T04:00:00Z"),
                automatic("2026-03-22T03:00:00Z").byHand());

        assertThat(verdicts(Retention.latest(1), points))
                .containsExactly(
                        "2026-03-22T09:00:00Z kept: MANUAL",
                        "2026-03-22T08:00:00Z kept: PINNED",
                        "2026-03-22T07:00:00Z kept: NOT_AVAILABLE",
                        "2026-03-22T06:00:00Z kept: MANUAL, PINNED, NOT_AVAILABLE",
                        "2026-03-22T05:00:00Z kept: LATEST #1",
                        "2026-03-22T04:00:00Z surplus: goes when the next backup has finished",
                        "2026-03-22T03:00:00Z kept: MANUAL");
        assertThat(Retention.latest(1).surplus(points, NOW)).containsExactly(points.get(5));
    }

    @Test
    void evaluate_exemptPointsWithAPassedStamp_areKept() {
        Point expired = automatic("2026-03-01T00:00:00Z").expiring("2026-03-02T00:00:00Z");

        assertThat(verdicts(
                        Retention.days(1), List.of(expired.byHand(), expired.pinnedByImage(), expired.notAvailable())))
                .containsExactly(
                        "2026-03-01T00:00:00Z kept: MANUAL",
                        "2026-03-01T00:00:00Z kept: PINNED",
                        "2026-03-01T00:00:00Z kept: NOT_AVAILABLE");
    }

    @Test
    void evaluate_stamp_holdsWhateverTheRule() {
        List<Point> points = List.of(
                automatic("2026-03-22T02:00:00Z"),
                automatic("2026-03-21T02:00:00Z").expiring("2026-03-22T23:00:00.000000001Z"),
                automatic("2026-03-20T02:00:00Z").expiring("2026-03-22T23:00:00Z"));
        String expired = "2026-03-20T02:00:00Z expired at 2026-03-22T23:00:00Z";
        String until = "NOT_YET_EXPIRED until 2026-03-22T23:00:00.000000001Z";

        assertThat(verdicts(Retention.days(5), points))
                .containsExactly(
                        "2026-03-22T02:00:00Z kept: UNSTAMPED", "2026-03-21T02:00:00Z kept: " + until, expired);
        assertThat(verdicts(Retention.forever(), points))
                .containsExactly("2026-03-22T02:00:00Z kept: FOREVER", "2026-03-21T02:00:00Z kept: " + until, expired);
        assertThat(verdicts(new Retention.Unrecognized(Map.of()), points))
                .containsExactly(
                        "2026-03-22T02:00:00Z kept: UNRECOGNIZED",
                        "2026-03-21T02:00:00Z kept: " + until + ", UNRECOGNIZED",
                        expired);
        assertThat(verdicts(Retention.latest(2), points))
                .containsExactly(
                        "2026-03-22T02:00:00Z kept: LATEST #1",
                        "2026-03-21T02:00:00Z kept: LATEST #2, " + until,
                        expired);
        assertThat(verdicts(Retention.latest(1), points))
                .containsExactly(
                        "2026-03-22T02:00:00Z kept: LATEST #1",
                        "2026-03-21T02:00:00Z surplus: goes when the next backup has finished",
                        expired);
    }

    @Test
    void evaluate_expiredPoint_takesNoPlace() {
        List<Point> points = List.of(
                automatic("2026-03-21T02:00:00Z").expiring("2026-03-22T02:00:00Z"), automatic("2026-03-20T02:00:00Z"));

        assertThat(verdicts(Retention.latest(1), points))
                .containsExactly(
                        "2026-03-21T02:00:00Z expired at 2026-03-22T02:00:00Z", "2026-03-20T02:00:00Z kept: LATEST #1");
        assertThat(Retention.latest(1).surplus(points, NOW)).isEmpty();
    }

    @Test
    void evaluate_anyOrder_isNewestFirstAndKeepsTheOrderOfTies() {
        Point first = automatic("2026-03-22T02:00:00Z");
        Point second = first.expiring("2026-04-22T02:00:00Z");
        List<Point> points = new ArrayList<>(List.of(automatic("2026-03-20T02:00:00Z"), first, second));
        points.addAll(points(THREE_WEEKS));
        Collections.rotate(points, 17);

        List<Verdict<Point>> verdicts = Retention.latest(1).evaluate(points, NOW);

        assertThat(verdicts)
                .extracting(verdict -> verdict.point().createdAt())
                .isSortedAccordingTo(Collections.reverseOrder())
                .hasSize(45);
        assertThat(Retention.latest(1).evaluate(List.of(second, first), NOW))
                .extracting(Verdict::point)
                .containsExactly(second, first);
        assertThat(Retention.latest(1).evaluate(List.of(first, second), NOW))
                .extracting(Verdict::point)
                .containsExactly(first, second);
    }

    @Test
    void evaluate_noPoints_isEmpty() {
        assertThat(Retention.latest(1).evaluate(List.<Point>of(), NOW)).isEmpty();
    }

    @Test
    void surplus_otherRules_isEmpty() {
        List<Point> points = List.of(automatic("2026-03-22T02:00:00Z"), automatic("2026-03-21T02:00:00Z"));

        assertThat(Retention.days(1).surplus(points, NOW)).isEmpty();
        assertThat(Retention.forever().surplus(points, NOW)).isEmpty();
        assertThat(new Retention.Unrecognized(Map.of()).surplus(points, NOW)).isEmpty();
    }

    @Test
    void surplus_notNewestFirst_isRefused() {
        List<Point> points = List.of(automatic("2026-03-21T02:00:00Z"), automatic("2026-03-22T02:00:00Z"));

        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> Retention.latest(1).surplus(points, NOW))
                .withMessage("newestFirst holds a point of 2026-03-22T02:00:00Z after one of 2026-03-21T02:00:00Z");
        Point tie = points.get(0);
        assertThat(Retention.latest(1).surplus(List.of(tie, tie.expiring("2026-04-22T02:00:00Z")), NOW))
                .containsExactly(tie.expiring("2026-04-22T02:00:00Z"));
    }

    // The examples of the user guide. Its daily backups are taken to run at 02:00.

    @Test
    void guide_atMostThree_keepsThursdayToSaturday() {
        Points points = new Points().run(Retention.latest(3), nights("2026-08-03", "2026-08-08"));

        assertThat(days(points)).containsExactly("2026-08-08", "2026-08-07", "2026-08-06");
    }

    @Test
    void guide_threeThenOne_keepsOnlyFridays() {
        Points points = new Points()
                .run(Retention.latest(3), nights("2026-08-03", "2026-08-06"))
                .run(Retention.latest(1), nights("2026-08-07", "2026-08-07"));

        assertThat(days(points)).containsExactly("2026-08-07");
    }

    @Test
    void guide_countThenAge_keepsTheOldOnesForEver() {
        Points points = new Points()
                .run(Retention.latest(3), nights("2026-08-03", "2026-08-08"))
                .run(Retention.days(31), nights("2026-08-09", "2027-08-09"));

        assertThat(days(points)).hasSize(31 + 3).endsWith("2026-08-08", "2026-08-07", "2026-08-06");
    }

    @Test
    void guide_oneMonthThenThree_dropsTheOldOnesAfterOne() {
        Points points = new Points()
                .run(Retention.days(31), nights("2026-08-06", "2026-08-08"))
                .run(Retention.days(92), nights("2026-08-09", "2026-09-05"));

        assertThat(days(points)).hasSize(31).endsWith("2026-08-06");
        points.run(Retention.days(92), nights("2026-09-06", "2026-09-06"));
        assertThat(days(points)).hasSize(31).endsWith("2026-08-07");
    }

    @Test
    void guide_oneMonthThenTheSevenLatest_countsTheOldOnes() {
        Points points = new Points()
                .run(Retention.days(31), nights("2026-08-06", "2026-08-08"))
                .run(Retention.latest(7), nights("2026-08-09", "2026-08-15"));

        assertThat(days(points)).hasSize(7).startsWith("2026-08-15").endsWith("2026-08-09");
    }

    @Test
    void guide_threeDaysThenTheSevenLatest_dropsTheOldOnesAtTheirExpiry() {
        Points points = new Points()
                .run(Retention.days(3), nights("2026-08-06", "2026-08-08"))
                .run(Retention.latest(7), nights("2026-08-09", "2026-08-10"));

        assertThat(days(points)).containsExactly("2026-08-10", "2026-08-09", "2026-08-08");
    }

    private static List<Instant> nights(String first, String last) {
        return LocalDate.parse(first)
                .datesUntil(LocalDate.parse(last).plusDays(1))
                .map(day -> Instant.parse(day + "T02:00:00Z"))
                .toList();
    }

    private static List<String> days(Points points) {
        return points.instants().stream()
                .map(instant -> instant.toString().substring(0, 10))
                .toList();
    }

    private static void assertKept(Retention rule, List<Instant> instants, String... expected) {
        List<Point> points = points(instants);
        List<String> kept = kept(rule, points, NOW).stream()
                .map(point -> point.createdAt().toString().substring(5, 13))
                .toList();

        assertThat(kept).as(rule.toString()).containsExactly(expected);
        assertThat(rule.surplus(points, NOW)).as(rule.toString()).hasSize(points.size() - expected.length);
    }

    /** The newest first. */
    private static List<Point> points(List<Instant> instants) {
        return instants.stream()
                .sorted(Collections.reverseOrder())
                .map(Points::automatic)
                .toList();
    }

    private static List<Point> kept(Retention rule, List<Point> points, Instant now) {
        return rule.evaluate(points, now).stream()
                .filter(Verdict.Kept.class::isInstance)
                .map(Verdict::point)
                .toList();
    }

    private static List<String> verdicts(Retention rule, List<Point> points) {
        return rule.evaluate(points, NOW).stream()
                .map(verdict -> verdict.point().createdAt() + " " + verdict)
                .toList();
    }
}
