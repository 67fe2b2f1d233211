package io.github.backup4j.huawei.support;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Failures as they are printed: with their causes and what they suppressed. */
public final class Traces {
    private Traces() {}

    public static String of(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
