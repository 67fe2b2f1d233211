package io.github.backup4j.internal;

/** How the tokens of restore drills begin, by which they are told from those of providers. */
public final class DrillToken {
    /** How each begins, in every version. */
    public static final String START = "b4j-drill-";

    private DrillToken() {}

    /**
     * Returns whether a token is of a restore drill, of whatever version.
     *
     * @param token any text
     */
    public static boolean is(String token) {
        return token.startsWith(START);
    }
}
