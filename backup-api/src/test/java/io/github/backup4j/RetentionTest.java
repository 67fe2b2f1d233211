package io.github.backup4j;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    private static final ZoneOffset UTC = ZoneOffset.UTC;
    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);
    private static final Instant NOW = Instant.parse("2026-03-22T23:00:00Z");

    @Test
    void latest_alone_keepsNoPeriods() {
        assertThat(Retention.latest(7)).isEqualTo(new Retention.Latest(7, 0, 0, 0, 0, UTC, MONDAY));
        assertThat(Retention.latest(99_999).count()).isEqualTo(99_999);
    }

    @Test
    void latest_plusPeriods_holdsEach() {
        Retention.Latest rule = Retention.latest(7)
                .plusDaily(1, CHINA)
                .plusWeekly(2, CHINA)
                .plusMonthly(3, CHINA)
                .plusYearly(100, CHINA)
                .weeksStartingOn(SUNDAY);

        assertThat(rule).isEqualTo(new Retention.Latest(7, 1, 2, 3, 100, CHINA, SUNDAY));
    }

    @Test
    void latest_noWeeks_isEqualWhereverWeeksBegin() {
        Retention.Latest daily = Retention.latest(7).plusDaily(5, CHINA);

        assertThat(daily.weeksStartingOn(SUNDAY)).isEqualTo(daily).hasSameHashCodeAs(daily);
        assertThat(daily.weeksStartingOn(SUNDAY).plusWeekly(1, CHINA)).isNotEqualTo(daily.plusWeekly(1, CHINA));
        assertThat(Retention.latest(7)
                        .weeksStartingOn(SUNDAY)
                        .plusWeekly(1, UTC)
                        .weekStart())
                .isEqualTo(SUNDAY);
    }

    @Test
    void latest_samePeriodAgain_takesTheLaterNumber() {
        assertThat(Retention.latest(7).plusDaily(5, CHINA).plusDaily(6, CHINA))
                .isEqualTo(Retention.latest(7).plusDaily(6, CHINA));
    }

    @Test
    void latest_noPeriods_hasTheOffsetOfUtc() {
        assertThat(new Retention.Latest(7, 0, 0, 0, 0, CHINA, MONDAY)).isEqualTo(Retention.latest(7));
        assertThat(new Retention.Latest(7, 0, 0, 0, 1, CHINA, MONDAY).offset()).isEqualTo(CHINA);
    }

    @Test
    void plus_anotherOffset_isRefused() {
        String message = "offset is Z, but this rule is at +08:00 already; days, weeks, months and years share one";

        assertInvalid(() -> Retention.latest(7).plusWeekly(1, CHINA).plusDaily(1, UTC), message);
        assertInvalid(() -> Retention.latest(7).plusMonthly(1, CHINA).plusWeekly(1, UTC), message);
        assertInvalid(() -> Retention.latest(7).plusYearly(1, CHINA).plusMonthly(1, UTC), message);
        assertInvalid(() -> Retention.latest(7).plusDaily(1, CHINA).plusYearly(1, UTC), message);
    }

    @Test
    void plus_offsetNotInWholeHours_isRefused() {
        assertInvalid(
                () -> Retention.latest(7).plusDaily(1, ZoneOffset.ofHoursMinutes(5, 45)),
                "offset is +05:45, which is not a whole number of hours");
        assertThat(Retention.latest(7).plusDaily(1, ZoneOffset.ofHours(-11)).offset())
                .isEqualTo(ZoneOffset.ofHours(-11));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100_000})
    void count_outOfRange_isRefused(int count) {
        assertInvalid(() -> Retention.days(count), "count is " + count + ", not between 1 and 99999");
        assertInvalid(() -> Retention.latest(count), "count is " + count + ", not between 1 and 99999");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void plus_outOfRange_isRefused(int count) {
        Retention.Latest rule = Retention.latest(1);

        assertInvalid(() -> rule.plusDaily(count, UTC), "days is " + count + ", not between 1 and 100");
        assertInvalid(() -> rule.plusWeekly(count, UTC), "weeks is " + count + ", not between 1 and 100");
        assertInvalid(() -> rule.plusMonthly(count, UTC), "months is " + count + ", not between 1 and 100");
        assertInvalid(() -> rule.plusYearly(count, UTC), "years is " + count + ", not between 1 and 100");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void latest_periodOutOfRange_isRefused(int count) {
        String range = " is " + count + ", not between 0 and 100";

        assertInvalid(() -> new Retention.Latest(1, count, 0, 0, 0, UTC, MONDAY), "daily" + range);
        assertInvalid(() -> new Retention.Latest(1, 0, count, 0, 0, UTC, MONDAY), "weekly" + range);
        assertInvalid(() -> new Retention.Latest(1, 0, 0, count, 0, UTC, MONDAY), "monthly" + range);
        assertInvalid(() -> new Retention.Latest(1, 0, 0, 0, count, UTC, MONDAY), "yearly" + range);
    }

    @Test
    void expiryOf_days_isSoManyDaysOf24Hours() {
        assertThat(Retention.days(1).expiryOf(NOW)).contains(Instant.parse("2026-03-23T23:00:00Z"));
        assertThat(Retention.days(31).expiryOf(NOW)).contains(Instant.parse("2026-04-22T23:00:00Z"));
        assertThat(Retention.days(99_999).expiryOf(NOW)).contains(NOW.plusSeconds(99_999 * 86_400L));
    }

    @Test
    void expiryOf_otherRules_isEmpty() {
        assertThat(Retention.forever().expiryOf(NOW)).isEmpty();
        assertThat(Retention.latest(1).expiryOf(NOW)).isEmpty();
        assertThat(new Retention.Unrecognized(Map.of()).expiryOf(NOW)).isEmpty();
    }

    @Test
    void unrecognized_keepsWhatTheCloudSaid() {
        Map<String, String> raw = new LinkedHashMap<>();
        raw.put("max_backups", "7");
        raw.put("hour_backups", "3");
        Retention.Unrecognized rule = new Retention.Unrecognized(raw);
        raw.clear();

        assertThat(rule.raw()).containsExactly(Map.entry("max_backups", "7"), Map.entry("hour_backups", "3"));
        assertThatThrownBy(() -> rule.raw().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void toString_saysTheRuleInWords() {
        assertThat(Retention.forever()).hasToString("forever");
        assertThat(Retention.days(1)).hasToString("for 1 day");
        assertThat(Retention.days(30)).hasToString("for 30 days");
        assertThat(Retention.latest(1)).hasToString("the newest");
        assertThat(Retention.latest(7)).hasToString("the 7 newest");
        assertThat(Retention.latest(7).plusDaily(5, CHINA).plusWeekly(4, CHINA))
                .hasToString("the 7 newest, plus 5 daily, 4 weekly at UTC+08:00");
        assertThat(Retention.latest(7).plusMonthly(12, UTC).plusYearly(1, UTC))
                .hasToString("the 7 newest, plus 12 monthly, 1 yearly at UTC");
        assertThat(Retention.latest(1).plusWeekly(4, UTC).weeksStartingOn(SUNDAY))
                .hasToString("the newest, plus 4 weekly at UTC, weeks starting on Sunday");
        assertThat(Retention.latest(1).plusDaily(4, UTC).weeksStartingOn(SUNDAY))
                .as("it counts no weeks")
                .hasToString("the newest, plus 4 daily at UTC");
        assertThat(new Retention.Unrecognized(Map.of("hour_backups", "3")))
                .hasToString("the cloud's own rule {hour_backups=3}");
    }

    @Test
    @SuppressWarnings("NullAway")
    void nulls_areRefusedByName() {
        Retention rule = Retention.latest(1);
        Map<String, String> raw = new LinkedHashMap<>();
        raw.put("x", null);

        assertNull(() -> Retention.latest(1).plusDaily(1, null), "offset");
        assertNull(() -> new Retention.Latest(1, 0, 0, 0, 0, null, MONDAY), "offset");
        assertNull(() -> Retention.latest(1).weeksStartingOn((DayOfWeek) null), "weekStart");
        assertNull(() -> Retention.days(1).expiryOf(null), "createdAt");
        assertNull(() -> rule.expiryOf(null), "createdAt");
        assertNull(() -> rule.evaluate(null, NOW), "points");
        assertNull(() -> rule.evaluate(List.of(), null), "now");
        assertNull(() -> rule.surplus(null, NOW), "newestFirst");
        assertNull(() -> rule.surplus(List.of(), null), "now");
        assertNull(() -> rule.previewChangeTo(null, List.of(), NOW), "to");
        assertNull(() -> new Retention.Unrecognized(null), "raw");
        assertNull(() -> new Retention.Unrecognized(raw), "raw value of x");
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatExceptionOfType(Invalid.class).isThrownBy(call).withMessage(message);
    }

    private static void assertNull(ThrowingCallable call, String argument) {
        assertThatNullPointerException().isThrownBy(call).withMessage(argument + " == null");
    }
}
