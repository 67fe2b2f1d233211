package io.github.backup4j.huawei.internal.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the timestamps of all services. A timestamp without an offset is in UTC. */
public final class Timestamps {
    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']HH:mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .toFormatter(Locale.ROOT);

    /** The usual form up to its seconds, with 0 for any digit. */
    private static final String USUAL = "0000-00-00T00:00:00";

    private static final int MOST_FRACTION = 9;
    private static final Pattern COLONLESS_OFFSET = Pattern.compile("(.*[+-]\\d{2})(\\d{2})");
    private static final Pattern HAS_OFFSET = Pattern.compile(".*\\d[Tt ]\\d.*([Zz]|[+-]\\d{2}:\\d{2})");

    private static final int LONGEST = 40;

    /** Later years have five digits, which no service writes, and which not every clock and formatter takes. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private Timestamps() {}

    /** Returns the instant; null if the text has none of the known forms. */
    public static @Nullable Instant parse(String text) {
        String iso = text.trim();
        if (iso.length() > LONGEST) {
            return null;
        }
        try {
            Instant usual = usual(iso);
            return usual == null ? other(iso) : usual;
        } catch (DateTimeException e) {
            return other(iso);
        }
    }

    /**
     * Reads the usual form digit by digit: a formatter takes many times as long, and each restore point has two or
     * three timestamps.
     *
     * @return the instant; null if the text has another form than the usual one, with an offset of Z, +00:00, +0000, or
     *     none
     */
    private static @Nullable Instant usual(String iso) {
        if (iso.length() < USUAL.length()) {
            return null;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char expected = USUAL.charAt(i);
            if (expected == '0' ? !isDigit(iso, i) : iso.charAt(i) != expected) {
                return null;
            }
        }
        int end = USUAL.length();
        int nano = 0;
        if (end < iso.length() && iso.charAt(end) == '.') {
            end++;
            int from = end;
            while (end < iso.length() && isDigit(iso, end)) {
                end++;
            }
            int digits = end - from;
            if (digits == 0 || digits > MOST_FRACTION) {
                return null;
            }
            nano = number(iso, from, end);
            for (int i = digits; i < MOST_FRACTION; i++) {
                nano *= 10;
            }
        }
        if (!isUtc(iso, end)) {
            return null;
        }
        return LocalDateTime.of(
                        number(iso, 0, 4),
                        number(iso, 5, 7),
                        number(iso, 8, 10),
                        number(iso, 11, 13),
                        number(iso, 14, 16),
                        number(iso, 17, 19),
                        nano)
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean isDigit(String iso, int at) {
        return iso.charAt(at) >= '0' && iso.charAt(at) <= '9';
    }

    /** Returns whether the rest of a text is an offset of UTC, or empty, which means the same. */
    private static boolean isUtc(String iso, int from) {
        int left = iso.length() - from;
        return left == 0
                || (left == 1 && iso.charAt(from) == 'Z')
                || (left == 6 && iso.endsWith("+00:00"))
                || (left == 5 && iso.endsWith("+0000"));
    }

    private static int number(String iso, int from, int to) {
        return Integer.parseInt(iso, from, to, 10);
    }

    private static @Nullable Instant other(String text) {
        String iso = text;
        var offset = COLONLESS_OFFSET.matcher(iso);
        if (iso.length() > 10 && offset.matches()) {
            iso = offset.group(1) + ":" + offset.group(2);
        }
        try {
            Instant found = HAS_OFFSET.matcher(iso).matches()
                    ? OffsetDateTime.parse(iso.toUpperCase(Locale.ROOT).replace(' ', 'T'))
                            .toInstant()
                    : LocalDateTime.parse(iso, LOCAL).toInstant(ZoneOffset.UTC);
            return found.isBefore(FIRST) || found.isAfter(LAST) ? null : found;
        } catch (DateTimeException e) {
            return epoch(iso);
        }
    }

    private static @Nullable Instant epoch(String text) {
        if (!text.matches("\\d{10}|\\d{13}")) {
            return null;
        }
        long number = Long.parseLong(text);
        return text.length() == 13 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
    }
}
