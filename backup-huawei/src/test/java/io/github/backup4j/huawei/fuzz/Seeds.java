package io.github.backup4j.huawei.fuzz;

import java.util.Random;
import java.util.function.Consumer;

/** The seeds that random inputs are made from: as many as {@code -Dbackup4j.fuzz} says. */
final class Seeds {
    private static final long COUNT = Long.getLong("backup4j.fuzz", 5_000);

    private Seeds() {}

    /** Checks a property with each seed. */
    static void each(Consumer<Random> property) {
        oneOf(1, property);
    }

    /** Checks a property that takes long with one of so many seeds. */
    static void oneOf(int share, Consumer<Random> property) {
        for (long seed = 0; seed < COUNT; seed += share) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }
}
