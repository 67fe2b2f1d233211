package io.github.backup4j.huawei;

import io.github.backup4j.Invalid;
import org.jspecify.annotations.Nullable;

/** Checks the texts passed to a builder, which often come from environment variables that are not set. */
final class Settings {
    static final String ACCESS_KEY = "HUAWEICLOUD_SDK_AK";
    static final String SECRET_KEY = "HUAWEICLOUD_SDK_SK";
    static final String SECURITY_TOKEN = "HUAWEICLOUD_SDK_SECURITY_TOKEN";

    private Settings() {}

    /**
     * Returns a text that is not null.
     *
     * @param variable the environment variable that it may be read from
     */
    static String notNull(@Nullable String value, String argument, String variable) {
        if (value == null) {
            throw missing(null, argument, variable);
        }
        return value;
    }

    /**
     * Returns a text that is neither null nor blank.
     *
     * @param variable the environment variable that it is usually read from; null: none
     */
    static String given(@Nullable String value, String argument, @Nullable String variable) {
        if (value == null || value.isBlank()) {
            throw missing(value, argument, variable);
        }
        return value;
    }

    private static Invalid missing(@Nullable String value, String argument, @Nullable String variable) {
        String hint = variable == null
                ? "; give one"
                : "; give one, or set the environment variable that it is read from, such as " + variable;
        return new Invalid(argument + (value == null ? " is null" : " is empty") + hint);
    }
}
