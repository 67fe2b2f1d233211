package io.github.backup4j.examples.cli;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.StillRunning;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Starts work in the cloud, waits for it, and shows how far it is. Whatever ends the wait, the way to go on is printed: the token,
 * or the same command with the same key as long as there is no token.
 */
final class Waiting {
    private final CloudCommand command;

    Waiting(CloudCommand command) {
        this.command = command;
    }

    /**
     * Starts work, and waits until it has ended.
     *
     * @param start starts the work
     * @param repeat the words of the command that starts the same work and no other
     * @param what what it does, in a word or two
     * @param timeout how long to wait
     * @param result what is done with its result, which returns the exit code
     */
    <T> int await(
            Supplier<Operation<? extends T>> start,
            String repeat,
            String what,
            Duration timeout,
            ToIntFunction<? super T> result) {
        AtomicReference<@Nullable Operation<?>> started = new AtomicReference<>();
        T done;
        try (ProgressView view = new ProgressView(command.terminal(), what)) {
            done = OnInterrupt.say(command.terminal(), () -> sayHowToGoOn(started.get(), repeat), () -> {
                Operation<? extends T> operation = start.get();
                started.set(operation);
                return operation.await(timeout, view::show);
            });
        } catch (StillRunning e) {
            sayHowToGoOn(started.get(), repeat);
            return ExitCode.STILL_RUNNING;
        } catch (BackupException e) {
            if (mayGoOn(e, started.get() != null)) {
                sayHowToGoOn(started.get(), repeat);
            }
            throw e;
        }
        return result.applyAsInt(done);
    }

    /** Returns whether there is, or may be, work in the cloud after a failure. */
    private static boolean mayGoOn(BackupException failure, boolean started) {
        return started
                ? !(failure instanceof OperationFailed)
                : failure instanceof AmbiguousOutcome || failure.retryable();
    }

    private void sayHowToGoOn(@Nullable Operation<?> operation, String repeat) {
        if (operation == null) {
            command.say("It may have been started. Go on with the same key, so that nothing is done twice: "
                    + command.commandLine(repeat));
            return;
        }
        String token = operation.token();
        if (command.asJson()) {
            command.print(Json.put(Json.put(Json.object(), "running", true), "token", token), token);
        }
        String still = "Still running: it continues in the cloud. ";
        command.say(
                Clouds.endsWithProcess(command.cloud())
                        ? still
                                + "But this cloud is in memory, and ends with this process; 'backup4j demo --serve' keeps one."
                        : still + "Go on with: " + command.commandLine("operations resume " + Words.quoted(token)));
    }
}
