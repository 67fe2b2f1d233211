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

/** Reads the timestamps of all services, which are in UTC, with or without saying so. */
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

    private static final Pattern USUAL = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z?");
    private static final Pattern COLONLESS_OFFSET = Pattern.compile("(.*[+-]\\d{2})(\\d{2})");
    private static final Pattern HAS_OFFSET = Pattern.compile(".*\\d[Tt ]\\d.*([Zz]|[+-]\\d{2}:\\d{2})");

    private static final int LONGEST = 40;

    private Timestamps() {}

    /** The instant, or null if the text is in none of the known forms. */
    public static @Nullable Instant parse(String text) {
        String iso = text.trim();
        if (iso.length() > LONGEST) {
            return null;
        }
        try {
            return USUAL.matcher(iso).matches() ? usual(iso) : other(iso);
        } catch (DateTimeException e) {
            return other(iso);
        }
    }

    /** By its digits: a formatter takes several times as long, and each restore point has two or three. */
    private static Instant usual(String iso) {
        int nano = 0;
        for (int i = 20; i < 29; i++) {
            nano = nano * 10 + (i < iso.length() && iso.charAt(i) != 'Z' ? iso.charAt(i) - '0' : 0);
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
            if (HAS_OFFSET.matcher(iso).matches()) {
                return OffsetDateTime.parse(iso.toUpperCase(Locale.ROOT).replace(' ', 'T'))
                        .toInstant();
            }
            return LocalDateTime.parse(iso, LOCAL).toInstant(ZoneOffset.UTC);
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
