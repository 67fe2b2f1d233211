package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.StillRunning;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Starts work in the cloud, waits for it, and shows how far it is. Whatever ends the wait, the way to go on is printed: the token,
 * or the same command with the same key as long as there is no token.
 */
final class Waiting {
    private final CloudCommand command;
    private final CommandText repeat;
    private final @Nullable RequestKey key;
    private final AtomicReference<@Nullable Operation<?>> started = new AtomicReference<>();

    /**
     * Creates it.
     *
     * @param command the command that waits
     * @param repeat the words of the command that starts the same work and no other
     * @param key the request key of the work; null: the work was started before
     */
    Waiting(CloudCommand command, CommandText repeat, @Nullable RequestKey key) {
        this.command = command;
        this.repeat = repeat;
        this.key = key;
    }

    /**
     * Starts work, and waits until it has ended.
     *
     * @param start starts the work
     * @param what what it does, in a word or two
     * @param timeout how long to wait
     * @param result what is done with its result, which returns the exit code
     */
    <T> int await(
            Supplier<Operation<? extends T>> start, String what, Duration timeout, ToIntFunction<? super T> result) {
        IntSupplier end = OnInterrupt.say(command.terminal(), () -> sayHowToGoOn(true), () -> {
            // Within the call, so that an interruption at any time finds it said or says it.
            try {
                T done = await(start, what, timeout);
                return () -> result.applyAsInt(done);
            } catch (StillRunning e) {
                int code = sayHowToGoOn(true);
                return () -> code;
            } catch (RuntimeException | Error e) {
                if (mayGoOn(started.get() != null, e)) {
                    var unused = sayHowToGoOn(false);
                }
                throw e;
            }
        });
        return end.getAsInt();
    }

    private <T> T await(Supplier<Operation<? extends T>> start, String what, Duration timeout) {
        try (ProgressView view = new ProgressView(command.terminal(), what)) {
            Operation<? extends T> operation = start.get();
            started.set(operation);
            return operation.await(timeout, view::show);
        }
    }

    /**
     * Returns whether there is, or may be, work in the cloud after a failure.
     *
     * @param started whether the call that starts the work has returned
     */
    static boolean mayGoOn(boolean started, Throwable failure) {
        if (failure instanceof BackupException known && !started) {
            return known instanceof AmbiguousOutcome || known.retryable();
        }
        return !(failure instanceof OperationFailed);
    }

    /**
     * Says how to go on.
     *
     * @param seen whether the work was still running when it was last looked at, and no look has failed since
     */
    private int sayHowToGoOn(boolean seen) {
        Operation<?> operation = started.get();
        ObjectNode known = Json.object();
        if (operation == null) {
            Json.put(known, "key", key == null ? null : key.value());
            command.sayHowToGoOn("It is not known whether the work was started.", known, repeat);
        } else {
            Json.put(known, "running", seen ? true : null);
            Json.put(known, "token", operation.token());
            command.sayHowToGoOn(
                    seen
                            ? "Still running, and not cancelled."
                            : "It is not known whether the work is still running: it may continue in the cloud.",
                    known,
                    new CommandText("operations resume").with(operation.token()));
        }
        return ExitCode.STILL_RUNNING;
    }
}
