package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Retention;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An {@code operation_definition} of a policy: how long backups are kept, how often they are full, where they are copied to.
 *
 * @param fields the definition as sent, or after a change
 */
record CbrDefinition(CbrFields fields) {
    private static final Pattern TIME_ZONE = Pattern.compile("UTC[+-](0\\d|1[0-8]):00");
    private static final List<String> PERIODS = List.of("day_backups", "week_backups", "month_backups", "year_backups");

    /**
     * Returns the definition after a change: fields that are sent replace the old ones and the others stay, except the other
     * of the two ways to keep backups, which exclude each other.
     */
    static ObjectNode merged(ObjectNode now, CbrFields sent) {
        ObjectNode merged = now.deepCopy();
        if (sent.raw("max_backups").asInt(-1) > 0) {
            merged.remove("retention_duration_days");
        }
        if (sent.raw("retention_duration_days").asInt(-1) > 0) {
            merged.remove("max_backups");
            merged.remove(PERIODS);
        }
        sent.node().properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        return merged;
    }

    /** How long automatic backups are kept; a value that CBR does not accept is refused with 9900. */
    Retention retention() {
        Integer count = unlimited("max_backups");
        Integer days = unlimited("retention_duration_days");
        int daily = period("day_backups");
        int weekly = period("week_backups");
        int monthly = period("month_backups");
        int yearly = period("year_backups");
        ZoneOffset offset = offset();
        boolean periods = daily + weekly + monthly + yearly > 0;
        if (days != null && (count != null || periods)) {
            throw fields.invalid("retention_duration_days", "excludes max_backups and long-term retention");
        }
        if (periods && offset == null) {
            throw fields.invalid("timezone", "is a required property of long-term retention");
        }
        if (days != null) {
            return Retention.days(days);
        }
        if (count == null) {
            return Retention.forever();
        }
        return new Retention.Latest(
                count, daily, weekly, monthly, yearly, offset == null ? ZoneOffset.UTC : offset, DayOfWeek.MONDAY);
    }

    /** The number of incremental backups between full ones; null if only the first is full. */
    @Nullable
    Integer incrementalsBetweenFulls() {
        Integer interval = fields.integer("full_backup_interval", -1, 100);
        return interval == null || interval < 0 ? null : interval;
    }

    Site destination() {
        fields.bool("enable_acceleration");
        return new Site(fields.requiredText("destination_region"), fields.requiredText("destination_project_id"));
    }

    /** Returns the definition of a retention of the in-memory cloud. */
    static ObjectNode format(
            Retention retention, @Nullable Integer incrementalsBetweenFulls, @Nullable Site destination) {
        ObjectNode made = Json.object();
        made.put("max_backups", -1).put("retention_duration_days", -1);
        if (retention instanceof Retention.Days days) {
            made.put("retention_duration_days", days.count());
        } else if (retention instanceof Retention.Latest latest) {
            made.put("max_backups", latest.count());
            made.put("day_backups", latest.daily()).put("week_backups", latest.weekly());
            made.put("month_backups", latest.monthly()).put("year_backups", latest.yearly());
            int hours = latest.offset().getTotalSeconds() / 3600;
            made.put("timezone", String.format(Locale.ROOT, "UTC%s%02d:00", hours < 0 ? "-" : "+", Math.abs(hours)));
        }
        if (incrementalsBetweenFulls != null) {
            made.put("full_backup_interval", incrementalsBetweenFulls);
        }
        if (destination != null) {
            made.put("destination_region", destination.region()).put("destination_project_id", destination.project());
        }
        return made;
    }

    /** A number from 1 to 99999; null if it is absent or -1, which both mean no limit. */
    private @Nullable Integer unlimited(String name) {
        Integer found = fields.integer(name, -1, 99_999);
        if (found != null && found == 0) {
            throw fields.invalid(name, "0 is neither -1 nor between 1 and 99999");
        }
        return found == null || found == -1 ? null : found;
    }

    private int period(String name) {
        Integer found = fields.integer(name, 0, 100);
        return found == null ? 0 : found;
    }

    private @Nullable ZoneOffset offset() {
        String zone = fields.text("timezone", "");
        if (zone.isEmpty()) {
            return null;
        }
        if (!TIME_ZONE.matcher(zone).matches()) {
            throw fields.invalid("timezone", "'" + zone + "' is not like 'UTC+08:00'");
        }
        return ZoneOffset.ofHours(Integer.parseInt(zone.substring(3, 6)));
    }
}
