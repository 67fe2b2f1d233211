package io.github.backup4j.huawei.internal.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads dates and pauses in HTTP headers. */
final class HttpDates {
    /** The longest pause that a service can ask for: one call an hour harms no service. */
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final int LONGEST = 40;

    private HttpDates() {}

    /** Returns the instant; null if the header holds none. */
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
     * Returns how long {@code Retry-After} asks to wait, given in seconds or as an instant; null if it is neither.
     *
     * @param now the time by the service's clock
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
