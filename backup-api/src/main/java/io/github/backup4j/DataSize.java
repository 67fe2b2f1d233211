package io.github.backup4j;

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
