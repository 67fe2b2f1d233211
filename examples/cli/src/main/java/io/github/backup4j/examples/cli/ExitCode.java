package io.github.backup4j.examples.cli;

/** What the process tells the shell. */
final class ExitCode {
    /** Done, no findings. */
    static final int SAFE = 0;

    /** Done, and there is something that a person has to look at. */
    static final int FINDINGS = 1;

    /** Invalid option or file; nothing was done. */
    static final int USAGE = 2;

    /** It failed; the message says what happened. */
    static final int FAILED = 3;

    /** The work is not cancelled, and goes on as far as the cloud does it alone; the message says how to continue. */
    static final int STILL_RUNNING = 4;

    private ExitCode() {}

    static int of(boolean safe) {
        return safe ? SAFE : FINDINGS;
    }
}
