package io.github.backup4j.huawei.internal.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.PolicyoODCreate;
import io.github.backup4j.Invalid;
import io.github.backup4j.Retention;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes and reads the retention part of CBR's {@code operation_definition}.
 *
 * <p>It always writes all fields, with -1 for those that are off: an omitted field may keep its old value.
 */
final class RetentionMapper {
    private static final String TIME_ZONE = "timezone";
    private static final List<String> KEYS = List.of(
            "max_backups",
            "retention_duration_days",
            "day_backups",
            "week_backups",
            "month_backups",
            "year_backups",
            TIME_ZONE);

    private RetentionMapper() {}

    static PolicyoODCreate write(Retention retention, PolicyoODCreate definition) {
        if (retention instanceof Retention.Latest latest) {
            return writeLatest(latest, definition);
        }
        if (retention instanceof Retention.Days days) {
            return definition.withMaxBackups(-1).withRetentionDurationDays(days.count());
        }
        if (retention instanceof Retention.Forever) {
            return definition.withMaxBackups(-1).withRetentionDurationDays(-1);
        }
        throw new Invalid("retention is " + retention + ", which this API can only read");
    }

    private static PolicyoODCreate writeLatest(Retention.Latest latest, PolicyoODCreate definition) {
        definition
                .withMaxBackups(latest.count())
                .withRetentionDurationDays(-1)
                .withDayBackups(latest.daily())
                .withWeekBackups(latest.weekly())
                .withMonthBackups(latest.monthly())
                .withYearBackups(latest.yearly());
        boolean calendar = latest.daily() + latest.weekly() + latest.monthly() + latest.yearly() > 0;
        return calendar ? definition.withTimezone(zone(latest.offset())) : definition;
    }

    static Retention read(JsonNode definition) {
        boolean readable = definition.isObject()
                && KEYS.stream()
                        .filter(key -> !key.equals(TIME_ZONE))
                        .allMatch(key -> JsonFields.isIntegerOrNothing(definition, key));
        if (!readable) {
            return unrecognized(definition);
        }
        int count = JsonFields.integer(definition, "max_backups", -1);
        int days = JsonFields.integer(definition, "retention_duration_days", -1);
        if (count > 0 && days > 0) {
            return unrecognized(definition);
        }
        try {
            if (days > 0) {
                return Retention.days(days);
            }
            // With no limit to the count, the calendar part removes nothing.
            return count > 0 ? latest(definition, count) : Retention.forever();
        } catch (Invalid | DateTimeException e) {
            return unrecognized(definition);
        }
    }

    private static Retention latest(JsonNode definition, int count) {
        Retention.Latest latest = Retention.latest(count);
        int daily = JsonFields.integer(definition, "day_backups", 0);
        int weekly = JsonFields.integer(definition, "week_backups", 0);
        int monthly = JsonFields.integer(definition, "month_backups", 0);
        int yearly = JsonFields.integer(definition, "year_backups", 0);
        ZoneOffset offset = offset(JsonFields.text(definition, TIME_ZONE));
        latest = daily > 0 ? latest.plusDaily(daily, offset) : latest;
        latest = weekly > 0 ? latest.plusWeekly(weekly, offset) : latest;
        latest = monthly > 0 ? latest.plusMonthly(monthly, offset) : latest;
        return yearly > 0 ? latest.plusYearly(yearly, offset) : latest;
    }

    private static Retention unrecognized(JsonNode definition) {
        Map<String, String> raw = new LinkedHashMap<>();
        for (String key : KEYS) {
            String value = JsonFields.textOrNull(definition, key);
            if (value != null) {
                raw.put(key, value);
            }
        }
        return new Retention.Unrecognized(raw);
    }

    private static String zone(ZoneOffset offset) {
        int hours = offset.getTotalSeconds() / 3600;
        return String.format(Locale.ROOT, "UTC%s%02d:00", hours < 0 ? "-" : "+", Math.abs(hours));
    }

    private static ZoneOffset offset(String zone) {
        return zone.isEmpty()
                ? ZoneOffset.UTC
                : ZoneOffset.of(zone.replace("UTC", "").isEmpty() ? "Z" : zone.replace("UTC", ""));
    }
}
