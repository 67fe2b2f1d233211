package io.github.backup4j.posture;

import io.github.backup4j.DataSize;
import io.github.backup4j.internal.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/** Formats figures for people. */
final class Words {
    private Words() {}

    /** Formats a time, such as "26 h", "3 d 4 h", "12 min". */
    static String of(Duration time) {
        long minutes = time.toMinutes();
        if (minutes < 60) {
            return minutes + " min";
        }
        long hours = time.toHours();
        if (hours < 48) {
            return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        return time.toDays() + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }

    /** Formats a size, such as "180 GiB", "5.3 MiB": to a tenth, in the unit that suits. */
    static String of(DataSize size) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = size.bytes();
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String text = String.format(Locale.ROOT, "%.1f", value);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " " + units[unit];
    }

    /** Names a subject on one line by its id, and by its name where it has one, such as {@code disk 7 "orders"}. */
    static String named(Subject subject) {
        return PlainText.line(subject.id() + (subject.name().isEmpty() ? "" : " \"" + subject.name() + "\""));
    }

    static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

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
