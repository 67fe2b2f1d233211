package io.github.backup4j.huawei.emulator.internal.world;

import org.jspecify.annotations.Nullable;

/** Values that a provider may leave null and that the in-memory cloud behind the emulator always has. */
public final class Always {
    private Always() {}

    /** Returns a value that the in-memory cloud always has. */
    public static <T> T said(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the in-memory cloud returned null for a value that it always has");
        }
        return value;
    }

    /** Returns a text, or "" for null. */
    public static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
