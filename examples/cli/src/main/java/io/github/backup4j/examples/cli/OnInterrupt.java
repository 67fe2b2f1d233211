package io.github.backup4j.examples.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What happens if a person presses Ctrl-C, or the process is asked to end, during a call. Work in the cloud is not cancelled, so a
 * message says how to continue it. The process ends with the exit code that the action which prints the message returns.
 */
final class OnInterrupt {
    /** How long an interrupted call may take to return what it knows. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private OnInterrupt() {}

    /**
     * Returns what a call returns.
     *
     * @param terminal where the message is printed
     * @param speech prints the message; called on another thread if the process is interrupted during the call; returns the exit code
     * @param call the call
     */
    static <T> T say(Terminal terminal, IntSupplier speech, Supplier<T> call) {
        return say(terminal, () -> {}, speech, call);
    }

    /**
     * Returns what a call returns.
     *
     * @param terminal where the message is printed
     * @param first called before anything is printed if the process is interrupted: a person who reads the message may rely on it
     * @param speech prints the message; called on another thread if the process is interrupted during the call; returns the exit code
     * @param call the call
     */
    static <T> T say(Terminal terminal, Runnable first, IntSupplier speech, Supplier<T> call) {
        Thread hook = new Thread(() -> end(terminal, first, speech), "backup4j-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return call.get();
        } finally {
            disarm(hook);
        }
    }

    /**
     * Returns what a call returns. If the process is interrupted, so is the thread of the call, which may then return what is
     * known.
     *
     * @param terminal where the message is printed
     * @param speech prints the message; called on another thread if the process is interrupted, with what the call has returned;
     *     empty: it threw an exception, or did not return in time. Returns the exit code
     * @param call the call, which returns early if its thread is interrupted
     */
    static <T> T sayResult(Terminal terminal, ToIntFunction<Optional<T>> speech, Supplier<T> call) {
        Thread caller = Thread.currentThread();
        CompletableFuture<T> result = new CompletableFuture<>();
        return say(
                terminal,
                () -> {
                    caller.interrupt();
                    return speech.applyAsInt(resultOf(result));
                },
                () -> {
                    try {
                        T returned = call.get();
                        var unused = result.complete(returned);
                        return returned;
                    } catch (RuntimeException e) {
                        var unused = result.completeExceptionally(e);
                        throw e;
                    }
                });
    }

    private static <T> Optional<T> resultOf(CompletableFuture<T> call) {
        try {
            return Optional.of(call.get(GRACE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Waits some time until another thread has printed what both would print. It may never do so, if nobody reads the output. */
    static void awaitOther(CountDownLatch said) {
        try {
            boolean unused = said.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Terminal terminal, Runnable first, IntSupplier speech) {
        int code = ExitCode.FAILED;
        try {
            first.run();
            terminal.err().println();
            code = speech.getAsInt();
            terminal.err().flush();
            terminal.out().flush();
        } finally {
            // An exit would wait for this thread.
            Runtime.getRuntime().halt(code);
        }
    }

    private static void disarm(Thread hook) {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitTheEnd();
        }
    }

    /** Waits while the message is printed and the process ends, so that nothing else is printed meanwhile. */
    private static void awaitTheEnd() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // The process is ending.
            }
        }
    }
}
