package io.github.backup4j;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;

/** Describes rules in words. */
final class RetentionText {
    private RetentionText() {}

    static String of(Retention.Forever rule) {
        return "for ever";
    }

    static String of(Retention.Days rule) {
        return rule.count() == 1 ? "for 1 day" : "for " + rule.count() + " days";
    }

    static String of(Retention.Latest rule) {
        String newest = rule.count() == 1 ? "the newest" : "the " + rule.count() + " newest";
        return rule.keepsPeriods() ? newest + ", plus " + periods(rule) : newest;
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
        String text = String.join(", ", parts) + " at " + ScheduleText.zone(rule.offset());
        return rule.weekStart() == DayOfWeek.MONDAY || rule.weekly() == 0
                ? text
                : text + ", weeks starting on " + ScheduleText.day(rule.weekStart());
    }

    private static void add(List<String> parts, int count, String period) {
        if (count > 0) {
            parts.add(count + " " + period);
        }
    }
}
