package io.github.backup4j;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data, exact to the byte.
 *
 * @param bytes the number of bytes, zero or more
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    /** No data. */
    public static final DataSize ZERO = new DataSize(0);

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,20})?)\\s{0,3}([A-Za-z]{1,3})");
    private static final Map<String, Long> UNITS =
            Map.of("b", 1L, "kib", 1L << 10, "mib", MIB, "gib", GIB, "tib", 1L << 40, "pib", 1L << 50);

    /** Refuses a negative size with {@link Invalid}. */
    public DataSize {
        Require.notNegative(bytes, "bytes");
    }

    /**
     * Returns a number of bytes.
     *
     * @param bytes zero or more
     * @throws Invalid if negative
     */
    public static DataSize bytes(long bytes) {
        return new DataSize(bytes);
    }

    /**
     * Returns a number of mebibytes, 2<sup>20</sup> bytes each.
     *
     * @param mebibytes zero or more
     * @throws Invalid if negative, or more than 8 EiB
     */
    public static DataSize mib(long mebibytes) {
        return times(mebibytes, MIB, "mebibytes");
    }

    /**
     * Returns a number of gibibytes, 2<sup>30</sup> bytes each: what clouds call a GB when they sell disks and vaults.
     *
     * @param gibibytes zero or more
     * @throws Invalid if negative, or more than 8 EiB
     */
    public static DataSize gib(long gibibytes) {
        return times(gibibytes, GIB, "gibibytes");
    }

    /**
     * Returns the size that a text gives, as {@code toString} writes it: a number and {@code B}, {@code KiB}, {@code MiB}, {@code
     * GiB}, {@code TiB} or {@code PiB}, with or without a space between them. A number with decimals is read if the size is a
     * whole number of bytes, such as {@code 1.5 TiB}.
     *
     * @param text such as {@code 200 GiB}
     * @throws Invalid if it is not a size; also for units such as GB, which mean powers of 1,000 to some and of 1,024 to others
     */
    public static DataSize parse(String text) {
        Matcher size = SIZE.matcher(Require.nonNull(text, "size").strip());
        Long unit = size.matches() ? UNITS.get(size.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new Invalid("size is \"" + Require.printable(text)
                    + "\"; write a number and B, KiB, MiB, GiB, TiB or PiB," + " such as 200 GiB");
        }
        BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(unit));
        try {
            return new DataSize(bytes.longValueExact());
        } catch (ArithmeticException inexact) {
            throw new Invalid(
                    "size is \"" + Require.printable(text) + "\", which is "
                            + (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                                    ? "more than 8 EiB"
                                    : "not a whole number of bytes"),
                    BackupException.Detail.NONE,
                    inexact);
        }
    }

    /** Returns the size in gibibytes, rounded up, so that the data fits. */
    public long toGibRoundedUp() {
        return bytes / GIB + (bytes % GIB == 0 ? 0 : 1);
    }

    /**
     * Returns the sum.
     *
     * @param other what is added
     * @throws Invalid if the sum is more than 8 EiB
     */
    public DataSize plus(DataSize other) {
        Require.nonNull(other, "other");
        try {
            return new DataSize(Math.addExact(bytes, other.bytes));
        } catch (ArithmeticException e) {
            throw new Invalid("the sum of " + this + " and " + other + " is more than 8 EiB");
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /**
     * Returns the size in the largest unit that expresses it exactly: {@code "40 GiB"}, {@code "3 MiB"}, {@code "17
     * B"}.
     */
    @Override
    public String toString() {
        if (bytes != 0 && bytes % GIB == 0) {
            return bytes / GIB + " GiB";
        }
        if (bytes != 0 && bytes % MIB == 0) {
            return bytes / MIB + " MiB";
        }
        return bytes + " B";
    }

    private static DataSize times(long count, long unit, String argument) {
        Require.notNegative(count, argument);
        if (count > Long.MAX_VALUE / unit) {
            throw new Invalid(argument + " is " + count + ", more than 8 EiB");
        }
        return new DataSize(count * unit);
    }
}
