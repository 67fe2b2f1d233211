package io.github.backup4j.huawei.internal.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the times in headers of HTTP. */
final class HttpDates {
    /** A service that asks to wait longer is asked again after this: once an hour harms nobody. */
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final int LONGEST = 40;

    private HttpDates() {}

    /** The instant, or null if there is none. */
    static @Nullable Instant parse(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.trim()));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * How long {@code Retry-After} asks to wait: in seconds, or until an instant; null if it says neither.
     *
     * @param now what time it is by the clock of who asks
     */
    static @Nullable Duration pause(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.trim();
        if (text.matches("\\d+")) {
            String digits = text.replaceFirst("^0+(?=\\d)", "");
            return digits.length() > 9 ? LONGEST_PAUSE : limited(Duration.ofSeconds(Long.parseLong(digits)));
        }
        Instant until = parse(text);
        return until == null ? null : limited(Duration.between(now, until));
    }

    private static Duration limited(Duration asked) {
        Duration pause = asked.isNegative() ? Duration.ZERO : asked;
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
