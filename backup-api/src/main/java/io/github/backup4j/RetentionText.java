package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Describes rules in words, and reads these words again. */
final class RetentionText {
    private static final String EXAMPLES = "\"for 30 days\", \"forever\", \"the 7 newest\" or"
            + " \"the 7 newest, plus 5 daily, 4 weekly, 12 monthly, 2 yearly at UTC+01:00\"";

    private RetentionText() {}

    static String of(Retention.Forever rule) {
        return "forever";
    }

    static String of(Retention.Days rule) {
        return rule.count() == 1 ? "for 1 day" : "for " + rule.count() + " days";
    }

    static String of(Retention.Latest rule) {
        String newest = rule.count() == 1 ? "the newest" : "the " + rule.count() + " newest";
        return (rule.keepsPeriods() ? newest + ", plus " + periods(rule) : newest) + weekStart(rule);
    }

    static String of(Retention.Unrecognized rule) {
        return "the cloud's own rule " + rule.raw();
    }

    private static String periods(Retention.Latest rule) {
        List<String> parts = new ArrayList<>();
        add(parts, rule.daily(), "daily");
        add(parts, rule.weekly(), "weekly");
        add(parts, rule.monthly(), "monthly");
        add(parts, rule.yearly(), "yearly");
        return String.join(", ", parts) + " at " + ScheduleText.zone(rule.offset());
    }

    private static String weekStart(Retention.Latest rule) {
        return rule.weekly() == 0 || rule.weekStart() == DayOfWeek.MONDAY
                ? ""
                : ", weeks starting on " + ScheduleText.day(rule.weekStart());
    }

    private static void add(List<String> parts, int count, String period) {
        if (count > 0) {
            parts.add(count + " " + period);
        }
    }

    /** Returns the rule that a text describes. */
    static Retention parse(String text) {
        WordReader words = new WordReader("retention", text, EXAMPLES);
        Retention rule = read(words);
        words.end();
        return rule;
    }

    private static Retention read(WordReader words) {
        if (words.takes("forever")) {
            return Retention.forever();
        }
        if (words.takes("for")) {
            if (words.takes("ever")) {
                return Retention.forever();
            }
            return days(words, words.number("a number of days"));
        }
        boolean article = words.takes("the");
        if (article && words.takes("newest")) {
            return latest(words, 1);
        }
        int count = words.number("a number");
        if (!article && (words.peek().equals("day") || words.peek().equals("days"))) {
            return days(words, count);
        }
        words.expect("newest");
        return latest(words, count);
    }

    private static Retention days(WordReader words, int count) {
        if (!words.takes("day") && !words.takes("days")) {
            throw words.unexpected("\"days\"");
        }
        return Retention.days(count);
    }

    private static Retention.Latest latest(WordReader words, int count) {
        Retention.Latest rule = Retention.latest(count);
        int daily = 0;
        int weekly = 0;
        int monthly = 0;
        int yearly = 0;
        ZoneOffset offset = ZoneOffset.UTC;
        boolean more = words.takes(",");
        if (more && words.takes("plus")) {
            Set<String> given = new HashSet<>();
            do {
                int periods = words.number("a number of days, weeks, months or years");
                if (periods == 0) {
                    throw words.refused("keeps 0 of a period; leave it out", null);
                }
                String period = words.peek();
                if (!given.add(period)) {
                    throw words.refused("says " + period + " twice", null);
                }
                switch (period) {
                    case "daily" -> daily = periods;
                    case "weekly" -> weekly = periods;
                    case "monthly" -> monthly = periods;
                    case "yearly" -> yearly = periods;
                    default -> throw words.unexpected("daily, weekly, monthly or yearly");
                }
                words.expect(period);
                more = words.takes(",");
            } while (more && words.isNumber());
            if (!more && words.takes("at")) {
                offset = offset(words);
                more = words.takes(",");
            }
            rule = new Retention.Latest(count, daily, weekly, monthly, yearly, offset, DayOfWeek.MONDAY);
        }
        if (more) {
            words.expect("weeks", "starting", "on");
            rule = rule.weeksStartingOn(ScheduleText.day(words));
        }
        return rule;
    }

    private static ZoneOffset offset(WordReader words) {
        ZoneId zone = ScheduleText.zone(words);
        if (zone instanceof ZoneOffset offset) {
            return offset;
        }
        throw words.refused(
                "counts days, weeks, months and years in " + zone + ", which is not an offset from UTC in whole hours",
                null);
    }
}
