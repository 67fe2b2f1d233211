package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, retentions and schedules that are written as text, as configuration files hold them. */
class ParsedTextTest {
    private static final int SEEDS = 2_000;
    private static final List<ZoneId> ZONES = List.of(
            ZoneOffset.UTC,
            ZoneOffset.ofHours(8),
            ZoneOffset.ofHoursMinutes(-3, -30),
            ZoneId.of("Europe/London"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("America/Argentina/Buenos_Aires"),
            ZoneId.of("EST5EDT"));

    // ---- sizes

    @ParameterizedTest
    @CsvSource({
        "0 B, 0",
        "17 B, 17",
        "3 MiB, 3145728",
        "200 GiB, 214748364800",
        "200GiB, 214748364800",
        "200 gib, 214748364800",
        "1.5 TiB, 1649267441664",
        "2 KiB, 2048",
        "8191 PiB, 9222246136947933184"
    })
    void dataSize_text_bytes(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(DataSize.bytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "200", "GiB", "200 GB", "200 G", "-1 GiB", "1,5 GiB", "1e3 GiB", "0x10 B", "1 GiB 2", "١ GiB"
            })
    void dataSize_noSize_refusedWithTheText(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("such as 200 GiB");
    }

    @Test
    void dataSize_partOfAByteOrTooLarge_refused() {
        assertThatThrownBy(() -> DataSize.parse("1.3 B"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("not a whole number of bytes");
        assertThatThrownBy(() -> DataSize.parse("8192 PiB"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("more than 8 EiB");
        assertThatThrownBy(() -> DataSize.parse("1.3\nB"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("1.3\\u000aB");
    }

    @Test
    void dataSize_anySize_readBackFromItsText() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            DataSize size = size(random);
            assertThat(DataSize.parse(size.toString())).as("seed %d", seed).isEqualTo(size);
        }
    }

    /** Of any magnitude; half of them a whole number of GiB. */
    private static DataSize size(Random random) {
        long bytes = random.nextLong() >>> (1 + random.nextInt(62));
        return DataSize.bytes(random.nextBoolean() ? bytes : (bytes >>> 30) << 30);
    }

    // ---- retention

    @ParameterizedTest
    @ValueSource(strings = {"for ever", "forever", "For Ever", " for  ever "})
    void retention_forEver_read(String text) {
        assertThat(Retention.parse(text)).isEqualTo(Retention.forever());
    }

    @ParameterizedTest
    @ValueSource(strings = {"for 30 days", "30 days", "30 DAYS"})
    void retention_days_read(String text) {
        assertThat(Retention.parse(text)).isEqualTo(Retention.days(30));
    }

    @Test
    void retention_latest_read() {
        assertThat(Retention.parse("the newest")).isEqualTo(Retention.latest(1));
        assertThat(Retention.parse("7 newest")).isEqualTo(Retention.latest(7));
        assertThat(Retention.parse("the 7 newest, plus 4 weekly, 12 monthly"))
                .isEqualTo(Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).plusMonthly(12, ZoneOffset.UTC));
        assertThat(Retention.parse("the 7 newest, plus 12 monthly, 4 weekly at +08:00, weeks starting on Sunday"))
                .isEqualTo(Retention.latest(7)
                        .plusWeekly(4, ZoneOffset.ofHours(8))
                        .plusMonthly(12, ZoneOffset.ofHours(8))
                        .weeksStartingOn(DayOfWeek.SUNDAY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|ends where a number is expected",
                "the 7|ends where \"newest\" is expected",
                "7 oldest|\"oldest\" where \"newest\"",
                "for 30|\"days\" is expected",
                "for 30 weeks|\"weeks\" where \"days\"",
                "30 days please|\"please\" where nothing more",
                "the 7 newest, plus|where a number of days, weeks, months or years",
                "the 7 newest, plus 4 hourly|\"hourly\" where daily, weekly, monthly or yearly",
                "the 7 newest, plus 4 weekly, 5 weekly|says weekly twice",
                "the 7 newest, plus 0 weekly|leave it out",
                "the 7 newest, plus 4 weekly at Europe/London|not an offset",
                "the 7 newest, weeks starting on Someday|a day of the week",
                "for 99999999999 days|too large",
                "the cloud's own rule {a=b}|\"cloud's\""
            })
    void retention_noRule_refusedWithWhatIsExpected(String text, String why) {
        assertThatThrownBy(() -> Retention.parse(text))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("retention \"" + text + "\"")
                .hasMessageContaining(why)
                .hasMessageContaining("write it as");
    }

    @Test
    void retention_outOfRange_refusedAsTheRuleIs() {
        assertThatThrownBy(() -> Retention.parse("for 0 days"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("count is 0");
        assertThatThrownBy(() -> Retention.parse("the 7 newest, plus 101 weekly"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("101");
        assertThatThrownBy(() -> Retention.parse("the 7 newest, plus 4 weekly at +05:30"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("whole number of hours");
    }

    @Test
    void retention_anyRule_readBackFromItsText() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Retention rule = retention(new Random(seed));
            assertThat(Retention.parse(rule.toString()))
                    .as("seed %d: %s", seed, rule)
                    .isEqualTo(rule);
        }
    }

    // ---- schedules

    @Test
    void schedule_daily_read() {
        assertThat(Schedule.parse("daily at 02:00")).isEqualTo(Schedule.dailyAt("02:00"));
        assertThat(Schedule.parse("Every day at 02:00 and 14:00 Europe/London"))
                .isEqualTo(Schedule.dailyAt("02:00", "14:00").in("Europe/London"));
        assertThat(Schedule.parse("every 3 days at 02:00, 08:00 and 14:00 UTC+08:00"))
                .isEqualTo(Schedule.everyDays(3).at("02:00", "08:00", "14:00").in("+08:00"));
    }

    @Test
    void schedule_daysOfTheWeek_read() {
        assertThat(Schedule.parse("mon and FRI at 02:00"))
                .isEqualTo(Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).at("02:00"));
        TreeMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        slots.put(LocalTime.of(2, 0), EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.FRIDAY));
        slots.put(LocalTime.of(14, 0), EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.FRIDAY));
        slots.put(LocalTime.of(5, 30), EnumSet.of(DayOfWeek.SUNDAY));
        assertThat(Schedule.parse("Monday, Tuesday and Friday at 02:00 and 14:00, Sunday at 05:30 Asia/Kathmandu"))
                .isEqualTo(new Schedule.Weekly(slots, ZoneId.of("Asia/Kathmandu")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|ends where a day of the week",
                "every|\"day\" or \"days\"",
                "every day|\"at\" is expected",
                "every day at|a time of day",
                "hourly|\"hourly\" where a day of the week",
                "Monday at 02:00, Monday at 02:00|says 02:00 on Monday twice",
                "daily at 02:00 UTC now|\"now\" where nothing more",
                "the cloud's own rule [x]|\"the\" where a day of the week"
            })
    void schedule_noSchedule_refusedWithWhatIsExpected(String text, String why) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("schedule \"" + text + "\"")
                .hasMessageContaining(why)
                .hasMessageContaining("write it as");
    }

    @Test
    void schedule_outOfRange_refusedAsTheScheduleIs() {
        assertThatThrownBy(() -> Schedule.parse("daily at 2:00"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("write 02:00");
        assertThatThrownBy(() -> Schedule.parse("daily at 02:00 Mars/Base"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Mars/Base");
        assertThatThrownBy(() -> Schedule.parse("every 31 days at 02:00"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("31");
    }

    @Test
    void schedule_anySchedule_readBackFromItsText() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Schedule schedule = RandomSchedules.schedule(random, ZONES.get(random.nextInt(ZONES.size())));
            assertThat(Schedule.parse(schedule.toString()))
                    .as("seed %d: %s", seed, schedule)
                    .isEqualTo(schedule);
        }
    }

    @Test
    void parse_longText_refused() {
        String text = "every ".repeat(400);
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("2400 characters");
        assertThatThrownBy(() -> Retention.parse(text))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("2400 characters");
    }

    private static Retention retention(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(4) == 0 ? Retention.forever() : Retention.days(1 + random.nextInt(99_999));
            default ->
                new Retention.Latest(
                        1 + random.nextInt(99),
                        orNone(random),
                        orNone(random),
                        orNone(random),
                        orNone(random),
                        ZoneOffset.ofHours(random.nextInt(37) - 18),
                        random.nextBoolean() ? DayOfWeek.MONDAY : DayOfWeek.of(1 + random.nextInt(7)));
        };
    }

    private static int orNone(Random random) {
        return random.nextBoolean() ? 0 : 1 + random.nextInt(100);
    }
}
