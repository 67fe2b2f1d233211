package io.github.backup4j.plan;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The size of the vaults of a {@link Protection}.
 *
 * <p>A plan enlarges a smaller vault, but never shrinks a larger one: the cloud or a person may have enlarged it. Immutable.
 *
 * @param factor the capacity of a vault as a multiple of the size of its members; null: {@code fixed} is given
 * @param fixed the capacity of each vault; null: {@code factor} is given
 * @param autoExpand whether the cloud enlarges a vault that is full, at extra cost
 */
public record Sizing(@Nullable Double factor, @Nullable DataSize fixed, boolean autoExpand) {
    private static final double GREATEST_FACTOR = 1000;
    private static final double BYTES_A_GIB = 1L << 30;

    /** Refuses a factor or a capacity out of range, and both or none of them, with {@link Invalid}. */
    public Sizing {
        if ((factor == null) == (fixed == null)) {
            throw new Invalid("factor is " + factor + " and fixed is " + fixed + "; give one of them");
        }
        if (factor != null && !(factor > 0 && factor <= GREATEST_FACTOR)) {
            throw new Invalid("factor is " + factor + ", not more than 0 and at most 1000");
        }
        if (fixed != null && fixed.bytes() <= 0) {
            throw new Invalid("fixed is " + fixed + ", not more than zero");
        }
    }

    /**
     * Returns the sizing that gives a vault a multiple of the size of its members.
     *
     * @param factor the multiple, more than 0 and at most 1000, such as 2.0
     * @throws Invalid if it is out of range
     */
    public static Sizing ofMembers(double factor) {
        return new Sizing(factor, null, false);
    }

    /**
     * Returns the sizing that gives each vault the same capacity, whatever its members are.
     *
     * @param capacity more than zero
     * @throws Invalid if it is zero
     */
    public static Sizing fixed(DataSize capacity) {
        return new Sizing(null, Objects.requireNonNull(capacity, "capacity == null"), false);
    }

    /** Returns the same sizing, for vaults that the cloud enlarges when they are full, at extra cost. */
    public Sizing autoExpanding() {
        return new Sizing(factor, fixed, true);
    }

    /**
     * Returns the capacity of a vault, in whole GiB.
     *
     * @param members the total size of its members
     */
    DataSize capacityFor(DataSize members) {
        if (fixed != null) {
            return DataSize.gib(fixed.toGibRoundedUp());
        }
        double times = factor == null ? 1 : factor;
        return DataSize.gib(Math.max(1, (long) Math.ceil(members.bytes() * times / BYTES_A_GIB)));
    }

    @Override
    public String toString() {
        String size = fixed != null ? fixed + " each" : factor + " times the size of their members";
        return autoExpand ? size + ", expanding by themselves" : size;
    }
}
