package io.github.backup4j.examples.cli;

import io.github.backup4j.DataSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Instants, durations and sizes as people read them. Instants are in UTC. */
final class Words {
    static final String NONE = "-";

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
    private static final int UNIT = 1024;
    private static final int NANO_DIGITS = 9;

    /** From so many hours on, people count days. */
    private static final int DAYS_FROM = 48;

    /** Words that a shell takes as they are. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private static final Pattern ISO_DURATION =
            Pattern.compile("\\bPT(?=\\d)(\\d{1,9}H)?(\\d{1,9}M)?(\\d{1,9}(?:\\.\\d{1,9})?S)?\\b(?!\\.\\d)");

    private static final Pattern ISO_INSTANT =
            Pattern.compile("\\b(\\d{4}-\\d{2}-\\d{2})T(\\d{2}:\\d{2}):\\d{2}(?:\\.\\d{1,9})?Z");

    private Words() {}

    static String of(@Nullable Instant instant) {
        return instant == null ? NONE : MINUTE.format(instant);
    }

    /** Returns a duration in its two largest units, such as {@code "3 h 20 min"}. */
    static String of(Duration duration) {
        if (duration.toHours() >= DAYS_FROM) {
            return duration.toDays() + " d" + (duration.toHoursPart() == 0 ? "" : " " + duration.toHoursPart() + " h");
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h"
                    + (duration.toMinutesPart() == 0 ? "" : " " + duration.toMinutesPart() + " min");
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    /** Returns a text in which durations such as {@code PT2M30S} are written as people read them: {@code 2 min 30 s}. */
    static String withDurations(String text) {
        return ISO_DURATION.matcher(text).replaceAll(found -> exactly(Duration.parse(found.group())));
    }

    /** Returns a text in which instants such as {@code 2026-11-29T07:07:00Z} are written as elsewhere: {@code 2026-11-29 07:07}. */
    static String withInstants(String text) {
        return ISO_INSTANT.matcher(text).replaceAll("$1 $2");
    }

    /** Returns a duration with nothing left out, so that two that differ do not look the same. */
    private static String exactly(Duration duration) {
        StringBuilder words = new StringBuilder();
        append(words, duration.toHours(), "h");
        append(words, duration.toMinutesPart(), "min");
        append(words, duration.toSecondsPart(), duration.toNanosPart());
        return words.length() == 0 ? "0 s" : words.toString();
    }

    private static void append(StringBuilder words, int seconds, int nanos) {
        if (seconds > 0 || nanos > 0) {
            String exact = BigDecimal.valueOf(seconds)
                    .add(BigDecimal.valueOf(nanos, NANO_DIGITS))
                    .stripTrailingZeros()
                    .toPlainString();
            words.append(words.length() == 0 ? "" : " ").append(exact).append(" s");
        }
    }

    private static void append(StringBuilder words, long count, String unit) {
        if (count > 0) {
            words.append(words.length() == 0 ? "" : " ")
                    .append(count)
                    .append(' ')
                    .append(unit);
        }
    }

    /** Returns a size in the largest unit that leaves at least one, with three digits at most. */
    static String of(@Nullable DataSize size) {
        if (size == null) {
            return NONE;
        }
        double value = size.bytes();
        int unit = 0;
        while (value >= UNIT && unit < UNITS.size() - 1) {
            value /= UNIT;
            unit++;
        }
        boolean whole = value >= 100 || value == Math.rint(value);
        return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", value, UNITS.get(unit));
    }

    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /**
     * Returns a text whose lines are broken between words where they are too long; what follows is indented as its line is, and a bit
     * more. A word that is longer, such as a token, is not broken, so that it can be copied.
     *
     * @param columns how long a line may be
     */
    static String wrapped(String text, int columns) {
        StringBuilder all = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            int indent = line.length() - line.stripLeading().length() + 2;
            String rest = line;
            while (rest.length() > columns) {
                int end = rest.lastIndexOf(' ', columns);
                if (end <= indent) {
                    end = rest.indexOf(' ', Math.max(columns, indent + 1));
                }
                if (end < 0) {
                    break;
                }
                all.append(rest.substring(0, end).stripTrailing()).append('\n');
                rest = " ".repeat(indent) + rest.substring(end).strip();
            }
            all.append(rest).append('\n');
        }
        return all.substring(0, all.length() - 1);
    }

    /** Returns a text on one line: what a cloud or a person has named may hold line breaks and colours. */
    static String line(@Nullable String text) {
        return text == null ? NONE : Terminal.clean(text).replace('\n', ' ').strip();
    }

    /** Returns a word as a shell reads it back: in quotes, unless it needs none. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
