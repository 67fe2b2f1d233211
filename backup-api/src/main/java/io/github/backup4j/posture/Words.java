package io.github.backup4j.posture;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Figures as people read them. */
final class Words {
    private Words() {}

    /** Such as "26 h", "3 d 4 h", "12 min". */
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

    static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** To the minute, in UTC. */
    static String minute(Instant instant) {
        String text = instant.atZone(ZoneOffset.UTC).toLocalDateTime().withSecond(0).withNano(0).toString();
        return text.replace('T', ' ');
    }
}
