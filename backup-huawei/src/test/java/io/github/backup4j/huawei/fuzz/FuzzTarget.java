package io.github.backup4j.huawei.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where a fuzzer that is guided by coverage hands in its inputs: Jazzer, by {@code mvn -Pfuzz}. Which of the {@link Promises} it
 * tries to break says {@code -Dbackup4j.fuzz.target}.
 */
public final class FuzzTarget {
    private static final String TARGET = System.getProperty("backup4j.fuzz.target", "");
    private static final Consumer<String> PROMISE = Objects.requireNonNull(
            Promises.TEXTS.get(TARGET), () -> "backup4j.fuzz.target is none of " + Promises.TEXTS.keySet());

    private FuzzTarget() {}

    /**
     * Attempts one input.
     *
     * @param input the input, as text in UTF-8
     */
    public static void fuzzerTestOneInput(byte[] input) {
        PROMISE.accept(new String(input, StandardCharsets.UTF_8));
    }
}
