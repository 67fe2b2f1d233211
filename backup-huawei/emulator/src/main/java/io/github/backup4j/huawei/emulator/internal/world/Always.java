package io.github.backup4j.huawei.emulator.internal.world;

import org.jspecify.annotations.Nullable;

/** What a cloud need not say, and the in-memory cloud behind the emulator always does. */
public final class Always {
    private Always() {}

    /** Returns a value of the in-memory cloud that others may leave out. */
    public static <T> T said(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the in-memory cloud does not say what it always says");
        }
        return value;
    }

    /** Returns a text, or "" where there is none. */
    public static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
