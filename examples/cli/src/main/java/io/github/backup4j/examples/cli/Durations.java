package io.github.backup4j.examples.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations of up to 10 years, such as {@code 26h}, {@code 30d}, {@code 90m}, {@code 45s}, {@code PT1H30M}. */
final class Durations implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,7})\\s*([dhms])");

    private static final Duration LONGEST = Duration.ofDays(3650);

    Durations() {}

    @Override
    public Duration convert(String text) {
        Duration duration = read(text);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' is not between 0 and " + LONGEST.toDays() + " days");
        }
        return duration;
    }

    private static Duration read(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = SHORT.matcher(word);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
            };
        }
        try {
            return Duration.parse(word);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is not a duration; write 26h, 30d, 90m or 45s");
        }
    }
}
