package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/** Formats figures of forecasts for people. */
final class Figures {
    private Figures() {}

    /** Formats a size, such as "180 GiB", "5.3 MiB": to a tenth, in the unit that suits. */
    static String size(DataSize size) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double value = size.bytes();
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String text = String.format(Locale.ROOT, "%.1f", value);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " " + units[unit];
    }

    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Formats a day, in UTC. */
    static String day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** Formats an instant, to the minute, in UTC. */
    static String minute(Instant instant) {
        String text = instant.atZone(ZoneOffset.UTC)
                .toLocalDateTime()
                .withSecond(0)
                .withNano(0)
                .toString();
        return text.replace('T', ' ');
    }
}
