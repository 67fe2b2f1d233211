package io.github.backup4j.examples.cli;

import java.util.function.Supplier;

/**
 * What is said if a person presses Ctrl-C, or the process is told to end, during a wait. The work goes on in the cloud, so this
 * says how to find it again. The process ends with {@link ExitCode#STILL_RUNNING}.
 */
final class OnInterrupt {
    private final Thread hook;

    private OnInterrupt(Thread hook) {
        this.hook = hook;
    }

    /**
     * Returns what a call returns; says something if it is interrupted.
     *
     * @param terminal where it is said
     * @param speech says it
     * @param call the call, which waits
     */
    static <T> T say(Terminal terminal, Runnable speech, Supplier<T> call) {
        OnInterrupt armed = arm(terminal, speech);
        try {
            return call.get();
        } finally {
            armed.disarm();
        }
    }

    private static OnInterrupt arm(Terminal terminal, Runnable speech) {
        Thread hook = new Thread(
                () -> {
                    terminal.err().println();
                    speech.run();
                    terminal.err().flush();
                    terminal.out().flush();
                    // The waiting thread must not go on to say that it was interrupted.
                    Runtime.getRuntime().halt(ExitCode.STILL_RUNNING);
                },
                "backup4j-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        return new OnInterrupt(hook);
    }

    private void disarm() {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook speaks, and ends it.
        }
    }
}
